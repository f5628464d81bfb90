"""Suara pegawai: asked once of whoever has read a result; counted without a name, and shown in steps of five."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import DateField, ForeignKey
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.evaluating import pulse as domain
from evaluations.domain.evaluating.pulse import (
    AFTER_OBJECTIONS,
    LATEST,
    answer_pulse,
    answer_until,
    asked_now,
    digest_of,
    forget_marks,
    is_asked,
    is_done,
    pass_over,
)
from evaluations.domain.refusals import Refused
from evaluations.domain.small_groups import FEWEST_PERSONS
from evaluations.domain.upkeep import tick
from evaluations.enums import ObjectionStart, State
from evaluations.models import Employee, Evaluation, PulseMark, PulseTally
from evaluations.models.pulse import STEP
from tests import build, pulse
from tests.pulse import FAIR, HELPED, REASONS, SAID

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def row(cast) -> Evaluation:
    return pulse.read(cast.employee, pulse.asking())


@pytest.fixture
def version(row) -> int:
    return row.period.pulse_form.versions.get().pk


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_an_answer_is_counted_for_the_agency_and_leaves_a_mark(row, version, cast):
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    tally = PulseTally.objects.get()
    assert (tally.period, tally.agency, tally.form_version_id) == (row.period, cast.agency, version)
    assert tally.counts == {FAIR: {"ABOVE": 1}, REASONS: {"BELOW": 1}, HELPED: {"yes": 1}}
    assert (tally.answers, tally.shown_answers, tally.shown_counts) == (1, 0, {})
    assert is_done(row)


def test_what_is_left_out_is_counted_as_unsaid_so_that_all_questions_count_alike(row, version, cast):
    answer_pulse(row, {FAIR: "MEETS"}, actor=cast.employee.user, version=version)
    assert PulseTally.objects.get().counts == {FAIR: {"MEETS": 1}, REASONS: {"": 1}, HELPED: {"": 1}}


def test_passing_it_over_leaves_the_same_mark_and_counts_nothing(row, version, cast):
    pass_over(row, actor=cast.employee.user)
    assert (PulseMark.objects.count(), PulseTally.objects.count()) == (1, 0)
    assert refusal(answer_pulse, row, SAID, actor=cast.employee.user, version=version) == "answered_already"


@pytest.mark.parametrize("again", [pass_over, answer_pulse])
def test_one_answers_once(row, version, cast, again):
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    more = {"version": version} if again is answer_pulse else {}
    args = [row, SAID] if again is answer_pulse else [row]
    assert refusal(again, *args, actor=cast.employee.user, **more) == "answered_already"
    assert PulseTally.objects.get().answers == 1


def test_of_two_tabs_that_have_both_looked_one_is_told(row, version, cast):
    """The mark decides, not the look before it."""
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    with patch.object(domain, "is_done", return_value=False):
        assert (
            refusal(answer_pulse, row, SAID, actor=cast.employee.user, version=version) == "answered_already"
        )
    assert (PulseTally.objects.get().answers, PulseMark.objects.count()) == (1, 1)


def test_somebody_with_two_parts_in_a_period_answers_once(row, version, cast):
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    Evaluation.objects.filter(pk=row.pk).update(counts=False)
    other = pulse.read(cast.employee, row.period, segment=2)
    assert refusal(answer_pulse, other, SAID, actor=cast.employee.user, version=version) == "answered_already"


def test_each_period_asks_anew(row, version, cast):
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    other = pulse.read(cast.employee, pulse.asking(8, form=row.period.pulse_form))
    answer_pulse(other, SAID, actor=cast.employee.user, version=version)
    assert (PulseMark.objects.count(), PulseTally.objects.count()) == (2, 2)


@pytest.mark.parametrize("who", ["rater", "reviewer", "stranger", "bkpsdm"])
def test_nobody_answers_for_another(row, version, cast, who):
    actor = getattr(getattr(cast, who), "user", None) or cast.bkpsdm
    assert refusal(answer_pulse, row, SAID, actor=actor, version=version) == "not_yours"
    assert refusal(pass_over, row, actor=actor) == "not_yours"


@pytest.mark.parametrize(
    "lacking",
    [
        {"result_read_at": None},
        {"state": State.RATED, "delivered_at": None},
        {"counts": False},
        {"agency": None},
    ],
    ids=lambda lacking: next(iter(lacking)),
)
def test_who_has_read_no_result_that_counts_is_not_asked(cast, lacking):
    row = pulse.read(cast.employee, pulse.asking())
    Evaluation.objects.filter(pk=row.pk).update(**lacking)
    row = Evaluation.objects.get(pk=row.pk)
    assert answer_until(row) is None
    assert refusal(asked_now, row, actor=cast.employee.user) == "not_asked"


def test_who_has_answered_is_asked_no_more(row, version, cast):
    assert is_asked(row)
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    assert not is_asked(row)


def test_a_form_whose_versions_are_gone_asks_nothing(cast):
    row = pulse.read(cast.employee, pulse.asking())
    with patch.object(domain, "latest_version", return_value=None):
        assert refusal(asked_now, row, actor=cast.employee.user) == "not_asked"


def test_a_period_without_a_form_asks_nothing(cast):
    row = pulse.read(cast.employee, build.make_period())
    assert (answer_until(row), is_asked(row)) == (None, False)
    assert refusal(pass_over, row, actor=cast.employee.user) == "not_asked"


@pytest.mark.parametrize(("later", "may"), [(-SECOND, True), (timedelta(0), True), (SECOND, False)])
@pytest.mark.parametrize(
    ("start", "days"), [(ObjectionStart.DELIVERED, 14 + 14), (ObjectionStart.READ, 3 + 14 + 14)]
)
def test_one_can_answer_until_two_weeks_after_the_last_day_for_an_objection(cast, start, days, later, may):
    now = timezone.now()
    delivered = now - days * pulse.DAY - later
    moments = {"delivered_at": delivered, "result_read_at": delivered + 3 * pulse.DAY}
    period = pulse.asking(objection_from=start)
    row = pulse.read(cast.employee, period, **moments)
    if may:
        assert asked_now(row, actor=cast.employee.user, now=now).until == now - later
    else:
        assert refusal(asked_now, row, actor=cast.employee.user, now=now) == "too_late"
    with patch.object(timezone, "now", return_value=now):
        assert is_asked(row) == may
    assert (timedelta(days=14), timedelta(days=180)) == (AFTER_OBJECTIONS, LATEST)


def test_a_result_that_came_very_late_is_not_asked_about_and_the_marks_go_the_day_after(cast):
    last = timezone.localdate() - LATEST
    period = pulse.asking(starts_on=last - 27 * pulse.DAY, ends_on=last)
    row = pulse.read(cast.employee, period)
    pass_over(row, actor=cast.employee.user)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate() + pulse.DAY, datetime.min.time()))
    assert forget_marks(midnight - SECOND) == 0
    assert answer_until(row) == midnight - timedelta(microseconds=1)
    assert forget_marks(midnight) == 1
    assert refusal(asked_now, row, actor=cast.employee.user, now=midnight) == "too_late"


def test_the_timer_deletes_marks(row, cast):
    pass_over(row, actor=cast.employee.user)
    done = dict(tick.run(timezone.now() + 2 * LATEST))
    assert (done["tanda suara pegawai dihapus"], PulseMark.objects.count()) == (1, 0)


def test_questions_that_changed_meanwhile_are_read_first(row, version, cast):
    newer = pulse.published()
    assert refusal(answer_pulse, row, SAID, actor=cast.employee.user, version=version) == "questions_changed"
    assert not is_done(row)
    answer_pulse(row, SAID, actor=cast.employee.user, version=newer.pk)
    assert PulseTally.objects.get().form_version == newer


@pytest.mark.parametrize("answers", [{}, {FAIR: "lain"}, {"tak_dikenal": "x"}])
def test_an_answer_that_says_nothing_is_refused(row, version, cast, answers):
    assert refusal(answer_pulse, row, answers, actor=cast.employee.user, version=version) == "nothing_said"
    assert not is_done(row)


# --- Without a name ----------------------------------------------------------------------------------


def test_a_mark_says_of_which_period_it_is_and_nothing_else():
    """No moment, no number that counts up, no person; what is new here must be weighed against being found."""
    assert [field.name for field in PulseMark._meta.fields] == ["digest", "period"]
    assert PulseMark._meta.pk.name == "digest"


def test_a_tally_leads_to_nobody_and_to_no_moment():
    fields = PulseTally._meta.fields
    names = {field.remote_field.model.__name__ for field in fields if isinstance(field, ForeignKey)}
    assert names == {"EvaluationPeriod", "OrganizationalUnit", "FormVersion"}
    assert not [field for field in fields if isinstance(field, DateField)]


def test_the_database_alone_does_not_say_whose_a_mark_is(row, cast):
    """Whoever tries every person without the secret of the server finds none; with it the right one."""
    pass_over(row, actor=cast.employee.user)
    stored = PulseMark.objects.get().digest
    people = Employee.objects.values_list("pk", flat=True)
    assert stored not in {digest_of(pk, row.period_id, "another secret") for pk in people}
    found = {pk for pk in people if digest_of(pk, row.period_id, settings.SECRET_KEY) == stored}
    assert found == {cast.employee.pk}


def test_a_new_secret_of_the_server_lets_nobody_answer_twice(row, version, cast, settings):
    answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "the next secret"
    assert refusal(answer_pulse, row, SAID, actor=cast.employee.user, version=version) == "answered_already"


def test_an_answer_writes_nothing_but_its_counts_and_its_mark(row, version, cast):
    """No event, no change of the evaluation or the account, no log: nothing else is written in that moment."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer_pulse(row, SAID, actor=cast.employee.user, version=version)
    written = [
        query["sql"].split('"')[1]
        for query in captured
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert written == ["evaluations_pulsemark", "evaluations_pulsetally", "evaluations_pulsetally"]


# --- In steps ----------------------------------------------------------------------------------------


def test_five_together_are_what_counts_as_a_group_everywhere():
    assert STEP == FEWEST_PERSONS


def test_nothing_is_shown_of_four_and_the_fifth_shows_all(cast):
    rows = pulse.readers(cast.division, pulse.asking(), 6)
    pulse.say(rows[:4])
    assert (PulseTally.objects.get().shown_answers, PulseTally.objects.shown().count()) == (0, 0)
    pulse.say(rows[4:5], adil="BELOW")
    tally = PulseTally.objects.shown().get()
    assert (tally.shown_answers, tally.shown_counts[FAIR]) == (5, {"ABOVE": 4, "BELOW": 1})
    pulse.say(rows[5:])
    assert PulseTally.objects.shown().get().shown_answers == 5


ANSWERS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from(["ABOVE", "MEETS", "BELOW", ""])), max_size=80
)


@given(ANSWERS)
def test_no_two_reports_differ_by_one_to_four_answers(answers):
    """Whoever reads after every single answer: of no group and no question the difference is of fewer than five.

    Nor is what is left of the whole, which is the sum of what is shown, once the shown groups are taken away.
    """
    groups = {name: PulseTally() for name in "abcd"}
    total = 0
    for name, answer in answers:
        tally = groups[name]
        before, number = dict(tally.shown_counts.get(FAIR, {})), tally.shown_answers
        tally.add({FAIR: answer})
        after = tally.shown_counts.get(FAIR, {})
        moved = tally.shown_answers - number
        assert moved == 0 or moved >= FEWEST_PERSONS
        assert sum(after.values()) - sum(before.values()) == moved
        assert all(after.get(key, 0) >= count for key, count in before.items())
        whole = sum(one.shown_answers for one in groups.values())
        assert whole - total in (0, moved)
        rest = whole - sum(one.shown_answers for one in groups.values() if one.shown_answers)
        assert rest == 0 or rest >= FEWEST_PERSONS
        total = whole
    assert all(one.answers - one.shown_answers < STEP for one in groups.values())


@pytest.mark.parametrize("wrong", [{"answers": 12}, {"answers": 6}, {"shown_answers": 4, "answers": 4}])
def test_the_database_keeps_to_the_steps(cast, wrong):
    row = {"period": pulse.asking(), "agency": cast.agency, "form_version": pulse.published()}
    with pytest.raises(IntegrityError), transaction.atomic():
        PulseTally.objects.create(**row, **({"answers": 7, "shown_answers": 7} | wrong))


def test_what_is_counted_meanwhile_is_not_even_read_for_a_report(cast):
    pulse.say(pulse.readers(cast.division, pulse.asking(), 5))
    shown = PulseTally.objects.shown().get()
    assert shown.get_deferred_fields() == {"counts", "answers"}
    assert model_to_dict(shown, ["shown_answers"]) == {"shown_answers": 5}
