"""What the database itself refuses to change here: final evaluations and the event log."""

from forms_config.models.freezing import Guard

_FINAL = "OLD.state = 'FINAL'"

GUARDS = (
    Guard("evaluations_evaluation", "UPDATE", "final evaluation is frozen", _FINAL),
    Guard("evaluations_evaluation", "DELETE", "final evaluation is frozen", _FINAL),
    Guard("evaluations_evaluationevent", "UPDATE", "events are append-only"),
    Guard("evaluations_evaluationevent", "DELETE", "events are append-only"),
)

PERIOD_GUARDS = (
    Guard("evaluations_periodevent", "UPDATE", "events are append-only"),
    Guard("evaluations_periodevent", "DELETE", "events are append-only"),
)
