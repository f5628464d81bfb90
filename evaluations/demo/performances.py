"""What the agencies achieved: in the closed months and, of the Dinas Kesehatan, in the open one."""

from datetime import date, timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import timezone

from evaluations.demo.people import HEALTH_OFFICE, P2P_DIVISION, RATNA
from evaluations.demo.story import PDF
from evaluations.domain.periods.performances import Basis, determine
from evaluations.enums import OrganizationLevel, PeriodState
from evaluations.models import EvaluationPeriod, OrganizationalUnit
from forms_config.actors import Actor

# How often each level comes in a month.
MIX = (
    (OrganizationLevel.GOOD, 70), (OrganizationLevel.EXCEPTIONAL, 15), (OrganizationLevel.NEEDS_IMPROVEMENT, 12),
    (OrganizationLevel.POOR, 3),
)  # fmt: skip


def determine_levels(today: date) -> None:
    """One document a month for all agencies; in the open month the Dinas Kesehatan and a division of its own."""
    agencies = list(OrganizationalUnit.objects.filter(agency=F("pk"), closed_on=None).order_by("code"))
    health, division = (
        OrganizationalUnit.objects.get(code=HEALTH_OFFICE),
        OrganizationalUnit.objects.get(code=P2P_DIVISION),
    )
    for period in EvaluationPeriod.objects.filter(state=PeriodState.CLOSED).order_by("ends_on"):
        chance = Random(f"capaian-{period.year}-{period.month}")
        drawn = chance.choices([level for level, _ in MIX], [weight for _, weight in MIX], k=len(agencies))
        levels = dict(zip(agencies, drawn, strict=True)) | {health: OrganizationLevel.GOOD}
        _determine(period, levels, "Bupati Bantul", min(period.ends_on + timedelta(days=3), today))
    period = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).earliest("ends_on")
    _determine(period, {health: OrganizationLevel.GOOD}, "Bupati Bantul", today)
    ratna = get_user_model().objects.get(employee__nip=RATNA.nip)
    _determine(
        period, {division: OrganizationLevel.EXCEPTIONAL}, "Kepala Dinas Kesehatan", today, actor=ratna
    )


def _determine(
    period: EvaluationPeriod,
    levels: dict[OrganizationalUnit, OrganizationLevel],
    by: str,
    on: date,
    *,
    actor: Actor | None = None,
) -> None:
    """BKPSDM writes it down, or ``actor`` determines it in the portal."""
    basis = Basis(
        source=f"Realisasi rencana aksi {period.name}, Format Penetapan Predikat Kinerja",
        decided_by=by,
        decided_on=on,
        document=SimpleUploadedFile(f"Penetapan {period.name}.pdf", PDF),
    )
    now = min(timezone.now(), period.rate_until)
    officer = actor or get_user_model().objects.get(username="bkpsdm")
    determine(period, levels, basis, actor=officer, now=now)
