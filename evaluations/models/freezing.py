"""What the database itself refuses to change here: what was decided, and the logs of how it came about.

Each guard leaves the way open that the domain takes: a plan is revised after its event says so, a report is decided
once, an import is taken back as a whole.
"""

from evaluations.enums import LOGIN_TRACES
from forms_config.models.freezing import Guard

_FINAL = "OLD.state = 'FINAL'"

GUARDS = (
    Guard("evaluations_evaluation", "UPDATE", "final evaluation is frozen", _FINAL),
    Guard(
        "evaluations_evaluation", "DELETE", "evaluations that were worked on stay",
        "OLD.state NOT IN ('OPEN', 'DRAFT')",
    ),
    Guard("evaluations_evaluationevent", "UPDATE", "events are append-only"),
    Guard("evaluations_evaluationevent", "DELETE", "events are append-only"),
    Guard("evaluations_formerrating", "UPDATE", "what a former rater wrote stays"),
    Guard("evaluations_formerrating", "DELETE", "what a former rater wrote stays"),
)  # fmt: skip

PERIOD_GUARDS = (
    Guard("evaluations_periodevent", "UPDATE", "events are append-only"),
    Guard("evaluations_periodevent", "DELETE", "events are append-only"),
    Guard(
        "evaluations_extension", "UPDATE", "an extension is only ever ended",
        "OLD.revoked_at IS NOT NULL OR OLD.until <> NEW.until OR OLD.reason <> NEW.reason "
        "OR OLD.step <> NEW.step OR OLD.period_id <> NEW.period_id",
    ),
    Guard("evaluations_extension", "DELETE", "extensions that were given stay"),
)  # fmt: skip

# --- what organisations achieved ---------------------------------------------------------------------

PERFORMANCE_GUARDS = (
    Guard("evaluations_performancedecision", "UPDATE", "a determination is never rewritten"),
    Guard("evaluations_performancedecision", "DELETE", "determinations stay"),
    Guard(
        "evaluations_organizationperformance", "UPDATE", "a determination is only ever followed by another",
        "OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR OLD.level <> NEW.level OR OLD.unit_id <> NEW.unit_id "
        "OR OLD.period_id <> NEW.period_id OR OLD.decision_id <> NEW.decision_id",
    ),
    Guard("evaluations_organizationperformance", "DELETE", "determinations stay"),
    Guard("evaluations_distributiondeviation", "UPDATE", "reasons for a deviation are append-only"),
    Guard("evaluations_distributiondeviation", "DELETE", "reasons for a deviation are append-only"),
)  # fmt: skip

# --- calibrations ------------------------------------------------------------------------------------

CREDIT_GUARDS = (
    Guard("evaluations_creditbalance", "UPDATE", "what a credit document says is never rewritten"),
    Guard(
        "evaluations_creditbalance", "DELETE", "what a credit document says stays",
        asking="NOT EXISTS (SELECT 1 FROM evaluations_importbatch b WHERE b.id = OLD.batch_id AND b.state = 'UNDONE')",
    ),
)  # fmt: skip

CALIBRATION_GUARDS = (
    Guard("evaluations_calibrationsession", "UPDATE", "the record of a calibration stays", "OLD.closed_at IS NOT NULL"),
    Guard("evaluations_calibrationsession", "DELETE", "the record of a calibration stays"),
    Guard("evaluations_calibrationchange", "UPDATE", "changes of a calibration are append-only"),
    Guard("evaluations_calibrationchange", "DELETE", "changes of a calibration are append-only"),
)  # fmt: skip

# --- dialogs -----------------------------------------------------------------------------------------

_DIALOG_IS_CLOSED = (
    "EXISTS (SELECT 1 FROM evaluations_performancedialog d "
    "WHERE d.id = {row}.dialog_id AND d.closed_at IS NOT NULL)"
)
_DIALOG_IS_FROZEN = "a dialog that both have confirmed is frozen"
_AGREEMENT_SAYS_MORE = (
    "OLD.dialog_id <> NEW.dialog_id OR OLD.text <> NEW.text "
    "OR OLD.doer <> NEW.doer OR OLD.due_on <> NEW.due_on"
)

DIALOG_GUARDS = (
    Guard("evaluations_performancedialog", "UPDATE", _DIALOG_IS_FROZEN, "OLD.closed_at IS NOT NULL"),
    Guard("evaluations_performancedialog", "DELETE", "dialogs stay"),
    *(
        Guard("evaluations_dialogpoint", event, _DIALOG_IS_FROZEN, asking=_DIALOG_IS_CLOSED.format(row=row))
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    Guard("evaluations_dialogagreement", "INSERT", _DIALOG_IS_FROZEN, asking=_DIALOG_IS_CLOSED.format(row="NEW")),
    Guard(
        "evaluations_dialogagreement", "UPDATE", "what was agreed is only ever ended",
        f"OLD.state <> 'OPEN' OR {_AGREEMENT_SAYS_MORE}", _DIALOG_IS_CLOSED.format(row="OLD"),
    ),
    Guard("evaluations_dialogagreement", "DELETE", _DIALOG_IS_FROZEN, asking=_DIALOG_IS_CLOSED.format(row="OLD")),
    Guard("evaluations_dialogevent", "UPDATE", "events are append-only"),
    Guard("evaluations_dialogevent", "DELETE", "events are append-only"),
)  # fmt: skip

# --- development -------------------------------------------------------------------------------------

_STEP_SAYS_MORE = " OR ".join(
    f"OLD.{column} <> NEW.{column}"
    for column in (
        "employee_id", "evaluation_id", "competence", "title", "kind", "place", "due_on", "proposed_by",
        "proposed_name", "proposed_at",
    )
)  # fmt: skip

DEVELOPMENT_GUARDS = (
    Guard(
        "evaluations_developmentstep", "UPDATE", "a step of development is only ever followed up",
        f"OLD.state IN ('DONE', 'DROPPED') OR {_STEP_SAYS_MORE}",
    ),
    Guard("evaluations_developmentstep", "DELETE", "steps of development stay"),
)  # fmt: skip

# --- what people say without their name --------------------------------------------------------------

PULSE_GUARDS = (
    Guard(
        "evaluations_pulsetally", "UPDATE", "answers are only ever added, and shown in steps",
        "OLD.period_id <> NEW.period_id OR OLD.agency_id <> NEW.agency_id "
        "OR OLD.form_version_id <> NEW.form_version_id OR NEW.answers < OLD.answers "
        "OR (NEW.shown_answers <> OLD.shown_answers AND NEW.shown_answers < OLD.shown_answers + 5)",
    ),
    Guard("evaluations_pulsetally", "DELETE", "counted answers stay"),
    Guard("evaluations_pulsemark", "UPDATE", "a mark is never rewritten"),
)  # fmt: skip

# --- objections and evidence -------------------------------------------------------------------------

_SENT = (
    "EXISTS (SELECT 1 FROM evaluations_evaluation e WHERE e.id = {row}.evaluation_id "
    "AND e.state NOT IN ('OPEN', 'DRAFT', 'RETURNED'))"
)

_COMES_WITH_OBJECTION = (
    "NEW.is_for_objection AND EXISTS (SELECT 1 FROM evaluations_evaluation e WHERE e.id = NEW.evaluation_id "
    "AND e.state IN ('DELIVERED', 'ACKNOWLEDGED'))"
)

# Of a file that waits for the scanner the verdict is written down, and nothing else.
_SAME = " AND ".join(
    f"OLD.{column} = NEW.{column}"
    for column in (
        "id", "kind", "evaluation_id", "file", "name", "content_type", "size", "sha256", "is_reused",
        "is_for_objection", "url", "letter_number", "uploaded_by_id", "uploaded_at",
    )
)  # fmt: skip
_SCANNED = f"OLD.scan = 'PENDING' AND NEW.letter_date IS NULL AND {_SAME}"

EVIDENCE_GUARDS = (
    Guard(
        "evaluations_objection", "UPDATE", "an objection is explained once and decided once",
        "OLD.decided_at IS NOT NULL OR OLD.reasons <> NEW.reasons OR OLD.topic <> NEW.topic "
        "OR OLD.submitted_at <> NEW.submitted_at OR OLD.evaluation_id <> NEW.evaluation_id "
        "OR (OLD.explanation <> '' AND OLD.explanation <> NEW.explanation)",
    ),
    Guard("evaluations_objection", "DELETE", "objections stay"),
    Guard(
        "evaluations_evidence", "INSERT", "evidence comes before sending, or with an objection",
        asking=f"{_SENT.format(row='NEW')} AND NOT ({_COMES_WITH_OBJECTION})",
    ),
    Guard("evaluations_evidence", "UPDATE", "evidence is never replaced", f"NOT ({_SCANNED})"),
    Guard("evaluations_evidence", "DELETE", "evidence of a sent evaluation stays", asking=_SENT.format(row="OLD")),
)  # fmt: skip

# --- a line a day ------------------------------------------------------------------------------------

_SENT_DAY = (
    "EXISTS (SELECT 1 FROM evaluations_evaluation e JOIN evaluations_evaluationperiod p ON p.id = e.period_id "
    "WHERE e.employee_id = {line}.employee_id AND p.kind <> 'ANNUAL' AND e.state NOT IN ('OPEN', 'DRAFT', 'RETURNED') "
    "AND {line}.day BETWEEN COALESCE(e.starts_on, p.starts_on) AND COALESCE(e.ends_on, p.ends_on))"
)
_LINE_IS_SENT = (
    "EXISTS (SELECT 1 FROM evaluations_dailyentry d WHERE d.id = {row}.entry_id AND "
    + _SENT_DAY.format(line="d")
    + ")"
)
_SENT_LINES = "the lines of a month that was sent stay"

DAILY_GUARDS = (
    Guard("evaluations_dailyentry", "INSERT", _SENT_LINES, asking=_SENT_DAY.format(line="NEW")),
    Guard(
        "evaluations_dailyentry", "UPDATE", _SENT_LINES,
        asking=f"{_SENT_DAY.format(line='OLD')} OR {_SENT_DAY.format(line='NEW')}",
    ),
    Guard("evaluations_dailyentry", "DELETE", _SENT_LINES, asking=_SENT_DAY.format(line="OLD")),
    Guard("evaluations_dailyfile", "INSERT", _SENT_LINES, asking=_LINE_IS_SENT.format(row="NEW")),
    Guard("evaluations_dailyfile", "UPDATE", "a file of a line is never replaced"),
    Guard("evaluations_dailyfile", "DELETE", _SENT_LINES, asking=_LINE_IS_SENT.format(row="OLD")),
)  # fmt: skip

# --- plans -------------------------------------------------------------------------------------------

_IS_APPROVED = (
    "EXISTS (SELECT 1 FROM evaluations_performanceplan p WHERE p.id = {plan} AND p.state = 'APPROVED')"
)
_RESULT_IS_APPROVED = (
    "EXISTS (SELECT 1 FROM evaluations_performanceplan p JOIN evaluations_workresult r ON r.plan_id = p.id "
    "WHERE r.id = {row}.result_id AND p.state = 'APPROVED')"
)
_WAS_REVISED = (
    "EXISTS (SELECT 1 FROM evaluations_planevent v WHERE v.plan_id = OLD.id AND v.action = 'revise' "
    "AND v.at >= OLD.approved_at)"
)
# The result of the superior that it supports may go, with the revision of the superior's plan.
_RESULT_SAYS_MORE = (
    "OLD.key <> NEW.key OR OLD.kind <> NEW.kind OR OLD.statement <> NEW.statement OR OLD.plan_id <> NEW.plan_id "
    'OR OLD."order" <> NEW."order" OR OLD.perspective <> NEW.perspective OR OLD.assigned_by <> NEW.assigned_by '
    "OR OLD.actions <> NEW.actions "
    "OR COALESCE(NEW.supported_result_id, OLD.supported_result_id, 0) <> COALESCE(OLD.supported_result_id, 0)"
)
_PINS = "evaluations_planversion_evaluations"
_PLAN_IS_FROZEN = "an approved plan changes by revising it"


def _content_guards(table: str, is_approved: str, when: str = "1 = 1") -> tuple[Guard, ...]:
    """No row comes, changes or goes while the plan is approved. ``is_approved`` is SQL with a place for ``row``."""
    return (
        Guard(table, "INSERT", _PLAN_IS_FROZEN, asking=is_approved.format(row="NEW")),
        Guard(table, "UPDATE", _PLAN_IS_FROZEN, when, asking=is_approved.format(row="OLD")),
        Guard(table, "DELETE", _PLAN_IS_FROZEN, asking=is_approved.format(row="OLD")),
    )


PLAN_GUARDS = (
    Guard(
        "evaluations_performanceplan", "UPDATE", _PLAN_IS_FROZEN, "OLD.state = 'APPROVED'",
        f"NOT (NEW.state = 'DRAFT' AND OLD.employee_id = NEW.employee_id AND OLD.year = NEW.year "
        "AND COALESCE(OLD.assignment_id, 0) = COALESCE(NEW.assignment_id, 0) "
        f"AND {_WAS_REVISED})",
    ),
    Guard("evaluations_performanceplan", "DELETE", "plans that were approved stay", "OLD.approved_at IS NOT NULL"),
    Guard("evaluations_planversion", "UPDATE", "approved versions are frozen"),
    Guard("evaluations_planversion", "DELETE", "approved versions are frozen"),
    Guard("evaluations_verificationcode", "UPDATE", "a code belongs to one document for good"),
    Guard("evaluations_verificationcode", "DELETE", "a code belongs to one document for good"),
    Guard(
        _PINS, "INSERT", "what a sent evaluation was reported against stays", asking=_SENT.format(row="NEW")
    ),
    Guard(_PINS, "UPDATE", "what an evaluation was reported against is never replaced"),
    Guard(
        _PINS, "DELETE", "what a sent evaluation was reported against stays", asking=_SENT.format(row="OLD")
    ),
    Guard("evaluations_planevent", "UPDATE", "events are append-only"),
    Guard("evaluations_planevent", "DELETE", "events are append-only"),
    *_content_guards(
        "evaluations_workresult", _IS_APPROVED.format(plan="{row}.plan_id"), _RESULT_SAYS_MORE
    ),
    *_content_guards("evaluations_workresultindicator", _RESULT_IS_APPROVED),
    *_content_guards("evaluations_leaderexpectation", _IS_APPROVED.format(plan="{row}.plan_id")),
    *_content_guards("evaluations_planannexitem", _IS_APPROVED.format(plan="{row}.plan_id")),
)  # fmt: skip

# --- feedback, reports of wrong raters, imports ------------------------------------------------------

# The day in Bantul, as ``domain.evaluating.feedback`` counts it.
_OF_AN_EARLIER_DAY = {
    "sqlite": "date(OLD.created_at, '+7 hours') < date('now', '+7 hours')",
    "postgresql": "(OLD.created_at AT TIME ZONE 'Asia/Jakarta')::date < (now() AT TIME ZONE 'Asia/Jakarta')::date",
}
_TAKEN_BACK = (
    "OLD.state = 'APPLIED' AND NEW.state = 'UNDONE' AND OLD.kind = NEW.kind AND OLD.file_name = NEW.file_name "
    "AND OLD.applied_at = NEW.applied_at"
)

_OTHER_WORDS = " OR ".join(
    f"OLD.{column} <> NEW.{column}"
    for column in ("text", "kind", "value", "result_key", "about_on", "answers")
)
_OTHER_NOTE = " OR ".join(
    f"COALESCE(OLD.{column}, 0) <> COALESCE(NEW.{column}, 0)"
    for column in ("author_id", "request_id", "form_version_id")
)
_OTHER_REQUEST = " OR ".join(
    f"OLD.{column} <> NEW.{column}"
    for column in ("employee_id", "period_id", "invited_id", "relation", "until", "is_anonymous")
)

FEEDBACK_GUARDS = (
    Guard(
        "evaluations_feedback", "UPDATE", "feedback changes until it was read, where it was asked for",
        f"OLD.employee_id <> NEW.employee_id OR OLD.relation <> NEW.relation OR {_OTHER_NOTE} "
        f"OR OLD.read_at IS NOT NULL OR (OLD.request_id IS NULL AND ({_OTHER_WORDS}))",
    ),
    Guard(
        "evaluations_feedback", "DELETE", "feedback that was read, or of an earlier day, is part of the record",
        {
            vendor: f"OLD.read_at IS NOT NULL OR (OLD.request_id IS NULL AND {earlier})"
            for vendor, earlier in _OF_AN_EARLIER_DAY.items()
        },
    ),
    Guard("evaluations_feedbackrequest", "UPDATE", "what was asked, and of whom, stays", _OTHER_REQUEST),
    Guard("evaluations_feedbackrequest", "DELETE", "requests for feedback stay"),
    Guard("evaluations_feedbackreply", "UPDATE", "replies to feedback are append-only"),
    Guard("evaluations_feedbackreply", "DELETE", "replies to feedback are append-only"),
)  # fmt: skip

RECORD_GUARDS = (
    Guard("evaluations_raterreport", "UPDATE", "a report is decided once", "OLD.state <> 'WAITING'"),
    Guard("evaluations_raterreport", "DELETE", "reports of wrong raters stay"),
    Guard(
        "evaluations_importbatch", "UPDATE", "an applied import is only ever taken back",
        f"OLD.state IN ('APPLIED', 'UNDONE') AND NOT ({_TAKEN_BACK})",
    ),
    Guard("evaluations_importbatch", "DELETE", "applied imports stay", "OLD.state IN ('APPLIED', 'UNDONE')"),
)  # fmt: skip

# --- roles -------------------------------------------------------------------------------------------

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

LEAST_TRACE_DAYS = 90  # that nobody can wipe away a break-in before it was noticed
_TRACE = f"OLD.action IN ({', '.join(repr(action.value) for action in LOGIN_TRACES)})"
_NO_OLD_TRACE = {
    "sqlite": f"NOT ({_TRACE} AND OLD.at < datetime('now', '-{LEAST_TRACE_DAYS} days'))",
    "postgresql": f"NOT ({_TRACE} AND OLD.at < now() - interval '{LEAST_TRACE_DAYS} days')",
}

ACCOUNT_GUARDS = (
    Guard("evaluations_accountevent", "UPDATE", "events are append-only"),
    Guard("evaluations_accountevent", "DELETE", "events stay, but for old traces of logins", _NO_OLD_TRACE),
)

ALL_GUARDS = (
    *GUARDS, *PERIOD_GUARDS, *PERFORMANCE_GUARDS, *CREDIT_GUARDS, *CALIBRATION_GUARDS, *DIALOG_GUARDS,
    *DEVELOPMENT_GUARDS, *EVIDENCE_GUARDS, *DAILY_GUARDS, *PLAN_GUARDS, *FEEDBACK_GUARDS, *RECORD_GUARDS,
    *ROLE_GUARDS, *ACCOUNT_GUARDS, *PULSE_GUARDS,
)  # fmt: skip
