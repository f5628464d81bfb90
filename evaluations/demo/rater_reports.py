"""Two employees wait for a decision on their rater, and one has it: the queue of BKPSDM is not empty."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone

from evaluations.demo.people import BUDI, HEALTH_OFFICE, NAMED, P2P_DIVISION, RATNA
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import rater_reports
from evaluations.enums import Action, PeriodState, Rating, State
from evaluations.models import Employee, Evaluation, RaterReport
from forms_config.engine.schema import Area

# Why, who it should be (NIP), who it should be (typed).
REPORTS = (
    (
        "Sejak bulan lalu saya diperbantukan penuh pada tim kerja di bawah Kepala Dinas, sesuai surat tugas.",
        RATNA.nip,
        "",
    ),
    (
        "Beliau sudah pindah tugas. Pekerjaan saya sehari-hari diperiksa kepala subbagian tata usaha.",
        None,
        "Kepala Subbagian Tata Usaha",
    ),
    ("Nama penilai saya belum berganti, padahal saya dengar akan ada pimpinan baru.", None, ""),
)
BEGUN = "Laporannya rapi dan lengkap. Tinggal memastikan angka minggu terakhir bersama pengelola data."
HANDED_ON = "Bulan ini diperbantukan penuh pada tim Pencegahan Penyakit, sesuai surat tugas."
KEPT = "Pimpinan yang baru belum dilantik. Pada periode berikutnya penilai Anda berganti dengan sendirinya."


def tell_wrong_raters() -> None:
    """Reports of the open month, the oldest decided. Their employees cannot log in, so the rows are written here."""
    now = timezone.now()
    health = Evaluation.objects.filter(
        period__state=PeriodState.OPEN, state__in=rater_reports.NOT_YET_RATED, agency_code=HEALTH_OFFICE
    )
    others = health.exclude(unit_code=P2P_DIVISION).exclude(rater=None).exclude(rater__nip=RATNA.nip)
    rows = others.exclude(employee__nip__in=NAMED).select_related("employee").order_by("pk")[: len(REPORTS)]
    for days, (row, (text, nip, name)) in enumerate(zip(rows, REPORTS, strict=False), start=1):
        report = RaterReport.objects.create(
            evaluation=row,
            employee=row.employee,
            rater_name=row.rater_name,
            suggested=Employee.objects.get(nip=nip) if nip else None,
            suggested_name=name,
            text=text,
            created_at=now - timedelta(days=days),
        )
        if days == len(REPORTS):
            officer = get_user_model().objects.get(username="bkpsdm")
            rater_reports.keep(report, actor=officer, note=KEPT, now=now - timedelta(days=1))


def hand_one_on() -> None:
    """Budi rates somebody whom another had begun to rate, so that he finds the words of before beside his desk."""
    waiting = Evaluation.objects.filter(
        period__state=PeriodState.OPEN, state=State.SUBMITTED, agency_code=HEALTH_OFFICE, deputy=None,
        rater__user__isnull=False,
    ).exclude(rater__nip__in=[BUDI.nip, RATNA.nip])  # fmt: skip
    row = waiting.exclude(employee__nip__in=NAMED).select_related("rater__user").order_by("-pk").first()
    if row is None or row.rater is None:
        return
    overalls = (row.form_version.parsed.overall(area) for area in (Area.HASIL_KERJA, Area.PERILAKU))
    begun = row.answers | {overall.key: Rating.MEETS.value for overall in overalls if overall}
    perform(row, Action.SAVE_RATING, actor=row.rater.user, answers=begun, notes=BEGUN)
    officer = get_user_model().objects.get(username="bkpsdm")
    rater_reports.move_rater(row, Employee.objects.get(nip=BUDI.nip), actor=officer, note=HANDED_ON)
