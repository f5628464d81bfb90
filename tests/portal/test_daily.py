"""Catatan harian: writing a line on the phone, the list of the month, its files, and who finds which page."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import Line
from evaluations.enums import State
from evaluations.models import DailyEntry, DailyFile, Evaluation
from tests import build
from tests.counting import statements_of
from tests.evidence_files import PDF

TODAY = reverse("portal:daily")


@pytest.fixture
def team(cast):
    build.keep_daily(cast.division)
    build.make_plan(cast.employee, rater=cast.rater, year=timezone.localdate().year)
    return cast


@pytest.fixture
def me(team, login):
    return login(team.employee)


def typed(**changes) -> dict[str, str]:
    day = f"{timezone.localdate():%Y-%m-%d}"
    return {
        "day": day,
        "aim": "rhk-1:Jumlah laporan 1",
        "text": "Menyusun laporan",
        "quantity": "2,5",
    } | changes


def write(team, text: str = "Rapat", **more) -> DailyEntry:
    day = more.pop("day", timezone.localdate())
    return daily.write(team.employee, Line(day, text, **more), actor=team.employee.user)


def pdf(name: str = "a.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more)


def test_a_line_with_a_file_is_written_and_stands_under_its_day(team, me):
    answer = me.post(TODAY, typed(berkas=[pdf(), pdf("b.pdf", b"%")]), follow=True)
    entry = DailyEntry.objects.get()
    assert answer.redirect_chain == [(f"{TODAY}#hari-{entry.day:%Y-%m-%d}", 302)]
    assert (entry.text, entry.quantity, entry.unit) == ("Menyusun laporan", Decimal("2.5"), "laporan")
    assert [file.name for file in entry.files.all()] == ["a.pdf", "b.pdf"]
    page = answer.content.decode()
    assert "Catatan tersimpan." in page
    assert "2,5 laporan" in page
    assert [day.lines for day in answer.context["days"]] == [[entry]]


def test_the_next_line_begins_with_the_work_result_of_the_last(team, me):
    form = me.get(TODAY).context["form"]
    assert form["aim"].value() == "rhk-1:Jumlah laporan 1"
    write(team)
    assert me.get(TODAY).context["form"]["aim"].value() == "-"
    write(team, "Laporan", aim=daily.aims_on(team.employee, timezone.localdate())[0])
    assert me.get(TODAY).context["form"]["aim"].value() == "rhk-1:Jumlah laporan 1"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"quantity": "dua"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"day": "kemarin"}, "day"),
        ({"day": "2999-01-01", "aim": "-"}, "day"),
        ({"aim": "rhk-1:lain"}, "aim"),
        ({"aim": ""}, "aim"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field_and_nothing_typed_is_lost(team, me, changes, field):
    answer = me.post(TODAY, typed(**changes, berkas=[pdf()]))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field, "__all__"}
    page = answer.content.decode()
    assert "pilih berkasnya lagi" in page
    for name, value in typed(**changes).items():
        assert answer.context["form"][name].value() == value
    assert not DailyEntry.objects.exists()


def test_a_refused_file_loses_neither_the_line_nor_the_other_files(team, me):
    fake = SimpleUploadedFile("b.jpg", b"<html></html>")
    answer = me.post(TODAY, typed(berkas=[fake, pdf()]), follow=True)
    entry = DailyEntry.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("portal:daily_edit", args=[entry.pk])
    assert [file.name for file in entry.files.all()] == ["a.pdf"]
    assert "Isi berkas “b.jpg” bukan PDF" in answer.content.decode()


def test_the_same_as_the_last_day_with_one_press(team, me):
    assert "Sama seperti hari itu" not in me.get(TODAY).content.decode()
    write(team, "Posyandu", day=timezone.localdate() - timedelta(days=1))
    assert "Sama seperti hari itu" in me.get(TODAY).content.decode()
    for _ in range(2):
        me.post(reverse("portal:daily_same"))
    assert DailyEntry.objects.filter(day=timezone.localdate(), text="Posyandu").count() == 1


def test_with_nothing_to_repeat_the_press_says_so(me):
    answer = me.post(reverse("portal:daily_same"), follow=True)
    assert "Belum ada catatan sebelumnya" in answer.content.decode()


def test_a_line_is_changed_and_loses_the_files_that_were_ticked(team, me):
    entry = write(team)
    first, second = (daily.add_file(entry, pdf(more=more), actor=team.employee.user) for more in (b"", b"%"))
    address = reverse("portal:daily_edit", args=[entry.pk])
    assert me.get(address).context["form"].initial["text"] == "Rapat"
    assert me.post(address, typed(hapus_berkas=[first.pk, "x"])).status_code == 302
    entry.refresh_from_db()
    assert (entry.text, list(entry.files.all())) == ("Menyusun laporan", [second])


def test_a_deleted_line_is_gone_and_a_second_press_leads_on(team, me):
    entry = write(team)
    address = reverse("portal:daily_remove", args=[entry.pk])
    for _ in range(2):
        assert me.post(address).headers["Location"] == TODAY
    assert not DailyEntry.objects.exists()


def test_after_sending_nothing_offers_to_change_and_the_press_says_why(team, me):
    entry = write(team)
    day = entry.day
    period = build.make_period(day.year, day.month, starts_on=day, ends_on=day)
    build.make_evaluation(team.employee, period, rater=team.rater, state=State.SUBMITTED)
    address = reverse("portal:daily_edit", args=[entry.pk])
    assert address not in me.get(TODAY).content.decode()
    assert "Sudah dikirim" in me.get(TODAY).content.decode()
    page = me.get(address).content.decode()
    assert "Evaluasi ini sudah dikirim" in page
    assert "Hapus catatan ini" not in page
    answer = me.post(address, typed())
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == "Menyusun laporan"
    assert me.post(reverse("portal:daily_remove", args=[entry.pk])).headers["Location"] == address
    assert DailyEntry.objects.get().text == "Rapat"


def test_other_months_have_their_own_address_and_impossible_ones_none(team, me):
    this = timezone.localdate().replace(day=1)
    last = this - timedelta(days=1)
    entry = write(team, day=last)
    assert me.get(TODAY).context["days"] == []
    before = me.get(TODAY).context["previous_url"]
    assert before == reverse("portal:daily_month", args=[last.year, last.month])
    page = me.get(before)
    assert [day.lines for day in page.context["days"]] == [[entry]]
    assert page.context["next_url"] == TODAY
    for address in ("/harian/2026/13/", "/harian/2026/0/", "/harian/2019/12/", "/harian/2100/1/"):
        assert me.get(address).status_code == 404
    for address in ("/harian/2020/1/", "/harian/2099/12/"):
        assert me.get(address).status_code == 200


def test_nobody_else_finds_a_line_or_its_file_before_the_month_is_sent(team, login):
    entry = write(team)
    file = daily.add_file(entry, pdf(), actor=team.employee.user)
    for who in (team.rater, team.reviewer, team.stranger, team.bkpsdm):
        client = login(who)
        assert client.get(reverse("portal:daily_file", args=[file.pk])).status_code == 404
        assert client.get(reverse("portal:daily_edit", args=[entry.pk])).status_code == 404
        assert client.post(reverse("portal:daily_remove", args=[entry.pk])).status_code == 404
    assert DailyEntry.objects.exists()


def test_a_file_goes_out_as_a_download_to_its_owner(team, me):
    file = daily.add_file(write(team), pdf(), actor=team.employee.user)
    answer = me.get(reverse("portal:daily_file", args=[file.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    file.file.storage.delete(str(file.file.name))
    assert me.get(reverse("portal:daily_file", args=[file.pk])).status_code == 404


def test_the_menu_and_the_form_are_there_only_where_the_unit_keeps_lines(team, login):
    assert f'href="{TODAY}"' in login(team.employee).get("/").content.decode()
    client = login(team.stranger)
    assert f'href="{TODAY}"' not in client.get("/").content.decode()
    page = client.get(TODAY).content.decode()
    assert "Anda tidak bertugas di unit yang memakai catatan harian" in page
    assert "Simpan catatan" not in page
    assert login(team.bkpsdm).get(TODAY).status_code == 404


def test_more_lines_cost_no_more_statements(team, me):
    write(team, day=timezone.localdate() - timedelta(days=1))
    daily.add_file(write(team, "Lain"), pdf(), actor=team.employee.user)
    few = statements_of(me, TODAY)
    for number in range(5):
        more = write(team, f"Lagi {number}", day=timezone.localdate() - timedelta(days=number % 2))
        daily.add_file(more, pdf(), actor=team.employee.user)
    assert statements_of(me, TODAY) == few
    assert DailyFile.objects.count() == 6


def test_bkpsdm_switches_lines_on_in_the_form_of_the_unit(team, login):
    build.keep_daily(team.division, wanted=None)
    address = reverse("organizationalunit:edit", args=[team.agency.pk])
    officer = login(team.bkpsdm)
    page = officer.get(address).content.decode()
    assert "Mengikuti unit di atasnya" in page
    form = {"code": team.agency.code, "kind": team.agency.kind, "name": team.agency.name}
    officer.post(address, form | {"keeps_daily": "True"})
    assert daily.keeps_daily(team.employee, timezone.localdate())
    officer.post(address, form | {"keeps_daily": ""})
    team.agency.refresh_from_db()
    assert team.agency.keeps_daily is None


# --- to read ---


@pytest.fixture
def month(team):
    """Two lines of last month, one of the day before it; the month's evaluation, not sent yet."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    build.make_plan(team.employee, year=last.year) if last.year != timezone.localdate().year else None
    aim = daily.aims_on(team.employee, last)[0]
    entry = write(team, "Posyandu", day=last, aim=aim, quantity=Decimal("1.5"))
    daily.add_file(entry, pdf(), actor=team.employee.user)
    write(team, "=Rapat", day=last - timedelta(days=1))
    write(team, "Hari ini")
    period = build.make_period(last.year, last.month, starts_on=last.replace(day=1), ends_on=last)
    return build.make_evaluation(team.employee, period, rater=team.rater, reviewer=team.reviewer)


def test_the_month_stands_in_the_order_of_e_kinerja_the_earliest_day_first(team, me, month):
    first = month.period.starts_on
    page = me.get(reverse("portal:daily_export", args=[first.year, first.month]))
    last = month.period.ends_on
    assert page.context["headers"] == [
        "Tanggal", "Rencana hasil kerja", "Kegiatan", "Indikator", "Realisasi", "Satuan", "Bukti dukung",
    ]  # fmt: skip
    assert [[text for _, text in row] for row in page.context["rows"]] == [
        [f"{last - timedelta(days=1):%d-%m-%Y}", "Di luar SKP", "=Rapat", "", "", "", ""],
        [
            f"{last:%d-%m-%Y}", "Hasil kerja 1 terlaksana", "Posyandu", "Jumlah laporan 1", "1,5", "laporan",
            "a.pdf",
        ],
    ]  # fmt: skip
    assert f"Triwulan {(first.month + 2) // 3}" in page.content.decode()
    assert (
        reverse("portal:daily_export", args=[first.year, first.month])
        in me.get(reverse("portal:daily_month", args=[first.year, first.month])).content.decode()
    )


def test_the_month_leaves_as_workbook_and_as_csv(team, me, month):
    first, last = month.period.starts_on, month.period.ends_on
    address = reverse("portal:daily_export", args=[first.year, first.month])
    book = me.get(address, {"unduh": "xlsx"})
    assert book.headers["Content-Disposition"] == f'attachment; filename="catatan-harian-{first:%Y-%m}.xlsx"'
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content))).active
    assert [cell.value for cell in sheet[3]][2:6] == ["Posyandu", "Jumlah laporan 1", 1.5, "laporan"]
    assert sheet["C2"].data_type == "s"
    text = b"".join(me.get(address, {"unduh": "csv"}).streaming_content).decode()
    assert text.splitlines()[1:] == [
        f"{last - timedelta(days=1)},Di luar SKP,'=Rapat,,,,",
        f"{last},Hasil kerja 1 terlaksana,Posyandu,Jumlah laporan 1,1.50,laporan,a.pdf",
    ]


def test_a_month_without_lines_says_so_and_an_impossible_one_is_not_there(me):
    assert "Belum ada catatan" in me.get("/harian/2026/1/e-kinerja/").content.decode()
    assert me.get("/harian/2026/13/e-kinerja/").status_code == 404


def test_after_sending_the_rater_finds_the_lines_beside_the_rating(team, login, month):
    address = reverse("portal:evaluation_daily", args=[month.pk])
    file = reverse("portal:daily_file", args=[DailyFile.objects.get().pk])
    rating = reverse("portal:rate", args=[month.pk])
    rater = login(team.rater)
    assert rater.get(address).status_code == rater.get(file).status_code == 404
    assert address not in rater.get(rating).content.decode()
    assert login(team.employee).get(address).status_code == 200
    Evaluation.objects.filter(pk=month.pk).update(
        state=State.SUBMITTED, submitted_at=timezone.now(), receipt_number="T9"
    )
    assert address in rater.get(rating).content.decode()
    for who, back in ((team.rater, "rate"), (team.reviewer, "evaluation"), (team.auditor, "evaluation")):
        page = login(who).get(address)
        assert [line.text for day in page.context["days"] for line in day.lines] == ["Posyandu", "=Rapat"]
        assert reverse(f"portal:{back}", args=[month.pk]) in page.content.decode()
        assert "Ubah" not in page.content.decode()
        assert login(who).get(file).status_code == 200
    Evaluation.objects.filter(pk=month.pk).update(state=State.RETURNED)
    assert rater.get(address).status_code == 404
    assert address not in rater.get(rating).content.decode()
    Evaluation.objects.filter(pk=month.pk).update(state=State.SUBMITTED)
    for who in (team.stranger, team.unit_admin):
        assert login(who).get(address).status_code == login(who).get(file).status_code == 404
