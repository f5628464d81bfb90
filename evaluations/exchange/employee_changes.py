"""How rows of people differ from what is stored, and the writing of what changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.access.accounts import create_missing_accounts
from evaluations.enums import LEFT_SERVICE, AssignmentKind, EmploymentType, LegalStatus
from evaluations.exchange.changes import (
    Change,
    Compared,
    Plan,
    changed_meanwhile,
    differences,
    fill,
    outcome_of,
)
from evaluations.exchange.findings import Finding
from evaluations.exchange.names import without_titles
from evaluations.exchange.parsed import Record
from evaluations.exchange.post_steps import ONE_DAY, POST, PostStep, leaving_step, next_step
from evaluations.models import Assignment, Employee, FormerNip, LegalStatusSpan, OrganizationalUnit

BATCH = 500
POST_COLUMN, NAME_COLUMN, STATUS_COLUMN = "tmt_jabatan", "nama", "kedudukan_hukum_nama"

PERSON = (
    Compared("name", "Nama"),
    Compared("title_before", "Gelar depan"),
    Compared("title_after", "Gelar belakang"),
    Compared("employment_type", "Jenis pegawai", lambda code: EmploymentType(code).label),
    Compared("legal_status", "Kedudukan hukum", lambda code: LegalStatus(code).label),
    Compared("rank", "Golongan"),
    Compared("email", "Email dinas"),
)


@dataclass(slots=True)
class Work:
    """The rows to write for one change; a new employee has no key yet."""

    employee: Employee
    post: PostStep
    spans: list[LegalStatusSpan] = field(default_factory=list)  # spans that end, since the person has left


def plan_changes(records: list[Record], released: Iterable[int] = ()) -> Plan:
    """Compare with the stored people by NIP, and with the posts of each. Rows that are older than what is stored, or
    whose legal position is not known, are held unless they are ``released``."""
    regency = _Stored(timezone.localdate())
    let_through = set(released)
    plan = Plan()
    for record in records:
        change = regency.change(record)
        if record.number in let_through and change.held is not None:
            change.outcome = outcome_of(change.work.employee.pk is None, change.differences)
            change.held = None
        plan.changes.append(change)
        if change.work.post.warning and change.held is None:
            plan.warnings.append(Finding(record.number, POST_COLUMN, *change.work.post.warning))
        plan.warnings += regency.warnings_of_names(record, change)
    return plan


def present_nips() -> dict[str, str]:
    """The NIP that somebody has now, by each one that they had before."""
    rows = FormerNip.objects.exclude(employee__nip=None).values_list("nip", "employee__nip")
    taken = set(Employee.objects.filter(nip__in=[old for old, _ in rows]).values_list("nip", flat=True))
    return {old: present for old, present in rows if present and old not in taken}


class _Stored:
    """People, posts, dated positions and units as they are, by what a row names."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._units = {unit.code: unit for unit in OrganizationalUnit.objects.all()}
        people = Employee.objects.exclude(nip=None).select_related("user")
        self._people = {str(person.nip): person for person in people}
        former = present_nips()  # of those whose number changed since the preview
        self._people |= {old: self._people[present] for old, present in former.items()}
        self._posts: dict[int, list[Assignment]] = {}
        for post in Assignment.objects.select_related("unit").order_by("starts_on", "pk"):
            self._posts.setdefault(post.employee_id, []).append(post)
        self._spans: dict[int, list[LegalStatusSpan]] = {}
        for span in LegalStatusSpan.objects.on(today).exclude(status__in=LEFT_SERVICE):
            self._spans.setdefault(span.employee_id, []).append(span)

    def change(self, record: Record) -> Change:
        unit = self._units.get(record.values["unit"])
        if unit is None:
            raise changed_meanwhile()
        person = self._people.get(record.values["nip"])
        given = {"unit": unit, "starts_on": date.fromisoformat(record.values["starts_on"])}
        values = {"kind": AssignmentKind.DEFINITIVE, **record.values, **given}
        values["name"] = _name_beside_titles(values, person)
        employee = person or Employee(nip=values["nip"])
        before = employee.legal_status
        found = differences(PERSON, person, values)
        fill(employee, PERSON, values)
        work = self._work(employee, values, before)
        found += work.post.differences
        label = f"{employee.full_name} · {employee.nip}"
        change = Change(record, outcome_of(person is None, found), label, found, work)
        if work.post.held:
            change.hold(Finding(record.number, POST_COLUMN, *work.post.held))
        elif person is None and "legal_status" not in values:
            change.hold(Finding(record.number, STATUS_COLUMN, "status_needed", STATUS_NEEDED))
        return change

    def _work(self, employee: Employee, values: Mapping[str, Any], before: str) -> Work:
        posts = self._posts.get(employee.pk, [])
        if employee.legal_status not in LEFT_SERVICE:
            has_returned = employee.pk is not None and before in LEFT_SERVICE
            return Work(employee, next_step(employee, posts, values, self._today, has_returned=has_returned))
        why = LegalStatus(employee.legal_status).label
        spans = self._spans.get(employee.pk, [])
        for span in spans:
            span.ends_on = max(span.starts_on, self._today - ONE_DAY)
        return Work(employee, leaving_step(employee, posts, values, self._today, why), spans)

    def warnings_of_names(self, record: Record, change: Change) -> Iterable[Finding]:
        written, name = record.values["name"], change.work.employee.name
        if written != name:
            said = f"Gelar pada nama “{written}” sudah ada di kolomnya; nama dibaca “{name}”."
            yield Finding(record.number, NAME_COLUMN, "title_in_name", said)


STATUS_NEEDED = (
    "Kedudukan hukum orang baru ini belum dikenal. "
    "Cocokkan dulu katanya, atau loloskan baris ini sebagai pegawai aktif."
)


def _name_beside_titles(values: Mapping[str, Any], person: Employee | None) -> str:
    """The name without titles of the file, or of what is stored where the file has none."""
    before = values.get("title_before", person.title_before if person else "")
    after = values.get("title_after", person.title_after if person else "")
    return without_titles(values["name"], before, after)


def apply_changes(plan: Plan) -> None:
    """Write people and posts in bulk."""
    now = timezone.now()
    works = [change.work for change in plan.changes if change.is_written]
    new = [work.employee for work in works if work.employee.pk is None]
    known = [work.employee for work in works if work.employee.pk is not None]
    for employee in known:
        employee.updated_at = now  # bulk_update leaves auto_now alone
    Employee.objects.bulk_create(new, batch_size=BATCH)
    create_missing_accounts([*new, *known])
    Employee.objects.bulk_update(
        known, [*(compared.name for compared in PERSON), "updated_at"], batch_size=BATCH
    )
    LegalStatusSpan.objects.bulk_update(
        [span for work in works for span in work.spans], ["ends_on"], batch_size=BATCH
    )
    steps = [work.post for work in works]
    Assignment.objects.bulk_update(
        [post for step in steps for post in step.ends], ["ends_on"], batch_size=BATCH
    )
    Assignment.objects.bulk_update(
        [step.corrects for step in steps if step.corrects],
        [*(compared.name for compared in POST), "post_kind", "starts_on"],
        batch_size=BATCH,
    )
    Assignment.objects.bulk_create([step.begins for step in steps if step.begins], batch_size=BATCH)


def written_rows(plan: Plan) -> Iterable[Model]:
    """The rows that ``apply_changes`` writes."""
    for change in plan.changes:
        if change.is_written:
            step = change.work.post
            yield change.work.employee
            if change.work.employee.user_id:
                yield change.work.employee.user
            yield from change.work.spans
            yield from step.ends
            yield from filter(None, (step.begins, step.corrects))
