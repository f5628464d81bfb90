"""Development of a person: a step proposed by one side and agreed by the other, planned, running, done or dropped.

Both are the person and whoever rates them now: after a change of the rater the new one goes on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.competences import Shortfall, shortfalls_of
from evaluations.domain.refusals import Refused
from evaluations.enums import DevelopmentKind, DevelopmentState, DialogSide
from evaluations.models import DevelopmentOffer, DevelopmentStep, Employee
from evaluations.models.development import MOST_HOURS, TEXT_LENGTH
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text

FARTHEST = timedelta(days=2 * 366)
TITLE_LENGTH, PROOF_LENGTH = 200, 300


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a competence (key): an entry of the catalogue, or in one's own words."""

    competence: str
    title: str
    kind: str
    due_on: date
    hours: int | None = None
    place: str = ""
    offer: DevelopmentOffer | None = None


def proposal_of(offer: DevelopmentOffer, competence: str, due_on: date) -> Proposal:
    """An entry of the catalogue as it stands now."""
    return Proposal(competence, offer.title, offer.kind, due_on, offer.hours, offer.place, offer)


@transaction.atomic
def propose(employee: Employee, proposal: Proposal, *, actor: Actor) -> DevelopmentStep:
    """Propose a step for a gap of ``employee``; the same that is under way already is given back.

    Raises ``Refused``: not_yours, no_gap, text_required, text_too_long, unknown_kind, bad_hours, day_over, too_far.
    """
    side = _side(employee, actor)
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
    gap = next((one for one in shortfalls_of(employee) if one.key == proposal.competence), None)
    if gap is None:
        raise Refused("no_gap", "Kompetensi ini tidak kurang pada hasil terakhir. Muat ulang halaman ini.")
    title, place = clean_text(proposal.title, multiline=False), clean_text(proposal.place, multiline=False)
    _check(proposal, title, place)
    same = DevelopmentStep.objects.under_way().filter(employee=employee, competence=gap.key, title=title)
    return same.first() or _created(employee, gap, proposal, title, place, side, actor)


def _created(
    employee: Employee,
    gap: Shortfall,
    proposal: Proposal,
    title: str,
    place: str,
    side: DialogSide,
    actor: Actor,
) -> DevelopmentStep:
    return DevelopmentStep.objects.create(
        employee=employee, evaluation=gap.evaluation, unit=gap.evaluation.unit, competence=gap.key, label=gap.label,
        offer=proposal.offer, title=title, kind=proposal.kind, hours=proposal.hours, place=place,
        due_on=proposal.due_on, proposed_by=side, proposed_name=str(actor.employee), proposed_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def agree(step: DevelopmentStep, *, actor: Actor) -> DevelopmentStep:
    """The other side says yes; pressed twice is once. Raises ``Refused``: not_yours, own_proposal, wrong_state."""
    stored = _held(step)
    side = _side(stored.employee, actor)
    if stored.state == DevelopmentState.PLANNED and stored.agreed_name == str(actor.employee):
        return stored
    _require(stored, DevelopmentState.PROPOSED)
    if side == stored.proposed_by:
        raise Refused("own_proposal", "Usul ini dari pihak Anda. Yang menyetujui adalah pihak lain.")
    stored.state, stored.agreed_name, stored.agreed_at = (
        DevelopmentState.PLANNED,
        str(actor.employee),
        timezone.now(),
    )
    stored.save()
    return stored


@transaction.atomic
def begin(step: DevelopmentStep, *, actor: Actor) -> DevelopmentStep:
    """It is running now; pressed twice is once. Raises ``Refused``: not_yours, wrong_state."""
    stored = _held(step)
    _side(stored.employee, actor)
    if stored.state == DevelopmentState.RUNNING:
        return stored
    _require(stored, DevelopmentState.PLANNED)
    stored.state = DevelopmentState.RUNNING
    stored.save()
    return stored


@transaction.atomic
def finish(step: DevelopmentStep, *, hours: int | None, certificate: str, actor: Actor) -> DevelopmentStep:
    """Done, with the hours taken and what proves it (number or address of a certificate).

    Raises ``Refused``: not_yours, wrong_state, bad_hours, proof_required, text_too_long.
    """
    stored, certificate = _held(step), clean_text(certificate, multiline=False)
    _side(stored.employee, actor)
    if (stored.state, stored.hours_done, stored.certificate) == (DevelopmentState.DONE, hours, certificate):
        return stored
    _require(stored, DevelopmentState.PLANNED, DevelopmentState.RUNNING)
    _check_hours(hours, is_needed=True)
    if not certificate:
        raise Refused("proof_required", "Tuliskan buktinya, misalnya nomor sertifikat atau surat keterangan.")
    _check_length(certificate, PROOF_LENGTH, "Bukti")
    stored.hours_done, stored.certificate = hours, certificate
    return _ended(stored, DevelopmentState.DONE, actor)


@transaction.atomic
def drop(step: DevelopmentStep, *, reason: str, actor: Actor) -> DevelopmentStep:
    """It will not happen, and why. Raises ``Refused``: not_yours, wrong_state, reason_required, text_too_long."""
    stored, reason = _held(step), clean_text(reason)
    _side(stored.employee, actor)
    if (stored.state, stored.reason) == (DevelopmentState.DROPPED, reason):
        return stored
    _require(stored, DevelopmentState.PROPOSED, DevelopmentState.PLANNED, DevelopmentState.RUNNING)
    if not reason:
        raise Refused("reason_required", "Tuliskan mengapa kegiatan ini dibatalkan.")
    _check_length(reason, TEXT_LENGTH, "Alasan")
    stored.reason = reason
    return _ended(stored, DevelopmentState.DROPPED, actor)


def _held(step: DevelopmentStep) -> DevelopmentStep:
    rows = DevelopmentStep.objects.select_for_update(of=("self",)).select_related("employee")
    return rows.get(pk=step.pk)


def _side(employee: Employee, actor: Actor) -> DialogSide:
    side = rules.side_in_development(actor, employee)
    if side is None:
        raise Refused(
            "not_yours", "Pengembangan disepakati pegawai dan penilainya sekarang. Anda hanya membaca."
        )
    return side


def _require(step: DevelopmentStep, *states: DevelopmentState) -> None:
    if step.state not in states:
        label = step.get_state_display().lower()
        raise Refused("wrong_state", f"Keadaan kegiatan ini sekarang {label}. Muat ulang halaman ini.")


def _ended(step: DevelopmentStep, state: DevelopmentState, actor: Actor) -> DevelopmentStep:
    step.state, step.ended_name, step.ended_at = state, str(actor.employee), timezone.now()
    step.save()
    return step


def _check(proposal: Proposal, title: str, place: str) -> None:
    if not title:
        raise Refused("text_required", "Tuliskan kegiatannya, atau pilih dari katalog.")
    _check_length(title, TITLE_LENGTH, "Nama kegiatan")
    _check_length(place, TITLE_LENGTH, "Tempat")
    if proposal.kind not in DevelopmentKind.values:
        raise Refused("unknown_kind", "Pilih bentuk kegiatannya.")
    _check_hours(proposal.hours, is_needed=False)
    today = timezone.localdate()
    if proposal.due_on < today:
        raise Refused("day_over", "Batasnya sudah lewat. Pilih hari ini atau sesudahnya.")
    if proposal.due_on > today + FARTHEST:
        raise Refused("too_far", "Batasnya paling lama dua tahun lagi.")


def _check_hours(hours: int | None, *, is_needed: bool) -> None:
    if hours is None:
        if is_needed:
            raise Refused("bad_hours", "Isi berapa jam pelajaran (JP) yang dijalani.")
    elif not 0 < hours <= MOST_HOURS:
        raise Refused("bad_hours", f"Jam pelajaran antara 1 dan {MOST_HOURS}.")


def _check_length(words: str, most: int, what: str) -> None:
    if len(words) > most:
        raise Refused("text_too_long", f"{what} paling panjang {most} huruf.")
