"""Codes by which anybody can check a printed document, and what they are told: genuine, which kind, when, which unit.

Never a name and nothing of the content: whoever holds the paper has those before them. The content itself is for those
who may see the document anyway.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from evaluations.enums import DocumentKind
from evaluations.models import Evaluation, PlanVersion, VerificationCode
from evaluations.models.verification import ALPHABET, CODE_LENGTH

GROUP = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """What everybody is told of a genuine document. ``document``: for the link of who may see it."""

    kind: str
    day: date
    unit: str
    document: PlanVersion | Evaluation


def issue(documents: Iterable[PlanVersion | Evaluation]) -> None:
    """A code for each version of a plan that was just frozen, for each evaluation that has just become final."""
    VerificationCode.objects.bulk_create(
        (
            VerificationCode(kind=DocumentKind.PLAN, plan_version=document)
            if isinstance(document, PlanVersion)
            else VerificationCode(kind=DocumentKind.EVALUATION, evaluation=document)
            for document in documents
        ),
        batch_size=500,
    )


def spelled(code: str) -> str:
    """As it stands on paper: "ABCD-EFGH-JKMN-PQRS"."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """The code however it was typed; empty where it cannot be one."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def check(code: str) -> Checked | None:
    """The document of a code as ``read_code`` gives it; None where there is none, so of an empty one."""
    documents = VerificationCode.objects.select_related("plan_version__plan", "evaluation")
    found = documents.filter(code=code).first()
    if found is None:
        return None
    kind, version, result = found.get_kind_display(), found.plan_version, found.evaluation
    if version is not None:
        unit = version.people.get("employee", {}).get("unit", "")
        return Checked(kind, timezone.localdate(version.approved_at), unit, version)
    if result is not None and result.final_at is not None:
        return Checked(kind, timezone.localdate(result.final_at), result.unit_name, result)
    return None
