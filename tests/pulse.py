"""The pulse for tests: three questions, a result that was read, and answers of many."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count

from django.utils import timezone

from evaluations.domain.evaluating.pulse import answer_pulse
from evaluations.enums import State
from evaluations.models import Employee, Evaluation, EvaluationPeriod
from forms_config.engine.schema import Field, FieldKind, FormSchema, Section, SectionKind
from forms_config.models import EvaluationForm, FormPurpose, FormVersion
from tests import build
from tests.schemas import EXPECTATION

FAIR, REASONS, HELPED = "adil", "alasan", "membantu"
SAID = {FAIR: "ABOVE", REASONS: "BELOW", HELPED: True}
DAY = timedelta(days=1)
_people = count(1)


def questions(*more: Field) -> FormSchema:
    """Two on a scale, one with yes or no."""
    fields = (
        Field(FAIR, "Penilaian saya adil", FieldKind.SCALE, scale=EXPECTATION.key),
        Field(REASONS, "Saya memahami alasannya", FieldKind.SCALE, scale=EXPECTATION.key),
        Field(HELPED, "Umpan balik membantu saya", FieldKind.YES_NO),
        *more,
    )
    section = Section("suara", "Menurut Anda", SectionKind.PLAIN, fields=fields)
    return FormSchema("suara-anda", "Suara Anda", (section,), scales=(EXPECTATION,))


def published(schema: FormSchema | None = None) -> FormVersion:
    version = build.make_form_version(schema or questions())
    version.form.purpose = FormPurpose.PULSE
    version.form.save(update_fields=["purpose"])
    return version


def asking(month: int | None = 7, *, form: EvaluationForm | None = None, **fields) -> EvaluationPeriod:
    """A period that asks. It ends about today, a later month a day later, since long after its end nobody is asked."""
    ends_on = timezone.localdate() + ((month or 7) - 7) * DAY
    fields = {"starts_on": ends_on - 27 * DAY, "ends_on": ends_on} | fields
    return build.make_period(2026, month, pulse_form=form or published().form, **fields)


def read(employee, period: EvaluationPeriod, **fields) -> Evaluation:
    """A result that was delivered and read just now, unless said otherwise."""
    now = timezone.now()
    forms = FormVersion.objects.exclude(form__purpose=FormPurpose.PULSE)
    fields = {"state": State.DELIVERED, "delivered_at": now, "result_read_at": now} | fields
    fields.setdefault("rater", Employee.objects.exclude(pk=employee.pk).first())
    return build.make_evaluation(
        employee, period, version=forms.first() or build.make_form_version(), **fields
    )


def readers(unit, period: EvaluationPeriod, number: int) -> list[Evaluation]:
    """As many results of people of a unit, read and not answered."""
    found = []
    for _ in range(number):
        person = build.make_employee(f"Pembaca {next(_people)}")
        build.make_assignment(person, unit)
        found.append(read(person, period))
    return found


def say(rows: Iterable[Evaluation], **answers) -> None:
    """All of them answer the same."""
    for row in rows:
        version = row.period.pulse_form.versions.order_by("-number").first()
        answer_pulse(row, SAID | answers, actor=row.employee.user, version=version.pk)
