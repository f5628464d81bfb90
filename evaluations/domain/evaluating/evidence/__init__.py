"""Evidence: files are judged by their content, kept once, and never replaced."""

from evaluations.domain.evaluating.evidence.acts import add_evidence, remove_evidence
from evaluations.domain.evaluating.evidence.kinds import KINDS_IN_WORDS, checked_type, fitting_name
from evaluations.domain.evaluating.evidence.quota import Quota, quota_of
from evaluations.domain.evaluating.evidence.twins import seen_elsewhere, used_before

__all__ = [
    "KINDS_IN_WORDS",
    "Quota",
    "add_evidence",
    "checked_type",
    "fitting_name",
    "quota_of",
    "remove_evidence",
    "seen_elsewhere",
    "used_before",
]
