"""System figures: what the system knows about one evaluation and forms may show (``engine.figures``).

Frozen on the row with the rating, and before with the submission of a form that shows any; recomputing a result reads
the frozen ones.
"""

from collections.abc import Mapping
from decimal import Decimal

from django.utils import dateformat

from evaluations.domain.evaluating.attendance import Attended, attended, whole_months
from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.domain.organization.snapshots import posts_on
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import Evaluation
from forms_config.engine.figures import ATTENDANCE_STATE, POST_KIND
from forms_config.engine.schema import FormSchema

FEEDBACK_COUNT = "feedback.count"
LAST_PREDIKAT = "last.predikat"


def system_figures(evaluation: Evaluation) -> dict[str, str | None]:
    """By source: numbers as text of a Decimal, or words; None where nothing is known.

    Attendance is always there, since raters see it beside every form; the others cost their query only where the
    form asks for them.
    """
    figures = attendance_figures(evaluation)
    readers = {FEEDBACK_COUNT: feedback_count, LAST_PREDIKAT: last_predikat, POST_KIND: post_kind}
    asked = sources(evaluation.form_version.parsed)
    return figures | {source: read(evaluation) for source, read in readers.items() if source in asked}


def sources(schema: FormSchema) -> set[str]:
    """The figures that a form shows, and the kind of post where a level depends on it."""
    fields = [field for section in schema.sections for field in section.fields]
    asked = {field.source for field in fields if field.source}
    return asked | {POST_KIND} if any(field.required_levels for field in fields) else asked


def attendance_figures(evaluation: Evaluation) -> dict[str, str | None]:
    """``attendance.*`` of the months of the period, or of exactly the days of a part."""
    span = evaluation.first_day, evaluation.last_day
    found = attended(evaluation.employee, *(span if evaluation.is_part else whole_months(*span)))
    return attendance_texts(found.figures) | {ATTENDANCE_STATE: attendance_state(evaluation, found)}


def attendance_state(evaluation: Evaluation, found: Attended) -> str:
    """How far the figures can be relied on: whether they are there, of which day and of which days."""
    if found.as_of is None and evaluation.is_part:
        return "Presensi hari-hari bagian ini belum diketahui: rekap bulanan tidak merinci hari."
    if found.as_of is None:
        return "Rekapnya belum masuk; akan terisi sendiri bila BKPSDM sudah mengimpornya."
    day = dateformat.format(found.as_of, "j F Y")
    said = f"Data per {day} ({', '.join(found.sources)})"
    if evaluation.is_part:
        first, last = (dateformat.format(one, "j F") for one in (evaluation.first_day, evaluation.last_day))
        said = f"{said}, hanya hari bagian ini ({first} sampai {last})"
    if found.known < found.months:
        said = f"{said}, baru {found.known} dari {found.months} bulan"
    if evaluation.is_part and found.as_of < evaluation.last_day:
        said = f"{said}, harinya belum selesai"
    if not evaluation.is_part and found.as_of <= evaluation.last_day:
        said = f"{said}, bulannya belum selesai"
    return f"{said}."


def attendance_texts(figures: Mapping[str, int | Decimal | None]) -> dict[str, str | None]:
    """The figures of ``attended`` as forms read them."""
    return {f"attendance.{name}": None if n is None else str(n) for name, n in figures.items()}


def feedback_count(evaluation: Evaluation) -> str:
    return str(feedback_of(evaluation.employee, evaluation.first_day, evaluation.last_day).count())


def last_predikat(evaluation: Evaluation) -> str | None:
    """In words, from the latest earlier period of the same kind whose result the person knows already.

    A result that was not delivered yet may still change, and would tell the person before the rater does.
    """
    earlier = Evaluation.objects.filter(
        employee=evaluation.employee_id,
        period__kind=evaluation.period.kind,
        period__ends_on__lt=evaluation.period.ends_on,
        state__in=RESULT_KNOWN_TO_EMPLOYEE,
        counts=True,
    ).exclude(predikat="")
    labels = earlier.order_by("-period__ends_on", "-segment", "-pk").values_list("predikat_label", flat=True)
    return labels.first()


def post_kind(evaluation: Evaluation) -> str | None:
    """Of the post that the person holds at the end of the days evaluated, the one copied onto the evaluation."""
    posts = posts_on([evaluation.employee_id], evaluation.last_day)
    post = posts.get(evaluation.employee_id)
    return post.post_kind or None if post else None
