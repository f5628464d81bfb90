"""What a rater had written when somebody else rates: kept, read by whom it should be, and taken over with one press."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import deputies, rater_reports, segments, stand_ins
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, AssignmentKind, State
from evaluations.models import Evaluation, FormerRating
from tests import build

REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "BELOW"}
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan imunisasi", "indicators": []}]


@pytest.fixture
def chief(cast):
    """Somebody else who may rate."""
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency, "Kepala Dinas Sosial")
    return chief


def written(cast, **fields) -> Evaluation:
    """A report that Budi has begun to rate."""
    fields = {"state": State.SUBMITTED, "answers": REPORT | RATINGS, "notes": "Rapi"} | fields
    return cast.evaluation(plan_rows=PLAN, **fields)


def moved(cast, row, chief, **more) -> Evaluation:
    return rater_reports.move_rater(row, chief, actor=more.get("actor", cast.bkpsdm), note="Salah unit")


def said(former: FormerRating) -> list[str]:
    return [words for _, words in former.told]


# --- every way to another rater ---


def by_report(cast, row, chief):
    moved(cast, row, chief)


def by_transfer_of_the_rater(cast, row, chief):
    """Another leads the unit now."""
    today = timezone.localdate()
    cast.rater.assignments.update(ends_on=today - timezone.timedelta(days=1))
    build.make_head(chief, cast.division, "Kepala Bidang", starts_on=today)
    row.period.ends_on = today + timezone.timedelta(days=9)
    row.period.save()
    segments.follow(people=[cast.rater], actor=None)


def by_absence_for_good(cast, row, chief):
    stand_ins.hand_over(stand_ins.KINDS["nilai"], row, chief, actor=cast.bkpsdm, note="Pensiun")


WAYS = [by_report, by_transfer_of_the_rater, by_absence_for_good]


@pytest.mark.parametrize("way", WAYS)
def test_on_every_way_the_words_stay_with_whoever_wrote_them(cast, chief, way):
    row = written(cast, recommendation="Kursus")
    way(cast, row, chief)
    after = Evaluation.objects.get()
    assert (after.rater, after.answers, after.notes, after.recommendation) == (chief, REPORT, "", "")
    former = FormerRating.objects.get()
    assert (former.rater, former.rater_name, former.deputy) == (cast.rater, "Budi Santoso", None)
    assert said(former) == ["Sesuai Ekspektasi", "Di Bawah Ekspektasi", "Rapi", "Kursus"]


@pytest.mark.parametrize("way", [by_report, by_transfer_of_the_rater])
def test_what_was_rated_before_a_return_is_not_handed_on_as_the_new_raters_own(cast, chief, way):
    row = written(cast, state=State.RETURNED)
    way(cast, row, chief)
    assert Evaluation.objects.get().answers == REPORT
    assert said(FormerRating.objects.get())[:2] == ["Sesuai Ekspektasi", "Di Bawah Ekspektasi"]


def test_a_fixed_rating_that_another_delivers_stays_and_is_kept_for_whoever_gave_it(cast, chief):
    row = perform(written(cast), Action.RATE, actor=cast.rater.user, answers=REPORT | RATINGS, notes="Rapi")
    stand_ins.hand_over(stand_ins.KINDS["sampaikan"], row, chief, actor=cast.bkpsdm, note="Pindah tugas")
    after = Evaluation.objects.get()
    assert (after.rater, after.state, after.notes) == (chief, State.RATED, "Rapi")
    assert FormerRating.objects.get().predikat_label == row.predikat_label != ""
    again = perform(after, Action.RATE, actor=chief.user, answers=REPORT | RATINGS, notes="Lain")
    assert (again.notes, FormerRating.objects.get().notes) == ("Lain", "Rapi")


def test_what_the_employee_knows_is_not_kept_a_second_time(cast, chief):
    row = perform(written(cast), Action.RATE, actor=cast.rater.user, answers=REPORT | RATINGS)
    row = perform(row, Action.DELIVER, actor=cast.rater.user)
    row = perform(row, Action.OBJECT, actor=cast.employee.user, note="Keliru")
    stand_ins.hand_over(stand_ins.KINDS["jelaskan"], row, chief, actor=cast.bkpsdm, note="Pensiun")
    assert Evaluation.objects.get().rater == chief
    assert not FormerRating.objects.exists()


def test_where_nothing_was_sent_and_nothing_written_nothing_is_kept(cast, chief):
    moved(cast, cast.evaluation(state=State.DRAFT, answers=REPORT), chief)
    assert not FormerRating.objects.exists()


def test_who_had_it_open_without_a_word_is_known_as_well(cast, chief):
    """Their page may stand open with something typed that was never saved."""
    moved(cast, written(cast, answers=REPORT, notes=""), chief)
    assert not FormerRating.objects.get().has_words
    assert not FormerRating.objects.with_words().exists()


def test_a_report_on_which_no_rater_has_written_stays_as_it_is_to_the_letter(cast, chief):
    """Also what the form does not know any more."""
    row = written(cast, answers=REPORT | {"lama": "tetap"}, notes="")
    assert moved(cast, row, chief).answers == REPORT | {"lama": "tetap"}


@pytest.mark.parametrize(
    "words", [{"answers": REPORT | RATINGS, "notes": ""}, {"answers": REPORT, "notes": "Rapi"},
              {"answers": REPORT, "notes": "", "recommendation": "Kursus"}],
)  # fmt: skip
def test_there_is_something_to_read_where_anything_was_written(cast, chief, words):
    moved(cast, written(cast, **words), chief)
    former = FormerRating.objects.with_words().get()
    assert former.has_words


def test_the_first_rater_of_an_evaluation_without_one_takes_nothing_from_anybody(cast, chief):
    row = build.make_evaluation(cast.employee, build.make_period(), state=State.SUBMITTED, answers=REPORT)
    moved(cast, row, chief)
    assert not FormerRating.objects.exists()


def test_a_person_who_moved_on_leaves_the_first_part_with_its_rater_and_all_that_was_written(cast, chief):
    """The part that is over is still rated by whoever led there; nothing is closed to them."""
    row = written(cast)
    cast.employee.assignments.update(ends_on=row.period.starts_on + timezone.timedelta(days=13))
    build.make_assignment(
        cast.employee, cast.other_agency, starts_on=row.period.starts_on + timezone.timedelta(days=14)
    )
    segments.sync(row.period, today=row.period.starts_on + timezone.timedelta(days=15))
    first, second = Evaluation.objects.order_by("segment")
    assert (first.rater, first.notes, second.rater) == (cast.rater, "Rapi", chief)
    assert not FormerRating.objects.exists()
    saved = perform(
        first, Action.SAVE_RATING, actor=cast.rater.user, expected_version=row.version,
        answers=REPORT | RATINGS, notes="Sampai tanggal 14",
    )  # fmt: skip
    assert saved.notes == "Sampai tanggal 14"


# --- deputies ---


def test_whoever_acted_for_an_absent_rater_acts_no_more_for_the_next_one(cast, chief):
    row = written(cast)
    today = timezone.localdate()
    deputies.announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    moved(cast, row, chief)
    after = Evaluation.objects.get()
    assert (after.deputy, after.deputy_until, after.deputy_as) == (None, None, "")
    former = FormerRating.objects.get()
    assert (former.rater, former.deputy) == (cast.rater, cast.reviewer)


def test_when_a_rater_is_back_the_draft_stays_and_whoever_acted_can_still_read_it(cast):
    written(cast)
    today = timezone.localdate()
    absence = deputies.announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    deputies.withdraw(absence, actor=cast.rater.user)
    assert Evaluation.objects.get().notes == "Rapi"
    former = FormerRating.objects.left_by(cast.reviewer.user).get()
    assert (said(former)[-1], former.deputy_as) == ("Rapi", "atasan pejabat penilai")


def test_a_deputy_who_stays_from_one_day_to_the_next_leaves_nothing_behind(cast):
    written(cast)
    today = timezone.localdate()
    acting = build.make_head(
        cast.reviewer, cast.division, "Kepala Bidang", kind=AssignmentKind.PLH, starts_on=today
    )
    deputies.appoint(today)
    deputies.appoint(today + timezone.timedelta(days=1))
    assert acting.ends_on is None
    assert Evaluation.objects.get().deputy_until == today + timezone.timedelta(days=1)
    assert not FormerRating.objects.exists()


# --- taking over ---


def test_the_new_rater_fills_what_is_empty_with_one_logged_press(cast, chief):
    row = moved(cast, written(cast, recommendation="Kursus"), chief)
    perform(
        row,
        Action.SAVE_RATING,
        actor=chief.user,
        answers=REPORT | {"rating_perilaku": "MEETS"},
        notes="Sendiri",
    )
    former = FormerRating.objects.get()
    after = perform(row, Action.TAKE_OVER, actor=chief.user, former=former)
    assert after.answers == REPORT | {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
    assert (after.state, after.notes, after.recommendation) == (State.SUBMITTED, "Sendiri", "Kursus")
    event = after.events.last()
    assert (event.action, event.actor, event.note) == ("take_over", chief.user, "")
    assert event.data == {"former": former.pk, "from": "Budi Santoso"}


def test_what_the_new_rater_has_written_stays(cast, chief):
    row = moved(cast, written(cast, recommendation="Kursus"), chief)
    perform(row, Action.SAVE_RATING, actor=chief.user, answers=REPORT | RATINGS, recommendation="Magang")
    after = perform(row, Action.TAKE_OVER, actor=chief.user, former=FormerRating.objects.get())
    assert (after.notes, after.recommendation) == ("Rapi", "Magang")


def test_taking_where_nothing_is_empty_is_refused(cast, chief):
    row = moved(cast, written(cast), chief)
    former = FormerRating.objects.get()
    perform(row, Action.TAKE_OVER, actor=chief.user, former=former)
    with pytest.raises(Refused) as refused:
        perform(row, Action.TAKE_OVER, actor=chief.user, former=former)
    assert refused.value.code == "nothing_to_take"


def test_words_about_somebody_else_are_not_taken(cast, chief):
    moved(cast, written(cast), chief)
    other = cast.evaluation(build.make_period(month=8), state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    with pytest.raises(Refused) as refused:
        perform(other, Action.TAKE_OVER, actor=cast.rater.user, former=FormerRating.objects.get())
    assert refused.value.code == "not_of_this"
    assert Evaluation.objects.get(pk=other.pk).answers == REPORT


@pytest.mark.parametrize("who", ["rater", "employee", "reviewer", "bkpsdm"])
def test_nobody_but_who_rates_now_takes_over(cast, chief, who):
    row = moved(cast, written(cast), chief)
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    with pytest.raises(Refused) as refused:
        perform(row, Action.TAKE_OVER, actor=actor, former=FormerRating.objects.get())
    assert refused.value.code == "not_yours"


# --- who reads ---


def test_drafts_are_read_by_who_wrote_them_and_who_rates_now_and_by_nobody_else(cast, chief):
    moved(cast, written(cast), chief)
    names = ("employee", "rater", "reviewer", "unit_admin", "stranger", "bkpsdm", "auditor", "superadmin")
    users = {name: getattr(who, "user", who) for name in names for who in [getattr(cast, name)]}
    users["chief"] = chief.user
    reads = {name for name, user in users.items() if FormerRating.objects.visible_to(user).exists()}
    assert reads == {"rater", "chief"}
    assert {name for name, user in users.items() if FormerRating.objects.left_by(user).exists()} == {"rater"}


def test_who_acts_today_for_the_new_rater_reads_them_and_who_acted_yesterday_does_not(cast, chief):
    row = moved(cast, written(cast), chief)
    today = timezone.localdate()
    for until, reads in ((today, True), (today - timezone.timedelta(days=1), False)):
        Evaluation.objects.filter(pk=row.pk).update(
            deputy=cast.unit_admin, deputy_until=until, deputy_as="atasan"
        )
        assert FormerRating.objects.visible_to(cast.unit_admin.user).exists() == reads


def test_an_evaluation_gets_another_rater_in_one_place_only():
    """Whoever sets ``rater`` elsewhere would throw away, or hand on, what the former one wrote."""
    found = set()
    for path in Path(settings.BASE_DIR, "evaluations").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else ()
            flat = [one for target in targets for one in getattr(target, "elts", [target])]
            if any(isinstance(one, ast.Attribute) and one.attr in ("rater", "rater_id") for one in flat):
                found.add(path.name)
    assert found == {"former_ratings.py", "plans.py"}  # of a plan too: it has no drafts of its rater
