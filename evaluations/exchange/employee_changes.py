"""How rows of people differ from what is stored, and how posts follow one another without gap or overlap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.accounts import create_missing_accounts
from evaluations.domain.post_kinds import fill_post_kind
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType
from evaluations.exchange.changes import (
    Change,
    Compared,
    Difference,
    Plan,
    changed_meanwhile,
    differences,
    outcome_of,
)
from evaluations.exchange.rows import Finding, Record
from evaluations.models import Assignment, Employee, FormerNip, OrganizationalUnit
from forms_config.engine.figures import POSTS

BATCH = 500
ONE_DAY = timedelta(days=1)
POST_COLUMN = "tmt_jabatan"

PERSON = (
    Compared("name", "Nama"),
    Compared("title_before", "Gelar depan"),
    Compared("title_after", "Gelar belakang"),
    Compared("employment_type", "Jenis pegawai", lambda code: EmploymentType(code).label),
    Compared("legal_status", "Kedudukan hukum", lambda code: LegalStatus(code).label),
    Compared("rank", "Golongan"),
    Compared("email", "Email dinas"),
)
POST = (
    Compared("unit", "Unit", lambda unit: f"{unit.name} ({unit.code})"),
    Compared("position", "Jabatan"),
    Compared("position_type", "Jenis jabatan", lambda code: PositionType(code).label),
    Compared("is_head", "Memimpin unit", lambda leads: "ya" if leads else "tidak"),
)
STARTS = Compared("starts_on", "Mulai", lambda day: f"{day:%d-%m-%Y}")
KIND = Compared("post_kind", "Jenjang jabatan", lambda kind: dict(POSTS)[kind])


@dataclass(slots=True)
class PostStep:
    """What happens to the posts of one person: end one, begin one, or set one right."""

    ends: Assignment | None = None
    begins: Assignment | None = None
    corrects: Assignment | None = None
    differences: tuple[Difference, ...] = ()
    warning: tuple[str, str] | None = None  # kind, message


@dataclass(slots=True)
class Work:
    """The rows to write for one change; a new employee has no key yet."""

    employee: Employee
    post: PostStep


def plan_changes(records: list[Record]) -> Plan:
    """Compare with the stored people by NIP, and with the last definitive post of each."""
    today = timezone.localdate()
    units = {unit.code: unit for unit in OrganizationalUnit.objects.all()}
    people = {str(person.nip): person for person in Employee.objects.exclude(nip=None).select_related("user")}
    people |= {old: people[present] for old, present in present_nips().items()}  # changed since the preview
    posts = _definitive_posts()
    plan = Plan()
    for record in records:
        unit = units.get(record.values["unit"])
        if unit is None:
            raise changed_meanwhile()
        values = record.values | {
            "unit": unit,
            "starts_on": date.fromisoformat(record.values["starts_on"]),
        }
        person = people.get(values["nip"])
        change = _change(record, values, person, posts.get(person.pk, []) if person else [], today)
        plan.changes.append(change)
        if change.work.post.warning:
            kind, message = change.work.post.warning
            plan.warnings.append(Finding(record.number, POST_COLUMN, kind, message))
    return plan


def present_nips() -> dict[str, str]:
    """The NIP that somebody has now, by each one that they had before."""
    rows = FormerNip.objects.exclude(employee__nip=None).values_list("nip", "employee__nip")
    taken = set(Employee.objects.filter(nip__in=[old for old, _ in rows]).values_list("nip", flat=True))
    return {old: present for old, present in rows if old not in taken}


def _definitive_posts() -> dict[int, list[Assignment]]:
    """Definitive posts by employee id, the first begun first."""
    posts: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(kind=AssignmentKind.DEFINITIVE).select_related("unit")
    for row in rows.order_by("starts_on", "pk"):
        posts.setdefault(row.employee_id, []).append(row)
    return posts


def _change(
    record: Record, values: Mapping[str, Any], person: Employee | None, posts: list[Assignment], today: date
) -> Change:
    employee = person or Employee(nip=values["nip"])
    found = differences(PERSON, person, values)
    for compared in PERSON:
        setattr(employee, compared.name, values[compared.name])
    step = post_step(employee, posts, values, today)
    found += step.differences
    label = f"{employee.full_name} · {employee.nip}"
    return Change(record, outcome_of(person is None, found), label, found, Work(employee, step))


def post_step(
    employee: Employee, posts: list[Assignment], values: Mapping[str, Any], today: date
) -> PostStep:
    """How the last definitive post becomes the one in ``values``.

    A changed unit or post ends the old one the day before the new one begins. Where the file gives no later
    day (somebody moved, but kept the TMT of the post), the new one begins today.
    """
    last = posts[-1] if posts else None
    found = tuple(differences(POST, last, values))
    since = values["starts_on"]
    if last is None:
        return _begin(employee, values, since, found)
    if last.ends_on is not None and last.ends_on < today:
        if since <= last.ends_on:
            message = f"Jabatan di {last.unit.name} sudah diakhiri {last.ends_on:%d-%m-%Y}; tidak diubah."
            return PostStep(warning=("post_ended", message))
        return _begin(employee, values, since, found)
    if not found:
        step = _correct_start(posts, since)
        if fill_post_kind(last):
            step.corrects = last
            step.differences += tuple(filter(None, [KIND.difference("", last.post_kind)]))
        return step
    if since > last.starts_on:
        return _begin(employee, values, since, found, after=last)
    if today > last.starts_on:
        message = f"Unit atau jabatan berubah, tetapi TMT tidak; dicatat mulai hari ini, {today:%d-%m-%Y}."
        return _begin(employee, values, today, found, after=last, warning=("tmt_not_later", message))
    for compared in POST:
        setattr(last, compared.name, values[compared.name])
    last.post_kind = ""  # it belonged to the wrong post
    fill_post_kind(last)
    return PostStep(corrects=last, differences=found)


def _begin(
    employee: Employee,
    values: Mapping[str, Any],
    on: date,
    found: tuple[Difference, ...],
    *,
    after: Assignment | None = None,
    warning: tuple[str, str] | None = None,
) -> PostStep:
    if after is not None:
        after.ends_on = on - ONE_DAY
    fields = {compared.name: values[compared.name] for compared in POST}
    post = Assignment(employee=employee, starts_on=on, kind=AssignmentKind.DEFINITIVE, **fields)
    fill_post_kind(post)
    starts = STARTS.difference(after.starts_on if after else None, on)
    return PostStep(after, post, None, (*found, starts) if starts else found, warning)


def _correct_start(posts: list[Assignment], since: date) -> PostStep:
    """The same post with another TMT: set right, where it neither overlaps nor rewrites a recorded move."""
    last, earlier = posts[-1], posts[:-1]
    starts = STARTS.difference(last.starts_on, since)
    ends_too_soon = last.ends_on is not None and last.ends_on < since
    if starts is None or ends_too_soon or (since < last.starts_on and earlier):
        return PostStep()
    step = PostStep(corrects=last, differences=(starts,))
    if earlier and earlier[-1].ends_on == last.starts_on - ONE_DAY:
        step.ends = earlier[-1]
        step.ends.ends_on = since - ONE_DAY
    last.starts_on = since
    return step


def apply_changes(plan: Plan) -> None:
    """Write people and posts in bulk."""
    now = timezone.now()
    works = [change.work for change in plan.changes if change.differences]
    new = [work.employee for work in works if work.employee.pk is None]
    known = [work.employee for work in works if work.employee.pk is not None]
    for employee in known:
        employee.updated_at = now  # bulk_update does not
    Employee.objects.bulk_create(new, batch_size=BATCH)
    create_missing_accounts([*new, *known])
    Employee.objects.bulk_update(
        known, [*(compared.name for compared in PERSON), "updated_at"], batch_size=BATCH
    )
    steps = [work.post for work in works]
    Assignment.objects.bulk_update([step.ends for step in steps if step.ends], ["ends_on"], batch_size=BATCH)
    Assignment.objects.bulk_update(
        [step.corrects for step in steps if step.corrects],
        [*(compared.name for compared in POST), "post_kind", "starts_on"],
        batch_size=BATCH,
    )
    Assignment.objects.bulk_create([step.begins for step in steps if step.begins], batch_size=BATCH)


def written_rows(plan: Plan) -> Iterable[Model]:
    """The rows that ``apply_changes`` writes."""
    for change in plan.changes:
        if change.differences:
            step = change.work.post
            yield change.work.employee
            if change.work.employee.user_id:
                yield change.work.employee.user
            yield from filter(None, (step.ends, step.corrects, step.begins))
