"""Plans (SKP) that are not as all others: one of an acting post, and one that was revised and is qualitative now."""

from datetime import date

from evaluations.demo.people import AGUS, BUDI, NAMED
from evaluations.demo.texts import ANNEXES, EXPECTATIONS, LEADER
from evaluations.domain.evaluating.plan_posts import rater_of
from evaluations.domain.evaluating.plan_writing import draft_plan, save_plan
from evaluations.domain.evaluating.plans import approve_plan, return_plan, revise_plan, submit_plan
from evaluations.enums import AssignmentKind, PlanApproach, WorkResultKind
from evaluations.models import Assignment, LibraryIndicator, LibraryResult, PerformancePlan

TOURISM_OFFICE = "12800"
REASON = "Tugas berubah: ukuran keberhasilannya lebih tepat ditulis dengan kalimat."


NURSE, FIRST_STEP = {"position": "Perawat Ahli Pertama"}, {"post_kind": "AHLI_PERTAMA"}
LIBRARY = (
    (NURSE, "Asuhan keperawatan terdokumentasi lengkap", "Dokumen asuhan lengkap", 240, "dokumen"),
    (NURSE, "Pasien dan keluarga memahami perawatan di rumah", "Kunjungan penyuluhan", 24, "kunjungan"),
    (
        FIRST_STEP,
        "Pengetahuan baru dipakai dalam pekerjaan",
        "Jam pelatihan yang diikuti",
        20,
        "jam pelajaran",
    ),
)
REVISED_TEAM = 5  # of Budi's team: three plans wait for him, one came back, one is being written


def tell_plans(today: date) -> None:
    _plan_of_the_acting_head(today)
    _revised_and_qualitative(today)
    _revised_in_a_team(today)
    _library()


def _plan_of_the_acting_head(today: date) -> None:
    post = Assignment.objects.select_related("employee__user", "unit").get(
        unit__code=TOURISM_OFFICE, kind=AssignmentKind.PLT, ends_on=None
    )
    results = [
        _result(planned.statement, planned.indicator, f"{planned.target} {planned.unit}") | {
            "perspective": planned.perspective
        }
        for planned in LEADER[:2]
    ]  # fmt: skip
    plan = draft_plan(post, today.year, actor=post.employee.user)
    _approved(plan, today, results=results, expectations=EXPECTATIONS, annexes=ANNEXES)


def _revised_and_qualitative(today: date) -> None:
    plan = PerformancePlan.objects.select_related("employee__user").get(
        employee__nip=AGUS.nip, year=today.year
    )
    kept = [
        _result(
            result.statement, f"{indicator.text} terlihat pada setiap laporan bulanan", "", key=result.key,
            supported_result=result.supported_result_id,
        )
        for result in plan.results.order_by("order") for indicator in result.indicators.all()[:1]
    ]  # fmt: skip
    extra = _result(
        "Panitia hari jadi kabupaten bekerja tertib dan tepat waktu", "Semua acara terlaksana sesuai susunan", "",
        kind=WorkResultKind.ADDITIONAL, assigned_by="Sekretaris Daerah, surat tugas 800/112/2026",
    )  # fmt: skip
    revise_plan(plan, actor=plan.employee.user, note=REASON)
    _approved(plan, today, results=[*kept, extra], approach=PlanApproach.QUALITATIVE)


def _library() -> None:
    """What BKPSDM offers to nurses, and to everybody at the first step of a functional post."""
    for place, statement, text, target, unit in LIBRARY:
        result = LibraryResult.objects.create(statement=statement, **place)
        LibraryIndicator.objects.create(
            result=result, text=text, target=f"{target} {unit}", target_value=target, unit=unit
        )


def _revised_in_a_team(today: date) -> None:
    team = PerformancePlan.objects.filter(rater__nip=BUDI.nip, year=today.year, employee__user__isnull=False)
    for number, plan in enumerate(
        team.exclude(employee__nip__in=NAMED).order_by("employee__name")[:REVISED_TEAM]
    ):
        revise_plan(plan, actor=plan.employee.user, note="Target disesuaikan dengan anggaran perubahan.")
        if number < REVISED_TEAM - 1:
            submit_plan(plan, actor=plan.employee.user)
        if number == REVISED_TEAM - 2:
            return_plan(plan, actor=plan.rater.user, note="Targetnya belum terukur. Tulis angkanya.")


def _result(statement: str, indicator: str, target: str, **more) -> dict:
    measured = {
        "aspect": "",
        "text": indicator,
        "target": target,
        "target_value": None,
        "unit": "",
        "polarity": "HIGHER",
    }
    return {"kind": WorkResultKind.MAIN, "statement": statement, "indicators": [measured]} | more


def _approved(plan: PerformancePlan, today: date, **content) -> None:
    """Written and handed in by its owner, approved by whoever rates that post."""
    rater = rater_of(plan, today)
    save_plan(plan, actor=plan.employee.user, **content)
    submit_plan(plan, actor=plan.employee.user)
    approve_plan(plan, actor=rater.user)
