"""What a new officer does to periods, by the words on the screen alone: one test for each request."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.domain.periods.official import load_official_periods
from evaluations.enums import EmploymentType, PeriodKind, PeriodState, State, Step, UnitKind
from evaluations.models import (
    Evaluation,
    EvaluationPeriod,
    Extension,
    Holiday,
    PeriodForm,
    PeriodTemplate,
    PeriodTemplateForm,
    Reminder,
)
from tests import build
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import choose

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

YEAR = timezone.localdate().year + 1


@pytest.fixture
def cast(db):
    make_officer()
    return build.make_cast()


@pytest.fixture
def january(cast) -> EvaluationPeriod:
    """A month in preparation with a form for everybody."""
    january = build.make_period(
        YEAR, 1, state=PeriodState.DRAFT, name=f"Januari {YEAR}", rate_until=build.moment(YEAR, 2, 10)
    )
    PeriodForm.objects.create(period=january, form=build.make_form_version().form)
    return january


def open_page(desk, period: EvaluationPeriod) -> None:
    menu(desk, "Periode")
    desk.get_by_role("link", name=period.name, exact=True).click()


def test_only_teachers_with_a_contract_get_another_form(phone, cast, january):
    own = build.make_form_version(key="guru").form
    own.title = "Evaluasi guru PPPK"
    own.save()
    for name, kind, post in (
        ("Rina Wati", EmploymentType.PPPK, "Guru Ahli Pertama"),
        ("Doni Saputra", EmploymentType.PNS, "Guru Ahli Muda"),
        ("Tri Lestari", EmploymentType.PPPK, "Perawat Terampil"),
    ):
        build.make_assignment(build.make_employee(name, employment_type=kind), cast.other_agency, post)
    desk = sit_down(phone)
    open_page(desk, january)
    desk.get_by_role("link", name="Ubah", exact=True).click()
    desk.get_by_role("button", name="Tambahkan Formulir").click()
    new = desk.get_by_role("region", name="Formulir 2")
    choose(desk, new, "formulir", "Evaluasi guru PPPK")
    new.get_by_role("combobox", name="Jenis pegawai").select_option(label="PPPK")
    new.get_by_role("textbox", name="Nama jabatan memuat").fill("guru")
    desk.get_by_role("button", name="Simpan", exact=True).click()
    told(desk, f"Periode “Januari {YEAR}” diperbarui")
    desk.get_by_role("link", name="Lihat siapa mendapat formulir apa").click()
    row = desk.get_by_role("row").filter(has_text="PPPK, nama jabatan memuat “guru”").first
    expect(row.get_by_role("cell").last).to_have_text("1")
    desk.get_by_role("button", name=f"Buka Januari {YEAR}").click()
    expect(desk.get_by_text("Selesai.")).to_be_visible()
    asked = Evaluation.objects.filter(period=january, form_version__form=own)
    assert list(asked.values_list("name", flat=True)) == ["Rina Wati"]


def test_a_kapanewon_gets_more_time_in_a_month_that_is_not_open_yet(phone, cast, january):
    pundong = build.make_unit("Kapanewon Pundong", parent=cast.root, kind=UnitKind.KAPANEWON)
    office = build.make_unit("Jawatan Umum", parent=pundong)
    build.make_assignment(build.make_employee("Wahyu Nugroho"), office, "Pengelola Umum")
    desk = sit_down(phone)
    open_page(desk, january)
    desk.get_by_role("link", name="Perpanjangan", exact=True).click()
    desk.get_by_role("link", name="Beri perpanjangan").click()
    desk.get_by_role("textbox", name="Cari unit").fill("pundong")
    desk.get_by_role("button", name="Cari unit").click()
    desk.get_by_role("checkbox", name="Kapanewon Pundong", exact=True).check()
    desk.get_by_role("textbox", name="Sampai").fill(f"20/2/{YEAR} 23.59")
    desk.get_by_role("textbox", name="Alasan").fill("Banjir")
    desk.get_by_role("button", name="Lihat siapa yang mendapat").click()
    desk.get_by_role("button", name="Beri perpanjangan kepada 1 orang").click()
    told(desk, "1 perpanjangan diberikan.")
    given = Extension.objects.get()
    assert (given.period, given.unit, given.step) == (january, pundong, Step.FILL)
    assert timezone.localdate(given.until) == date(YEAR, 2, 20)


def test_a_year_of_quarters_steps_over_a_holiday(phone, cast):
    load_official_periods()
    form = build.make_form_version().form
    for template in PeriodTemplate.objects.all():
        PeriodTemplateForm.objects.create(template=template, form=form)
    Holiday.objects.filter(day__year__gte=YEAR).delete()
    desk = sit_down(phone)
    show_quarters(desk)
    before = desk.get_by_role("textbox", name=f"Triwulan I {YEAR}: batas pengisian").input_value()
    menu(desk, "Jadwal", "Hari libur")
    desk.get_by_role("link", name="Tambahkan hari libur").click()
    desk.get_by_role("textbox", name="Tanggal").fill(before)
    desk.get_by_role("textbox", name="Nama").fill("Libur daerah")
    desk.get_by_role("button", name="Buat", exact=True).click()
    told(desk, "Libur daerah")
    show_quarters(desk)
    moved = desk.get_by_role("textbox", name=f"Triwulan I {YEAR}: batas pengisian").input_value()
    desk.get_by_role("button", name="Buat 4 periode").click()
    told(desk, f"4 periode {YEAR} dibuat")
    quarters = EvaluationPeriod.objects.filter(year=YEAR, kind=PeriodKind.QUARTERLY).order_by("starts_on")
    assert quarters.count() == 4
    assert f"{timezone.localdate(quarters[0].fill_until):%d/%m/%Y}" == moved != before


def show_quarters(desk) -> None:
    menu(desk, "Periode")
    desk.get_by_role("link", name="Buat kalender setahun").click()
    desk.get_by_role("combobox", name="Sepanjang tahun").select_option(label="Triwulanan")
    desk.get_by_role("combobox", name="Akhir tahun").select_option(label="Tanpa periode tahunan")
    desk.get_by_role("button", name="Tampilkan tanggal").click()
    expect(desk.get_by_role("button", name="Buat 4 periode")).to_be_visible()


def test_one_sees_who_has_not_sent_and_reminds_them(phone, cast):
    month = build.make_period()
    cast.evaluation(month, state=State.OPEN)
    build.make_evaluation(cast.stranger, month, state=State.SUBMITTED)
    desk = sit_down(phone)
    menu(desk, "Pantauan")
    desk.get_by_role("combobox", name="Sampai mana").select_option(label="Belum diisi")
    desk.get_by_role("button", name="Tampilkan", exact=True).click()
    expect(desk.get_by_role("link", name="Siti Aminah")).to_be_visible()
    expect(desk.get_by_role("link", name="Joko Susilo")).to_have_count(0)
    desk.get_by_role("button", name="Ingatkan yang belum mengirim (1)").click()
    told(desk, "1 orang diingatkan")
    reminded = Reminder.objects.get()
    assert (reminded.employee, reminded.step) == (cast.employee, Step.FILL)
