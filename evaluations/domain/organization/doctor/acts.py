"""Mending findings where they are listed: the same act for one or for many.

Every act goes through the functions that the forms use, so it is refused for the same reasons. Each finding is a
transaction of its own: what can be mended is mended, the rest is reported with its reason and left as it was.
``preview`` does all of it and takes it back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from evaluations import rules
from evaluations.domain.organization import assignments
from evaluations.domain.organization.doctor.findings import Finding
from evaluations.domain.organization.reporting_lines import end_line_on, name_rater_from
from evaluations.domain.organization.structure import day
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, PositionType
from evaluations.models import (
    AcceptedFinding,
    Assignment,
    Employee,
    OrganizationalUnit,
)
from forms_config.actors import Actor

ONE_DAY = timedelta(days=1)
Mend = Callable[[Finding], str]
"""Does the act for one finding and says in words what was done. Raises ``Refused``."""


@dataclass
class Report:
    """What was done, in words, and what could not be done and why; each beside its finding."""

    done: list[tuple[Finding, str]] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)


def mend(findings: Sequence[Finding], act: Mend, *, actor: Actor) -> Report:
    """Do ``act`` for each finding. Raises ``Refused`` not_yours; other refusals are reported, not raised."""
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membereskan temuan.")
    report = Report()
    for finding in findings:
        try:
            with transaction.atomic():
                report.done.append((finding, act(finding)))
        except Refused as refused:
            report.refused.append((finding, refused.message))
    return report


def preview(findings: Sequence[Finding], act: Mend, *, actor: Actor) -> Report:
    """What ``mend`` would do now; nothing stays written."""
    with transaction.atomic():
        report = mend(findings, act, actor=actor)
        transaction.set_rollback(True)
    return report


def choose_rater(rater: Employee, *, reason: str, starts_on: date, ends_on: date | None = None) -> Mend:
    """Name ``rater`` for the person from a day on; an exception that holds then ends the day before."""

    def act(finding: Finding) -> str:
        person = _person(finding)
        replaced = name_rater_from(person, rater, reason=reason, starts_on=starts_on, ends_on=ends_on)
        before = f"; penetapan {replaced.rater} berakhir {day(starts_on - ONE_DAY)}" if replaced else ""
        return f"{person} dinilai {rater} {_days(starts_on, ends_on)}{before}."

    return act


def end_line(last_day: date) -> Mend:
    """End the exception that names a rater; from the next day on the tree decides again."""

    def act(finding: Finding) -> str:
        person = _person(finding)
        ended = end_line_on(person, last_day)
        if ended is None:
            raise Refused(
                "no_line", f"{person} tidak punya penetapan penilai yang berlaku pada {day(last_day)}."
            )
        return f"Penetapan {ended.rater} sebagai penilai {person} berakhir {day(last_day)}."

    return act


def appoint(person: Employee, *, kind: AssignmentKind, starts_on: date, ends_on: date | None = None) -> Mend:
    """Give ``person`` the post of the unit's head as Plt or Plh."""

    def act(finding: Finding) -> str:
        if finding.unit_id is None:
            raise Refused("no_unit", "Temuan ini tidak menyangkut sebuah unit.")
        unit = OrganizationalUnit.objects.get(pk=finding.unit_id)
        position = position_of_head(unit)
        assignments.appoint(
            person, unit, kind=kind, position=position, position_type=PositionType.STRUCTURAL,
            starts_on=starts_on, ends_on=ends_on, is_head=True,
        )  # fmt: skip
        return f"{person} menjadi {str(kind).title()} {position} di {unit} {_days(starts_on, ends_on)}."

    return act


def position_of_head(unit: OrganizationalUnit) -> str:
    """How the post of the unit's head is called: as it was last, else "Kepala" and the unit."""
    heads = Assignment.objects.filter(unit=unit, is_head=True, kind=AssignmentKind.DEFINITIVE)
    last = heads.order_by("-starts_on", "-pk").first()
    return last.position if last else f"Kepala {unit}"[:200]


def end_posts(last_day: date) -> Mend:
    """End the posts that a finding names as wrong."""

    def act(finding: Finding) -> str:
        posts = Assignment.objects.filter(pk__in=finding.posts).select_related("employee", "unit")
        sentences = []
        for post in posts.order_by("pk"):
            if post.ends_on is not None and post.ends_on <= last_day:
                continue
            assignments.end(post, last_day)
            sentences.append(f"{post.position} ({post.unit}) dari {post.employee} berakhir {day(last_day)}.")
        if not sentences:
            raise Refused("nothing_to_end", "Penempatannya sudah berakhir pada atau sebelum tanggal itu.")
        return " ".join(sentences)

    return act


def accept(*, reason: str, until: date | None, actor: Actor) -> Mend:
    """Take the finding as it is, with a reason, until a day (None: for good)."""

    def act(finding: Finding) -> str:
        AcceptedFinding.objects.update_or_create(
            key=finding.key,
            defaults={
                "employee_id": finding.employee_id,
                "unit_id": finding.unit_id,
                "reason": reason,
                "until": until,
                "accepted_by": actor,
            },
        )
        end = f"sampai {day(until)}" if until else "tanpa batas waktu"
        return f"{finding.subject}: diterima {end}."

    return act


def list_again() -> Mend:
    """Forget that a finding was accepted."""

    def act(finding: Finding) -> str:
        AcceptedFinding.objects.filter(key=finding.key).delete()
        return f"{finding.subject}: ditampilkan lagi."

    return act


def _person(finding: Finding) -> Employee:
    if finding.employee_id is None:
        raise Refused("no_person", "Temuan ini tidak menyangkut seorang pegawai.")
    return Employee.objects.get(pk=finding.employee_id)


def _days(starts_on: date, ends_on: date | None) -> str:
    return f"mulai {day(starts_on)}" + (f" sampai {day(ends_on)}" if ends_on else "")
