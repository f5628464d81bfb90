"""A divided evaluation as people see it: the person both parts, each rater the own one."""

import pytest
from django.urls import reverse

from evaluations.domain.evaluating.figures import last_predikat
from evaluations.domain.periods.segments import sync
from evaluations.enums import PeriodKind, Predikat, SegmentRule, State
from evaluations.models import Evaluation
from evaluations.queries import distribution, results_before
from tests import build
from tests.counting import statements_of
from tests.domain.periods.test_segments import day, transfer


@pytest.fixture
def rina(cast):
    rina = build.make_employee("Rina Hartati")
    build.make_head(rina, cast.other_agency, "Kepala Dinas Sosial")
    return rina


@pytest.fixture
def divided(cast, rina) -> list[Evaluation]:
    """Siti moved on 15 July: part 1 with Budi, part 2 with Rina."""
    july = build.make_period(name="Juli 2026", ends_on=day(31))
    cast.evaluation(july)
    transfer(cast.employee, cast.other_agency, day(15))
    sync(july, day(15))
    return list(Evaluation.objects.order_by("segment"))


def page(client, name: str, *args) -> str:
    response = client.get(reverse(f"portal:{name}", args=args))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def bring(part: Evaluation, state: State, **fields) -> None:
    """Into a later state as if the workflow had done it."""
    moment = build.moment(2026, 7, 20, 9)
    names = ["submitted_at"]
    if state in (State.RATED, State.DELIVERED):
        names.append("rated_at")
    if state == State.DELIVERED:
        names.append("delivered_at")
    Evaluation.objects.filter(pk=part.pk).update(
        state=state, receipt_number=f"T{part.pk}", **dict.fromkeys(names, moment), **fields
    )


def test_home_names_both_parts_as_two_things_to_do(cast, login, divided):
    html = page(login(cast.employee), "home")
    assert "Isi evaluasi Juli 2026 (bagian 1: 1–14 Juli 2026)" in html
    assert "Isi evaluasi Juli 2026 (bagian 2: 15–31 Juli 2026)" in html


def test_the_list_says_days_unit_and_rater_of_each_part(cast, login, divided):
    html = page(login(cast.employee), "evaluations")
    assert "Bagian 1: 1–14 Juli 2026, Bidang Pencegahan Penyakit, dinilai Budi Santoso" in html
    assert "Bagian 2: 15–31 Juli 2026, Dinas Sosial, dinilai Rina Hartati" in html
    assert html.count("tidak menjadi hasil periode") == 1


@pytest.mark.parametrize("name", ["evaluation", "fill"])
def test_the_pages_of_a_part_show_both_and_what_counts_and_why(cast, login, divided, name):
    html = page(login(cast.employee), name, divided[0].pk)
    assert "Dibagi karena Anda pindah tugas di tengah periode" in html
    assert "Bidang Pencegahan Penyakit, dinilai Budi Santoso" in html
    assert "Dinas Sosial, dinilai Rina Hartati · berlaku sebagai hasil periode" in html
    assert "Hasil Juli 2026 diambil dari bagian 2, karena itu bagian yang terlama (17 hari)." in html


@pytest.mark.parametrize(("rule", "sentence"), [
    (SegmentRule.LAST, "diambil dari bagian 2, karena itu bagian yang terakhir"),
    (SegmentRule.BOTH, "Semua bagian berlaku; tiap bagian mempunyai hasilnya sendiri."),
])  # fmt: skip
def test_the_reason_follows_the_rule_of_the_period(cast, login, divided, rule, sentence):
    period = divided[0].period
    period.segment_rule = rule
    period.save()
    sync(period, day(16))
    assert sentence in page(login(cast.employee), "evaluation", divided[0].pk)


def test_the_history_says_why_it_was_divided(cast, login, divided):
    html = page(login(cast.employee), "evaluation", divided[0].pk)
    assert "Dibagi karena pindah ke Dinas Sosial mulai 15 Juli 2026." in html


@pytest.mark.parametrize("name", ["evaluation", "rate"])
def test_the_old_rater_opens_the_old_part_only(cast, login, divided, name):
    client = login(cast.rater)
    html = page(client, name, divided[0].pk)
    assert "Bagian 1: 1–14 Juli 2026, di Bidang Pencegahan Penyakit." in html
    assert "Rina Hartati" not in html
    assert client.get(reverse(f"portal:{name}", args=[divided[1].pk])).status_code == 404


@pytest.mark.parametrize("name", ["evaluation", "rate", "document"])
def test_the_new_rater_does_not_open_the_old_part_nor_its_result(cast, rina, login, divided, name):
    bring(divided[0], State.DELIVERED, predikat=Predikat.GOOD, predikat_label="Baik")
    client = login(rina)
    assert client.get(reverse(f"portal:{name}", args=[divided[0].pk])).status_code == 404
    html = page(client, "rate", divided[1].pk)
    assert "1–14 Juli" not in html
    assert "Belum ada hasil bulanan sebelumnya." in html


def test_bkpsdm_reads_both_parts(cast, login, divided):
    html = page(login(cast.bkpsdm), "evaluation", divided[1].pk)
    assert "Dibagi karena pindah tugas di tengah periode" in html
    assert "Budi Santoso" in html


def test_each_rater_sees_in_the_team_that_it_is_a_part(cast, rina, login, divided):
    assert "bagian 1: 1–14 juli 2026" in page(login(cast.rater), "team").lower()
    new = page(login(rina), "team")
    assert "bagian 2: 15–31 juli 2026" in new.lower()
    assert "1–14" not in new.replace("15–31", "")


def test_somebody_who_came_later_has_days_but_no_parts(cast, login):
    cast.evaluation(build.make_period(name="Juli 2026", ends_on=day(31)), starts_on=day(10))
    [row] = Evaluation.objects.all()
    html = page(login(cast.employee), "evaluation", row.pk)
    assert "Hanya 10–31 Juli 2026, di Bidang Pencegahan Penyakit." in html
    assert "Dibagi karena" not in html


def test_an_evaluation_of_the_whole_period_says_nothing_of_parts(cast, login):
    row = cast.evaluation(build.make_period(name="Juli 2026"))
    html = page(login(cast.employee), "evaluation", row.pk)
    assert "Bagian 1" not in html
    assert "Hanya" not in html


def test_the_document_names_the_part_and_whether_it_counts(cast, login, divided):
    bring(divided[0], State.DELIVERED, predikat=Predikat.GOOD, predikat_label="Baik")
    html = page(login(cast.employee), "document", divided[0].pk)
    assert "Periode penilaian: 1 Juli 2026 – 14 Juli 2026 (bulanan)" in html
    assert "Bagian 1: 1–14 Juli 2026, di Bidang Pencegahan Penyakit." in html
    assert "tidak menjadi hasil periode" in html


def test_feedback_beside_a_part_is_about_its_days(cast, rina, login, divided):
    for on, author, text in ((5, cast.rater, "Awal bulan baik"), (20, rina, "Sudah akrab dengan tim")):
        cast.employee.feedback.create(author=author, about_on=day(on), text=text)
    old, new = page(login(cast.rater), "rate", divided[0].pk), page(login(rina), "rate", divided[1].pk)
    assert ("Awal bulan baik" in old, "Sudah akrab" in old) == (True, False)
    assert ("Awal bulan baik" in new, "Sudah akrab" in new) == (False, True)


def test_the_parts_cost_one_statement(cast, login, divided):
    client = login(cast.employee)
    address = reverse("portal:evaluation", args=[divided[1].pk])
    with_parts = statements_of(client, address)
    Evaluation.objects.filter(pk=divided[1].pk).update(starts_on=None)
    assert statements_of(client, address) == with_parts - 1


# --- What counts, where results are read --------------------------------------------------------------


@pytest.fixture
def results(cast, divided):
    """Both parts are delivered: Budi said good, Rina very good; the second counts."""
    bring(divided[0], State.DELIVERED, predikat=Predikat.GOOD, predikat_label="Baik")
    bring(divided[1], State.DELIVERED, predikat=Predikat.VERY_GOOD, predikat_label="Sangat Baik")
    return divided


def test_the_distribution_counts_a_person_once_or_as_often_as_parts_count(cast, results):
    [row] = distribution(Evaluation.objects.all())
    assert (row["total"], row["SANGAT_BAIK"], row["BAIK"]) == (1, 1, 0)
    Evaluation.objects.update(counts=True)
    [row] = distribution(Evaluation.objects.all())
    assert (row["total"], row["SANGAT_BAIK"], row["BAIK"]) == (2, 1, 1)


def test_the_next_month_compares_with_what_counted(cast, results):
    august = cast.evaluation(build.make_period(2026, 8))
    assert list(results_before(august)) == [results[1]]
    assert last_predikat(august) == "Sangat Baik"


@pytest.mark.parametrize(("both", "labels"), [(False, ["Sangat Baik"]), (True, ["Baik", "Sangat Baik"])])
def test_the_year_shows_the_parts_that_count(cast, login, results, both, labels):
    if both:
        Evaluation.objects.update(counts=True)
    year = build.make_period(2026, None, kind=PeriodKind.ANNUAL)
    annual = cast.evaluation(year, state=State.DELIVERED)
    months = login(cast.employee).get(reverse("portal:evaluation", args=[annual.pk])).context["months"]
    assert [month.predikat_label for month in months] == labels


def test_beside_a_part_of_the_year_stand_the_months_of_that_part(cast, login, results):
    Evaluation.objects.update(counts=True)
    year = build.make_period(2026, None, kind=PeriodKind.ANNUAL)
    annual = cast.evaluation(year, state=State.DELIVERED, ends_on=day(14))
    months = login(cast.employee).get(reverse("portal:evaluation", args=[annual.pk])).context["months"]
    assert [month.predikat_label for month in months] == ["Baik"]
