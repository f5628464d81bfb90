"""What the pages of filling in share: reading a page of the form, storing it with its files, and the way on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.earlier import earlier_of
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.reading import Unread
from evaluations.domain.evaluating.repeats import is_same_report
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.enums import Action
from evaluations.models import Evaluation, Evidence
from evaluations.portal.sheets import evidence_file, surroundings
from forms_config import dynamic_forms
from forms_config.actors import Actor
from forms_config.dynamic_forms import AnswerForm
from forms_config.engine.answers import asks_for_evidence
from forms_config.engine.completeness import Missing
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import FilledBy
from forms_config.engine.steps import FormStep, is_short, steps

LOOSE_FILES = "berkas"  # the input for files that belong to no field yet


@dataclass(frozen=True, slots=True)
class Gap:
    """Something still missing, with the way to its place."""

    message: str
    href: str


@dataclass
class Attempt:
    """One page of filling in: the form with what was typed, and what kept it from being stored."""

    evaluation: Evaluation
    sheet: Sheet
    evidence: list[Evidence]  # read when it is first asked for
    form: AnswerForm
    step: FormStep | None = None
    refused: Refused | None = None
    upload_errors: list[str] = field(default_factory=list)

    @cached_property
    def answers(self) -> dict[str, object]:
        """As they stand on the page: with what was typed."""
        return self.form.answers() if self.form.is_bound else self.sheet.answers

    @cached_property
    def missing(self) -> list[Unread | Missing]:
        return self.sheet.missing(FilledBy.EMPLOYEE, self.answers)

    @cached_property
    def steps(self) -> tuple[FormStep, ...]:
        return steps(self.sheet.schema, self.answers, self.sheet.plan_rows, FilledBy.EMPLOYEE)

    def look_back(self) -> None:
        """Bring the answers of last time; one query, so only where fields are drawn."""
        self.form.around = replace(self.form.around, earlier=earlier_of(self.evaluation))

    @property
    def is_short(self) -> bool:
        return is_short(self.steps)

    def lacking(self, step: FormStep) -> int:
        """How many obligatory answers this step still lacks; what is to be read belongs to no step."""
        return len(step.lacking(gap for gap in self.missing if isinstance(gap, Missing)))

    def gaps(self) -> list[Gap]:
        """What is missing, each with the page and the place where it is mended."""
        return [Gap(one.message, self.address_of(one)) for one in self.missing]

    def address_of(self, gap: Unread | Missing) -> str:
        if isinstance(gap, Unread):
            return reading_address(self.evaluation, gap)
        home = next((step for step in self.steps if step.covers(gap.section, gap.row)), None)
        return f"{self.home_of(home)}#{gap.anchor}"

    def home_of(self, step: FormStep | None) -> str:
        """The page on which a step is filled in: its own, or that of a short form."""
        if self.is_short:
            return reverse("portal:fill", args=[self.evaluation.pk])
        return step_address(self.evaluation, step)


def reading_address(evaluation: Evaluation, unread: Unread) -> str:
    """The page to read first; its button leads back to the form."""
    back = reverse("portal:fill", args=[evaluation.pk])
    return f"{reverse('wagtail_serve', args=[f'{unread.slug}/'])}?kembali={back}"


def step_address(evaluation: Evaluation, step: FormStep | None) -> str:
    """The page of a step; without one the check of all answers, which comes after the last."""
    if step is None:
        return reverse("portal:fill_check", args=[evaluation.pk])
    return reverse("portal:fill_step", args=[evaluation.pk, step.address])


def step_after(found: Sequence[FormStep], step: FormStep) -> FormStep | None:
    """The one that comes next; None after the last, or where the step itself is gone."""
    later = [one for before, one in pairwise(found) if before.address == step.address]
    return later[0] if later else None


def step_before(found: Sequence[FormStep], step: FormStep) -> FormStep | None:
    return step_after(found[::-1], step)


def attempt(
    row: Evaluation, request: HttpRequest | None = None, address: str = "", *, with_earlier: bool = False
) -> Attempt | None:
    """The page of a whole form, or of the step at ``address``; None where there is no such step.

    ``request`` brings what was posted. ``with_earlier``: with the answers of last time, which costs a query.
    """
    current = sheet(row)
    step = None
    if address:
        found = steps(current.schema, current.answers, current.plan_rows, FilledBy.EMPLOYEE)
        step = next((one for one in found if one.address == address), None)
        if step is None:
            return None
    evidence = cast(list[Evidence], SimpleLazyObject(lambda: list(row.evidence.all())))
    named = evidence if asks_for_evidence(current.schema) else ()
    usable = [one for one in named if one.is_usable]
    around = surroundings(current, usable, is_own=True)
    if with_earlier:
        around = replace(around, earlier=earlier_of(row))
    form = dynamic_forms.build(
        around, filled_by=FilledBy.EMPLOYEE, data=request.POST if request else None, step=step
    )
    return Attempt(row, current, evidence, form, step)


def store_uploads(request: HttpRequest, page: Attempt) -> None:
    """Store what was uploaded and tick it at its field; what is refused is named on the page."""
    for asked in page.form.upload_inputs():
        stored = _stored(request, page, asked.name)
        if stored:
            page.form.attach(asked.name, [evidence_file(row, is_own=True) for row in stored])
    _stored(request, page, LOOSE_FILES)


def _stored(request: HttpRequest, page: Attempt, name: str) -> list[Evidence]:
    stored = []
    for uploaded in request.FILES.getlist(name):
        try:
            evidence = add_evidence(page.evaluation, uploaded, actor=request.user)
        except Refused as refused:
            page.upload_errors.append(refused.message)
        else:
            stored.append(evidence)
    if stored:
        known = {row.pk for row in page.evidence}
        page.evidence.extend(row for row in stored if row.pk not in known)
    return stored


def attach(row: Evaluation, name: str, evidence: Evidence, *, actor: Actor) -> str:
    """Tick stored evidence at the field whose input is ``name`` and give the address of its place.

    Where no field is meant, or it is gone, that of all evidence. Raises ``Refused`` as ``workflow.perform``, and
    answer_invalid where the field takes no more.
    """
    page = attempt(row)
    place = page.form.places.get(name) if page else None
    if page is None or place is None or not kind_of(place.field).has_files:
        return f"{reverse('portal:fill', args=[row.pk])}#{LOOSE_FILES}"
    form = dynamic_forms.build(page.form.around, filled_by=FilledBy.EMPLOYEE, data={})
    form.attach(name, [evidence_file(evidence, is_own=True)])
    if not form.is_valid():
        raise Refused("answer_invalid", form.problems[0].message)
    perform(row, Action.SAVE, actor=actor, answers=form.answers(), expected_version=row.version)
    home = next((step for step in page.steps if step.covers(place.section.key, place.row)), None)
    return f"{page.home_of(home)}#field-{name}"


def performed(request: HttpRequest, page: Attempt, action: Action) -> Evaluation:
    """Store the page, or send the whole; raises ``Refused`` as ``workflow.perform``."""
    # After a conflict the person may decide that this page counts: "overwrite" names the version they saw refused.
    version = request.POST.get("overwrite") or request.POST.get("version", "")
    return perform(
        page.evaluation,
        action,
        actor=request.user,
        **({"prepared": page.sheet} if action == Action.SUBMIT else {}),
        answers=page.form.answers(),
        expected_version=int(version) if version.isdecimal() else 0,
        as_read=True,
    )


def is_done(request: HttpRequest, page: Attempt, action: Action) -> bool:
    """Whether this very report was stored or sent: the second press of a double click. Other words are none.

    Files of what was sent are taken no more, so that with files the answers need not be the same.
    """
    if request.FILES and action == Action.SUBMIT:
        return is_same_report(page.evaluation, action, None)
    return page.form.is_valid() and is_same_report(page.evaluation, action, page.form.answers())
