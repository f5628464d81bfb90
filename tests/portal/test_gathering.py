"""The month gathers its lines: what is proposed, and what one press puts into the report."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import OUTSIDE, Aim, Line
from evaluations.domain.evaluating.gathering import gathered
from evaluations.enums import PeriodKind
from evaluations.models import DailyFile, Evaluation, Evidence, GatheredWords, WorkResultIndicator
from forms_config.engine import targets
from tests import build, schemas
from tests.counting import statements_of
from tests.evidence_files import PDF

DAY = date(2026, 7, 20)
REPORTS = Aim("rhk-1", "Hasil kerja 1 terlaksana", "Jumlah laporan 1", "laporan")
SHARE = Aim("rhk-1", "Hasil kerja 1 terlaksana", "Laporan tepat waktu", "persen")
FIELD = "hasil_kerja-rhk-1-realisasi"
FIRST = "hasil_kerja.rhk-1"
SENTENCE = "Jumlah laporan 1: 3,5 laporan"


@pytest.fixture(autouse=True)
def today(monkeypatch) -> date:
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *moment: real(*moment) if moment else DAY)
    return DAY


@pytest.fixture
def opened(cast) -> Evaluation:
    """Two planned results, the first with a second indicator, a share; the unit keeps lines."""
    build.keep_daily(cast.division)
    plan = build.make_plan(cast.employee, rater=cast.rater, results=4, state="DRAFT")
    WorkResultIndicator.objects.create(
        result=plan.results.first(),
        order=2,
        text=SHARE.indicator,
        target="90 persen",
        target_value=90,
        unit="persen",
    )
    build.approve(plan)
    return cast.evaluation()


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def write(evaluation, text, aim=REPORTS, quantity=None, *, back=0, file: bytes = b""):
    me = evaluation.employee
    line = Line(DAY - timedelta(days=back), text, aim, None if quantity is None else Decimal(quantity))
    entry = daily.write(me, line, actor=me.user)
    if file:
        daily.add_file(entry, SimpleUploadedFile(f"{text}.pdf", PDF + file), actor=me.user)
    return entry


@pytest.fixture
def lines(opened):
    write(opened, "Rekap", quantity="2", back=3, file=b"1")
    write(opened, "Rekap", quantity="1.5", back=2)
    write(opened, "Menelaah.", SHARE, "80", back=1, file=b"2")
    write(opened, "Menelaah.", SHARE, "90")
    write(opened, "Upacara", OUTSIDE, back=1)
    return opened


def url(evaluation, name="fill_step", *args) -> str:
    return reverse(
        f"portal:{name}", args=[evaluation.pk, *(args or ([FIRST] if name == "fill_step" else []))]
    )


def fresh(evaluation) -> Evaluation:
    return Evaluation.objects.get(pk=evaluation.pk)


def press(client, evaluation, row="rhk-1", **data):
    version = data.pop("version", fresh(evaluation).version)
    return client.post(url(evaluation), {"version": version, "take_daily": row} | data)


def reported(evaluation) -> dict:
    return next((row for row in fresh(evaluation).answers.get("hasil_kerja", ())), {})


def rows_of(evaluation) -> list:
    held = targets.Days(date(2026, 1, 1), date(2026, 12, 31))
    asked = targets.Days(evaluation.first_day, evaluation.last_day)
    version = evaluation.employee.plans.get().versions.get()
    return targets.for_period(version.rows, held, asked)


def test_lines_come_together_by_indicator_as_the_plan_says(lines):
    (found,) = gathered(lines, rows_of(lines))
    assert [(one.sentence, one.how) for one in found.figures] == [
        (SENTENCE, "jumlah 2 catatan"),
        ("Laporan tepat waktu: 85 persen", "rata-rata 2 catatan"),
    ]
    assert found.sentences[-1] == "Kegiatan: Rekap; Menelaah."
    assert found.realised == Decimal("3.5")
    assert [file.name for file in found.files] == ["Rekap.pdf", "Menelaah.pdf"]
    assert [line.text for line in found.lines] == ["Rekap", "Rekap", "Menelaah.", "Menelaah."]


def test_lines_without_a_number_propose_words_alone(opened):
    write(opened, "Rapat")
    (found,) = gathered(opened, rows_of(opened))
    assert (found.figures, found.realised, found.sentences) == ((), None, ["Kegiatan: Rapat."])


def test_only_lines_of_the_days_and_of_the_person_count(cast, opened):
    write(opened, "Juni", quantity="1", back=20)
    write(opened, "Juli", quantity="1", back=19)
    (found,) = gathered(opened, rows_of(opened))
    assert [line.text for line in found.lines] == ["Juli"]
    other = build.make_evaluation(cast.unit_admin, opened.period)
    assert gathered(other, rows_of(opened)) == []


def test_a_year_is_reported_from_its_months(cast, lines):
    period = build.make_period(2026, None, kind=PeriodKind.ANNUAL)
    annual = build.make_evaluation(cast.employee, period, rater=cast.rater)
    assert gathered(annual, rows_of(lines)) == []


def test_nothing_enters_the_report_before_the_press(client, lines):
    page = client.get(url(lines)).content.decode()
    assert SENTENCE in page
    assert "Pakai usulan ini" in page
    assert "Lihat 4 catatan" in page
    assert fresh(lines).answers == {}
    assert not Evidence.objects.exists()


def test_one_press_puts_words_and_files_into_the_row_and_a_second_nothing_more(client, lines):
    version = lines.version
    for _ in range(2):
        answer = press(client, lines, version=version, **{FIELD: "Sudah diketik"})
        assert answer.url == f"{url(lines)}#catatan-rhk-1"
    row = reported(lines)
    assert row["realisasi"] == "\n".join(
        ["Sudah diketik", SENTENCE, "Laporan tepat waktu: 85 persen", "Kegiatan: Rekap; Menelaah."]
    )
    assert row["bukti_dukung"] == list(Evidence.objects.order_by("pk").values_list("pk", flat=True))
    assert set(Evidence.objects.values_list("sha256")) == set(DailyFile.objects.values_list("sha256"))
    assert Evidence.objects.first().file.open("rb").read() == PDF + b"1"
    page = client.get(url(lines)).content.decode()
    assert "Sudah dipakai" in page
    assert "Pakai usulan ini" not in page


def take(client, evaluation, words: str | None = None) -> list[str]:
    """Press with these words in the field, else with those that are stored; the lines afterwards."""
    press(
        client, evaluation, **{FIELD: reported(evaluation).get("realisasi", "") if words is None else words}
    )
    return reported(evaluation)["realisasi"].splitlines()


def test_after_another_line_the_next_press_replaces_what_the_last_one_put(client, lines):
    take(client, lines, "Sebelum")
    take(client, lines, reported(lines)["realisasi"] + "\nSesudah")
    write(lines, "Rapat", quantity="4")
    assert "Pakai usulan ini" in client.get(url(lines)).content.decode()
    assert take(client, lines) == [
        "Sebelum",
        "Jumlah laporan 1: 7,5 laporan",
        "Laporan tepat waktu: 85 persen",
        "Kegiatan: Rekap; Menelaah; Rapat.",
        "Sesudah",
    ]


def test_also_after_a_line_was_corrected_or_deleted(client, lines):
    take(client, lines)
    wrong = lines.employee.daily_entries.filter(text="Rekap").earliest("day")
    changed = Line(wrong.day, "Merekap data", REPORTS, Decimal(3))
    daily.change(wrong, changed, actor=lines.employee.user)
    assert take(client, lines)[-1] == "Kegiatan: Merekap data; Rekap; Menelaah."
    daily.delete(lines.employee.daily_entries.get(text="Rekap"), actor=lines.employee.user)
    assert take(client, lines) == [
        "Jumlah laporan 1: 3 laporan",
        "Laporan tepat waktu: 85 persen",
        "Kegiatan: Merekap data; Menelaah.",
    ]


def test_what_was_changed_by_hand_stays_where_it_is(client, lines):
    take(client, lines)
    write(lines, "Rapat", quantity="4")
    mine = reported(lines)["realisasi"].replace("Menelaah.", "Menelaah dengan teliti.")
    assert take(client, lines, mine) == [
        "Jumlah laporan 1: 7,5 laporan",
        "Laporan tepat waktu: 85 persen",
        "Kegiatan: Rekap; Menelaah; Rapat.",
        "Kegiatan: Rekap; Menelaah dengan teliti.",
    ]


def test_a_press_whose_page_was_not_stored_leaves_the_words_before_it_known(client, lines):
    """A conflict: another tab was quicker, so what this press put stands nowhere."""
    take(client, lines)
    write(lines, "Rapat", quantity="4")
    press(client, lines, version=1, **{FIELD: "Dari tab lama"})
    write(lines, "Lagi", quantity="1")
    assert take(client, lines)[0] == "Jumlah laporan 1: 8,5 laporan"
    assert len(take(client, lines)) == 3


def test_the_proposal_is_cut_and_not_what_was_typed(client, lines):
    typed = "x" * 3990
    first, second = take(client, lines, typed)
    assert (first, second) == (typed, "Jumlah la")
    assert take(client, lines) == [typed, "Jumlah la"]


@pytest.mark.parametrize("length", [3999, 4000])
def test_where_no_room_is_left_nothing_is_put_and_nothing_is_refused(client, lines, length):
    assert take(client, lines, "x" * length) == ["x" * length]


def test_each_row_and_each_evaluation_remembers_its_own(cast, client, lines):
    write(lines, "Rekap", Aim("rhk-2", "Hasil kerja 2 terlaksana", "Jumlah laporan 2", "laporan"), "9")
    take(client, lines)
    client.post(url(lines, "fill"), {"version": fresh(lines).version, "take_daily": "rhk-2"})
    words = GatheredWords.objects.order_by("row").values_list("evaluation", "row")
    assert list(words) == [(lines.pk, "rhk-1"), (lines.pk, "rhk-2")]


def test_only_as_many_files_as_the_field_takes_are_attached_and_that_is_said(client, opened):
    for number in range(7):
        write(opened, f"Rekap {number}", file=str(number).encode())
    answer = client.post(url(opened), {"version": opened.version, "take_daily": "rhk-1"}, follow=True)
    assert len(reported(opened)["bukti_dukung"]) == Evidence.objects.count() == 5
    assert "5 dari 7 berkas catatan harian dilampirkan" in answer.content.decode()
    assert "Sudah dipakai" in answer.content.decode()


def test_a_file_that_no_longer_fits_is_named_and_the_words_are_kept(client, lines, settings):
    settings.EVIDENCE_MAX_FILES = 1
    answer = press(client, lines)
    assert answer.status_code == 422
    assert "Sudah ada 1 bukti" in answer.content.decode()
    assert SENTENCE in reported(lines)["realisasi"]
    assert len(reported(lines)["bukti_dukung"]) == 1


def test_a_number_that_is_measured_by_the_plan_is_filled_in_too(cast, client, lines):
    version = build.make_form_version(schemas.pp30_form())
    numeric = build.make_evaluation(cast.employee, lines.period, rater=cast.rater, version=version)
    address = reverse("portal:fill_step", args=[numeric.pk, "skp.rhk-1"])
    assert "Pakai usulan ini" in client.get(address).content.decode()
    client.post(address, {"version": numeric.version, "take_daily": "rhk-1"})
    assert fresh(numeric).answers["skp"] == [{"_row": "rhk-1", "realisasi": "3.5"}]
    assert "Sudah dipakai" in client.get(address).content.decode()


def test_the_whole_form_proposes_for_every_row(client, lines):
    write(lines, "Lain", Aim("rhk-2", "Hasil kerja 2 terlaksana", "Jumlah laporan 2", "laporan"), "1")
    page = client.get(url(lines, "fill_whole")).content.decode()
    assert page.count("Pakai usulan ini") == 2
    client.post(url(lines, "fill"), {"version": lines.version, "take_daily": "rhk-2"})
    assert [row["_row"] for row in fresh(lines).answers["hasil_kerja"]] == ["rhk-2"]


@pytest.mark.parametrize("row", ["", "rhk-2", "rhk-99", "x" * 300])
def test_a_press_on_a_row_without_lines_stores_the_page_and_nothing_more(client, lines, row):
    press(client, lines, row, **{FIELD: "Diketik"})
    assert reported(lines)["realisasi"] == "Diketik"


def test_more_lines_cost_no_more_statements(client, lines):
    few = statements_of(client, url(lines))
    for number in range(5):
        write(lines, f"Lagi {number}", quantity="1", file=f"f{number}".encode())
    assert statements_of(client, url(lines)) == few


def test_an_indicator_without_a_unit_is_said_without_one_and_lines_outside_the_plan_stay_outside(opened):
    write(opened, "Rapat", quantity="1")
    write(opened, "Upacara", OUTSIDE)
    bare = {"_row": "rhk-1", "statement": "a", "indicators": [{"text": REPORTS.indicator, "unit": None}]}
    outside = {"_row": "", "statement": "b", "indicators": []}
    (found,) = gathered(opened, [bare, outside])
    assert found.sentences[0] == "Jumlah laporan 1: 1"
