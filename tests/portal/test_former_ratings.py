"""A rater whose evaluation became another's: who rates now, with all that was typed; and what the next one takes."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods import deputies
from evaluations.domain.periods.rater_reports import move_rater
from evaluations.domain.periods.stand_ins import KINDS, hand_over
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation, EvaluationPeriod, FormerRating
from tests import build
from tests.domain.evaluating.test_former_ratings import RATINGS, REPORT, written

WORDS = {"rating_hasil_kerja": "ABOVE", "notes": "Baru saya ketik", "recommendation": "Magang"}


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


@pytest.fixture
def chief(cast):
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency, "Kepala Dinas Sosial")
    return chief


@pytest.fixture
def row(cast, chief) -> Evaluation:
    """Budi's page stands open while BKPSDM gives it to Sri."""
    before = written(cast)
    move_rater(before, chief, actor=cast.bkpsdm, note="Salah unit")
    return before


def sent(row) -> dict:
    return {"version": row.version} | WORDS


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("rate", {"action": "rate"}), ("rate", {"action": "save"}), ("rate", {"action": "preview"}),
        ("return", {"reason": "Lengkapi bukti"}), ("deliver", {}),
    ],
)  # fmt: skip
def test_a_page_that_is_too_old_answers_409_with_who_rates_now_and_what_was_typed(
    cast, login, row, name, more
):
    response = login(cast.rater).post(at(name, row.pk), sent(row) | more)
    page = response.content.decode()
    assert response.status_code == 409
    assert "sekarang dinilai Sri Hartati" in page
    for words in ("Di Atas Ekspektasi", "Baru saya ketik", "Magang", *more.values()):
        assert (name == "rate" and words in ("rate", "save", "preview")) or words in page
    assert at("former_rating", FormerRating.objects.get().pk) in page
    after = Evaluation.objects.get()
    assert (after.state, after.answers, after.notes) == (State.SUBMITTED, REPORT, "")


def test_an_automatic_save_is_told_the_same(cast, login, row):
    response = login(cast.rater).post(at("rate_save", row.pk), sent(row))
    assert response.status_code == 409
    answer = response.json()
    assert answer["code"] == "rater_changed"
    assert "sekarang dinilai Sri Hartati" in answer["message"]
    assert "tetap dapat Anda baca" in answer["message"]


def test_the_words_of_the_new_rater_are_not_shown_to_the_former_one(cast, login, row, chief):
    typed = {"version": row.version + 1, "action": "save", "rating_perilaku": "ABOVE", "notes": "Rahasia Sri"}
    login(chief).post(at("rate", row.pk), typed)
    page = (
        login(cast.rater)
        .post(at("rate", row.pk), {"version": row.version, "action": "save"})
        .content.decode()
    )
    assert "Rahasia Sri" not in page
    assert "Di Atas Ekspektasi" not in page


def test_opening_the_desk_again_leads_to_what_was_kept(cast, login, row):
    client = login(cast.rater)
    response = client.get(at("rate", row.pk))
    assert response.url == at("former_rating", FormerRating.objects.get().pk)
    page = client.get(response.url).content.decode()
    for words in (
        "Sri Hartati",
        "Sesuai Ekspektasi",
        "Di Bawah Ekspektasi",
        "Rapi",
        "Pegawai tidak membacanya",
    ):
        assert words in page
    listed = client.get(at("former_ratings")).content.decode()
    assert response.url in listed
    assert at("former_ratings") in client.get(at("team")).content.decode()


def test_nobody_else_is_told_anything(cast, login, row):
    kept = at("former_rating", FormerRating.objects.get().pk)
    names = ("employee", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor", "superadmin")
    for who in (getattr(cast, name) for name in names):
        client = login(who)
        assert client.post(at("rate", row.pk), sent(row)).status_code == 404
        assert client.get(kept).status_code == 404
        assert "Siti Aminah" not in client.get(at("former_ratings")).content.decode().split("<main")[1]


def test_the_person_reads_the_former_draft_neither_in_the_history_nor_in_the_result(cast, login, row, chief):
    client = login(chief)
    former = FormerRating.objects.get()
    client.post(at("take_former", row.pk, former.pk), {"version": row.version + 1, "notes": "Sendiri"})
    fixed = {
        "version": row.version + 2,
        "action": "rate",
        "rating_hasil_kerja": "MEETS",
        "rating_perilaku": "MEETS",
    }
    fresh = Evaluation.objects.get()
    client.post(at("rate", row.pk), fixed | {"version": fresh.version, "notes": "Sendiri"})
    client.post(at("deliver", row.pk))
    page = login(cast.employee).get(at("evaluation", row.pk)).content.decode()
    assert Evaluation.objects.get().state == State.DELIVERED
    assert "Isian penilai sebelumnya diambil" in page
    assert "Sendiri" in page
    assert "Rapi" not in page


def test_the_new_rater_reads_it_beside_the_desk_and_takes_it_without_losing_a_typed_word(
    cast, login, row, chief
):
    client = login(chief)
    desk = client.get(at("rate", row.pk)).content.decode()
    former = FormerRating.objects.get()
    assert "Catatan penilai sebelumnya" in desk
    assert "Di Bawah Ekspektasi" in desk
    take = at("take_former", row.pk, former.pk)
    assert take in desk
    typed = {"version": row.version + 1, "rating_hasil_kerja": "ABOVE", "recommendation": "Sendiri"}
    response = client.post(take, typed)
    assert response.url == at("rate", row.pk)
    after = Evaluation.objects.get()
    assert after.answers == REPORT | {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "BELOW"}
    assert (after.notes, after.recommendation) == ("Rapi", "Sendiri")
    assert "mulai sekarang itu penilaian Anda" in client.get(response.url).content.decode()


def test_taking_what_has_no_place_left_keeps_the_page_and_says_so(cast, login, row, chief):
    typed = {"version": row.version + 1, "notes": "Penuh"} | RATINGS
    response = login(chief).post(at("take_former", row.pk, FormerRating.objects.get().pk), typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Tidak ada yang diambil" in page
    assert "Penuh" in page
    assert Evaluation.objects.get().notes == ""


def test_a_desk_of_which_nobody_was_the_rater_before_says_nothing_of_it(cast, login):
    row = written(cast)
    assert "penilai sebelumnya" not in login(cast.rater).get(at("rate", row.pk)).content.decode()


def test_a_former_rater_does_not_take(cast, login, row):
    former = FormerRating.objects.get()
    response = login(cast.rater).post(at("take_former", row.pk, former.pk), sent(row))
    assert response.status_code == 409
    assert Evaluation.objects.get().answers == REPORT


def test_in_a_batch_the_others_are_fixed_and_the_one_who_is_gone_stays_with_the_words(cast, login, row):
    other = cast.evaluation(
        build.make_period(month=8), state=State.SUBMITTED, answers=REPORT, plan_rows=row.plan_rows
    )
    data = {f"p{row.pk}-{name}": value for name, value in sent(row).items()}
    data |= {f"p{other.pk}-{name}": value for name, value in ({"version": other.version} | RATINGS).items()}
    response = login(cast.rater).post(f"{at('batch')}?periode={other.period_id}", data)
    page = response.content.decode()
    assert response.status_code == 409
    assert "sekarang dinilai Sri Hartati" in page
    assert "Baru saya ketik" in page
    assert Evaluation.objects.get(pk=other.pk).state == State.RATED


def test_a_result_that_another_delivers_now_is_named_when_it_was_ticked(cast, login, chief):
    before = written(cast, state=State.RATED)
    hand_over(KINDS["sampaikan"], before, chief, actor=cast.bkpsdm, note="Pindah tugas")
    client = login(cast.rater)
    response = client.post(at("deliveries"), {"pilih": [before.pk, "x", "9" * 30]}, follow=True)
    assert "Siti Aminah sekarang dinilai Sri Hartati" in response.content.decode()
    assert Evaluation.objects.get().state == State.RATED


def test_whoever_acted_for_a_rater_who_is_back_is_told_and_keeps_what_was_typed(cast, login):
    row = written(cast)
    today = timezone.localdate()
    absence = deputies.announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    assert login(cast.reviewer).get(at("rate", row.pk)).status_code == 200
    deputies.withdraw(absence, actor=cast.rater.user)
    response = login(cast.reviewer).post(at("rate", row.pk), sent(row) | {"action": "save"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "sekarang dinilai Budi Santoso" in page
    assert "Baru saya ketik" in page


def test_a_period_that_was_closed_meanwhile_keeps_what_the_rater_typed_on_the_page(cast, login):
    row = written(cast)
    EvaluationPeriod.objects.update(state=PeriodState.CLOSED, closed_at=timezone.now())
    for action in ("save", "rate"):
        response = login(cast.rater).post(at("rate", row.pk), sent(row) | {"action": action})
        page = response.content.decode()
        assert response.status_code == 422
        assert "sudah ditutup" in page
        assert "Baru saya ketik" in page
    assert Evaluation.objects.get().notes == "Rapi"


def test_the_address_of_the_button_leads_back_to_the_desk_who_opens_it(cast, login, row, chief):
    """As after a login in mid-press."""
    take = at("take_former", row.pk, FormerRating.objects.get().pk)
    assert login(chief).get(take).url == at("rate", row.pk)
