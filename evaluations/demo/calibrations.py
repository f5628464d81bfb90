"""What Ratna finds in the calibration of the Dinas Kesehatan: many rated, one meeting held, a reason of a rater."""

from datetime import timedelta

from django.utils import timezone

from evaluations.demo.people import HEALTH_OFFICE, NAMED, P2P_DIVISION, RATNA
from evaluations.domain.evaluating.distribution import explain_deviation, guide_of
from evaluations.domain.periods.calibrating import calibrate, calibrated_rows, close_session, open_session
from evaluations.enums import PeriodState, Rating, State
from evaluations.models import Assignment, Employee, EvaluationPeriod, OrganizationalUnit

TWO_OF_THREE = (State.RATED, State.RATED, State.SUBMITTED)
REASON = "Bukti dukung hanya menunjukkan pekerjaan rutin; capaian di atas target belum terlihat."
CONCLUSION = "Ukuran “Di Atas Ekspektasi” disamakan: harus ada capaian di atas target yang dibuktikan."
DEVIATION = (
    "Tim ini menangani imunisasi massal bulan ini, dan seluruh sasarannya terlampaui sebelum waktunya."
)


def states_to_calibrate() -> dict[str, State]:
    """Most of the office, outside Budi's division, is rated and not delivered yet; by NIP."""
    posts = Assignment.objects.filter(unit__agency__code=HEALTH_OFFICE, ends_on=None, is_head=False)
    others = posts.exclude(unit__code=P2P_DIVISION).exclude(employee__nip__in=NAMED).order_by("employee__nip")
    nips = dict.fromkeys(others.values_list("employee__nip", flat=True))
    return {nip: TWO_OF_THREE[number % len(TWO_OF_THREE)] for number, nip in enumerate(nips)}


def hold_one() -> None:
    """Yesterday's meeting changed one rating; today Ratna may open the next. On the first day of a month nothing was
    rated yesterday, so there was none.
    """
    period = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).earliest("ends_on")
    if period.starts_on == timezone.localdate():
        return
    office, ratna = OrganizationalUnit.objects.get(code=HEALTH_OFFICE), Employee.objects.get(nip=RATNA.nip)
    rows = calibrated_rows(period, office).filter(state=State.RATED).select_related("rater")
    _explain(period, rows)
    yesterday = timezone.now() - timedelta(days=1)
    session = open_session(period, office, actor=ratna.user, now=yesterday)
    changed = (
        rows.filter(rating_hasil_kerja=Rating.ABOVE).exclude(rating_perilaku=Rating.BELOW).earliest("pk")
    )
    calibrate(
        session,
        changed,
        rating_hasil_kerja=Rating.MEETS,
        rating_perilaku=changed.rating_perilaku,
        reason=REASON,
        actor=ratna.user,
        now=yesterday + timedelta(minutes=20),
    )
    there = [f"{RATNA.name}, Kepala Dinas Kesehatan", f"{changed.rater_name}, {changed.rater_position}"]
    ended = yesterday + timedelta(hours=1)
    close_session(session, attendees=there, conclusion=CONCLUSION, actor=ratna.user, now=ended)


def _explain(period: EvaluationPeriod, rows) -> None:
    """The first rater of the office whose team deviates has said why."""
    for rater in Employee.objects.filter(pk__in=rows.values("rater")).exclude(user=None).order_by("nip"):
        guide = guide_of(rater.pk, period)
        if guide and guide.team.broken:
            explain_deviation(rater, period, reason=DEVIATION, actor=rater.user)
            return
