"""A dialog kinerja is begun by either, written by both, confirmed by each, and then frozen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.dialog_agreements import end_agreement
from evaluations.domain.evaluating.dialog_writing import MOST, Content, Talk
from evaluations.domain.evaluating.dialogs import (
    CHANGE,
    CONFIRM,
    FARTHEST,
    START,
    confirm_dialog,
    refresh_agenda,
    save_dialog,
    start_dialog,
)
from evaluations.domain.evaluating.feedback import give_feedback
from evaluations.domain.periods.segments.changing import is_touched
from evaluations.domain.refusals import Refused
from evaluations.enums import AgreementState, Doer, FeedbackKind, PointKind, PointState, State
from evaluations.models import DialogAgreement, Evaluation, PerformanceDialog
from evaluations.models.dialog import NOTE_LENGTH, TEXT_LENGTH
from tests import build, dialogs
from tests.dialogs import begun, closed, content, promise

DAY = timedelta(days=1)


@pytest.fixture
def row(cast) -> Evaluation:
    return dialogs.this_month(cast)


@pytest.fixture
def dialog(row) -> PerformanceDialog:
    """With nothing on its agenda."""
    return begun(row)


class refused:
    """``with refused("not_yours"):`` the domain says no, for this reason."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self):
        self.raises = pytest.raises(Refused)
        self.found = self.raises.__enter__()

    def __exit__(self, *error):
        done = self.raises.__exit__(*error)
        assert self.found.value.code == self.code
        return done


def one(dialog: PerformanceDialog, **fields) -> Content:
    return Content(fields.pop("held_on", dialog.held_on), fields.pop("talks", {}), **fields)


# --- beginning ---


@pytest.mark.parametrize("side", ["employee", "rater"])
def test_either_begins_it_and_the_other_finds_it(cast, row, side):
    first = start_dialog(row, timezone.localdate(), actor=getattr(cast, side).user)
    assert start_dialog(row, timezone.localdate() + DAY, actor=cast.rater.user) == first
    assert [(event.action, event.actor_name) for event in first.events.all()] == [
        (START, str(getattr(cast, side)))
    ]


@pytest.mark.parametrize("who", ["reviewer", "stranger", "unit_admin"])
def test_nobody_else_begins_it(cast, row, who):
    with refused("not_yours"):
        start_dialog(row, timezone.localdate(), actor=getattr(cast, who).user)


def test_its_day_lies_within_the_days_that_it_is_about_or_after_them_up_to_a_year(cast, row):
    for day, code in ((row.first_day - DAY, "too_early"), (timezone.localdate() + FARTHEST + DAY, "too_far")):
        with refused(code):
            start_dialog(row, day, actor=cast.rater.user)
    assert start_dialog(row, row.first_day, actor=cast.rater.user).held_on == row.first_day


def test_after_it_was_confirmed_another_can_be_held_in_the_same_period(row):
    assert closed(row) != begun(row)


def test_an_evaluation_that_was_talked_about_is_not_taken_away_by_a_transfer(row):
    assert not is_touched(row)
    begun(row)
    assert is_touched(row)


# --- the agenda ---


def test_low_ratings_of_the_last_delivered_result_come_on_the_agenda(cast, row):
    before = build.make_period(row.period.year - 1, 1)
    fields = {"state": State.DELIVERED, "rating_hasil_kerja": "BELOW", "rating_perilaku": "MEETS"}
    cast.evaluation(before, **fields)
    assert [(p.kind, p.text) for p in begun(row).points.all()] == [
        (PointKind.RATING, f"Rating hasil kerja {before.name}: Di Bawah Ekspektasi.")
    ]


def test_what_the_person_does_not_know_yet_comes_on_no_agenda(cast, row):
    before = build.make_period(row.period.year - 1, 1)
    cast.evaluation(before, state=State.RATED, rating_hasil_kerja="BELOW", rating_perilaku="BELOW")
    assert not begun(row).points.exists()


def test_feedback_comes_once_and_an_agreement_until_it_is_done(cast, row):
    give_feedback(cast.employee, actor=cast.rater.user, text="Lebih awal", about_on=timezone.localdate())
    first = closed(row)
    assert [p.kind for p in first.points.all()] == [PointKind.FEEDBACK]
    second = closed(row, added=[])
    assert [p.kind for p in second.points.all()] == [PointKind.AGREEMENT]
    assert [p.kind for p in begun(row).points.all()] == [PointKind.AGREEMENT]
    end_agreement(first.agreements.get(), AgreementState.DONE, "", actor=cast.employee.user)
    third = PerformanceDialog.objects.running().get()
    confirm_dialog(third, content(third, added=[promise("Lain")]), actor=cast.rater.user)
    confirm_dialog(third, one(third), actor=cast.employee.user)
    assert [p.text.splitlines()[0] for p in begun(row).points.all()] == ["Lain"]


def test_praise_and_what_was_answered_are_nothing_to_talk_about(cast, row):
    given = {"actor": cast.rater.user, "about_on": timezone.localdate()}
    give_feedback(cast.employee, text="Bagus", kind=FeedbackKind.PRAISE, **given)
    answered = give_feedback(cast.employee, text="Lebih awal", kind=FeedbackKind.IMPROVEMENT, **given)
    answered.replies.create(text="Baik")
    give_feedback(cast.employee, text="Lebih rapi", kind=FeedbackKind.IMPROVEMENT, **given)
    assert [point.text for point in begun(row).points.all()] == ["Lebih rapi"]


def test_what_comes_up_later_is_added_and_takes_back_a_confirmation(cast, row, dialog):
    confirm_dialog(dialog, content(dialog), actor=cast.rater.user)
    assert refresh_agenda(dialog, actor=cast.employee.user) == 0
    assert PerformanceDialog.objects.get().rater_confirmed_at is not None
    give_feedback(cast.employee, actor=cast.rater.user, text="Lebih awal", about_on=timezone.localdate())
    assert refresh_agenda(dialog, actor=cast.employee.user) == 1
    assert PerformanceDialog.objects.get().rater_confirmed_at is None


# --- writing ---


def test_both_add_points_and_say_something_to_each(cast, dialog):
    save_dialog(dialog, one(dialog, points=["Beban kerja"]), actor=cast.employee.user)
    point = dialog.points.get()
    talks = {point.pk: Talk(PointState.DISCUSSED, "Dibagi dua")}
    save_dialog(dialog, one(dialog, talks=talks, points=["Cuti"]), actor=cast.rater.user)
    assert [(p.text, p.added_by, p.note) for p in dialog.points.all()] == [
        ("Beban kerja", str(cast.employee), "Dibagi dua"),
        ("Cuti", str(cast.rater), ""),
    ]


def test_agreements_are_added_changed_and_taken_out(cast, dialog):
    save_dialog(dialog, one(dialog, added=[promise("A"), promise("B")]), actor=cast.rater.user)
    a, b = dialog.agreements.all()
    changed = replace(promise("A2"), doer=Doer.BOTH)
    save_dialog(dialog, one(dialog, agreements={a.pk: changed, b.pk: None}), actor=cast.rater.user)
    assert [(row.text, row.doer) for row in dialog.agreements.all()] == [("A2", Doer.BOTH)]


def test_the_same_words_once_more_change_nothing_from_whichever_version(cast, dialog):
    written = one(dialog, points=["Cuti"], added=[promise()])
    save_dialog(dialog, written, actor=cast.rater.user, expected_version=1)
    after = save_dialog(dialog, written, actor=cast.rater.user, expected_version=1)
    assert (after.version, after.points.count(), after.agreements.count()) == (2, 1, 1)


def test_other_words_from_an_old_page_are_refused(cast, dialog):
    save_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.rater.user, expected_version=1)
    for act in (save_dialog, confirm_dialog):
        with refused("version_conflict"):
            act(dialog, one(dialog, points=["Lain"]), actor=cast.employee.user, expected_version=1)


def test_who_did_not_see_the_last_change_cannot_confirm_it(cast, dialog):
    save_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.rater.user, expected_version=1)
    with refused("version_conflict"):
        confirm_dialog(dialog, one(dialog), actor=cast.employee.user, expected_version=1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"points": ["x" * (NOTE_LENGTH + 1)]}, "text_too_long"),
        ({"points": ["x" * 40_000]}, "text_too_long"),
        ({"added": [promise("x" * (TEXT_LENGTH + 1))]}, "text_too_long"),
        ({"added": [promise(" ​")]}, "text_required"),
        ({"added": [promise(doer="BKPSDM")]}, "unknown_state"),
        ({"added": [promise(due_on=timezone.localdate() + FARTHEST + DAY)]}, "too_far"),
        ({"talks": {0: Talk("DISCUSSED", "")}}, "point_gone"),
        ({"talks": {0: Talk("LAIN", "")}}, "unknown_state"),
        ({"agreements": {0: promise()}}, "point_gone"),
        ({"points": [f"Pokok {n}" for n in range(MOST + 1)]}, "too_many"),
        ({"added": [promise(f"Janji {n}") for n in range(MOST + 1)]}, "too_many"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is(cast, dialog, wrong, code):
    with refused(code):
        save_dialog(dialog, one(dialog, **wrong), actor=cast.rater.user)
    stored = PerformanceDialog.objects.get()
    assert (stored.version, stored.points.count(), stored.agreements.count()) == (1, 0, 0)


def test_the_day_of_an_agreement_lies_ahead_and_today_is_early_enough(cast, dialog):
    today = timezone.localdate()
    with refused("day_over"):
        save_dialog(dialog, one(dialog, added=[promise(due_on=today - DAY)]), actor=cast.rater.user)
    save_dialog(dialog, one(dialog, added=[promise(due_on=today)]), actor=cast.rater.user)
    DialogAgreement.objects.update(due_on=today - DAY)  # a day later
    again = {dialog.agreements.get().pk: promise("Lain", due_on=today - DAY)}
    save_dialog(dialog, one(dialog, agreements=again), actor=cast.rater.user)
    assert dialog.agreements.get().text == "Lain"


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_nobody_else_writes_or_confirms(cast, dialog, who):
    user = getattr(cast, who).user
    for act in (save_dialog, confirm_dialog):
        with refused("not_yours"):
            act(dialog, one(dialog, points=["x"]), actor=user)
    with refused("not_yours"):
        refresh_agenda(dialog, actor=user)


# --- confirming ---


def test_with_the_second_confirmation_it_is_closed_with_both_names(cast, dialog):
    after = confirm_dialog(dialog, content(dialog), actor=cast.rater.user)
    assert (after.closed_at, after.agreements.in_force().count()) == (None, 0)
    after = confirm_dialog(after, one(after), actor=cast.employee.user)
    assert after.closed_at is not None
    assert {side: who["name"] for side, who in after.people.items()} == {
        "employee": str(cast.employee), "rater": str(cast.rater),
    }  # fmt: skip
    assert after.agreements.in_force().count() == 1


def test_a_change_takes_back_what_the_other_has_confirmed(cast, dialog):
    confirm_dialog(dialog, content(dialog), actor=cast.rater.user)
    save_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.employee.user)
    stored = PerformanceDialog.objects.get()
    assert (stored.rater_confirmed_at, stored.people) == (None, {})


def test_confirmed_twice_is_once_also_after_it_was_closed(cast, dialog):
    written = content(dialog)
    for _ in range(2):
        confirm_dialog(dialog, written, actor=cast.rater.user, expected_version=1)
    confirm_dialog(dialog, one(dialog), actor=cast.employee.user)
    confirm_dialog(dialog, written, actor=cast.rater.user, expected_version=1)
    acts = [event.action for event in dialog.events.all()]
    assert acts == [START, CHANGE, CONFIRM, CONFIRM]


def test_what_is_closed_is_not_written_any_more(cast, row):
    dialog = closed(row)
    for act in (save_dialog, confirm_dialog):
        with refused("wrong_state"):
            act(dialog, one(dialog, points=["x"]), actor=cast.rater.user)
    with refused("wrong_state"):
        refresh_agenda(dialog, actor=cast.rater.user)


def test_it_is_confirmed_once_its_day_has_come_and_every_point_was_talked_about(cast, dialog):
    with refused("nothing_written"):
        confirm_dialog(dialog, one(dialog), actor=cast.rater.user)
    with refused("points_open"):
        confirm_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.rater.user)
    assert not dialog.points.exists()  # refused as a whole
    later = timezone.localdate() + DAY
    with refused("too_early_to_confirm"):
        confirm_dialog(dialog, content(dialog, held_on=later), actor=cast.rater.user)
    save_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.rater.user)
    away = {dialog.points.get().pk: Talk(PointState.PUT_AWAY, "")}
    assert confirm_dialog(dialog, one(dialog, talks=away), actor=cast.rater.user).rater_confirmed_at


# --- another rater ---


def test_a_new_rater_goes_on_and_the_one_before_stays_named_and_reads(cast, row, dialog):
    save_dialog(dialog, one(dialog, points=["Cuti"]), actor=cast.rater.user)
    Evaluation.objects.filter(pk=row.pk).update(rater=cast.stranger, rater_name=str(cast.stranger))
    with refused("not_yours"):
        save_dialog(dialog, one(dialog, points=["Lain"]), actor=cast.rater.user)
    stored = PerformanceDialog.objects.get()
    confirm_dialog(stored, content(stored), actor=cast.stranger.user)
    stored = confirm_dialog(stored, one(stored), actor=cast.employee.user)
    assert stored.people["rater"]["name"] == str(cast.stranger)
    assert str(cast.rater) in {event.actor_name for event in stored.events.all()}
    assert stored in PerformanceDialog.objects.visible_to(cast.rater.user)


def test_who_had_confirmed_before_the_change_stays_confirmed(cast, row, dialog):
    confirm_dialog(dialog, content(dialog), actor=cast.rater.user)
    Evaluation.objects.filter(pk=row.pk).update(rater=cast.stranger, rater_name=str(cast.stranger))
    stored = confirm_dialog(dialog, one(dialog), actor=cast.employee.user)
    assert (stored.closed_at is not None, stored.people["rater"]["name"]) == (True, str(cast.rater))


# --- ending an agreement ---


@pytest.fixture
def agreement(row) -> DialogAgreement:
    return closed(row).agreements.get()


@pytest.mark.parametrize("who", ["employee", "rater"])
@pytest.mark.parametrize("state", [AgreementState.DONE, AgreementState.DROPPED])
def test_the_person_or_the_rater_says_what_became_of_it(cast, agreement, who, state):
    end_agreement(agreement, state, "Jadwal dibagikan", actor=getattr(cast, who).user)
    stored = DialogAgreement.objects.get()
    assert (stored.state, stored.outcome, stored.ended_by) == (
        state, "Jadwal dibagikan", str(getattr(cast, who)),
    )  # fmt: skip
    assert not DialogAgreement.objects.in_force().exists()


def test_whoever_rates_the_person_now_ends_it_and_the_rater_before_does_not(cast, agreement):
    today = timezone.localdate()
    later = build.make_period(today.year + 1, 1, starts_on=today + DAY, ends_on=today + 30 * DAY)
    build.make_evaluation(cast.employee, later, rater=cast.stranger)
    assert [*DialogAgreement.objects.visible_to(cast.stranger.user)] == [agreement]
    with refused("not_yours"):
        end_agreement(agreement, AgreementState.DONE, "", actor=cast.rater.user)
    assert end_agreement(agreement, AgreementState.DONE, "", actor=cast.stranger.user).is_done


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_nobody_else_ends_it(cast, agreement, who):
    with refused("not_yours"):
        end_agreement(agreement, AgreementState.DONE, "", actor=getattr(cast, who).user)


@pytest.mark.parametrize(
    ("state", "outcome", "code"),
    [
        (AgreementState.DROPPED, " ", "reason_required"),
        (AgreementState.OPEN, "", "unknown_state"),
        ("LAIN", "", "unknown_state"),
        (AgreementState.DONE, "x" * 40_000, "text_too_long"),
    ],
)
def test_it_ends_with_a_word_that_is_known_and_a_reason_where_it_is_dropped(
    cast, agreement, state, outcome, code
):
    with refused(code):
        end_agreement(agreement, state, outcome, actor=cast.rater.user)


def test_it_ends_once_and_the_same_press_again_is_no_error(cast, agreement):
    for _ in range(2):
        end_agreement(agreement, AgreementState.DONE, "Selesai", actor=cast.rater.user)
    with refused("wrong_state"):
        end_agreement(agreement, AgreementState.DROPPED, "Batal", actor=cast.employee.user)


def test_before_both_have_confirmed_nothing_was_agreed(cast, dialog):
    save_dialog(dialog, one(dialog, added=[promise()]), actor=cast.rater.user)
    with refused("wrong_state"):
        end_agreement(dialog.agreements.get(), AgreementState.DONE, "", actor=cast.rater.user)


@pytest.mark.parametrize(
    ("doer", "whose"),
    [(Doer.EMPLOYEE, {"employee"}), (Doer.RATER, {"rater"}), (Doer.BOTH, {"employee", "rater"})],
)
def test_it_is_asked_of_who_promised_it(cast, row, doer, whose):
    closed(row, added=[promise(doer=doer)])
    agreements = DialogAgreement.objects.in_force()
    asked = {
        name
        for name in ("employee", "rater", "reviewer", "stranger")
        if agreements.to_be_done_by(getattr(cast, name).pk).exists()
    }
    assert asked == whose
