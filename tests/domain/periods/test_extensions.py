"""Giving more time, what it would mean, what is refused, and taking it back."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.deadlines import due_at
from evaluations.domain.periods import extensions, make_period, open_period
from evaluations.domain.refusals import Refused
from evaluations.enums import LegalStatus, PeriodAction, PeriodKind, PeriodState, State, Step
from evaluations.models import Evaluation, EvaluationPeriod, Extension, PeriodEvent
from tests import build

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def period(cast):
    """Three people of the agency, of whom one has sent; one of another agency. Another period runs beside it."""
    now = timezone.now()
    build.make_evaluation(cast.reviewer, build.make_period(month=6))
    period = build.make_period(fill_until=now + DAY, rate_until=now + 3 * DAY, closes_at=now + 20 * DAY)
    cast.evaluation(period)
    build.make_evaluation(cast.rater, period, state=State.DRAFT)
    build.make_evaluation(cast.unit_admin, period, state=State.SUBMITTED)
    build.make_evaluation(cast.stranger, period)
    return period


def _grant(cast, period, **changes):
    given = {
        "step": Step.FILL,
        "until": period.fill_until + 2 * DAY,
        "reason": "Banjir di kantor",
        "actor": cast.bkpsdm,
    }
    return extensions.grant(period, **(given | changes))


def _fill_due(person, period):
    return due_at(Evaluation.objects.get(employee=person, period=period), Step.FILL)


def test_a_unit_with_all_below_it_gets_more_time_and_the_log_says_who_gave_it(cast, period):
    (extension,) = _grant(cast, period, units=[cast.agency])
    assert _fill_due(cast.employee, period) == extension.until
    assert _fill_due(cast.stranger, period) == period.fill_until
    event = PeriodEvent.objects.get()
    assert (event.action, event.note, event.actor) == (PeriodAction.EXTEND, "Banjir di kantor", cast.bkpsdm)
    assert (event.data["for"], event.data["people"], event.data["waiting"]) == (str(cast.agency), 3, 2)


def test_one_person_gets_more_time(cast, period):
    (extension,) = _grant(cast, period, employee=cast.employee)
    assert _fill_due(cast.employee, period) == extension.until
    assert _fill_due(cast.rater, period) == period.fill_until
    event = PeriodEvent.objects.get()
    assert (event.data["for"], event.data["people"]) == (str(cast.employee), 1)


def test_several_units_at_once_and_one_below_another_is_not_counted_twice(cast, period):
    granted = _grant(cast, period, units=[cast.division, cast.agency, cast.other_agency, cast.agency])
    assert [extension.unit for extension in granted] == [cast.agency, cast.other_agency]
    assert PeriodEvent.objects.count() == 2


def test_the_preview_says_how_many_and_how_many_have_not_sent(cast, period):
    _grant(cast, period, employee=cast.employee)
    (one,) = extensions.preview(
        period, step=Step.FILL, until=period.fill_until + 2 * DAY, reason="Banjir", units=[cast.agency]
    )
    assert (one.people, one.waiting, one.gaining) == (3, 2, 2)


def test_the_preview_of_rating_counts_what_is_not_rated(cast, period):
    build.make_evaluation(cast.reviewer, period, state=State.RATED, rater=cast.unit_admin, unit=cast.agency)
    (one,) = extensions.preview(
        period, step=Step.RATE, until=period.rate_until + DAY, reason="Banjir", units=[cast.agency]
    )
    assert (one.people, one.waiting, one.gaining) == (4, 3, 4)


def test_who_is_evaluated_in_two_parts_is_one_person(cast, period):
    cast.evaluation(period, segment=2)
    _, one = extensions.preview(
        period,
        step=Step.FILL,
        until=period.fill_until + DAY,
        reason="Banjir",
        units=[cast.other_agency, cast.agency],
    )
    assert (one.people, one.waiting, one.gaining) == (3, 2, 3)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"units": []}, "unit_or_person", "units"),
        ({"employee": "employee"}, "unit_or_person", "employee"),
        ({"reason": "  "}, "reason_required", "reason"),
        ({"until": -2}, "ends_in_past", "until"),
        ({"until": 0}, "not_later", "until"),
        ({"until": 20}, "after_close", "until"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(cast, period, changes, code, field):
    if "until" in changes:
        changes = {"until": period.fill_until + changes["until"] * DAY}
    if "employee" in changes:
        changes = {"employee": cast.employee}
    with pytest.raises(Refused) as refused:
        _grant(cast, period, **({"units": [cast.agency]} | changes))
    assert (refused.value.code, refused.value.details) == (code, field)
    assert not Extension.objects.exists()


@pytest.mark.parametrize("act", [extensions.preview, extensions.grant])
def test_more_time_ends_in_the_future_and_not_at_this_very_moment(cast, period, act):
    until = period.fill_until + DAY
    given = {"step": Step.FILL, "until": until, "reason": "Banjir", "units": [cast.agency]}
    given |= {"actor": cast.bkpsdm} if act == extensions.grant else {}
    with pytest.raises(Refused, match="sudah lewat") as refused:
        act(period, **given, now=until)
    assert refused.value.code == "ends_in_past"
    assert act(period, **given, now=until - INSTANT)


def test_more_time_may_last_until_the_period_closes_and_not_a_moment_longer(cast, period):
    closes_at = datetime.fromisoformat("2999-08-05T17:30+07:00")
    period.closes_at = closes_at
    period.save()
    with pytest.raises(Refused, match=r"ditutup pada 5 Agustus 2999 pukul 17\.30 WIB") as refused:
        _grant(cast, period, units=[cast.agency], until=closes_at + INSTANT)
    assert refused.value.code == "after_close"
    assert _grant(cast, period, units=[cast.agency], until=closes_at)


def test_a_period_that_closes_by_hand_sets_more_time_no_end(cast, period):
    period.closes_at = None
    period.save()
    assert _grant(cast, period, units=[cast.agency], until=period.fill_until + 999 * DAY)


def test_a_closed_period_is_not_extended(cast):
    period = build.make_period(state=PeriodState.CLOSED)
    with pytest.raises(Refused, match="sudah ditutup") as refused:
        _grant(cast, period, units=[cast.agency])
    assert refused.value.code == "period_closed"


@pytest.fixture
def coming(cast):
    """A period in preparation whose form is for everybody but the rater, whose legal position does not allow it."""
    now = timezone.now()
    form = build.make_form_version().form
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[form])
    period.fill_until, period.rate_until, period.closes_at = now + DAY, now + 3 * DAY, now + 20 * DAY
    period.save()
    cast.rater.legal_status = LegalStatus.UNPAID_LEAVE
    cast.rater.save()
    return period


def test_before_opening_it_is_given_to_those_who_will_be_in_it_and_holds_once_opened(cast, coming):
    until = coming.fill_until + 2 * DAY
    (one,) = extensions.preview(coming, step=Step.FILL, until=until, reason="Banjir", units=[cast.agency])
    assert (one.people, one.waiting, one.gaining) == (3, 3, 3)
    _grant(cast, coming, units=[cast.agency])
    open_period(coming, actor=cast.bkpsdm)
    assert Evaluation.objects.filter(period=coming, unit__in=[cast.agency, cast.division]).count() == 3
    assert _fill_due(cast.employee, coming) == until
    assert _fill_due(cast.stranger, coming) == coming.fill_until


def test_before_opening_who_has_more_time_already_gains_nothing(cast, coming):
    until = coming.fill_until + 2 * DAY
    _grant(cast, coming, units=[cast.division])
    (one,) = extensions.preview(coming, step=Step.FILL, until=until, reason="Banjir", units=[cast.agency])
    assert (one.people, one.gaining) == (3, 2)
    _grant(cast, coming, employee=cast.stranger, step=Step.RATE, until=coming.rate_until + DAY)
    with pytest.raises(Refused) as refused:
        _grant(cast, coming, employee=cast.stranger, step=Step.RATE, until=coming.rate_until + DAY)
    assert refused.value.code == "nothing_gained"


@pytest.mark.parametrize(
    ("step", "given", "gaining"),
    [
        (Step.FILL, {}, 0),
        (Step.FILL, {"until": DAY}, 1),  # shorter than what is asked for
        (Step.FILL, {"revoked_at": DAY}, 1),
        (Step.FILL, {"period": "another"}, 1),
        (Step.FILL, {"step": Step.RATE}, 1),  # whoever may be rated later must still fill in by the day
        (Step.RATE, {}, 0),  # rating is never due before filling in
        (Step.RATE, {"step": Step.RATE}, 0),
    ],
)
def test_before_opening_only_what_was_given_for_this_step_of_this_period_counts(
    cast, coming, step, given, gaining
):
    until = coming.rate_until + 2 * DAY
    row = {"period": coming, "step": Step.FILL, "employee": cast.stranger, "until": until, "reason": "Banjir"}
    if "period" in given:
        given = {"period": build.make_period(month=5)}
    moments = {name: timezone.now() + wait for name, wait in given.items() if name in ("until", "revoked_at")}
    Extension.objects.create(**(row | given | moments))
    assert extensions.reach(coming, cast.stranger, step=step, until=until).gaining == gaining


def test_who_will_have_no_evaluation_is_told_apart_from_who_has_none(cast, coming):
    empty = build.make_unit("Sepi", parent=cast.root)
    with pytest.raises(Refused, match="tidak akan punya evaluasi"):
        _grant(cast, coming, units=[empty])
    open_period(coming, actor=cast.bkpsdm)
    with pytest.raises(Refused, match="tidak punya evaluasi"):
        _grant(cast, coming, units=[empty])


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"employee": "rater"}, "nobody"), ({"until": -2}, "ends_in_past"), ({"until": 20}, "after_close")],
)
def test_before_opening_the_same_is_refused(cast, coming, changes, code):
    asked = {"units": [cast.agency]}
    if "until" in changes:
        asked["until"] = coming.fill_until + changes["until"] * DAY
    if "employee" in changes:
        asked = {"employee": cast.rater}
    with pytest.raises(Refused) as refused:
        _grant(cast, coming, **asked)
    assert refused.value.code == code
    assert not Extension.objects.exists()


def test_where_nobody_is_evaluated_nothing_is_extended(cast, period):
    empty = build.make_unit("Bidang kosong", parent=cast.agency)
    with pytest.raises(Refused) as refused:
        _grant(cast, period, units=[cast.agency, empty.parent, build.make_unit("Sepi", parent=cast.root)])
    assert (refused.value.code, refused.value.details) == ("nobody", "units")
    with pytest.raises(Refused) as refused:
        _grant(cast, period, employee=cast.reviewer)  # evaluated in another period
    assert (refused.value.code, refused.value.details) == ("nobody", "employee")
    assert not Extension.objects.exists()


def test_less_time_than_there_is_already_is_refused(cast, period):
    _grant(cast, period, units=[cast.root], until=period.fill_until + 5 * DAY)
    with pytest.raises(Refused) as refused:
        _grant(cast, period, units=[cast.agency])
    assert refused.value.code == "nothing_gained"


def test_all_units_get_more_time_or_none(cast, period, monkeypatch):
    recorded = []

    def breaks_at_the_second(*args, **kwargs):
        recorded.append(args)
        if len(recorded) == 2:
            raise MemoryError

    monkeypatch.setattr(extensions, "record", breaks_at_the_second)
    with pytest.raises(MemoryError):
        _grant(cast, period, units=[cast.agency, cast.other_agency])
    assert not Extension.objects.exists()


def test_the_second_press_is_known_by_all_that_was_given(cast, period):
    """Whoever wishes anything else is told that it gains nothing."""
    wish = {
        "period": period,
        "step": Step.FILL,
        "until": period.fill_until + DAY,
        "reason": "Banjir di kantor",
        "actor": cast.bkpsdm,
    }
    units, person = {"units": [cast.division, cast.agency]}, {"employee": cast.stranger}
    for target in (units, person):
        extensions.grant(**wish, **target)
        assert extensions.is_granted(**wish, **target)
    for other in (
        {"period": EvaluationPeriod.objects.exclude(pk=period.pk).get()},
        {"step": Step.RATE},
        {"until": wish["until"] + INSTANT},
        {"reason": "Gempa"},
        {"actor": cast.superadmin},
    ):
        assert not extensions.is_granted(**wish | other, **units)
    assert not extensions.is_granted(**wish, units=[cast.agency, cast.other_agency])
    assert not extensions.is_granted(**wish, employee=cast.rater)
    extensions.revoke(Extension.objects.get(employee=cast.stranger), actor=cast.bkpsdm, note="Keliru")
    assert not extensions.is_granted(**wish, **person)


def test_taking_it_back_restores_the_deadline_and_is_logged_once(cast, period):
    (extension,) = _grant(cast, period, units=[cast.agency])
    (kept,) = _grant(cast, period, units=[cast.other_agency])
    now = timezone.now() + DAY / 2
    assert extensions.revoke(extension, actor=cast.bkpsdm, note="Keliru unit", now=now).revoked_at == now
    assert _fill_due(cast.employee, period) == period.fill_until
    assert _fill_due(cast.stranger, period) == kept.until
    assert [event.action for event in PeriodEvent.objects.order_by("pk")] == [
        "extend",
        "extend",
        "end_extension",
    ]
    with pytest.raises(Refused) as refused:
        extensions.revoke(extension, actor=cast.bkpsdm, note="Lagi")
    assert refused.value.code == "already_revoked"


def test_taking_it_back_needs_a_reason(cast, period):
    (extension,) = _grant(cast, period, units=[cast.agency])
    with pytest.raises(Refused) as refused:
        extensions.revoke(extension, actor=cast.bkpsdm, note=" ")
    assert refused.value.code == "reason_required"


def test_an_extension_is_not_taken_back_without_a_word_in_the_log(cast, period, monkeypatch):
    (extension,) = _grant(cast, period, units=[cast.agency])

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(extensions, "record", breaks)
    with pytest.raises(MemoryError):
        extensions.revoke(extension, actor=cast.bkpsdm, note="Keliru unit")
    assert _fill_due(cast.employee, period) == extension.until
