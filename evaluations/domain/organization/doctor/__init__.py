"""The doctor: what is wrong or odd about people, units and raters on a day, and how to mend it.

``examine`` asks every kind in ``KINDS``; ``findings_on`` keeps what was found until the data change, and says what
BKPSDM has accepted. What can be done about findings stands in ``acts``.
"""

from evaluations.domain.organization.doctor.examining import examine, findings_on
from evaluations.domain.organization.doctor.findings import Acceptance, Act, Finding, Kind, Severity
from evaluations.domain.organization.doctor.kinds import KIND_BY_CODE, KINDS

__all__ = [
    "KINDS",
    "KIND_BY_CODE",
    "Acceptance",
    "Act",
    "Finding",
    "Kind",
    "Severity",
    "examine",
    "findings_on",
]
