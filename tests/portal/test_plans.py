"""SKP by the employee: writing without losing anything, handing in, revising; and who reads it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.plans import approve_plan
from evaluations.enums import AssignmentKind, CoreValue, PlanState, State
from evaluations.models import PerformancePlan, WorkResult
from evaluations.portal.forms.plan import MAX_RESULTS
from tests import build
from tests.counting import statements_of

LIST = reverse("portal:plans")
FIRST = {
    "row": "new0", "new0-kind": "UTAMA", "new0-statement": "Laporan surveilans tersedia", "new0-row": "i0",
    "new0-i0-text": "Jumlah laporan", "new0-i0-aspect": "QUANTITY", "new0-i0-target": "12 laporan",
    "new0-i0-target_value": "12", "new0-i0-unit": "laporan", "new0-i0-polarity": "HIGHER",
}  # fmt: skip


@pytest.fixture
def year(db) -> int:
    return timezone.localdate().year


@pytest.fixture
def edit(cast, year) -> str:
    return reverse("portal:plan_edit", args=[year, cast.employee.assignments.get().pk])


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def plan_url(plan: PerformancePlan, name: str = "plan") -> str:
    return reverse(f"portal:{name}", args=[plan.pk])


# --- writing ----------------------------------------------------------------------------------------


def test_opening_the_empty_page_makes_no_plan(client, edit):
    html = client.get(edit).content.decode()
    assert 'name="new0-statement"' in html
    assert "Budi Santoso" in html
    assert not PerformancePlan.objects.exists()


def test_a_first_draft_is_stored_with_its_indicator(cast, client, edit, year):
    assert client.post(edit, {"version": 1, **FIRST}).url == edit
    plan = PerformancePlan.objects.get()
    assert (plan.employee, plan.year, plan.state) == (cast.employee, year, PlanState.DRAFT)
    result = plan.results.get()
    assert (result.kind, result.statement) == ("UTAMA", "Laporan surveilans tersedia")
    indicator = result.indicators.get()
    assert (indicator.text, indicator.target, indicator.target_value, indicator.unit) == (
        "Jumlah laporan", "12 laporan", 12, "laporan",
    )  # fmt: skip
    html = client.get(edit).content.decode()
    assert "Laporan surveilans tersedia" in html
    assert 'value="12"' in html


def test_a_row_keeps_its_key_when_it_is_changed(cast, client, edit, year):
    plan = build.make_plan(cast.employee, year=year, state=PlanState.DRAFT)
    data = {
        "version": 1, "row": "rhk-1", "rhk-1-kind": "UTAMA", "rhk-1-statement": "Diubah", "rhk-1-row": "i0",
        "rhk-1-i0-text": "Jumlah", "rhk-1-i0-target": "5",
    }  # fmt: skip
    client.post(edit, data)
    assert list(plan.results.values_list("key", "statement")) == [("rhk-1", "Diubah")]
    assert plan.results.get().indicators.get().text == "Jumlah"


def test_adding_a_row_saves_first_and_offers_an_empty_one(client, edit):
    response = client.post(edit, {"version": 1, "tambah": "TAMBAHAN", **FIRST})
    assert response.url == f"{edit}?tambah=TAMBAHAN#TAMBAHAN"
    assert WorkResult.objects.get().statement == "Laporan surveilans tersedia"
    rows = client.get(response.url).context["form"].rows
    assert [row.kind for row in rows] == ["UTAMA", "TAMBAHAN"]
    assert rows[1].token.startswith("new")


def test_adding_an_indicator_offers_one_more_for_that_row(cast, client, edit, year):
    build.make_plan(cast.employee, year=year, state=PlanState.DRAFT, results=2)
    rows = client.get(f"{edit}?tambah=rhk-2").context["form"].rows
    assert [len(row.indicators) for row in rows] == [1, 2]


def test_a_new_row_that_gets_one_more_indicator_is_known_by_its_key_afterwards(client, edit):
    response = client.post(edit, {"version": 1, "tambah": "new0", **FIRST})
    key = WorkResult.objects.get().key
    assert response.url == f"{edit}?tambah={key}#{key}"
    assert len(client.get(response.url).context["form"].rows[0].indicators) == 2


def test_rows_and_indicators_are_removed_without_javascript(client, edit):
    second = {key.replace("new0", "new1"): value for key, value in FIRST.items() if key != "row"}
    third = {key.replace("i0", "i1"): value for key, value in FIRST.items() if "-i0-" in key}
    data = FIRST | second | third | {"row": ["new0", "new1"], "new0-row": ["i0", "i1"], "version": 1}
    client.post(edit, data | {"hapus": "new1"})
    result = WorkResult.objects.get()
    assert result.indicators.count() == 2
    data = {key.replace("new0", result.key): value for key, value in data.items()}
    client.post(edit, data | {"row": [result.key], "version": 2, "hapus": f"{result.key}:i1"})
    assert WorkResult.objects.get().indicators.count() == 1


def test_empty_rows_are_dropped_and_half_written_ones_are_kept(client, edit):
    data = {
        "version": 1, "row": ["new0", "new1"], "new0-kind": "UTAMA", "new0-row": "i0",
        "new1-kind": "TAMBAHAN", "new1-row": "i0", "new1-i0-text": "Baru indikatornya",
    }  # fmt: skip
    client.post(edit, data)
    assert list(WorkResult.objects.values_list("kind", "statement", "indicators__text")) == [
        ("TAMBAHAN", "", "Baru indikatornya")
    ]


@pytest.mark.parametrize("number", ["dua belas", "1e9", "9" * 15, "1,234"])
def test_a_number_that_is_none_is_marked_and_the_text_stays(client, edit, number):
    response = client.post(edit, {"version": 1} | FIRST | {"new0-i0-target_value": number})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#field-new0-i0-target_value"' in html
    assert "Laporan surveilans tersedia" in html
    assert number in html
    assert not PerformancePlan.objects.exists()


def test_a_second_tab_is_told_and_keeps_its_text(client, edit):
    client.post(edit, {"version": 1, **FIRST})
    response = client.post(edit, {"version": 1} | FIRST | {"new0-statement": "Dari tab lama"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "sudah berubah di tab atau perangkat lain" in html
    assert "Dari tab lama" in html
    assert WorkResult.objects.get().statement == "Laporan surveilans tersedia"


def test_expectations_are_kept_by_value(client, edit):
    client.post(edit, {"version": 1, "ekspektasi-akuntabel": "Lapor tepat waktu", **FIRST})
    plan = PerformancePlan.objects.get()
    assert list(plan.expectations.values_list("value", "text")) == [("akuntabel", "Lapor tepat waktu")]
    client.post(edit, {"version": 2, "ekspektasi-akuntabel": "", **FIRST})
    assert not plan.expectations.exists()


def test_the_approach_decides_what_the_page_asks(client, edit):
    html = client.get(edit).content.decode()
    assert 'name="new0-i0-aspect"' in html
    assert "new0-perspective" not in html
    assert client.post(edit, {"version": 1, "approach": "KUALITATIF", **FIRST}).url == edit
    html = client.get(edit).content.decode()
    assert "Ukuran keberhasilan" in html
    assert "-i0-aspect" not in html
    assert WorkResult.objects.get().indicators.get().aspect == ""


def test_an_approach_that_does_not_exist_is_told_and_the_text_stays(client, edit):
    page = client.post(edit, {"version": 1, "approach": "x", **FIRST})
    assert page.status_code == 422
    assert FIRST["new0-statement"] in page.content.decode()


def test_a_leader_is_asked_for_the_perspective_in_place_of_the_aspect(cast, login, year):
    post = cast.reviewer.assignments.get()
    address = reverse("portal:plan_edit", args=[year, post.pk])
    leader = login(cast.reviewer)
    html = leader.get(address).content.decode()
    assert 'name="new0-perspective"' in html
    assert "-i0-aspect" not in html
    leader.post(address, {"version": 1, "new0-perspective": "ANGGARAN", **FIRST})
    page = leader.get(plan_url(PerformancePlan.objects.get())).content.decode()
    assert "Perspektif: Anggaran" in page


def test_only_an_additional_result_is_asked_who_assigned_it(client, edit):
    assert "-assigned_by" not in client.get(edit).content.decode()
    data = {"version": 1, **FIRST} | {"new0-kind": "TAMBAHAN", "new0-assigned_by": "Surat tugas 12/2026"}
    client.post(edit, data)
    assert "Surat tugas 12/2026" in client.get(edit).content.decode()
    page = client.get(plan_url(PerformancePlan.objects.get())).content.decode()
    assert "Penugasan dari: Surat tugas 12/2026" in page


def test_the_annex_is_typed_line_by_line(cast, client, login, edit):
    lines = "- Dua tenaga pendata\n\n• Kendaraan dinas"
    data = {"version": 1, "then": "submit", "lampiran-dukungan_sumber_daya": lines, **FIRST}
    plan = PerformancePlan.objects.get(pk=client.post(edit, data).url.strip("/").split("/")[-1])
    assert list(plan.annexes.values_list("text", flat=True)) == ["Dua tenaga pendata", "Kendaraan dinas"]
    assert client.post(edit, data).url == plan_url(plan)  # pressed twice
    for page in (client.get(plan_url(plan)), login(cast.rater).get(plan_url(plan, "plan_review"))):
        assert "<li>Kendaraan dinas</li>" in page.content.decode()


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [("x\n" * 21, "Paling banyak 20 baris."), ("x" * 501, "Satu baris paling panjang 500 huruf.")],
)
def test_too_much_in_an_annex_is_told_and_stays_on_the_page(client, edit, lines, sentence):
    page = client.post(edit, {"version": 1, "lampiran-konsekuensi": lines, **FIRST})
    html = page.content.decode()
    assert page.status_code == 422
    assert sentence in html
    assert 'href="#field-lampiran-konsekuensi"' in html
    assert lines.strip() in html


def test_only_the_raters_approved_results_can_be_supported(cast, client, edit, year):
    theirs = build.make_plan(cast.rater, year=year).results.get()
    foreign = build.make_plan(cast.stranger, year=year).results.get()
    wrong = client.post(edit, {"version": 1, "new0-supported_result": foreign.pk, **FIRST})
    assert wrong.status_code == 422
    client.post(edit, {"version": 1, "new0-supported_result": theirs.pk, **FIRST})
    assert WorkResult.objects.get(plan__employee=cast.employee).supported_result == theirs


def test_a_link_to_the_former_raters_result_survives_a_change_of_rater(cast, client, edit, year):
    theirs = build.make_plan(cast.stranger, year=year).results.get()
    own = build.make_plan(cast.employee, year=year, state=PlanState.DRAFT).results.get()
    WorkResult.objects.filter(pk=own.pk).update(supported_result=theirs)
    html = client.get(edit).content.decode()
    assert f'<option value="{theirs.pk}" selected>' in html


def test_no_more_rows_are_offered_than_a_plan_may_have(cast, client, edit, year):
    build.make_plan(cast.employee, year=year, state=PlanState.DRAFT, results=MAX_RESULTS)
    assert len(client.get(f"{edit}?tambah=UTAMA").context["form"].rows) == MAX_RESULTS


@pytest.mark.parametrize("distance", [-2, 2])
def test_a_year_far_away_is_not_found(cast, client, year, distance):
    far = reverse("portal:plan_edit", args=[year + distance, cast.employee.assignments.get().pk])
    assert client.get(far).status_code == 404


# --- handing in -------------------------------------------------------------------------------------


def test_handing_in_saves_first_and_names_the_rater(cast, client, edit, year):
    response = client.post(edit, {"version": 1, "then": "submit", **FIRST})
    plan = PerformancePlan.objects.get()
    assert response.url == plan_url(plan)
    assert (plan.state, plan.rater) == (PlanState.SUBMITTED, cast.rater)
    assert [event.action for event in plan.events.all()] == ["submit"]
    assert client.post(plan_url(plan, "plan_submit")).url == plan_url(plan)
    assert plan.events.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new0-kind": "TAMBAHAN"}, "sedikitnya satu rencana hasil kerja utama"),
        ({"new0-statement": ""}, "belum ditulis"),
        ({"new0-row": []}, "belum punya indikator"),
        ({"new0-i0-target": ""}, "belum punya target"),
        ({"new0-i0-text": ""}, "belum punya nama"),
    ],
)
def test_an_incomplete_plan_is_kept_and_says_what_lacks(client, edit, changes, sentence):
    response = client.post(edit, {"version": 1, "then": "submit"} | FIRST | changes, follow=True)
    assert sentence in response.content.decode()
    assert PerformancePlan.objects.get().state == PlanState.DRAFT


def test_without_a_rater_the_plan_is_kept_but_not_handed_in(cast, client, edit):
    cast.rater.assignments.all().delete()
    cast.reviewer.assignments.all().delete()
    assert "belum tercatat" in client.get(edit).content.decode()
    response = client.post(edit, {"version": 1, "then": "submit", **FIRST}, follow=True)
    assert "Pejabat penilai Anda belum tercatat" in response.content.decode()
    assert PerformancePlan.objects.get().state == PlanState.DRAFT


def test_the_second_press_leads_to_where_the_first_one_led(client, edit):
    data = {"version": 1, "then": "submit", "ekspektasi-akuntabel": "Lapor tepat waktu", **FIRST}
    first, second = (client.post(edit, data) for _ in range(2))
    plan = PerformancePlan.objects.get()
    assert first.url == second.url == plan_url(plan)
    assert plan.events.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"new0-statement": "Dari tab lain"},
        {"new0-i0-target": "99 laporan"},
        {"ekspektasi-akuntabel": "Dari tab lain"},
        {"new0-kind": "TAMBAHAN"},
        {"lampiran-konsekuensi": "Dari tab lain"},
    ],
)
def test_other_words_in_another_tab_are_no_second_press_and_stay_on_the_page(client, edit, other):
    data = {"version": 1, "then": "submit", "ekspektasi-akuntabel": "Lapor tepat waktu", **FIRST}
    client.post(edit, data)
    late = client.post(edit, data | other)
    assert late.status_code == 409
    assert next(iter(other.values())) in late.content.decode()
    assert WorkResult.objects.get().statement == FIRST["new0-statement"]


def test_a_plan_that_waits_cannot_be_written(cast, client, edit, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year, state=PlanState.SUBMITTED)
    assert client.get(edit).url == plan_url(plan)
    page = client.post(edit, {"version": 1, **FIRST})
    assert page.status_code == 409
    assert FIRST["new0-statement"] in page.content.decode()  # nothing typed is lost
    assert plan.results.get().statement == "Hasil kerja 1 terlaksana"


# --- reading and revising ---------------------------------------------------------------------------


def test_a_plan_is_read_by_its_owner_its_rater_and_bkpsdm(cast, login, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year)
    for who in (cast.employee, cast.rater, cast.bkpsdm, cast.auditor):
        assert login(who).get(plan_url(plan)).status_code == 200
    for who in (cast.reviewer, cast.unit_admin, cast.stranger):
        assert login(who).get(plan_url(plan)).status_code == 404


def test_a_draft_is_not_shown_to_the_rater(cast, login, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year, state=PlanState.DRAFT)
    assert login(cast.rater).get(plan_url(plan)).status_code == 404


def test_the_page_shows_results_expectations_and_history(cast, client, edit):
    client.post(edit, {"version": 1, "then": "submit", **FIRST, **_all_expectations()})
    plan = PerformancePlan.objects.get()
    approve_plan(plan, actor=cast.rater.user)
    html = client.get(plan_url(plan)).content.decode()
    for text in (
        "Laporan surveilans tersedia",
        "12 laporan",
        "Harapan Loyal",
        "SKP disetujui",
        "Budi Santoso",
    ):
        assert text in html


def test_an_approved_plan_is_opened_again_with_a_reason(cast, client, edit, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year)
    assert client.post(plan_url(plan, "plan_revise"), {"note": " "}).url == plan_url(plan)
    assert PerformancePlan.objects.get().state == PlanState.APPROVED
    assert client.post(plan_url(plan, "plan_revise"), {"note": "Tugas berubah"}).url == edit
    assert PerformancePlan.objects.get().state == PlanState.DRAFT
    assert plan.events.get().note == "Tugas berubah"


def test_nobody_else_opens_it_again(cast, login, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year)
    for who in (cast.rater, cast.bkpsdm, cast.stranger):
        assert login(who).post(plan_url(plan, "plan_revise"), {"note": "x"}).status_code == 404
    assert PerformancePlan.objects.get().state == PlanState.APPROVED


def test_the_list_offers_to_make_this_years_plan(cast, client, year, edit):
    build.make_plan(cast.employee, year=year - 1)
    page = client.get(LIST)
    assert [line.plan.year for line in page.context["lines"]] == [year - 1]
    assert edit in page.content.decode()
    build.make_plan(cast.employee, year=year)
    assert client.get(LIST).context["missing"] == []


def test_officers_have_no_plan(cast, login, edit):
    for address in (LIST, edit):
        assert login(cast.bkpsdm).get(address).status_code == 404


def test_pages_need_as_many_statements_for_three_rows_as_for_one(cast, client, edit, year):
    plan = build.make_plan(cast.employee, year=year, state=PlanState.DRAFT)
    addresses = (LIST, edit, plan_url(plan))
    one = [statements_of(client, address) for address in addresses]
    build.remove_plans(cast.employee)
    plan = build.make_plan(cast.employee, year=year, state=PlanState.DRAFT, results=3)
    build.make_plan(cast.employee, year=year - 1)
    build.make_plan(cast.employee, year=year - 2)
    assert [statements_of(client, address) for address in (LIST, edit, plan_url(plan))] == one
    assert one[0] <= 12


# --- posts and versions -----------------------------------------------------------------------------


def test_a_plan_for_an_acting_post_is_offered_made_and_listed_beside_the_own_one(cast, client, year):
    build.make_plan(cast.employee, rater=cast.rater, year=year)
    acts = build.make_head(cast.employee, cast.other_agency, "Kepala Dinas Sosial", kind=AssignmentKind.PLT)
    address = reverse("portal:plan_edit", args=[year, acts.pk])
    assert address in client.get(LIST).content.decode()
    assert "Plt Kepala Dinas Sosial, Dinas Sosial" in client.get(address).content.decode()
    client.post(address, {"version": 1, **FIRST})
    page = client.get(LIST)
    assert page.context["missing"] == []
    assert {line.post for line in page.context["lines"]} == {
        "Perawat Ahli Pertama, Bidang Pencegahan Penyakit", "Plt Kepala Dinas Sosial, Dinas Sosial",
    }  # fmt: skip


def test_a_post_of_somebody_else_or_of_another_time_gets_no_plan(cast, client, year):
    theirs = cast.stranger.assignments.get()
    over = build.make_assignment(
        cast.employee, cast.agency, starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31)
    )
    for post in (theirs, over):
        for name in ("plan_edit", "plan_copy"):
            address = reverse(f"portal:{name}", args=[year, post.pk])
            assert client.post(address, {"version": 1, **FIRST}).status_code == 404


def test_a_new_plan_begins_with_the_one_of_last_year(cast, client, edit, year):
    last = build.make_plan(cast.employee, year=year - 1, results=2)
    page = client.get(edit).content.decode()
    assert f"{year - 1}: Perawat Ahli Pertama" in page
    copy = edit.replace("/ubah/", "/salin/")
    assert client.post(copy, {"dari": last.pk}).url == edit
    assert "Hasil kerja 2 terlaksana" in client.get(edit).content.decode()
    foreign = build.make_plan(cast.stranger, year=year)
    assert client.post(copy, {"dari": foreign.pk}).status_code == 404


def test_a_revised_plan_shows_its_versions_what_changed_and_that_the_last_one_holds(cast, client, edit, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year)
    client.post(plan_url(plan, "plan_revise"), {"note": "Tugas berubah"})
    data = {"row": "rhk-1", "rhk-1-kind": "UTAMA", "rhk-1-statement": "Diubah", "rhk-1-row": "i0",
            "rhk-1-i0-text": "Jumlah laporan 1", "rhk-1-i0-target": "10 laporan"}  # fmt: skip
    plan.refresh_from_db()
    client.post(edit, {"version": plan.version, **data, **_all_expectations(), "then": "submit"})
    sentence = "Rumusan hasil kerja berubah dari “Hasil kerja 1 terlaksana” menjadi “Diubah”."
    page = client.get(plan_url(plan)).content.decode()
    assert sentence in page
    assert "Versi yang disetujui tetap berlaku" in page
    review = client.__class__()
    review.force_login(cast.rater.user)
    assert sentence in review.get(plan_url(plan, "plan_review")).content.decode()
    plan.refresh_from_db()
    approve_plan(plan, actor=cast.rater.user)
    second = client.get(reverse("portal:plan_version", args=[plan.pk, 2])).content.decode()
    assert sentence in second
    assert "Kuantitas · target 10 laporan" in " ".join(second.replace("·", " · ").split())
    first = client.get(reverse("portal:plan_version", args=[plan.pk, 1])).content.decode()
    assert "Hasil kerja 1 terlaksana" in first
    assert "Diubah" not in first


def test_a_version_is_read_by_whoever_may_open_an_evaluation_reported_against_it(cast, login, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year)
    address = reverse("portal:plan_version", args=[plan.pk, 1])
    row = cast.evaluation(build.make_period(year, 3))
    for who in (cast.employee, cast.rater, cast.bkpsdm, cast.auditor):
        assert login(who).get(address).status_code == 200
    for who in (cast.reviewer, cast.unit_admin, cast.stranger):
        assert login(who).get(address).status_code == 404
    row.plan_versions.set([plan.versions.get()])
    assert login(cast.reviewer).get(address).status_code == 200
    assert login(cast.stranger).get(address).status_code == 404
    type(row).objects.filter(pk=row.pk).update(
        state=State.SUBMITTED, submitted_at=timezone.now(), receipt_number="T1"
    )
    page = login(cast.reviewer).get(reverse("portal:evaluation", args=[row.pk])).content.decode()
    assert f'href="{address}"' in page
    assert f"SKP {year} versi 1" in page
    type(row).objects.filter(pk=row.pk).update(rater=cast.rater)
    page = login(cast.rater).get(reverse("portal:rate", args=[row.pk])).content.decode()
    assert f'href="{address}"' in page


def test_what_the_rater_has_not_opened_is_taken_back(cast, client, login, year):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=year, state=PlanState.SUBMITTED)
    assert "Tarik kembali" in client.get(plan_url(plan)).content.decode()
    login(cast.rater).get(plan_url(plan, "plan_review"))
    assert "Tarik kembali" not in client.get(plan_url(plan)).content.decode()
    late = client.post(plan_url(plan, "plan_withdraw"), follow=True).content.decode()
    assert "Budi Santoso sudah membuka SKP ini" in late
    PerformancePlan.objects.update(read_at=None)
    assert client.post(plan_url(plan, "plan_withdraw")).url == plan_url(plan)
    assert PerformancePlan.objects.get().state == PlanState.DRAFT
    assert login(cast.rater).post(plan_url(plan, "plan_withdraw")).status_code == 404


def _all_expectations() -> dict[str, str]:
    return {f"ekspektasi-{value.value}": f"Harapan {value.label}" for value in CoreValue}
