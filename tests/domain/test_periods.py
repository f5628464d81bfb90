"""Opening creates each evaluation once; says who got none and why; closing asks about what is still open."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain import periods
from evaluations.domain.periods import close_period, make_period, open_period
from evaluations.domain.refusals import Refused
from evaluations.enums import EmploymentType, LegalStatus, PeriodKind, PeriodState, State
from evaluations.models import Evaluation, OpeningGap, PeriodForm
from forms_config.models import EvaluationForm
from tests import build, schemas


@pytest.fixture
def version(cast):
    return build.make_form_version()


@pytest.fixture
def july(version):
    return make_period(PeriodKind.MONTHLY, 2026, 7, forms=[version.form])


def test_opening_creates_one_evaluation_for_everybody_at_work(cast, july):
    report = open_period(july, actor=cast.bkpsdm)
    assert report.created == 5
    siti = Evaluation.objects.get(employee=cast.employee)
    assert (siti.rater, siti.reviewer, siti.state) == (cast.rater, cast.reviewer, State.OPEN)
    assert (siti.unit_name, siti.agency_name) == ("Bidang Pencegahan Penyakit", "Dinas Kesehatan")
    assert (siti.name, siti.rater_name) == ("Siti Aminah", "Budi Santoso")
    assert siti.rater_reason != ""


def test_opening_twice_creates_nothing_twice(cast, july):
    open_period(july, actor=cast.bkpsdm)
    again = open_period(july, actor=cast.bkpsdm)
    assert (again.created, again.existing) == (0, 5)
    assert Evaluation.objects.count() == 5


def test_opening_again_adds_only_who_is_new(cast, july):
    open_period(july, actor=cast.bkpsdm)
    build.make_assignment(build.make_employee("Orang Baru"), cast.division)
    assert open_period(july, actor=cast.bkpsdm).created == 1


def test_opening_lists_who_got_none_and_why(cast, july):
    cast.employee.legal_status = LegalStatus.RETIRED
    cast.employee.save()
    cast.stranger.assignments.all().delete()
    open_period(july, actor=cast.bkpsdm)
    gaps = dict(
        OpeningGap.objects.exclude(reason_code="no_rater").values_list("employee__name", "reason_code")
    )
    assert gaps == {"Siti Aminah": "legal_status", "Joko Susilo": "no_post"}


def test_opening_lists_who_has_no_rater_but_gives_them_an_evaluation(cast, july):
    open_period(july, actor=cast.bkpsdm)
    without = set(OpeningGap.objects.filter(reason_code="no_rater").values_list("employee__name", flat=True))
    assert without == {"Ratna Dewi", "Joko Susilo"}
    assert set(Evaluation.objects.filter(rater=None).values_list("name", flat=True)) == without


def test_people_on_study_assignment_are_evaluated_too(cast, july):
    cast.employee.legal_status = LegalStatus.STUDY
    cast.employee.save()
    open_period(july, actor=cast.bkpsdm)
    assert Evaluation.objects.filter(employee=cast.employee).exists()


def test_the_first_matching_audience_decides_the_form(cast, version):
    local = build.make_form_version(schemas.competence_sheet())
    july = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[local.form, version.form])
    PeriodForm.objects.filter(period=july, order=1).update(employment_type=EmploymentType.PPPK)
    cast.employee.employment_type = EmploymentType.PPPK
    cast.employee.save()
    open_period(july, actor=cast.bkpsdm)
    forms = dict(Evaluation.objects.values_list("employee__name", "form_version__form__key"))
    assert forms["Siti Aminah"] == local.form.key
    assert forms["Budi Santoso"] == version.form.key


def test_an_open_period_keeps_its_form_version_when_a_newer_one_is_published(cast, july, version):
    open_period(july, actor=cast.bkpsdm)
    build.make_form_version(schemas.competence_sheet(), key=version.form.key)
    build.make_assignment(build.make_employee("Orang Baru"), cast.division)
    open_period(july, actor=cast.bkpsdm)
    assert set(Evaluation.objects.values_list("form_version", flat=True)) == {version.pk}


@pytest.mark.parametrize("actor", ["employee", "rater", "unit_admin", "auditor"])
def test_only_bkpsdm_opens_a_period(cast, july, actor):
    who = getattr(cast, actor)
    with pytest.raises(Refused) as refused:
        open_period(july, actor=getattr(who, "user", who))
    assert refused.value.code == "not_yours"
    assert Evaluation.objects.count() == 0


def test_a_period_without_form_is_not_opened(cast):
    with pytest.raises(Refused) as refused:
        open_period(make_period(PeriodKind.MONTHLY, 2026, 7), actor=cast.bkpsdm)
    assert refused.value.code == "no_forms"


def test_a_period_with_an_unpublished_form_is_not_opened(cast):
    form = EvaluationForm.objects.create(key="belum-terbit", title="Belum terbit")
    with pytest.raises(Refused) as refused:
        open_period(make_period(PeriodKind.MONTHLY, 2026, 8, forms=[form]), actor=cast.bkpsdm)
    assert refused.value.code == "form_not_published"


def test_opening_takes_few_statements_however_many_people(cast, july):
    for number in range(20):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    with CaptureQueriesContext(connection) as captured:
        assert open_period(july, actor=cast.bkpsdm).created == 25
    # Wagtail keeps its reference index of the period itself once the admin is loaded; that is not ours to count.
    ours = [q["sql"][:150] for q in captured if not re.search("SAVEPOINT|referenceindex", q["sql"])]
    assert len(ours) <= 31, "\n".join(ours)


def test_closing_asks_when_something_is_unfinished(cast, july):
    open_period(july, actor=cast.bkpsdm)
    with pytest.raises(Refused) as refused:
        close_period(july, actor=cast.bkpsdm)
    assert (refused.value.code, refused.value.details) == ("still_open", {State.OPEN: 5})
    assert close_period(july, actor=cast.bkpsdm, despite_open=True).state == PeriodState.CLOSED


def test_a_closed_period_is_not_opened_again_from_here(cast, july):
    open_period(july, actor=cast.bkpsdm)
    close_period(july, actor=cast.bkpsdm, despite_open=True)
    with pytest.raises(Refused) as refused:
        open_period(july, actor=cast.bkpsdm)
    assert refused.value.code == "period_closed"


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
