"""Moving evaluations to a newer version of their form: what is kept, what is refused, what is remembered."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import form_moves
from evaluations.domain.periods.form_moves import (
    FORM_MOVED,
    move,
    newer_versions,
    notice,
    older_evaluations,
    pin,
    proposals,
)
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.integrity import findings
from evaluations.enums import Action, PeriodState, State
from evaluations.models import Evaluation, PeriodForm
from forms_config.engine.schema import Field, FieldKind, FormSchema
from tests import build, schemas

ANSWERS = {"loyal": "Setia", "hasil_kerja": [{"realisasi": "12 laporan", "_row": "rhk-1"}]}


def official(
    *, title: str = "Evaluasi Kinerja Pegawai", extra: Field | None = None, without: str = ""
) -> FormSchema:
    """The official form with another title, one more conduct field or one less."""
    form = schemas.official_form()
    work, conduct = form.sections
    fields = tuple(field for field in conduct.fields if field.key != without) + ((extra,) if extra else ())
    return replace(form, title=title, sections=(work, replace(conduct, fields=fields)))


NEW_QUESTION = Field("hambatan", "Hambatan", FieldKind.LONG_TEXT, required=True)


@pytest.fixture
def first(cast):
    """Version 1, which the evaluations of a test have."""
    return build.make_form_version()


@pytest.fixture
def period(first):
    period = build.make_period()
    PeriodForm.objects.create(period=period, form=first.form, form_version=first)
    return period


@pytest.fixture
def wording(first):
    return build.make_form_version(official(title="Evaluasi kinerja"))


@pytest.fixture
def asking(first):
    return build.make_form_version(official(extra=NEW_QUESTION))


@pytest.fixture
def losing(first):
    return build.make_form_version(official(without="loyal"))


@pytest.fixture
def manager(cast):
    return cast.bkpsdm


def statements_in(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def on(row: Evaluation) -> int:
    return Evaluation.objects.get(pk=row.pk).form_version.number


def codes(report) -> list[str]:
    return [refused.code for _, refused in report.refused]


@pytest.mark.parametrize("state", [State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_corrected_words_reach_everybody_not_yet_rated_and_touch_no_answer(
    cast, period, wording, manager, state
):
    row = cast.evaluation(period, state=state, answers=ANSWERS, version=wording.form.versions.get(number=1))
    before = json.dumps(Evaluation.objects.get(pk=row.pk).answers)
    assert move(period, wording, actor=manager).moved == 1
    after = Evaluation.objects.get(pk=row.pk)
    assert json.dumps(after.answers) == before
    assert (after.form_version, after.state) == (wording, state)


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED)]
)
def test_a_rated_evaluation_never_moves(cast, period, first, wording, manager, state):
    row = cast.evaluation(period, state=state, version=first)
    assert move(period, wording, actor=manager).moved == 0
    assert codes(move(period, wording, actor=manager, only=[row.pk])) == ["already_rated"]
    assert on(row) == 1


def test_a_new_question_reaches_drafts_and_leaves_what_was_sent(cast, period, first, asking, manager):
    draft = cast.evaluation(period, state=State.DRAFT, answers=ANSWERS, version=first)
    sent = build.make_evaluation(
        cast.unit_admin, period, rater=cast.rater, state=State.SUBMITTED, version=first, answers=ANSWERS
    )
    report = move(period, asking, actor=manager)
    assert (report.moved, codes(report), report.left) == (1, ["already_sent"], 0)
    assert (on(draft), on(sent)) == (2, 1)
    assert Evaluation.objects.get(pk=draft.pk).answers == ANSWERS


def test_answers_are_lost_only_when_that_was_said_and_their_values_stay_in_the_log(
    cast, period, first, losing, manager
):
    row = cast.evaluation(period, state=State.DRAFT, answers=ANSWERS, version=first)
    assert codes(move(period, losing, actor=manager)) == ["would_lose"]
    assert on(row) == 1
    assert move(period, losing, actor=manager, may_lose=True).moved == 1
    after = Evaluation.objects.get(pk=row.pk)
    assert after.answers == {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}]}
    event = after.events.get()
    assert (event.action, event.from_state, event.to_state) == (FORM_MOVED, State.DRAFT, State.DRAFT)
    assert (event.actor, event.version) == (manager, after.version)
    assert (event.data["from_version"], event.data["to_version"]) == (1, 2)
    assert [(lost["field"], lost["value"]) for lost in event.data["lost"]] == [("loyal", "Setia")]
    assert "Perilaku Kerja: Loyal" in event.note
    assert "Setia" not in event.note  # the rater reads the note, and drafts belong to the employee


def test_moving_twice_does_nothing_the_second_time(cast, period, first, wording, manager):
    row = cast.evaluation(period, state=State.DRAFT, answers=ANSWERS, version=first)
    move(period, wording, actor=manager)
    version = Evaluation.objects.get(pk=row.pk).version
    assert move(period, wording, actor=manager).moved == 0
    assert move(period, wording, actor=manager, only=[row.pk]) == form_moves.Moved()
    assert Evaluation.objects.get(pk=row.pk).version == version
    assert row.events.count() == 1


def test_only_those_chosen_move(cast, period, first, wording, manager):
    mine = cast.evaluation(period, version=first)
    other = build.make_evaluation(cast.stranger, period, version=first)
    assert move(period, wording, actor=manager, only=[other.pk]).moved == 1
    assert (on(mine), on(other)) == (1, 2)


def test_a_move_in_several_goes_says_what_is_left(cast, period, first, wording, manager, monkeypatch):
    monkeypatch.setattr(form_moves, "LOCKED_AT_ONCE", 1)
    for person in (cast.employee, cast.stranger, cast.unit_admin):
        build.make_evaluation(person, period, version=first)
    report = move(period, wording, actor=manager, limit=2)
    assert (report.moved, report.left) == (2, 1)
    assert move(period, wording, actor=manager, limit=2).moved == 1


def test_those_who_cannot_move_do_not_hold_up_the_others(cast, period, first, asking, manager, monkeypatch):
    monkeypatch.setattr(form_moves, "LOCKED_AT_ONCE", 1)
    build.make_evaluation(cast.employee, period, rater=cast.rater, state=State.SUBMITTED, version=first)
    build.make_evaluation(cast.stranger, period, version=first)
    assert move(period, asking, actor=manager, limit=1).moved == 1


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "stranger", "auditor"])
def test_nobody_but_bkpsdm_moves_evaluations(cast, period, first, wording, who):
    row = cast.evaluation(period, version=first)
    person = getattr(cast, who)
    for act in (move, pin):
        with pytest.raises(Refused) as refused:
            act(period, wording, actor=getattr(person, "user", person))
        assert refused.value.code == "not_yours"
    assert on(row) == 1


def test_nothing_moves_in_a_closed_period(cast, first, wording, manager):
    closed = build.make_period(state=PeriodState.CLOSED)
    row = cast.evaluation(closed, version=first)
    for act in (move, pin):
        with pytest.raises(Refused) as refused:
            act(closed, wording, actor=manager)
        assert refused.value.code == "period_closed"
    assert on(row) == 1


def test_a_period_that_closes_meanwhile_stops_the_move(cast, period, first, wording, manager):
    row = cast.evaluation(period, version=first)
    type(period).objects.update(state=PeriodState.CLOSED)  # behind the back of the object in hand
    with pytest.raises(Refused):
        move(period, wording, actor=manager)
    assert on(row) == 1


def test_nothing_moves_back_or_to_another_form(cast, period, first, wording, manager):
    row = cast.evaluation(period, version=wording)
    assert codes(move(period, first, actor=manager, only=[row.pk])) == ["older_version"]
    assert move(period, first, actor=manager).moved == 0
    foreign = build.make_form_version(schemas.competence_sheet())
    assert codes(move(period, foreign, actor=manager, only=[row.pk])) == ["other_form"]
    assert on(row) == 2


def test_nobody_gets_two_evaluations_on_one_version(cast, period, first, wording, manager):
    row = cast.evaluation(period, version=first)
    build.make_evaluation(cast.employee, period, version=wording)
    assert codes(move(period, wording, actor=manager, only=[row.pk])) == ["already_there"]
    assert on(row) == 1


def test_later_evaluations_get_the_new_version_only_when_that_is_ticked(
    cast, period, first, wording, manager
):
    cast.evaluation(period, version=first)
    move(period, wording, actor=manager)
    assert period.forms.get().form_version == first
    assert pin(period, wording, actor=manager) == 1
    assert PeriodForm.objects.get().form_version == wording
    assert pin(period, first, actor=manager) == 0  # never back


def test_an_open_tab_is_told_that_the_form_changed_and_writes_nothing(cast, period, first, asking, manager):
    row = cast.evaluation(period, state=State.DRAFT, answers=ANSWERS, version=first)
    move(period, asking, actor=manager)
    with pytest.raises(Refused) as refused:
        perform(row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=row.version)
    assert refused.value.code == "version_conflict"
    assert Evaluation.objects.get(pk=row.pk).answers == ANSWERS


def test_what_was_saved_just_before_is_carried_as_saved(cast, period, first, losing, manager):
    row = cast.evaluation(period, state=State.DRAFT, version=first)
    known = list(proposals(older_evaluations(period, losing), losing))
    assert known[0].carried.kept == 0
    perform(row, Action.SAVE, actor=cast.employee.user, answers=ANSWERS, expected_version=1)
    move(period, losing, actor=manager, may_lose=True)
    assert "12 laporan" in json.dumps(Evaluation.objects.get(pk=row.pk).answers)


def test_the_preview_names_what_is_kept_lost_asked_and_refused(cast, period, first, manager):
    version = build.make_form_version(official(extra=NEW_QUESTION, without="loyal"))
    cast.evaluation(period, state=State.DRAFT, answers=ANSWERS, version=first)
    build.make_evaluation(cast.stranger, period, rater=cast.rater, state=State.SUBMITTED, version=first)
    mine, sent = proposals(older_evaluations(period, version).order_by("-pk").reverse(), version)
    assert mine.carried.kept == 1
    assert [lost.label for lost in mine.carried.lost] == ["Perilaku Kerja: Loyal"]
    assert [gap.field for gap in mine.carried.newly_required] == ["hambatan"]
    assert (mine.refused, sent.refused.code) == (None, "already_sent")


def test_a_preview_asks_no_more_of_the_database_for_three_people_than_for_one(cast, period, first, losing):
    def preview() -> None:
        list(proposals(older_evaluations(period, losing), losing))

    cast.evaluation(period, state=State.DRAFT, version=first)
    one = statements_in(preview)
    for person in (cast.stranger, cast.unit_admin):
        build.make_plan(person)
        build.make_evaluation(person, period, version=first)
    assert statements_in(preview) == one


def test_a_move_takes_few_statements_however_many_keep_their_answers(cast, period, first, asking, manager):
    def move_all() -> None:
        assert move(period, asking, actor=manager).moved

    assert manager.has_perm("evaluations.manage_evaluations")  # remembered from here on
    cast.evaluation(period, version=first)
    one = statements_in(move_all)
    for person in (cast.stranger, cast.unit_admin, cast.rater):
        build.make_plan(person)
        build.make_evaluation(person, period, version=first)
    assert statements_in(move_all) == one


def test_versions_to_move_to_are_those_newer_than_the_oldest_in_use(cast, period, first, wording, asking):
    cast.evaluation(period, version=wording)
    PeriodForm.objects.update(form_version=wording)
    assert newer_versions(period, first.form_id) == [asking]
    PeriodForm.objects.update(form_version=first)
    assert newer_versions(period, first.form_id) == [asking, wording]


def test_a_moved_draft_that_is_begun_later_is_no_finding(cast, period, first, wording, manager):
    row = cast.evaluation(period, version=first)
    move(period, wording, actor=manager)
    row = perform(row, Action.SAVE, actor=cast.employee.user, answers=ANSWERS)
    assert row.state == State.DRAFT
    assert [finding.check.code for finding in findings()] == []


def test_the_employee_is_told_when_and_what_is_gone_but_not_of_the_raters_part(cast, period, first, manager):
    note = Field("usul", "Usul", FieldKind.LONG_TEXT)
    second = build.make_form_version(official(extra=note))
    row = cast.evaluation(period, state=State.DRAFT, answers=ANSWERS | {"usul": "Pelatihan"}, version=second)
    assert notice(row) is None
    third = build.make_form_version(official(without="loyal"))
    now = timezone.now()
    move(period, third, actor=manager, may_lose=True, now=now)
    told = notice(Evaluation.objects.get(pk=row.pk))
    assert (told.at, told.lost) == (now, [("Perilaku Kerja: Usul", "Pelatihan")])


def test_a_form_published_before_the_period_costs_no_statement(
    cast, first, period, django_assert_num_queries
):
    row = Evaluation.objects.select_related("period", "form_version").get(
        pk=cast.evaluation(period, version=first).pk
    )
    with django_assert_num_queries(0):
        assert notice(row) is None
