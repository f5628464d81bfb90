from evaluations.models.access import ApiClient, EvaluationSettings
from evaluations.models.attendance import AttendanceMonth, AttendanceTap
from evaluations.models.evaluation import COVERS_REGENCY, OVERSEERS, Evaluation, EvaluationEvent
from evaluations.models.evidence import Evidence
from evaluations.models.exchange import ImportBatch
from evaluations.models.feedback import Feedback
from evaluations.models.objection import Objection
from evaluations.models.organization import OrganizationalUnit, UnitScope, scopes_of
from evaluations.models.people import Assignment, Employee, ReportingLine, employee_id_of
from evaluations.models.period import EvaluationPeriod, OpeningGap, PeriodForm
from evaluations.models.plan import (
    LeaderExpectation,
    PerformancePlan,
    PlanEvent,
    WorkResult,
    WorkResultIndicator,
)

__all__ = [
    "COVERS_REGENCY",
    "OVERSEERS",
    "ApiClient",
    "Assignment",
    "AttendanceMonth",
    "AttendanceTap",
    "Employee",
    "Evaluation",
    "EvaluationEvent",
    "EvaluationPeriod",
    "EvaluationSettings",
    "Evidence",
    "Feedback",
    "ImportBatch",
    "LeaderExpectation",
    "Objection",
    "OpeningGap",
    "OrganizationalUnit",
    "PerformancePlan",
    "PeriodForm",
    "PlanEvent",
    "ReportingLine",
    "UnitScope",
    "WorkResult",
    "WorkResultIndicator",
    "employee_id_of",
    "scopes_of",
]
