"""A year's periods from templates: dates from the end of each span, warnings, and creation all at once."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from evaluations.domain import periods
from evaluations.domain.periods import make_period
from evaluations.domain.periods.calendar import create_year, plan, planned_year, problems, warnings
from evaluations.domain.refusals import Refused
from evaluations.enums import EmploymentType, PeriodKind, PeriodState, SegmentRule
from evaluations.models import EvaluationPeriod, Holiday, PeriodTemplate, PeriodTemplateForm
from tests import build

TODAY = date(2026, 12, 1)


@pytest.fixture
def monthly(db):
    return PeriodTemplate.objects.create(
        name="Bulanan", kind=PeriodKind.MONTHLY, grace_hours=12, segment_rule=SegmentRule.LAST
    )


@pytest.fixture
def annual(db):
    return PeriodTemplate.objects.create(name="Tahunan", kind=PeriodKind.ANNUAL)


@pytest.fixture
def holidays(db):
    for month in (1, 2):
        Holiday.objects.create(day=date(2027, month, 1), name="Libur")


@pytest.mark.parametrize(
    ("kind", "month", "name", "span"),
    [
        (PeriodKind.MONTHLY, 2, "Februari 2028", (date(2028, 2, 1), date(2028, 2, 29))),
        (PeriodKind.MONTHLY, 12, "Desember 2028", (date(2028, 12, 1), date(2028, 12, 31))),
        (PeriodKind.QUARTERLY, 3, "Triwulan I 2028", (date(2028, 1, 1), date(2028, 3, 31))),
        (PeriodKind.QUARTERLY, 12, "Triwulan IV 2028", (date(2028, 10, 1), date(2028, 12, 31))),
        (PeriodKind.ANNUAL, None, "Tahunan 2028", (date(2028, 1, 1), date(2028, 12, 31))),
    ],
)
def test_spans_and_names(kind, month, name, span):
    assert periods.span_of(kind, 2028, month) == span
    assert periods.name_of(kind, 2028, month) == name


def test_days_count_from_the_last_day_in_working_days(monthly, holidays):
    row = plan(monthly, 2027, 1)  # 31 January 2027 is a Sunday, 1 February a holiday here
    assert (row.opens_on, row.fill_on, row.rate_on) == (
        date(2027, 1, 25),
        date(2027, 2, 8),
        date(2027, 2, 15),
    )


def test_days_of_the_calendar_count_where_the_template_says_so(monthly):
    monthly.working_days = False
    row = plan(monthly, 2028, 2)
    assert (row.opens_on, row.fill_on, row.rate_on) == (
        date(2028, 2, 24),
        date(2028, 3, 5),
        date(2028, 3, 10),
    )


def test_what_is_left_empty_in_the_template_happens_by_hand(monthly):
    monthly.open_after = monthly.deliver_after = monthly.close_after = None
    row = plan(monthly, 2027, 3)
    assert (row.opens_on, row.deliver_on, row.closes_on) == (None, None, None)


def test_a_year_has_twelve_months_and_the_annual_one(monthly, annual):
    rows = planned_year(2027, [monthly, annual], today=TODAY)
    assert [row.name for row in rows][::6] == ["Januari 2027", "Juli 2027", "Tahunan 2027"]
    assert len(rows) == 13


def test_a_year_of_quarters_has_five_periods(annual):
    quarterly = PeriodTemplate.objects.create(name="Triwulanan", kind=PeriodKind.QUARTERLY)
    assert [row.name for row in planned_year(2027, [quarterly, annual], today=TODAY)] == [
        "Triwulan I 2027", "Triwulan II 2027", "Triwulan III 2027", "Triwulan IV 2027", "Tahunan 2027",
    ]  # fmt: skip


def test_what_exists_is_shown_and_left_alone(monthly):
    march = make_period(PeriodKind.MONTHLY, 2027, 3)
    rows = planned_year(2027, [monthly], today=TODAY)
    assert [row.existing for row in rows if row.existing] == [march]
    before = march.fill_until
    assert len(create_year(rows)) == 11
    march.refresh_from_db()
    assert march.fill_until == before


def test_a_year_is_created_with_moments_rules_and_settings_of_the_template(monthly):
    version = build.make_form_version()
    PeriodTemplateForm.objects.create(
        template=monthly,
        form=version.form,
        order=3,
        employment_type=EmploymentType.PPPK,
        post_kind="PELAKSANA",
    )
    create_year(planned_year(2027, [monthly], today=TODAY))
    july = EvaluationPeriod.objects.get(year=2027, month=7)
    assert (july.state, july.grace_hours, july.segment_rule) == (PeriodState.DRAFT, 12, SegmentRule.LAST)
    local = [timezone.localtime(at) for at in (july.opens_at, july.fill_until, july.closes_at)]
    assert [f"{at:%d-%m %H:%M:%S}" for at in local] == ["26-07 00:00:00", "06-08 23:59:59", "10-09 23:59:59"]
    rule = july.forms.get()
    assert (rule.form, rule.order, rule.employment_type, rule.post_kind) == (
        version.form, 3, EmploymentType.PPPK, "PELAKSANA",
    )  # fmt: skip


def test_creating_twice_creates_nothing_twice(monthly):
    rows = planned_year(2027, [monthly], today=TODAY)
    assert (len(create_year(rows)), len(create_year(rows))) == (12, 0)


def test_one_bad_date_and_none_is_created(cast, monthly):
    rows = planned_year(2027, [monthly], today=TODAY)
    rows[4] = replace(rows[4], rate_on=date(2027, 6, 1))
    with pytest.raises(Refused) as refused:
        create_year(rows, actor=cast.bkpsdm)
    assert refused.value.code == "bad_dates"
    assert refused.value.details == {"Mei 2027": {"rate_on": "Batas penilaian mendahului batas pengisian."}}
    assert not EvaluationPeriod.objects.exists()


def test_only_bkpsdm_makes_a_year(cast, monthly):
    with pytest.raises(Refused) as refused:
        create_year(planned_year(2027, [monthly]), actor=cast.unit_admin.user)
    assert refused.value.code == "not_yours"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"opens_on": date(2027, 4, 9)}, "opens_on"),
        ({"closes_on": date(2027, 4, 13)}, "closes_on"),
        ({"fill_on": date(2027, 2, 28)}, "fill_on"),
        ({"fill_on": date(2027, 3, 30), "rate_on": date(2027, 3, 31)}, "rate_on"),
        ({"deliver_on": date(2027, 3, 31)}, "deliver_on"),
    ],
)
def test_dates_in_an_impossible_order_are_named(monthly, change, field):
    row = plan(monthly, 2027, 3)
    assert problems(row) == {}
    assert field in problems(replace(row, **change))


def test_what_should_be_looked_at_is_said(monthly, holidays):
    rows = planned_year(2027, [monthly], today=TODAY)
    rows[0] = replace(rows[0], fill_on=date(2027, 2, 6))
    rows[1] = replace(rows[1], rate_on=date(2027, 3, 7), deliver_on=date(2027, 3, 5))
    rows[2] = replace(rows[2], opens_on=date(2027, 3, 1))
    assert warnings(rows, today=TODAY) == [
        "Januari 2027: batas pengisian jatuh pada hari libur (Sabtu, 6 Februari 2027).",
        "Februari 2027: batas penilaian jatuh pada hari libur (Minggu, 7 Maret 2027).",
        "Februari 2027: hasil disampaikan sebelum batas penilaian lewat.",
        "Maret 2027 dibuka (1 Maret 2027) selagi Februari 2027 masih diisi (sampai 5 Maret 2027).",
        "Pola “Bulanan” belum punya formulir; pilih formulirnya sebelum periode dibuka.",
        "Hari libur 2028 belum dicatat; tanggal dihitung tanpa hari libur.",
    ]


def test_what_has_run_out_is_not_opened_by_the_timer(monthly):
    rows = planned_year(2026, [monthly], today=TODAY)
    assert [row.name for row in rows if row.opens_on] == ["November 2026", "Desember 2026"]
    said = warnings(rows, today=TODAY)
    assert "Oktober 2026: batas pengisian sudah lewat dan tidak dibuka otomatis." in said
