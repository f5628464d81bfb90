"""The agreed actions of dialogs: ended one by one, by the person or whoever rates them now."""

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.enums import AgreementState
from evaluations.models import DialogAgreement
from evaluations.models.dialog import TEXT_LENGTH
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text


@transaction.atomic
def end_agreement(agreement: DialogAgreement, state: str, outcome: str, *, actor: Actor) -> DialogAgreement:
    """Say that an agreed action is done, or dropped and why; the same once more is a second press.

    Raises ``Refused``: not_yours, wrong_state, unknown_state, reason_required, text_too_long.
    """
    rows = DialogAgreement.objects.select_for_update(of=("self",)).select_related("dialog__evaluation")
    stored, outcome = rows.get(pk=agreement.pk), clean_text(outcome)
    if not rules.can_end_agreement(actor, stored):
        raise Refused(
            "not_yours", "Hanya pegawai dan penilainya sekarang yang dapat menutup kesepakatan ini."
        )
    if (stored.state, stored.outcome, stored.ended_by) == (state, outcome, str(actor.employee)):
        return stored
    if stored.state != AgreementState.OPEN or stored.dialog.closed_at is None:
        raise Refused("wrong_state", _why_not_open(stored))
    if state not in (AgreementState.DONE, AgreementState.DROPPED):
        raise Refused("unknown_state", "Pilih selesai atau dibatalkan.")
    if state == AgreementState.DROPPED and not outcome:
        raise Refused("reason_required", "Tuliskan mengapa kesepakatan ini dibatalkan.")
    if len(outcome) > TEXT_LENGTH:
        raise Refused("text_too_long", f"Keterangan paling panjang {TEXT_LENGTH} huruf.")
    stored.state, stored.outcome = state, outcome
    stored.ended_at, stored.ended_by = timezone.now(), str(actor.employee)
    stored.save()
    return stored


def _why_not_open(agreement: DialogAgreement) -> str:
    if agreement.state == AgreementState.OPEN:
        return "Kesepakatan ini baru berlaku setelah dialognya dikonfirmasi keduanya."
    label = agreement.get_state_display().lower()
    return f"Kesepakatan ini sudah {label}, dicatat oleh {agreement.ended_by}."
