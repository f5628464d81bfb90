"""What every act on a plan (SKP) asks first: that it is held, unchanged meanwhile, and in the right state."""

from evaluations.domain.refusals import Refused
from evaluations.enums import PlanState
from evaluations.models import PerformancePlan
from forms_config.engine.characters import is_empty

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)


def locked(plan: PerformancePlan, expected_version: int | None = None) -> PerformancePlan:
    """The plan as it is stored, held until the transaction ends. Raises ``Refused``: version_conflict."""
    found = (
        PerformancePlan.objects.select_for_update(of=("self",))
        .select_related("employee", "rater", "assignment__unit")
        .get(pk=plan.pk)
    )
    if expected_version is not None and expected_version != found.version:
        raise Refused(
            "version_conflict",
            "SKP ini sudah berubah di tab atau perangkat lain. Muat ulang untuk melihat versi terbaru; "
            "yang baru Anda ketik masih ada di halaman ini.",
        )
    return found


def require_state(plan: PerformancePlan, *states: PlanState) -> None:
    """Raises ``Refused``: wrong_state."""
    if plan.state not in states:
        label = PlanState(plan.state).label
        raise Refused("wrong_state", f"SKP ini tidak dapat diubah karena keadaannya sekarang: {label}.")


def require_note(note: str) -> None:
    """Raises ``Refused``: note_required."""
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya terlebih dahulu.")


def not_yours() -> Refused:
    """What anybody is told who may not do this to a plan."""
    return Refused("not_yours", "Anda tidak berwenang melakukan tindakan ini pada SKP tersebut.")
