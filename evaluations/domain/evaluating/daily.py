"""A line a day (progres harian): writing, changing and deleting one's own, until the month is sent.

The lines of a month are open as long as its evaluation can be filled in; before it begins, those of this month and the
last. Once it is sent they are what was reported, and the database refuses to change them (``models.freezing``).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence import check_quota, checked_for_viruses, prepared, written
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, PeriodKind, Scan
from evaluations.models import (
    Assignment,
    DailyEntry,
    DailyFile,
    Employee,
    Evaluation,
    OrganizationalUnit,
    PlanVersion,
)
from evaluations.models.daily import TEXT_LENGTH, daily_path
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

MAX_QUANTITY = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Aim:
    """What a line may count towards: an indicator of a planned work result, in the words of the plan."""

    key: str
    result: str
    indicator: str = ""
    unit: str = ""


OUTSIDE = Aim("", "")  # additional duties, and whatever stands in no plan


@dataclass(frozen=True, slots=True)
class Line:
    """What is written: ``quantity`` None where nothing was counted."""

    day: date
    text: str
    aim: Aim = OUTSIDE
    quantity: Decimal | None = None

    def values(self) -> dict[str, Any]:
        """As ``DailyEntry`` stores it."""
        return {
            "day": self.day, "text": self.text, "quantity": self.quantity, "result_key": self.aim.key,
            "result": self.aim.result, "indicator": self.aim.indicator, "unit": self.aim.unit,
        }  # fmt: skip


def keeps_daily(employee: Employee, day: date) -> bool:
    """Whether a unit in which the person has a post that day keeps lines; one query."""
    return Assignment.objects.keeping_daily().on(day).filter(employee=employee).exists()


def set_keeping(unit: OrganizationalUnit, wanted: bool | None, *, actor: Actor) -> OrganizationalUnit:
    """Switch lines on or off for a unit and those below that say nothing; None leaves it to the unit above."""
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat mengatur catatan harian.")
    unit.keeps_daily = wanted
    unit.save(update_fields=["keeps_daily"])
    return unit


def aims_on(employee: Employee, day: date) -> list[Aim]:
    """The indicators of the approved plans that hold on that day, in their order; one query.

    A result without indicators is one aim of its own.
    """
    versions = PlanVersion.objects.newest().filter(plan__employee=employee, plan__year=day.year)
    held = [
        version
        for version in versions.select_related("plan__assignment").order_by("plan")
        if version.plan.first_day <= day <= version.plan.last_day
    ]
    return [
        Aim(row["_row"], row["statement"], indicator.get("text", ""), indicator.get("unit", ""))
        for version in held
        for row in version.rows
        for indicator in row["indicators"] or [{}]
    ]


def earliest_open(today: date) -> date:
    """How far back one writes where no evaluation says so: from the first day of last month."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def refusal(employee: Employee, day: date, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not write about that day; None if they may."""
    try:
        _check_new(employee, day, _reports(employee, day, day))
        _check_open(employee, actor, _reports(employee, day, day))
    except Refused as refused:
        return refused
    return None


def locked_days(employee: Employee, days: Collection[date], *, actor: Actor) -> dict[date, Refused]:
    """Those of ``days`` whose lines cannot be changed (any more), each with the reason; few queries, however many."""
    if not days:
        return {}
    reports = _reports(employee, min(days), max(days))
    closed = [
        (report, refused)
        for report in reports
        if (refused := workflow.refusal(actor, report, Action.SAVE)) is not None
    ]
    return {
        day: refused
        for day in days
        for report, refused in reversed(closed)
        if report.first_day <= day <= report.last_day
    }


def write(employee: Employee, line: Line, *, actor: Actor) -> DailyEntry:
    """Write one line; the very same about the same day once more is a second press and gives back what is there.

    Raises ``Refused``: not_yours, future_day, not_kept, too_far_back, those of filling in (wrong_state,
    deadline_passed …), text_required, text_too_long, unknown_aim, bad_quantity.
    """
    with _open_days(employee, [line.day], actor):
        _check_new(employee, line.day, _reports(employee, line.day, line.day))
        values = _checked(employee, line).values()
        same = DailyEntry.objects.filter(employee=employee, **values).first()
        return same or DailyEntry.objects.create(employee=employee, **values)


def change(entry: DailyEntry, line: Line, *, actor: Actor) -> DailyEntry:
    """Write a line anew. Raises ``Refused`` as ``write``, for the day that it had and for the new one."""
    with _open_days(entry.employee, [entry.day, line.day], actor):
        if line.day != entry.day:
            _check_new(entry.employee, line.day, _reports(entry.employee, line.day, line.day))
        for name, value in _checked(entry.employee, line, keeps=entry).values().items():
            setattr(entry, name, value)
        entry.save()
    return entry


def delete(entry: DailyEntry, *, actor: Actor) -> None:
    """Delete a line with its files. Raises ``Refused``: not_yours, and those of filling in (wrong_state …)."""
    with _open_days(entry.employee, [entry.day], actor):
        paths = [str(file.file.name) for file in entry.files.all()]
        entry.delete()
        _forget_files(paths)


def last_before(employee: Employee, day: date) -> list[DailyEntry]:
    """The lines of the last day before this one that has any; two queries."""
    lines = DailyEntry.objects.filter(employee=employee)
    last = lines.filter(day__lt=day).order_by("-day").values_list("day", flat=True).first()
    return list(lines.filter(day=last)) if last else []


def same_as_before(employee: Employee, day: date, *, actor: Actor) -> list[DailyEntry]:
    """Write the lines of the last day once more, without their files; pressed twice nothing is doubled.

    Of a work result that no longer stands in the plan none is written. Raises ``Refused`` as ``write``, and
    nothing_before.
    """
    aims = {OUTSIDE, *aims_on(employee, day)}
    lines = [Line(day, one.text, aim_of(one), one.quantity) for one in last_before(employee, day)]
    lines = [line for line in lines if line.aim in aims]
    if not lines:
        raise Refused("nothing_before", "Belum ada catatan sebelumnya yang dapat dipakai lagi.")
    with transaction.atomic():
        return [write(employee, line, actor=actor) for line in lines]


def aim_of(entry: DailyEntry) -> Aim:
    return Aim(entry.result_key, entry.result, entry.indicator, entry.unit)


def add_file(entry: DailyEntry, uploaded: UploadedFile, *, actor: Actor) -> DailyFile:
    """Store a file of a line by the rules of evidence; the same content again gives back what is there.

    Raises ``Refused`` as ``delete``, as ``evidence.checked_type``, file_infected, storage_full, scanner_away (it must
    not be read unchecked once the month is sent), and too_many_files, evidence_full for the month.
    """
    _check_open(entry.employee, actor, _reports(entry.employee, entry.day, entry.day))
    given = prepared(uploaded)
    if checked_for_viruses(given.file, given.name) == Scan.PENDING:
        raise Refused(
            "scanner_away",
            "Berkas sedang tidak dapat diperiksa dari virus. Catatan tersimpan; unggah berkasnya nanti.",
        )
    file = DailyFile(
        entry=entry, name=given.name, content_type=given.content_type, size=given.size, sha256=given.sha256
    )
    with _open_days(entry.employee, [entry.day], actor):
        known = entry.files.filter(sha256=given.sha256).first()
        if known is not None:
            return known
        of_month = DailyFile.objects.filter(
            entry__employee=entry.employee_id,
            entry__day__year=entry.day.year,
            entry__day__month=entry.day.month,
        )
        check_quota(of_month, given.size, "catatan satu bulan")
        file.file = written(_storage(), daily_path(file, given.name), given.file, given.name)
        try:
            file.save()
        except BaseException:
            _storage().delete(str(file.file.name))
            raise
    return file


def remove_files(entry: DailyEntry, numbers: Sequence[int], *, actor: Actor) -> None:
    """Delete these files of a line; what is not there any more is no error. Raises ``Refused`` as ``delete``."""
    with _open_days(entry.employee, [entry.day], actor):
        files = entry.files.filter(pk__in=numbers)
        paths = [str(file.file.name) for file in files]
        files.delete()
        _forget_files(paths)


def _reports(employee: Employee, first: date, last: date) -> list[Evaluation]:
    """The evaluations that gather the lines of these days: of months and quarters, of several parts each."""
    rows = Evaluation.objects.filter(employee=employee).touching(first, last).order_by("pk")
    return list(rows.exclude(period__kind=PeriodKind.ANNUAL).select_related("period", "employee", "unit"))


@contextmanager
def _open_days(employee: Employee, days: Iterable[date], actor: Actor) -> Iterator[None]:
    """A transaction in which lines of these days are open and stay so, and nobody else writes lines of the person.

    Locks as everywhere: period → evaluation → children.
    """
    with transaction.atomic():
        found = {row.pk: row for day in days for row in _reports(employee, day, day)}
        held = [workflow.hold(row) for _, row in sorted(found.items())]
        Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
        _check_open(employee, actor, held)
        yield


def _check_open(employee: Employee, actor: Actor, reports: Iterable[Evaluation]) -> None:
    if not rules.is_same_person(actor, employee):
        raise Refused("not_yours", "Hanya pegawainya sendiri yang dapat mengubah catatan harian.")
    for report in reports:
        refused = workflow.refusal(actor, report, Action.SAVE)
        if refused is not None:
            raise refused


def _check_new(employee: Employee, day: date, reports: Collection[Evaluation]) -> None:
    """Whether a line may be about this day; what was written once stays with its day."""
    today = timezone.localdate()
    if day > today:
        raise Refused("future_day", "Harinya belum tiba. Pilih hari ini atau sebelumnya.")
    if not keeps_daily(employee, day):
        raise Refused("not_kept", "Pada hari itu Anda tidak bertugas di unit yang memakai catatan harian.")
    if not reports and day < earliest_open(today):
        raise Refused("too_far_back", "Catatan harian hanya untuk bulan ini dan bulan lalu.")


def _checked(employee: Employee, line: Line, keeps: DailyEntry | None = None) -> Line:
    """The line with a clean text. What it counts towards stands in the plan of its day, or is what it was."""
    text = clean_text(line.text)
    if not text:
        raise Refused("text_required", "Tuliskan apa yang Anda kerjakan.")
    if len(text) > TEXT_LENGTH:
        raise Refused("text_too_long", f"Catatan harian paling panjang {TEXT_LENGTH} huruf.")
    known = {OUTSIDE, *aims_on(employee, line.day)} | ({aim_of(keeps)} if keeps else set())
    if line.aim not in known:
        raise Refused(
            "unknown_aim", "Hasil kerja ini tidak ada dalam SKP Anda pada hari itu. Pilih yang lain."
        )
    if line.quantity is not None and not 0 <= line.quantity < MAX_QUANTITY:
        raise Refused("bad_quantity", "Jumlah tidak boleh kurang dari nol atau terlalu besar.")
    return Line(line.day, text, line.aim, line.quantity)


def _storage() -> Any:
    return DailyFile._meta.get_field("file").storage


def _forget_files(paths: Sequence[str]) -> None:
    """Take files off the disk once their rows are gone for good."""
    transaction.on_commit(lambda: [_storage().delete(path) for path in paths])
