"""Evidence: files, judged by their content and kept once, links and letters; none is ever replaced."""

from evaluations.domain.evaluating.evidence.acts import (
    Prepared,
    add_evidence,
    add_prepared,
    prepared,
    remove_evidence,
)
from evaluations.domain.evaluating.evidence.files import written
from evaluations.domain.evaluating.evidence.kinds import KINDS_IN_WORDS, checked_type, fitting_name
from evaluations.domain.evaluating.evidence.quota import Quota, check_quota, quota_of
from evaluations.domain.evaluating.evidence.references import add_letter, add_link
from evaluations.domain.evaluating.evidence.reuse import MONTHS_BACK, earlier_evidence, reuse_evidence
from evaluations.domain.evaluating.evidence.scanning import checked_for_viruses, scan_pending
from evaluations.domain.evaluating.evidence.twins import seen_elsewhere, used_before

__all__ = [
    "KINDS_IN_WORDS",
    "MONTHS_BACK",
    "Prepared",
    "Quota",
    "add_evidence",
    "add_letter",
    "add_link",
    "add_prepared",
    "check_quota",
    "checked_for_viruses",
    "checked_type",
    "earlier_evidence",
    "fitting_name",
    "prepared",
    "quota_of",
    "remove_evidence",
    "reuse_evidence",
    "scan_pending",
    "seen_elsewhere",
    "used_before",
    "written",
]
