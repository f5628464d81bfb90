"""The screens of periods open, tell what would happen, and refuse in words."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods import close_period, make_period, open_period
from evaluations.domain.periods.official import load_official_periods
from evaluations.enums import PeriodAction, PeriodKind, PeriodState, State
from evaluations.models import Evaluation, EvaluationPeriod, Holiday
from tests import build


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def july(cast):
    return make_period(
        PeriodKind.MONTHLY, 2026, 7, forms=[build.make_form_version(key="evaluasi-kinerja").form]
    )


def url(name, *args) -> str:
    return reverse(f"evaluationperiod:{name}", args=args)


@pytest.mark.parametrize("name", ["inspect", "audience", "deliver", "close", "reopen", "edit", "gaps"])
@pytest.mark.parametrize("state", [PeriodState.DRAFT, PeriodState.OPEN, PeriodState.CLOSED])
def test_every_screen_of_a_period_opens_in_every_state(cast, officer, july, name, state):
    if state != PeriodState.DRAFT:
        open_period(july)
    if state == PeriodState.CLOSED:
        close_period(july, despite_open=True)
    assert officer.get(url(name, july.pk)).status_code == 200


@pytest.mark.parametrize("name", ["audience_xlsx", "unfinished", "gaps_xlsx"])
def test_every_workbook_downloads(officer, july, name):
    open_period(july)
    assert b"".join(officer.get(url(name, july.pk)).streaming_content)[:2] == b"PK"


def test_the_page_drives_the_opening_batch_by_batch(officer, july):
    answer = officer.post(url("open_batch", july.pk), {"setelah": "0"}).json()
    assert (answer["total"], answer["seen"], answer["after"]) == (5, 5, None)
    assert answer["numbers"] == {"created": 5, "existing": 0, "gaps": 2}


def test_closing_needs_the_tick_when_something_is_open(officer, july):
    open_period(july)
    officer.post(url("close", july.pk))
    july.refresh_from_db()
    assert july.state == PeriodState.OPEN
    officer.post(url("close", july.pk), {"confirm": "yes"})
    july.refresh_from_db()
    assert july.state == PeriodState.CLOSED


def test_a_year_is_shown_and_created_with_its_edited_date(officer, july):
    load_official_periods()
    page = officer.get(url("year"))
    choice = {name: getattr(value, "pk", value) for name, value in page.context["choice"].initial.items()}
    choice["tahun"] = 2027
    shown = officer.get(url("year"), choice)
    formset = shown.context["formset"]
    data = choice | {"diterima": shown.context["accepted"], "p-TOTAL_FORMS": 13, "p-INITIAL_FORMS": 13}
    for form in formset:
        data |= {form.add_prefix(name): str(value or "") for name, value in form.initial.items()}
    bad = officer.post(url("year"), data | {"p-0-rate_on": "2027-01-01"})
    assert (bad.status_code, EvaluationPeriod.objects.filter(year=2027).count()) == (400, 0)
    assert officer.post(url("year"), data).status_code == 302
    assert EvaluationPeriod.objects.filter(year=2027).count() == 13


def test_holidays_are_pasted_and_bad_lines_are_named(officer):
    bad = officer.post(reverse("holiday:paste"), {"lines": "99-08-2026 Salah"})
    assert "Baris 1" in bad.content.decode()
    officer.post(reverse("holiday:paste"), {"lines": "17-08-2026 Hari Kemerdekaan"})
    assert Holiday.objects.count() == 1
    assert officer.get(reverse("holiday:index")).status_code == 200
    assert officer.get(reverse("periodtemplate:add")).status_code == 200


def test_others_do_not_get_in(cast, login, july):
    stranger = login(cast.unit_admin)
    stranger.post(url("open", july.pk))
    assert not Evaluation.objects.exists()


# --- Dates of a period that runs ----------------------------------------------------------------------


def fields_of(form) -> dict[str, str]:
    """What the browser would send back unchanged."""
    sent = {}
    forms = [
        form,
        *(part for formset in form.formsets.values() for part in (formset.management_form, *formset)),
    ]
    for part in forms:
        for field in part:
            value = field.value()
            sent[field.html_name] = "" if value is None else field.field.widget.format_value(value) or ""
    return sent


def change(officer, period, **fields) -> str:
    form = officer.get(url("edit", period.pk)).context["form"]
    answer = officer.post(url("edit", period.pk), fields_of(form) | fields)
    assert answer.status_code == 302, answer.context["form"].errors
    period.refresh_from_db()
    return officer.get(url("inspect", period.pk)).content.decode()


def test_a_new_deadline_of_an_open_period_stands_in_its_history_with_the_old_one(cast, officer, july):
    july.fill_until = build.moment(2026, 8, 5, 16)
    july.save()
    open_period(july)
    text = change(officer, july, fill_until="2026-08-06 17:00", grace_hours="24")
    event = july.events.get(action=PeriodAction.CHANGE)
    assert event.actor == cast.bkpsdm
    assert set(event.data) == {"fill_until", "grace_hours"}
    assert "Batas pengisian: 5 Agustus 2026 pukul 16.00 menjadi 6 Agustus 2026 pukul 17.00" in text
    assert "Kelonggaran: 0 jam menjadi 24 jam" in text
    change(officer, july)
    assert july.events.filter(action=PeriodAction.CHANGE).count() == 1


def test_dates_of_a_period_in_preparation_change_without_a_word(officer, july):
    change(officer, july, fill_until="2026-08-06 17:00")
    assert not july.events.exists()


def test_the_page_of_a_period_in_preparation_says_how_many_get_which_form(cast, officer, july):
    context = officer.get(url("inspect", july.pk)).context
    assert [people for _, _, people in context["rules"]] == [5]
    assert (context["left_out"], context["several"]) == (0, 0)


def test_a_period_that_was_opened_is_not_deleted_and_the_page_says_why(cast, officer, july):
    open_period(july)
    answer = officer.post(url("delete", july.pk), follow=True)
    assert "tidak dapat dihapus" in answer.content.decode()
    assert EvaluationPeriod.objects.filter(pk=july.pk).exists()


def test_a_period_in_which_nothing_happened_is_deleted(cast, officer):
    period = build.make_period(2026, 9, state=PeriodState.DRAFT)
    assert officer.post(url("delete", period.pk)).status_code == 302
    assert not EvaluationPeriod.objects.filter(pk=period.pk).exists()


# --- From when it may be rated ------------------------------------------------------------------------


def test_the_day_from_which_it_may_be_rated_is_set_shown_and_logged(cast, officer, july):
    assert "setelah hari terakhir periode" in officer.get(url("inspect", july.pk)).content.decode()
    open_period(july)
    text = change(officer, july, rates_from="2026-07-20")
    assert july.rates_from.isoformat() == "2026-07-20"
    assert "Boleh dinilai mulai: setelah periode berakhir menjadi 20 Juli 2026" in text
    text = change(officer, july, rates_from="")
    assert "Boleh dinilai mulai: 20 Juli 2026 menjadi setelah periode berakhir" in text


def test_a_day_before_the_period_is_refused_beside_its_field(officer, july):
    form = officer.get(url("edit", july.pk)).context["form"]
    answer = officer.post(url("edit", july.pk), fields_of(form) | {"rates_from": "2026-06-30"})
    assert answer.context["form"].errors == {"rates_from": ["Penilaian mulai sebelum hari pertama periode."]}


def test_results_that_may_not_be_delivered_yet_have_no_button_and_are_refused(cast, officer, july):
    today = timezone.localdate()
    running = build.make_period(
        today.year, today.month, starts_on=today.replace(day=1), ends_on=today, rates_from=None
    )
    cast.evaluation(running, state=State.RATED)
    assert url("deliver", running.pk) not in officer.get(url("inspect", running.pk)).content.decode()
    answer = officer.post(url("deliver_all", running.pk), follow=True)
    assert "baru dapat dinilai mulai" in answer.content.decode()
    EvaluationPeriod.objects.filter(pk=running.pk).update(rates_from=today)
    assert url("deliver", running.pk) in officer.get(url("inspect", running.pk)).content.decode()
