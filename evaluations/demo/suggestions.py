"""A form that rates each work result, for one post, so that its rater finds a suggestion beside the rating."""

import json
from itertools import cycle

from evaluations.demo.people import BUDI, HEALTH_OFFICE
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, PeriodState
from evaluations.models import Evaluation, EvaluationPeriod, OrganizationalUnit, PeriodForm
from forms_config.domain.transfer.blocks import checked, to_raw
from forms_config.domain.transfer.kinds import resolver
from forms_config.models import EvaluationForm, PredikatMatrix
from forms_config.official.forms import ready_made_sections

SECTIONS = EvaluationForm._meta.get_field("sections").stream_block
PARTS = ("hasil-kerja-rating", "perilaku")
TITLE = "Evaluasi kinerja dengan rating tiap hasil kerja"


def ask_levels_of(period: EvaluationPeriod) -> None:
    """Before the period opens: whoever leads a division of the Dinas Kesehatan gets this form."""
    PeriodForm.objects.create(
        period=period,
        form=_form(),
        order=0,
        position_words=BUDI.position,
        unit=OrganizationalUnit.objects.get(code=HEALTH_OFFICE),
    )


def rate_rows() -> None:
    """Ratna has rated each of Budi's work results and not yet all of them together."""
    row = Evaluation.objects.select_related("rater__user").get(nip=BUDI.nip, period__state=PeriodState.OPEN)
    levels = cycle(("MEETS", "ABOVE", "MEETS"))
    rows = [one | {"rating_baris": next(levels)} for one in row.answers["hasil_kerja"]]
    answers = row.answers | {"hasil_kerja": rows}
    perform(row, Action.SAVE_RATING, actor=row.rater.user, answers=answers, notes="", recommendation="")


def _form() -> EvaluationForm:
    parts = {one.name: one.section for one in ready_made_sections()}
    plain = checked(SECTIONS, [parts[name] for name in PARTS], TITLE)
    form = EvaluationForm(
        key="rating-tiap-hasil",
        title=TITLE,
        introduction="Laporkan apa yang Anda capai. Penilai menimbang setiap hasil kerja, lalu memberi dua rating.",
        sections=json.dumps(to_raw(SECTIONS, plain, resolver())),
        matrix=PredikatMatrix.objects.get(key="kuadran"),
        live=False,
    )
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    return form
