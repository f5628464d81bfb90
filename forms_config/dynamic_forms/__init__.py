"""A published form, or a draft of one, as a Django form and as a page. No queries happen here.

``build`` gives the form in which one side fills in its part, ``read_only`` the sections of a form that nobody
changes any more. ``templates/forms/sheet.html`` draws the sections of both::

    around = Surroundings(schema, stored, plan)
    form = build(around, filled_by=FilledBy.EMPLOYEE, data=request.POST)
    for upload in form.upload_inputs():
        form.attach(upload.name, [store(file) for file in request.FILES.getlist(upload.name)])
    save(form.answers())          # also when the form is not valid: see ``AnswerForm``
    form.is_valid(), form.problems, form.sections

Names of inputs: ``{field}`` or ``{section}-{row}-{field}``. Buttons: ``add_row`` = section, ``remove_row`` =
``section:row``, ``take_earlier`` = input. ``_present`` names the lists (boxes, files) that were on the page.
"""

from collections.abc import Collection, Mapping

from forms_config.engine.schema import FilledBy
from forms_config.engine.steps import FormStep

from .draft import Draft
from .examples import with_examples, without_answers
from .fields import EvidenceFile
from .form import AnswerForm, Problem, UploadInput
from .view import Inputs, Surroundings, section_views
from .view_model import Item, RowView, SectionView

__all__ = [
    "AnswerForm",
    "EvidenceFile",
    "Item",
    "Problem",
    "RowView",
    "SectionView",
    "Surroundings",
    "UploadInput",
    "build",
    "read_only",
    "with_examples",
    "without_answers",
]


def build(
    around: Surroundings,
    *,
    filled_by: FilledBy,
    data: Mapping[str, object] | None = None,
    show_other: bool | None = None,
    takes_files: bool = True,
    step: FormStep | None = None,
) -> AnswerForm:
    """The form of one side over the stored answers, or one step of it.

    ``data`` what was posted. ``show_other`` None: the rater sees the employee's answers, not vice versa.
    ``takes_files`` False: files can be attached, but none uploaded.
    """
    sees_other = filled_by == FilledBy.RATER if show_other is None else show_other
    sees = tuple(FilledBy) if sees_other else (filled_by,)
    return AnswerForm(around, filled_by=filled_by, sees=sees, data=data, takes_files=takes_files, step=step)


def read_only(around: Surroundings, sides: Collection[FilledBy] = tuple(FilledBy)) -> tuple[SectionView, ...]:
    """The sections without any input: the answers of both sides, or of some ``sides`` only."""
    shown = Draft(around.schema, around.answers, around.plan_rows, filled_by=None).document()
    return section_views(around, shown, Inputs(sees=sides))
