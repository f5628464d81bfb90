"""Opening creates each evaluation once, in batches that survive a kill; it says who got none and why."""

import re
from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.domain.periods import close_period, make_period, open_period, opening
from evaluations.domain.periods.log import in_words
from evaluations.domain.periods.opening import open_batch, unfinished_openings
from evaluations.domain.refusals import Refused
from evaluations.enums import EmploymentType, LegalStatus, PeriodKind, State
from evaluations.models import Evaluation, LegalStatusSpan, OpeningGap, PeriodForm
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
    assert len(ours) <= 36, "\n".join(ours)


def test_a_closed_period_is_not_opened_again_from_here(cast, july):
    open_period(july, actor=cast.bkpsdm)
    close_period(july, actor=cast.bkpsdm, despite_open=True)
    with pytest.raises(Refused) as refused:
        open_period(july, actor=cast.bkpsdm)
    assert refused.value.code == "period_closed"


def test_a_dated_legal_status_on_the_last_day_decides(cast, july):
    LegalStatusSpan.objects.create(
        employee=cast.employee, status=LegalStatus.UNPAID_LEAVE, starts_on=date(2026, 7, 31)
    )
    open_period(july, actor=cast.bkpsdm)
    gap = OpeningGap.objects.get(employee=cast.employee)
    assert (gap.reason_code, gap.reason) == (
        "legal_status",
        "Kedudukan hukum: Cuti di luar tanggungan negara.",
    )


def test_a_rule_for_a_kind_of_post_is_honoured(cast, version):
    local = build.make_form_version(schemas.competence_sheet())
    july = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[local.form, version.form])
    PeriodForm.objects.filter(period=july, order=1).update(post_kind="ADMINISTRATOR")
    cast.rater.assignments.update(post_kind="ADMINISTRATOR")
    open_period(july, actor=cast.bkpsdm)
    assert Evaluation.objects.get(form_version=local).employee == cast.rater


# --- in batches ---


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(opening, "BATCH", 2)


def gaps(period) -> set[tuple[str, str]]:
    return set(OpeningGap.objects.filter(period=period).values_list("employee__name", "reason_code"))


NO_RATER = {("Ratna Dewi", "no_rater"), ("Joko Susilo", "no_rater")}


def test_killed_between_batches_the_next_press_goes_on_with_the_right_gaps(
    cast, july, small_batches, monkeypatch
):
    whole, calls = opening._create, []

    def dies_in_the_second(*args):
        calls.append(args)
        if len(calls) == 2:
            whole(*args)  # written, but its transaction never ends
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(opening, "_create", dies_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        open_period(july, actor=cast.bkpsdm)
    assert Evaluation.objects.count() == 2
    assert list(unfinished_openings()) == [july]
    monkeypatch.setattr(opening, "_create", whole)
    again = open_period(july, actor=cast.bkpsdm)
    assert (again.created, again.existing) == (3, 2)
    assert Evaluation.objects.count() == 5
    assert gaps(july) == NO_RATER
    assert not unfinished_openings().exists()


def test_pressing_again_keeps_the_gaps_of_who_still_has_no_rater(cast, july, small_batches):
    open_period(july, actor=cast.bkpsdm)
    open_period(july, actor=cast.bkpsdm)
    assert gaps(july) == NO_RATER


def test_a_gap_that_was_mended_is_gone_after_the_next_press(cast, july):
    cast.employee.legal_status = LegalStatus.RETIRED
    cast.employee.save()
    open_period(july, actor=cast.bkpsdm)
    cast.employee.legal_status = LegalStatus.ACTIVE
    cast.employee.save()
    assert open_period(july, actor=cast.bkpsdm).created == 1
    assert gaps(july) == NO_RATER


def test_batches_stop_when_the_period_is_closed_meanwhile(cast, july):
    open_period(july, actor=cast.bkpsdm)
    close_period(july, actor=cast.bkpsdm, despite_open=True)
    with pytest.raises(Refused) as refused:
        open_batch(july, 0, actor=cast.bkpsdm)
    assert refused.value.code == "not_open"


def test_the_log_says_who_opened_and_how_many_there_are_and_nothing_twice(cast, july):
    open_period(july, actor=cast.bkpsdm)
    open_period(july, actor=cast.bkpsdm)
    said = [(str(event.actor), in_words(event)) for event in july.events.all()]
    who = str(cast.bkpsdm)
    assert said == [(who, ""), (who, "5 evaluasi, 2 pegawai perlu diperiksa")]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_open_at_once_create_nothing_twice(cast, july, small_batches):
    """On SQLite one waits for the other; on PostgreSQL they take turns batch by batch."""
    for number in range(10):
        build.make_assignment(build.make_employee(f"Pegawai {number}"), cast.division)
    start, reports, errors = Barrier(2), [], []

    def press():
        try:
            start.wait(10)
            reports.append(open_period(july, actor=None))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)
        finally:
            connection.close()

    if connection.vendor == "sqlite":  # one database in memory per connection: one after the other
        reports += [open_period(july, actor=None), open_period(july, actor=None)]
    else:
        both = [Thread(target=press), Thread(target=press)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(60)
    assert errors == []
    assert sum(report.created for report in reports) == 15
    assert Evaluation.objects.values("employee").distinct().count() == Evaluation.objects.count() == 15
    assert gaps(july) == NO_RATER
