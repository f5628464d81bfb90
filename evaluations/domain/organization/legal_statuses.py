"""In which legal position (kedudukan hukum) somebody is on a day.

A dated ``LegalStatusSpan`` (study leave, CLTN …) holds on its days; of several the one that began last. On all other
days ``Employee.legal_status`` holds, which the import of SIASN keeps.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from evaluations.domain.organization.structure import day as in_words
from evaluations.domain.refusals import Refused
from evaluations.enums import LEFT_SERVICE, LegalStatus
from evaluations.models import Employee, LegalStatusSpan, LegalStatusWord, legal_status_on
from forms_config.actors import Actor

# Why somebody is not at work, after their name; every legal position but ACTIVE has its words.
NOT_AT_WORK = {
    LegalStatus.STUDY: "sedang tugas belajar",
    LegalStatus.UNPAID_LEAVE: "sedang cuti di luar tanggungan negara",
    LegalStatus.SUSPENDED: "diberhentikan sementara",
    LegalStatus.PRE_RETIREMENT: "dalam masa persiapan pensiun",
    LegalStatus.SECONDED: "dipekerjakan atau diperbantukan di instansi lain",
    LegalStatus.APPEALING: "sedang mengajukan banding administratif",
    LegalStatus.MISSING: "dinyatakan hilang",
    LegalStatus.RETIRED: "sudah pensiun",
    LegalStatus.LEFT: "sudah berhenti",
    LegalStatus.DISMISSED: "sudah diberhentikan",
    LegalStatus.DECEASED: "sudah meninggal dunia",
    LegalStatus.MOVED_AGENCY: "sudah pindah ke instansi lain",
}


def status_on(employee: Employee, day: date) -> LegalStatus:
    """The legal position of one person on a day; one query."""
    return LegalStatus(dated_statuses_on(day, [employee.pk]).get(employee.pk, employee.legal_status))


def statuses_on(day: date, employee_ids: Collection[int] | None = None) -> dict[int, LegalStatus]:
    """The legal position on a day by employee id; ``employee_ids`` None means everybody. Two queries."""
    people = Employee.objects.order_by()
    if employee_ids is not None:
        people = people.filter(pk__in=employee_ids)
    found = {pk: LegalStatus(status) for pk, status in people.values_list("pk", "legal_status")}
    dated = dated_statuses_on(day, employee_ids)
    return found | {pk: status for pk, status in dated.items() if pk in found}


def dated_statuses_on(day: date, employee_ids: Collection[int] | None = None) -> dict[int, LegalStatus]:
    """Only what dated rows say on a day, by employee id; one query, whose answer is short."""
    spans = LegalStatusSpan.objects.on(day).order_by("starts_on", "pk")
    if employee_ids is not None:
        spans = spans.filter(employee__in=employee_ids)
    return {pk: LegalStatus(status) for pk, status in spans.values_list("employee_id", "status")}


def out_of_service(day: date) -> QuerySet[Employee]:
    """People who on that day have left service for good: retired, died, dismissed, gone elsewhere."""
    return Employee.objects.alias(held_status=legal_status_on(day)).filter(held_status__in=LEFT_SERVICE)


def check_span(span: LegalStatusSpan) -> None:
    """Raises ``Refused`` (``details``: the field): ends_before_start, same_start, already_so."""
    if span.ends_on is not None and span.ends_on < span.starts_on:
        raise Refused(
            "ends_before_start",
            f"Tanggal selesai mendahului tanggal mulai ({in_words(span.starts_on)}). Perbaiki salah satunya.",
            "ends_on",
        )
    others = LegalStatusSpan.objects.filter(employee=span.employee).exclude(pk=span.pk)
    if others.filter(starts_on=span.starts_on).exists():
        raise Refused(
            "same_start",
            "Sudah ada kedudukan hukum yang mulai pada tanggal itu. Ubah yang itu, atau pilih tanggal lain.",
            "starts_on",
        )
    if others.on(span.starts_on).filter(status=span.status, ends_on=None).exists():
        label = LegalStatus(span.status).label
        raise Refused("already_so", f"{span.employee} sudah tercatat: {label} pada masa itu.", "status")


def compared(word: str) -> str:
    """How words of files are compared: lower case, single spaces, without the dots of abbreviations."""
    return " ".join(word.casefold().replace(".", " ").replace("/", " / ").split())


def meanings() -> dict[str, LegalStatus]:
    """The legal position by word, as BKPSDM has it; one query."""
    return {
        word: LegalStatus(status) for word, status in LegalStatusWord.objects.values_list("word", "status")
    }


def remember_word(word: str, status: LegalStatus, *, actor: Actor) -> LegalStatusWord:
    """From now on ``word`` in a file means ``status``; an earlier meaning is replaced."""
    stored, _ = LegalStatusWord.objects.update_or_create(
        word=compared(word), defaults={"status": status, "updated_by": actor}
    )
    return stored
