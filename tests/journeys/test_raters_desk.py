"""A rater with a team: read, look at evidence, rate, and be told the predikat at once; on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from evaluations.enums import State
from evaluations.models import Evaluation, EvaluationPeriod
from tests import build, schemas
from tests.engine.test_extremes import strict
from tests.engine.test_suggesting import rated_rows
from tests.journeys.test_whole_story import PASSWORD, fits, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DESK = {"width": 1280, "height": 800}
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan tersusun", "indicators": []}]
REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}]}


@pytest.fixture
def team(db) -> build.Cast:
    """Budi rates Siti and three others."""
    cast = build.make_cast()
    cast.rater.user.set_password(PASSWORD)
    cast.rater.user.save()
    cast.evaluation(state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    period = Evaluation.objects.get().period
    for name in ("Agus", "Bayu", "Citra"):
        person = build.make_employee(name)
        build.make_assignment(person, cast.division)
        build.make_evaluation(
            person, period, rater=cast.rater, reviewer=cast.reviewer, state=State.SUBMITTED, answers=REPORT,
            plan_rows=PLAN,
        )  # fmt: skip
    return cast


def open_desk(page, cast, name: str) -> Evaluation:
    row = Evaluation.objects.get(name__startswith=name)
    log_in(page, cast.rater.nip)
    page.goto(f"/evaluasi/{row.pk}/nilai/")
    return row


def rate(page, work: str, conduct: str) -> None:
    page.locator(f"input[name=rating_hasil_kerja][value={work}]").check()
    page.locator(f"input[name=rating_perilaku][value={conduct}]").check()


def test_on_a_desk_report_and_rating_stand_beside_each_other_and_the_predikat_follows(phone, team):
    page = phone(viewport=DESK)
    open_desk(page, team, "Siti")
    expect(page.get_by_text("12 laporan")).to_be_in_viewport()
    expect(page.locator("input[name=rating_hasil_kerja]").first).to_be_in_viewport()
    rate(page, "ABOVE", "MEETS")
    current = page.locator(".quadrant td.is-current")
    expect(current).to_have_text("Baik")
    rate(page, "BELOW", "BELOW")
    expect(current).to_have_text("Sangat Kurang")
    with page.expect_response(lambda answer: "Rapi" in (answer.request.post_data or "")):
        page.get_by_label("Catatan", exact=True).fill("Rapi dan tepat waktu.")
    expect(page.locator("[data-sekin-autosave-status]")).to_contain_text("Tersimpan")
    page.reload()
    expect(page.get_by_label("Catatan", exact=True)).to_have_value("Rapi dan tepat waktu.")
    expect(current).to_have_text("Sangat Kurang")


def test_a_suggestion_follows_the_rows_that_are_rated_and_chooses_nothing(phone, team):
    page = phone(viewport=DESK)
    version = build.make_form_version(rated_rows(), key="tiap-baris")
    two = [schemas.plan_row("r0"), schemas.plan_row("r1")]
    Evaluation.objects.filter(name__startswith="Siti").update(form_version=version, plan_rows=two)
    open_desk(page, team, "Siti")
    said = page.locator("#field-rating_hasil_kerja-suggestion")
    expect(said).to_be_hidden()
    page.locator("input[name=hasil_kerja-r0-rating_baris][value=ABOVE]").check()
    expect(said).to_contain_text("Saran dari isian: Di Atas Ekspektasi, karena 1 dari 1 hasil kerja")
    page.locator("input[name=hasil_kerja-r1-rating_baris][value=BELOW]").check()
    expect(said).to_contain_text("Isian terbagi, jadi tidak ada saran")
    assert page.locator("input[name=rating_hasil_kerja]:checked").count() == 0


def test_on_a_phone_it_goes_in_steps_and_an_error_leads_to_its_place(phone, team):
    page = phone()
    open_desk(page, team, "Siti")
    fits(page)
    ratings, report = page.locator("input[name=rating_hasil_kerja]").first, page.get_by_text("12 laporan")
    expect(report).to_be_visible()
    expect(ratings).to_be_hidden()
    page.get_by_role("link", name="Lanjut: sekitarnya").click()
    expect(report).to_be_hidden()
    expect(page.get_by_text("Hasil sebelumnya")).to_be_visible()
    page.get_by_role("link", name="Lanjut: menilai").click()
    expect(ratings).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Tetapkan").click()
    page.get_by_role("link", name="Rating Perilaku").first.click()
    expect(page.locator("input[name=rating_perilaku]").first).to_be_in_viewport()


def test_a_team_is_rated_one_after_the_other_and_told_together(phone, team):
    page = phone(viewport=DESK)
    open_desk(page, team, "Agus")
    for name, after in (("Agus", "Bayu"), ("Bayu", "Citra")):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        rate(page, "MEETS", "MEETS")
        page.get_by_role("button", name="Tetapkan").click()
        expect(page.get_by_role("heading", name="Ringkasan sebelum disampaikan")).to_be_visible()
        page.get_by_role("link", name=f"Berikutnya: {after}").click()
    expect(page.get_by_role("heading", name="Citra", exact=True)).to_be_visible()
    page.goto("/tim/sampaikan/")
    page.get_by_role("button", name="Sampaikan yang dicentang").click()
    expect(page.get_by_text("2 hasil disampaikan.")).to_be_visible()
    delivered = Evaluation.objects.filter(state=State.DELIVERED).values_list("name", flat=True)
    assert sorted(delivered) == ["Agus", "Bayu"]


def test_twelve_people_are_rated_some_alone_the_others_together_with_reasons_where_asked(phone, team):
    """Three on their own desk, nine on one page without touching the mouse; an extreme wants a reason on both."""
    period, version = Evaluation.objects.first().period, build.make_form_version(strict(), key="berfakta")
    for number in range(8):
        person = build.make_employee(f"Dewi {number}")
        build.make_assignment(person, team.division)
        build.make_evaluation(
            person, period, rater=team.rater, reviewer=team.reviewer, state=State.SUBMITTED, answers=REPORT,
            plan_rows=PLAN,
        )  # fmt: skip
    Evaluation.objects.update(form_version=version)
    page = phone(viewport=DESK)
    open_desk(page, team, "Agus")
    rate(page, "ABOVE", "MEETS")
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.get_by_text("perlu satu fakta").first).to_be_visible()
    expect(page.locator("input[name=rating_hasil_kerja][value=ABOVE]")).to_be_checked()
    page.get_by_label("Catatan", exact=True).fill("Menemukan cara baru, dipakai seluruh puskesmas.")
    for name, after in (("Agus", "Bayu"), ("Bayu", "Citra"), ("Citra", "Dewi 0")):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
        if name != "Agus":
            rate(page, "MEETS", "MEETS")
        page.get_by_role("button", name="Tetapkan").click()
        expect(page.get_by_role("heading", name="Ringkasan sebelum disampaikan")).to_be_visible()
        page.get_by_role("link", name=f"Berikutnya: {after}").click()
    page.goto("/tim/")
    page.get_by_role("link", name="Nilai beberapa sekaligus").click()
    rate_on_one_page(page, [""] + [f"Orang {number}: target tercapai." for number in range(1, 9)])
    expect(page.get_by_text("perlu satu fakta")).to_be_visible()
    expect(page.get_by_role("heading", name="Dewi 0")).to_be_visible()
    page.get_by_label("Catatan untuk Dewi 0").fill("Orang 0: inovasi.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 penilaian ditetapkan.")).to_be_visible()
    rated = Evaluation.objects.filter(state=State.RATED, name__startswith="Dewi").order_by("name")
    assert [row.rating_hasil_kerja for row in rated] == ["ABOVE"] + ["MEETS"] * 7
    assert [row.notes for row in rated][:2] == ["Orang 0: inovasi.", "Orang 1: target tercapai."]
    page.goto("/tim/sampaikan/")
    page.get_by_role("button", name="Sampaikan yang dicentang").click()
    expect(page.get_by_text("12 hasil disampaikan.")).to_be_visible()


def rate_on_one_page(page, notes: list[str]) -> None:
    """With the keyboard alone: the first person's work far above, everybody else's as expected."""
    page.locator("input[type=radio]").first.focus()
    for number, text in enumerate(notes):
        page.keyboard.press("ArrowDown" if number else "Space")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type(text)
        page.keyboard.press("Tab")  # to the full report
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_superior_sends_a_rating_back_and_approves_the_next_one_on_the_phone(phone, team):
    """Where the period asks for it: rated, given back with a reason, rated again, approved, delivered."""
    for person in (team.reviewer, team.rater):
        person.user.set_password(PASSWORD)
        person.user.save()
    EvaluationPeriod.objects.update(needs_approval=True)
    rater, superior = phone(viewport=DESK), phone()
    row = open_desk(rater, team, "Siti")
    rate(rater, "MEETS", "MEETS")
    rater.get_by_role("button", name="Tetapkan", exact=True).click()
    expect(rater.get_by_text("menunggu persetujuan Ratna Dewi")).to_be_visible()
    log_in(superior, team.reviewer.nip)
    superior.get_by_role("link", name="Periksa penilaian").click()
    superior.get_by_role("link", name="Periksa penilaian Siti Aminah").click()
    expect(superior.get_by_text("12 laporan")).to_be_visible()
    fits(superior)
    superior.get_by_text("Kembalikan kepada penilai").click()
    superior.get_by_label("Alasan pengembalian").fill("Sebutkan contohnya.")
    superior.get_by_role("button", name="Kembalikan dengan alasan ini").click()
    expect(superior.get_by_text("dikembalikan kepada penilai dengan alasan Anda")).to_be_visible()
    rater.reload()
    expect(rater.get_by_text("Sebutkan contohnya.")).to_be_visible()
    expect(rater.locator("input[name=rating_hasil_kerja][value=MEETS]")).to_be_checked()
    rater.get_by_role("button", name="Tetapkan", exact=True).click()
    expect(rater.get_by_text("menunggu persetujuan Ratna Dewi")).to_be_visible()
    superior.goto("/tim/persetujuan/")
    superior.get_by_role("checkbox", name="Siti Aminah").check()
    superior.get_by_role("button", name="Setujui yang dicentang").click()
    expect(superior.get_by_text("1 penilaian disetujui.")).to_be_visible()
    rater.reload()
    rater.get_by_role("button", name="Sampaikan hasil").click()
    expect(rater.get_by_text("Hasil disampaikan kepada Siti Aminah.")).to_be_visible()
    assert Evaluation.objects.get(pk=row.pk).state == State.DELIVERED
