"""Determining how well units did in a period: the leader one step up decides (PermenPANRB 6/2022), or BKPSDM writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import period_lock
from evaluations.domain.evaluating.evidence import Prepared, checked_for_viruses, prepared, written
from evaluations.domain.refusals import Refused
from evaluations.enums import Scan
from evaluations.models import (
    Assignment,
    EvaluationPeriod,
    OrganizationalUnit,
    OrganizationPerformance,
    PerformanceDecision,
)
from evaluations.models.performance import document_path
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty


@dataclass(frozen=True)
class Basis:
    """On what a determination rests."""

    source: str
    decided_by: str
    decided_on: date
    reason: str = ""  # why it replaces what was determined before
    document: UploadedFile | None = None


def determine(
    period: EvaluationPeriod,
    levels: Mapping[OrganizationalUnit, str],
    basis: Basis,
    *,
    actor: Actor,
    seen: Mapping[int, int] | None = None,
    now: datetime | None = None,
) -> PerformanceDecision:
    """Write down the levels of units in a period; "" takes back what was determined. One document for all of them.

    ``seen``: {unit id: id of the row that its level came from} as the page showed it. Units whose level is the same as
    before are left out. Raises ``Refused``: not_yours, wrong_state (not opened yet), nothing_changed, reason_required
    (details: the names of units that have a level), decided_ahead, changed_meanwhile, and what ``prepared`` raises,
    file_infected, scanner_away, storage_full.
    """
    now = now or timezone.now()
    _check(period, levels, basis, actor, now)
    document = _checked_document(basis.document)
    with transaction.atomic():
        period_lock.hold_alone(period.pk)
        before = {
            row.unit_id: row
            for row in OrganizationPerformance.objects.select_for_update(of=("self",))
            .filter(period=period, unit__in=list(levels), ended_at=None)
            .select_related("unit")
        }
        changed = _changed(levels, before, seen)
        _check_reason(changed, before, basis)
        decision = _recorded(period, basis, document, actor, now)
        ended = [before[unit.pk].pk for unit in changed if unit.pk in before]
        OrganizationPerformance.objects.filter(pk__in=ended).update(ended_at=now)
        OrganizationPerformance.objects.bulk_create(
            OrganizationPerformance(decision=decision, unit=unit, period=period, level=level)
            for unit, level in changed.items()
        )
    return decision


def usual_decider(parent: OrganizationalUnit | None) -> str:
    """The post of whoever leads the unit above, and so determines what the units below achieved; "" where nobody."""
    if parent is None:
        return ""
    post = Assignment.objects.leading(timezone.localdate()).filter(unit=parent).order_by("pk").first()
    return post.position if post else ""


def units_to_determine(employee: int, on: date) -> QuerySet[OrganizationalUnit]:
    """The units right below those that the person leads, without such that they lead themselves; by name.

    ``rules.can_determine_performance`` says the same of given units.
    """
    led = Assignment.objects.units_led_by(employee, on)
    below = OrganizationalUnit.objects.open_on(on).filter(parent__in=led).exclude(pk__in=led)
    return below.select_related("parent").order_by("parent__path", "name", "pk")


def _check(
    period: EvaluationPeriod,
    levels: Mapping[OrganizationalUnit, str],
    basis: Basis,
    actor: Actor,
    now: datetime,
) -> None:
    if not rules.can_determine_performance(actor, [*levels]):
        raise Refused(
            "not_yours",
            "Capaian kinerja organisasi ditetapkan pimpinan satu tingkat di atas unit, atau dicatat BKPSDM.",
        )
    if period.is_draft:
        raise Refused("wrong_state", f"{period.name} belum dibuka, jadi capaiannya belum dapat ditetapkan.")
    if basis.decided_on > timezone.localdate(now):
        raise Refused("decided_ahead", "Tanggal penetapan tidak boleh di masa depan.")


def _checked_document(uploaded: UploadedFile | None) -> Prepared | None:
    if uploaded is None:
        return None
    given = prepared(uploaded)
    if checked_for_viruses(given.file, given.name) == Scan.PENDING:
        raise Refused(
            "scanner_away", "Berkas sedang tidak dapat diperiksa dari virus. Coba lagi sebentar lagi."
        )
    return given


def _changed(
    levels: Mapping[OrganizationalUnit, str],
    before: Mapping[int, OrganizationPerformance],
    seen: Mapping[int, int] | None,
) -> dict[OrganizationalUnit, str]:
    known = {pk: row.level for pk, row in before.items()}
    changed = {unit: level for unit, level in levels.items() if level != known.get(unit.pk, "")}
    if not changed:
        raise Refused("nothing_changed", "Belum ada capaian yang diubah. Pilih capaian sedikitnya satu unit.")
    if seen is not None:
        others = [unit for unit in changed if _pk_of(before, unit) != seen.get(unit.pk, 0)]
        if others:
            names = ", ".join(unit.name for unit in others)
            raise Refused(
                "changed_meanwhile", f"Capaian {names} baru saja ditetapkan petugas lain. Muat ulang halaman."
            )
    return changed


def _pk_of(before: Mapping[int, OrganizationPerformance], unit: OrganizationalUnit) -> int:
    return before[unit.pk].pk if unit.pk in before else 0


def _check_reason(
    changed: Mapping[OrganizationalUnit, str], before: Mapping[int, OrganizationPerformance], basis: Basis
) -> None:
    replaced = [unit.name for unit in changed if unit.pk in before and before[unit.pk].level]
    if replaced and is_empty(basis.reason):
        names = ", ".join(replaced)
        raise Refused(
            "reason_required",
            f"Capaian {names} sudah pernah ditetapkan. Tuliskan alasan mengubahnya.",
            replaced,
        )


def _recorded(
    period: EvaluationPeriod, basis: Basis, document: Prepared | None, actor: Actor, now: datetime
) -> PerformanceDecision:
    decision = PerformanceDecision(
        period=period,
        source=clean_text(basis.source, multiline=False),
        decided_by=clean_text(basis.decided_by, multiline=False),
        decided_on=basis.decided_on,
        reason=clean_text(basis.reason, multiline=False),
        recorded_by=actor,
        recorded_at=now,
    )
    if document is None:
        decision.save()
        return decision
    decision.name, decision.content_type = document.name, document.content_type
    decision.file = written(_storage(), document_path(decision, document.name), document.file, document.name)
    try:
        decision.save()
    except BaseException:
        _storage().delete(str(decision.file.name))
        raise
    return decision


def _storage() -> Storage:
    return PerformanceDecision._meta.get_field("file").storage
