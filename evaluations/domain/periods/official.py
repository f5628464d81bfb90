"""What an installation starts with: the usual templates, for whom each is, and the holidays that are known."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from evaluations.domain.periods.working_days import add_fixed, add_holidays, parse_lines
from evaluations.enums import EmploymentType, PeriodKind
from evaluations.models import EvaluationSettings, Holiday, PeriodTemplate, PeriodTemplateForm
from forms_config.models import EvaluationForm
from forms_config.official.forms import FEEDBACK, PULSE

# SKB 3 Menteri 1497/2025, 2/2025, 5/2025 on holidays and joint leave of 2026. No decree on a later year is known
# here: only the dates that never move are filled in, BKPSDM adds the others.
HOLIDAYS_2026 = Path(__file__).with_name("holidays_2026.txt")
LATER = 2027

FORM, FORMS = "evaluasi-kinerja", {PeriodKind.ANNUAL: "evaluasi-tahunan"}  # by kind of period
# Part-timers are evaluated by quarter and year, never by month (KepmenPANRB 16/2025). The year is for everybody.
AUDIENCES: Mapping[str, tuple[EmploymentType, ...]] = {
    PeriodKind.MONTHLY: (EmploymentType.PNS, EmploymentType.CPNS, EmploymentType.PPPK),
    PeriodKind.QUARTERLY: (EmploymentType.PPPK_PART_TIME,),
}
TEMPLATES = (
    {"name": "Bulanan", "kind": PeriodKind.MONTHLY},
    {"name": "Triwulanan", "kind": PeriodKind.QUARTERLY, "fill_after": 7, "rate_after": 14, "deliver_after": 16},
    {"name": "Tahunan", "kind": PeriodKind.ANNUAL, "open_after": -10, "fill_after": 10, "rate_after": 20,
     "deliver_after": 22, "close_after": 45},
)  # fmt: skip


@transaction.atomic
def load_official_periods() -> None:
    """Templates and holidays where there are none yet; idempotent, overwrites nothing."""
    if not Holiday.objects.exists():
        add_holidays(parse_lines(HOLIDAYS_2026.read_text(encoding="utf-8")))
        add_fixed(LATER)
    if PeriodTemplate.objects.exists():
        return
    _ask_people()
    for fields in TEMPLATES:
        template = PeriodTemplate.objects.create(**fields)
        key = FORMS.get(template.kind, FORM)
        if form := EvaluationForm.objects.filter(key=key).first():
            for order, employment in enumerate(AUDIENCES.get(template.kind, ("",)), start=1):
                PeriodTemplateForm.objects.create(
                    template=template, form=form, employment_type=employment, order=order
                )


def _ask_people() -> None:
    """New periods ask colleagues, and whoever has read a result, with the official questions."""
    settings = EvaluationSettings.load()
    settings.feedback_form = EvaluationForm.objects.filter(key=FEEDBACK).first()
    settings.pulse_form = EvaluationForm.objects.filter(key=PULSE).first()
    settings.save(update_fields=["feedback_form", "pulse_form"])
