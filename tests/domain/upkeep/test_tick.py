"""The timer does what is due, once, in order, also late or twice at once; a job that fails stops no other."""

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from evaluations.domain.organization.structure import rename
from evaluations.domain.periods import make_period, open_period
from evaluations.domain.periods.opening import start_opening
from evaluations.domain.upkeep import tick
from evaluations.enums import Action, PeriodAction, PeriodKind, PeriodState, State
from evaluations.models import Evaluation, EvaluationEvent, EvaluationPeriod, ReminderRule
from forms_config.models import EvaluationForm
from tests import build

OPENED, DELIVERED, FINAL, CLOSED = "evaluasi dibuat", "hasil disampaikan", "ditetapkan", "periode ditutup"


@pytest.fixture
def version(cast):
    return build.make_form_version()


def prepared(version, year, month, **moments) -> EvaluationPeriod:
    period = make_period(PeriodKind.MONTHLY, year, month, forms=[version.form])
    for name, at in moments.items():
        setattr(period, name, at)
    period.save()
    return period


def rate(*people) -> None:
    """As if rated: what matters here is the state."""
    now = timezone.now()
    for row in Evaluation.objects.filter(employee__in=people):
        Evaluation.objects.filter(pk=row.pk).update(
            state=State.RATED, submitted_at=now, rated_at=now, receipt_number=f"T{row.pk}"
        )


def run(now) -> dict[str, int]:
    return dict(tick.run(now))


def states() -> list[str]:
    return list(EvaluationPeriod.objects.order_by("ends_on").values_list("state", flat=True))


@pytest.mark.parametrize(("year", "last"), [(2027, 28), (2028, 29)])
def test_the_last_second_of_february_opens_and_closes_nothing_the_next_one_does(version, year, last):
    march = build.moment(year, 3, 1, 0, 0, 0)
    prepared(version, year, 3, opens_at=march)
    january = prepared(version, year, 1, closes_at=build.moment(year, 2, last, 23, 59, 59))
    open_period(january)
    run(build.moment(year, 2, last, 23, 59, 59))
    assert states() == [PeriodState.OPEN, PeriodState.DRAFT]
    done = run(march)
    assert states() == [PeriodState.CLOSED, PeriodState.OPEN]
    assert (done[OPENED], done[CLOSED]) == (5, 1)


def test_the_end_of_february_of_a_template_is_its_last_day(version):
    assert make_period(PeriodKind.MONTHLY, 2028, 2).ends_on.day == 29
    assert make_period(PeriodKind.MONTHLY, 2027, 2).ends_on.day == 28


def test_three_days_late_everything_due_is_done_in_its_order(cast, version):
    moment = build.moment(2027, 3, 1)
    february = prepared(version, 2027, 2, deliver_at=moment, closes_at=moment + timedelta(days=1))
    open_period(february)
    rate(cast.employee)
    prepared(version, 2027, 3, opens_at=moment)
    prepared(version, 2027, 4, opens_at=moment + timedelta(days=30))
    done = run(moment + timedelta(days=3))
    assert (done[OPENED], done[DELIVERED], done[CLOSED]) == (5, 1, 1)
    assert states() == [PeriodState.CLOSED, PeriodState.OPEN, PeriodState.DRAFT]
    assert [event.action for event in february.events.order_by("pk")] == [
        PeriodAction.OPEN, PeriodAction.OPEN, PeriodAction.DELIVER, PeriodAction.CLOSE,
    ]  # fmt: skip


def test_the_second_run_finds_nothing_to_do(cast, version):
    moment = build.moment(2027, 3, 1)
    period = prepared(version, 2027, 2, opens_at=moment, deliver_at=moment, closes_at=moment)
    run(moment + timedelta(hours=1))
    events = period.events.count()
    assert set(run(moment + timedelta(hours=2)).values()) == {0}
    assert period.events.count() == events


def test_results_are_delivered_by_the_system_and_become_final_after_the_objection_days(cast, version):
    moment = build.moment(2027, 3, 1)
    open_period(prepared(version, 2027, 2, deliver_at=moment))
    rate(cast.employee)
    assert run(moment - timedelta(seconds=1))[DELIVERED] == 0
    assert run(moment)[DELIVERED] == 1
    event = EvaluationEvent.objects.get(action=Action.DELIVER)
    assert (event.actor_name, event.at) == ("Sistem", moment)
    assert run(moment + timedelta(days=14))[FINAL] == 0
    assert run(moment + timedelta(days=14, seconds=1))[FINAL] == 1


def test_what_is_rated_after_the_delivery_goes_out_with_the_next_run(cast, version):
    moment = build.moment(2027, 3, 1)
    open_period(prepared(version, 2027, 2, deliver_at=moment))
    assert run(moment)[DELIVERED] == 0
    rate(cast.employee)
    assert run(moment + timedelta(days=1))[DELIVERED] == 1


def test_closing_by_the_timer_happens_despite_open_ones_and_lists_them(version):
    moment = build.moment(2027, 3, 1)
    period = prepared(version, 2027, 2, closes_at=moment)
    open_period(period)
    run(moment + timedelta(seconds=1))
    event = period.events.get(action=PeriodAction.CLOSE)
    assert (event.actor_name, event.data["open"]) == ("Sistem", {State.OPEN: 5})
    assert sum(row["open"] for row in event.data["units"]) == 5


def test_without_moments_nothing_happens_by_itself(version):
    prepared(version, 2020, 1)
    run(timezone.now())
    assert states() == [PeriodState.DRAFT]


def test_an_opening_that_was_killed_is_finished_by_the_next_run(cast, version):
    period = prepared(version, 2027, 2, opens_at=build.moment(2027, 2, 1))
    start_opening(period, actor=None)
    assert Evaluation.objects.count() == 0
    assert run(build.moment(2027, 2, 2))[OPENED] == 5
    assert run(build.moment(2027, 2, 3))[OPENED] == 0


def test_one_period_that_cannot_open_stops_no_other(cast, version):
    moment = build.moment(2027, 2, 1)
    unpublished = EvaluationForm.objects.create(key="belum-terbit", title="Belum terbit")
    bad = make_period(PeriodKind.MONTHLY, 2027, 1, forms=[unpublished])
    EvaluationPeriod.objects.filter(pk=bad.pk).update(opens_at=moment)
    prepared(version, 2027, 2, opens_at=moment)
    with pytest.raises(tick.TickFailed) as failed:
        tick.run(moment)
    assert dict(failed.value.done)[OPENED] == 5
    assert "“Belum terbit” belum diterbitkan" in str(failed.value)
    assert states() == [PeriodState.DRAFT, PeriodState.OPEN]


def test_a_job_that_raises_is_logged_reported_and_stops_no_other(monkeypatch, caplog, db):
    def breaks(now):
        raise RuntimeError("surat tidak terkirim")

    monkeypatch.setattr(tick, "JOBS", (("rusak", breaks), ("sesudahnya", lambda now: 7)))
    out = StringIO()
    with pytest.raises(CommandError, match="rusak: surat tidak terkirim"):
        call_command("tick", stdout=out)
    assert out.getvalue() == "7 sesudahnya\n"
    assert "tick: rusak" in caplog.text


def test_the_command_says_what_was_done(version):
    prepared(version, 2020, 1, opens_at=build.moment(2020, 1, 27))
    out = StringIO()
    call_command("tick", stdout=out)
    assert "5 evaluasi dibuat\n" in out.getvalue()


def test_a_change_of_a_unit_that_was_planned_takes_effect_on_its_day(cast):
    on = timezone.localdate() + timedelta(days=2)
    rename(cast.division, "Bidang P2P", on=on, reason="Perbup 41", actor=cast.bkpsdm)
    run(timezone.now() + timedelta(days=1))
    cast.division.refresh_from_db()
    assert cast.division.name == "Bidang Pencegahan Penyakit"
    run(timezone.now() + timedelta(days=2))
    cast.division.refresh_from_db()
    assert cast.division.name == "Bidang P2P"


def test_the_timer_reminds_writes_and_sends(cast, version):
    cast.employee.email = "siti@bantulkab.example"
    cast.employee.save()
    ReminderRule.objects.create(days=-3, subject="{periode}", text="Halo {nama}")
    period = build.make_period(2026, 7, fill_until=build.moment(2026, 8, 5, 23, 59))
    cast.evaluation(period)
    done = dict(run(build.moment(2026, 8, 2, 6)))
    assert (done["diingatkan"], done["email disiapkan"], done["email dikirim"]) == (1, 1, 1)
    assert mail.outbox[0].to == ["siti@bantulkab.example"]
    assert dict(run(build.moment(2026, 8, 2, 6, 5)))["email dikirim"] == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_do_everything_once(cast, version):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one write after the other, whoever asks for a lock.")
    moment = build.moment(2027, 3, 1)
    open_period(prepared(version, 2027, 1, deliver_at=moment, closes_at=moment - timedelta(days=1)))
    rate(cast.employee, cast.rater, cast.unit_admin)
    prepared(version, 2027, 3, opens_at=moment)
    start, totals, errors = Barrier(2), [], []

    def one():
        try:
            start.wait(10)
            totals.append(run(moment))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)
        finally:
            connection.close()

    both = [Thread(target=one), Thread(target=one)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    assert errors == []
    assert {name: totals[0][name] + totals[1][name] for name in (OPENED, DELIVERED, CLOSED)} == {
        OPENED: 5, DELIVERED: 3, CLOSED: 1,
    }  # fmt: skip
    assert EvaluationEvent.objects.filter(action=Action.DELIVER).count() == 3
