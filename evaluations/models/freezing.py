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

_CHANGED = " OR ".join(
    f"OLD.{column} <> NEW.{column}"
    for column in ("user_id", "role", "in_own_agency", "starts_on", "reason", "given_at")
)
_CHANGED_OR_EMPTIED = " OR ".join(
    f"COALESCE(OLD.{column}, {nothing}) <> COALESCE(NEW.{column}, {nothing})"
    for column, nothing in (("unit_id", "0"), ("given_by_id", "0"), ("ends_on", "'9999-12-31'"))
)
# An end that lies ahead may come earlier (somebody leaves before), never later and never away.
_PUT_OFF = "OLD.ended_on IS NOT NULL AND COALESCE(NEW.ended_on, '9999-12-31') >= OLD.ended_on"

ROLE_GUARDS = (
    Guard(
        "evaluations_rolegrant", "UPDATE", "a role that was given is only ever ended",
        f"{_CHANGED} OR {_CHANGED_OR_EMPTIED} OR ({_PUT_OFF})",
    ),
    Guard("evaluations_rolegrant", "DELETE", "roles that were given stay"),
)  # fmt: skip

ACCOUNT_GUARDS = (
    Guard("evaluations_accountevent", "UPDATE", "events are append-only"),
    Guard("evaluations_accountevent", "DELETE", "events are append-only"),
)
