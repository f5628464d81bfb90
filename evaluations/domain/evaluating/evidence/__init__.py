"""Evidence: files are judged by their content, kept once, and never replaced."""

from evaluations.domain.evaluating.evidence.acts import (
    Prepared,
    add_evidence,
    add_prepared,
    prepared,
    remove_evidence,
)
from evaluations.domain.evaluating.evidence.kinds import KINDS_IN_WORDS, checked_type, fitting_name
from evaluations.domain.evaluating.evidence.quota import Quota, check_quota, quota_of
from evaluations.domain.evaluating.evidence.twins import seen_elsewhere, used_before

__all__ = [
    "KINDS_IN_WORDS",
    "Prepared",
    "Quota",
    "add_evidence",
    "add_prepared",
    "check_quota",
    "checked_type",
    "fitting_name",
    "prepared",
    "quota_of",
    "remove_evidence",
    "seen_elsewhere",
    "used_before",
]
