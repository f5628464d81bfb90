from evaluations.models.absence import RaterAbsence
from evaluations.models.accepted_finding import AcceptedFinding
from evaluations.models.access import CLOCKS, ApiClient, EvaluationSettings
from evaluations.models.accounts import (
    AccountEvent,
    ActivationCode,
    CodeBatch,
    LoginSession,
    accounts_kept_by,
    has_password,
    unit_administrators,
    works_below,
)
from evaluations.models.attendance import AttendanceMonth, AttendanceTap, DayStatement
from evaluations.models.calibration import CalibrationChange, CalibrationSession
from evaluations.models.credit import CreditBalance
from evaluations.models.daily import DailyEntry, DailyFile, GatheredWords
from evaluations.models.development import CompetenceLevel, DevelopmentOffer, DevelopmentStep
from evaluations.models.dialog import DialogAgreement, DialogEvent, DialogPoint, PerformanceDialog
from evaluations.models.distribution import DistributionBound, DistributionDeviation, DistributionRules
from evaluations.models.download import Download
from evaluations.models.evaluation import COVERS_REGENCY, MANAGES, OVERSEERS, Evaluation, EvaluationEvent
from evaluations.models.evidence import Evidence
from evaluations.models.exchange import ColumnMapping, ImportBatch, ImportChunk, LegalStatusWord
from evaluations.models.feedback import FEWEST_ANSWERS, Feedback, FeedbackReply, FeedbackRequest
from evaluations.models.former_rating import FormerRating
from evaluations.models.guidance import GuidanceOpinion, GuidanceQuestion, UnclearReason
from evaluations.models.library import LibraryIndicator, LibraryResult
from evaluations.models.objection import Objection
from evaluations.models.organization import OrganizationalUnit, UnitSpan, within
from evaluations.models.people import (
    Assignment,
    Employee,
    FormerNip,
    LegalStatusSpan,
    ReportingLine,
    employee_id_of,
    legal_status_on,
)
from evaluations.models.performance import OrganizationPerformance, PerformanceDecision
from evaluations.models.period import (
    EvaluationPeriod,
    Extension,
    Holiday,
    OpeningGap,
    PeriodEvent,
    PeriodForm,
    PeriodTemplate,
    PeriodTemplateForm,
)
from evaluations.models.plan import (
    LeaderExpectation,
    PerformancePlan,
    PlanAnnexItem,
    PlanEvent,
    PlanVersion,
    WorkResult,
    WorkResultIndicator,
)
from evaluations.models.pulse import PulseMark, PulseTally
from evaluations.models.rater_report import RaterReport
from evaluations.models.reminders import OutboxMessage, Reminder, ReminderRule
from evaluations.models.roles import RoleGrant, paths_of, scope_sources, scopes_of
from evaluations.models.summary import ItemSummary
from evaluations.models.verification import VerificationCode
from evaluations.models.working_time import CalendarUse, Ramadan, WorkingCalendar, WorkingHours

__all__ = [
    "CLOCKS",
    "COVERS_REGENCY",
    "FEWEST_ANSWERS",
    "MANAGES",
    "OVERSEERS",
    "AcceptedFinding",
    "AccountEvent",
    "ActivationCode",
    "ApiClient",
    "Assignment",
    "AttendanceMonth",
    "AttendanceTap",
    "CalendarUse",
    "CalibrationChange",
    "CalibrationSession",
    "CodeBatch",
    "ColumnMapping",
    "CompetenceLevel",
    "CreditBalance",
    "DailyEntry",
    "DailyFile",
    "DayStatement",
    "DevelopmentOffer",
    "DevelopmentStep",
    "DialogAgreement",
    "DialogEvent",
    "DialogPoint",
    "DistributionBound",
    "DistributionDeviation",
    "DistributionRules",
    "Download",
    "Employee",
    "Evaluation",
    "EvaluationEvent",
    "EvaluationPeriod",
    "EvaluationSettings",
    "Evidence",
    "Extension",
    "Feedback",
    "FeedbackReply",
    "FeedbackRequest",
    "FormerNip",
    "FormerRating",
    "GatheredWords",
    "GuidanceOpinion",
    "GuidanceQuestion",
    "Holiday",
    "ImportBatch",
    "ImportChunk",
    "ItemSummary",
    "LeaderExpectation",
    "LegalStatusSpan",
    "LegalStatusWord",
    "LibraryIndicator",
    "LibraryResult",
    "LoginSession",
    "Objection",
    "OpeningGap",
    "OrganizationPerformance",
    "OrganizationalUnit",
    "OutboxMessage",
    "PerformanceDecision",
    "PerformanceDialog",
    "PerformancePlan",
    "PeriodEvent",
    "PeriodForm",
    "PeriodTemplate",
    "PeriodTemplateForm",
    "PlanAnnexItem",
    "PlanEvent",
    "PlanVersion",
    "PulseMark",
    "PulseTally",
    "Ramadan",
    "RaterAbsence",
    "RaterReport",
    "Reminder",
    "ReminderRule",
    "ReportingLine",
    "RoleGrant",
    "UnclearReason",
    "UnitSpan",
    "VerificationCode",
    "WorkResult",
    "WorkResultIndicator",
    "WorkingCalendar",
    "WorkingHours",
    "accounts_kept_by",
    "employee_id_of",
    "has_password",
    "legal_status_on",
    "paths_of",
    "scope_sources",
    "scopes_of",
    "unit_administrators",
    "within",
    "works_below",
]
