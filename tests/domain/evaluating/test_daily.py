"""A line a day: who writes about which day, until when, towards what, and what stays once the month was sent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import OUTSIDE, Aim, Line
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodKind, PeriodState, Scan, State
from evaluations.models import DailyEntry, DailyFile, Evaluation
from tests import build
from tests.evidence_files import PDF, photograph

DAY = timedelta(days=1)
FIRST = Aim("rhk-1", "Hasil kerja 1 terlaksana", "Jumlah laporan 1", "laporan")


@pytest.fixture(autouse=True)
def today(monkeypatch) -> date:
    """In the middle of a month in the middle of a year, whenever the tests run."""
    day, real = date(2026, 7, 20), timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *moment: real(*moment) if moment else day)
    return day


@pytest.fixture
def team(cast, today):
    """The division keeps lines; the employee has an approved plan."""
    build.keep_daily(cast.division)
    build.make_plan(cast.employee, rater=cast.rater, year=today.year)
    return cast


def line(day: date, text: str = "Menyusun laporan", **more) -> Line:
    return Line(day, text, **more)


def write(team, day: date, text: str = "Menyusun laporan", **more) -> DailyEntry:
    return daily.write(team.employee, line(day, text, **more), actor=team.employee.user)


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def month_of(team, day: date, **fields) -> Evaluation:
    """The evaluation of the month of that day, open unless said otherwise."""
    last = (day.replace(day=1) + 32 * DAY).replace(day=1) - DAY
    period_fields = {name: fields.pop(name) for name in ("state_of_period", "fill_until") if name in fields}
    state = period_fields.pop("state_of_period", PeriodState.OPEN)
    period = build.make_period(
        day.year, day.month, starts_on=day.replace(day=1), ends_on=last, state=state, **period_fields
    )
    return build.make_evaluation(team.employee, period, rater=team.rater, **fields)


# --- whether it is kept ---


def test_the_nearest_unit_that_says_so_decides_and_none_says_no(cast, today):
    assert not daily.keeps_daily(cast.employee, today)
    build.keep_daily(cast.root)
    assert daily.keeps_daily(cast.employee, today)
    build.keep_daily(cast.agency, wanted=False)
    assert not daily.keeps_daily(cast.employee, today)
    assert daily.keeps_daily(cast.stranger, today)
    build.keep_daily(cast.division)
    assert daily.keeps_daily(cast.employee, today)
    assert not daily.keeps_daily(cast.reviewer, today)


def test_only_bkpsdm_switches_it_on_and_off(cast):
    daily.set_keeping(cast.agency, True, actor=cast.bkpsdm)
    cast.agency.refresh_from_db()
    assert cast.agency.keeps_daily is True
    assert refused(daily.set_keeping, cast.agency, False, actor=cast.unit_admin.user) == "not_yours"
    cast.agency.refresh_from_db()
    assert cast.agency.keeps_daily is True


# --- writing ---


def test_a_line_keeps_what_was_done_for_which_indicator_and_how_much(team, today):
    entry = write(team, today, "  Menyusun laporan\n", aim=FIRST, quantity=Decimal("2.5"))
    stored = DailyEntry.objects.get()
    assert stored == entry
    assert (stored.employee, stored.day, stored.text) == (team.employee, today, "Menyusun laporan")
    assert daily.aim_of(stored) == FIRST
    assert stored.quantity == Decimal("2.5")


def test_a_second_press_writes_no_second_line_and_other_words_do(team, today):
    assert write(team, today) == write(team, today)
    write(team, today, quantity=Decimal(1))
    write(team, today - DAY)
    assert DailyEntry.objects.count() == 3


def test_only_the_person_writes_changes_and_deletes(team, today):
    entry = write(team, today)
    for other in (team.rater.user, team.bkpsdm):
        assert refused(daily.write, team.employee, line(today), actor=other) == "not_yours"
        assert refused(daily.change, entry, line(today, "Lain"), actor=other) == "not_yours"
        assert refused(daily.delete, entry, actor=other) == "not_yours"
        assert refused(daily.add_file, entry, SimpleUploadedFile("a.pdf", PDF), actor=other) == "not_yours"
        assert refused(daily.remove_files, entry, [], actor=other) == "not_yours"
    assert DailyEntry.objects.get().text == "Menyusun laporan"


def test_tomorrow_is_refused_and_today_is_not(team, today):
    assert refused(write, team, today + DAY) == "future_day"
    write(team, today)


def test_a_day_outside_the_posts_is_refused(team, today):
    team.employee.assignments.update(starts_on=today)
    assert refused(write, team, today - DAY) == "not_kept"
    write(team, today)


def test_without_an_evaluation_one_writes_back_to_the_first_of_last_month(team, today):
    first = (today.replace(day=1) - DAY).replace(day=1)
    assert refused(write, team, first - DAY) == "too_far_back"
    write(team, first)


def test_while_its_month_can_be_filled_in_an_older_day_is_open(team, today):
    old = (today.replace(day=1) - 70 * DAY).replace(day=5)
    report = month_of(team, old)
    write(team, old)
    report.period.fill_until = timezone.now() - DAY
    report.period.save()
    assert refused(write, team, old, "Lain") == "deadline_passed"


@pytest.mark.parametrize(
    ("text", "more", "code"),
    [
        ("  ", {}, "text_required"),
        ("a" * 501, {}, "text_too_long"),
        ("a", {"aim": Aim("rhk-1", "Hasil kerja 1 terlaksana", "Karangan", "laporan")}, "unknown_aim"),
        ("a", {"quantity": Decimal("-0.01")}, "bad_quantity"),
        ("a", {"quantity": daily.MAX_QUANTITY}, "bad_quantity"),
    ],
)
def test_what_makes_no_sense_is_refused(team, today, text, more, code):
    assert refused(write, team, today, text, **more) == code
    assert not DailyEntry.objects.exists()


def test_five_hundred_letters_and_nothing_counted_are_fine(team, today):
    write(team, today, "a" * 500, quantity=Decimal(0))


def test_the_indicators_come_from_the_plans_that_hold_on_that_day(team, today):
    assert daily.aims_on(team.employee, today) == [FIRST]
    assert daily.aims_on(team.employee, today.replace(year=today.year - 1)) == []
    team.employee.assignments.update(starts_on=today)
    assert daily.aims_on(team.employee, today) == [FIRST]
    assert daily.aims_on(team.employee, today - DAY) == []


def test_a_result_without_indicators_is_an_aim_of_its_own(team, today):
    plan = team.employee.plans.get()
    build.remove_plans(team.employee)
    bare = build.make_plan(team.employee, rater=team.rater, year=plan.year, state="DRAFT")
    bare.results.get().indicators.all().delete()
    build.approve(bare)
    assert daily.aims_on(team.employee, today) == [Aim("rhk-1", "Hasil kerja 1 terlaksana")]


# --- changing ---


def test_a_line_changes_its_words_and_its_day(team, today):
    entry = write(team, today, aim=FIRST, quantity=Decimal(2))
    daily.change(entry, line(today - DAY, "Rapat", aim=OUTSIDE), actor=team.employee.user)
    stored = DailyEntry.objects.get()
    assert (stored.day, stored.text, stored.quantity) == (today - DAY, "Rapat", None)
    assert daily.aim_of(stored) == OUTSIDE


def test_a_line_cannot_move_to_a_day_on_which_none_may_be_written(team, today):
    entry = write(team, today)
    me = team.employee.user
    assert refused(daily.change, entry, line(today + DAY), actor=me) == "future_day"
    assert refused(daily.change, entry, line(today - 200 * DAY), actor=me) == "too_far_back"


def test_a_line_keeps_its_result_when_the_plan_no_longer_has_it(team, today):
    entry = write(team, today, aim=FIRST)
    build.remove_plans(team.employee)
    daily.change(entry, line(today, "Lain", aim=FIRST), actor=team.employee.user)
    assert refused(write, team, today, aim=FIRST) == "unknown_aim"


def test_what_was_written_may_be_changed_and_deleted_after_the_unit_stopped(team, today):
    entry = write(team, today)
    build.keep_daily(team.division, wanted=False)
    daily.change(entry, line(today, "Lain"), actor=team.employee.user)
    assert refused(write, team, today) == "not_kept"
    daily.delete(entry, actor=team.employee.user)
    assert not DailyEntry.objects.exists()


# --- the same as the last day ---


def test_the_lines_of_the_last_day_are_written_once_more(team, today):
    write(team, today - 5 * DAY, "Lama")
    write(team, today - 3 * DAY, "Laporan", aim=FIRST, quantity=Decimal(4))
    with_file = write(team, today - 3 * DAY, "Rapat")
    daily.add_file(with_file, SimpleUploadedFile("a.pdf", PDF), actor=team.employee.user)
    for _ in range(2):
        written = daily.same_as_before(team.employee, today, actor=team.employee.user)
        assert [(one.text, one.quantity, daily.aim_of(one)) for one in written] == [
            ("Laporan", Decimal(4), FIRST),
            ("Rapat", None, OUTSIDE),
        ]
    assert DailyEntry.objects.filter(day=today).count() == 2
    assert not DailyFile.objects.filter(entry__day=today).exists()


def test_of_a_result_that_left_the_plan_nothing_is_written_again(team, today):
    write(team, today - DAY, aim=FIRST)
    build.remove_plans(team.employee)
    assert refused(daily.same_as_before, team.employee, today, actor=team.employee.user) == "nothing_before"


def test_before_the_first_line_there_is_nothing_to_repeat(team, today):
    write(team, today)
    assert refused(daily.same_as_before, team.employee, today, actor=team.employee.user) == "nothing_before"


# --- files ---


def test_a_photo_is_redrawn_without_its_place_and_stored_once(team, today):
    entry = write(team, today)
    first, again = (
        daily.add_file(entry, SimpleUploadedFile("foto.jpg", photograph()), actor=team.employee.user)
        for _ in range(2)
    )
    assert first == again
    content = first.file.open("rb").read()
    assert b"Telepon Siti" not in content
    assert str(first.file.name).startswith(f"daily/{team.employee.pk}/")
    assert (first.name, first.content_type, first.size) == ("foto.jpg", "image/jpeg", len(content))


def test_files_of_a_month_are_bounded_together(team, today, settings):
    settings.EVIDENCE_MAX_FILES = 1
    me = team.employee.user
    daily.add_file(write(team, today), SimpleUploadedFile("a.pdf", PDF), actor=me)
    other = write(team, today, "Lain")
    assert (
        refused(daily.add_file, other, SimpleUploadedFile("b.pdf", PDF + b"%"), actor=me) == "too_many_files"
    )
    before = write(team, today.replace(day=1) - DAY)
    daily.add_file(before, SimpleUploadedFile("b.pdf", PDF), actor=me)


def test_no_page_as_a_picture(team, today):
    entry = write(team, today)
    fake = SimpleUploadedFile("a.jpg", b"<html></html>")
    assert refused(daily.add_file, entry, fake, actor=team.employee.user) == "file_type_not_allowed"


@pytest.mark.django_db(transaction=True)
def test_with_a_line_its_files_leave_the_disk_and_those_removed_alone_too(cast, today):
    build.keep_daily(cast.division)
    me = cast.employee.user
    entry = daily.write(cast.employee, line(today), actor=me)
    files = [
        daily.add_file(entry, SimpleUploadedFile("a.pdf", PDF + more), actor=me)
        for more in (b"", b"%", b"%%")
    ]
    storage = files[0].file.storage
    daily.remove_files(entry, [files[0].pk], actor=me)
    there = [storage.exists(str(file.file.name)) for file in files]
    assert there == [False, True, True]
    daily.delete(entry, actor=me)
    assert not any(storage.exists(str(file.file.name)) for file in files)
    assert not DailyFile.objects.exists()


# --- once it is sent ---


def test_lines_of_a_month_that_was_sent_are_locked_with_the_reason(team, today):
    entry, me = write(team, today), team.employee.user
    report = month_of(team, today)
    assert daily.locked_days(team.employee, [today], actor=me) == {}
    Evaluation.objects.filter(pk=report.pk).update(
        state=State.SUBMITTED, submitted_at=timezone.now(), receipt_number="T1"
    )
    assert refused(daily.change, entry, line(today, "Lain"), actor=me) == "wrong_state"
    assert refused(daily.delete, entry, actor=me) == "wrong_state"
    assert refused(write, team, today, "Lain") == "wrong_state"
    assert refused(daily.add_file, entry, SimpleUploadedFile("a.pdf", PDF), actor=me) == "wrong_state"
    outside = today.replace(day=1) - DAY
    locked = daily.locked_days(team.employee, [today, outside], actor=me)
    assert {day: one.code for day, one in locked.items()} == {today: "wrong_state"}
    Evaluation.objects.filter(pk=report.pk).update(state=State.RETURNED)
    daily.change(entry, line(today, "Lain"), actor=me)


def test_of_several_parts_only_the_days_of_the_one_that_was_sent_are_locked(team, today):
    day = (today.replace(day=1) - DAY).replace(day=15)
    sent = {"state": State.SUBMITTED, "starts_on": None, "ends_on": day}
    first = month_of(team, day, **sent)
    build.make_evaluation(team.employee, first.period, segment=2, starts_on=day + DAY)
    assert refused(write, team, day) == "wrong_state"
    assert refused(write, team, day - DAY) == "wrong_state"
    entry = write(team, day + DAY)
    me = team.employee.user
    assert set(daily.locked_days(team.employee, [day, day + DAY], actor=me)) == {day}
    assert refused(daily.change, entry, line(day), actor=me) == "wrong_state"


def test_the_evaluation_of_the_year_locks_no_day(team, today):
    period = build.make_period(today.year, None, kind=PeriodKind.ANNUAL)
    build.make_evaluation(team.employee, period, rater=team.rater, state=State.SUBMITTED)
    entry = write(team, today)
    daily.delete(entry, actor=team.employee.user)


def test_the_database_itself_keeps_the_lines_of_what_was_sent(team, today):
    entry = write(team, today)
    file = daily.add_file(entry, SimpleUploadedFile("a.pdf", PDF), actor=team.employee.user)
    free = write(team, today.replace(day=1) - DAY)
    report = month_of(team, today, state=State.SUBMITTED)
    acts = [
        lambda: DailyEntry.objects.filter(pk=entry.pk).update(text="Lain"),
        lambda: DailyEntry.objects.filter(pk=entry.pk).update(day=free.day),
        lambda: DailyEntry.objects.filter(pk=free.pk).update(day=today),
        lambda: DailyEntry.objects.create(employee=team.employee, day=today, text="Lagi"),
        lambda: DailyFile.objects.filter(pk=file.pk).delete(),
        lambda: DailyEntry.objects.filter(pk=entry.pk).delete(),
        lambda: DailyFile.objects.create(entry=entry, name="b", content_type="x", size=1, sha256="1"),
        lambda: DailyFile.objects.filter(pk=file.pk).update(name="b"),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    Evaluation.objects.filter(pk=report.pk).update(state=State.RETURNED)
    DailyEntry.objects.filter(pk=entry.pk).delete()


# --- nobody else's, no other day ---


def colleague_of(team):
    """Somebody in the same unit with lines, a plan and a sent evaluation of their own."""
    other = build.make_employee("Rekan")
    build.make_assignment(other, team.division)
    return other


def test_lines_of_a_colleague_are_neither_given_back_nor_repeated(team, today):
    other = colleague_of(team)
    theirs = daily.write(other, line(today), actor=other.user)
    assert write(team, today) != theirs
    daily.write(other, line(today - DAY, "Milik rekan"), actor=other.user)
    assert daily.last_before(team.employee, today) == []
    mine = write(team, today - DAY, "Milik saya")
    assert daily.last_before(team.employee, today) == [mine]


def test_the_last_day_is_the_latest_however_the_lines_were_written(team, today):
    late = write(team, today - DAY, "Kemarin")
    write(team, today - 4 * DAY, "Minggu lalu")
    assert daily.last_before(team.employee, today) == [late]


def test_only_own_plans_of_the_year_of_the_day_are_offered_the_last_day_of_a_post_included(team, today):
    other = colleague_of(team)
    build.make_plan(other, year=today.year, results=2)
    assert daily.aims_on(team.employee, today) == [FIRST]
    team.employee.assignments.update(ends_on=today)
    assert daily.aims_on(team.employee, today) == [FIRST]
    assert daily.aims_on(team.employee, today + DAY) == []


def test_a_plan_of_another_year_is_offered_on_its_own_days_only(team, today):
    build.remove_plans(team.employee)
    build.make_plan(team.employee, year=today.year - 1)
    assert daily.aims_on(team.employee, today) == []
    assert daily.aims_on(team.employee, today.replace(year=today.year - 1)) == [FIRST]


def test_whether_one_may_write_is_told_beforehand_with_the_reason(team, today):
    me = team.employee.user
    assert daily.refusal(team.employee, today, actor=me) is None
    assert daily.refusal(team.employee, today + DAY, actor=me).code == "future_day"
    assert daily.refusal(team.employee, today, actor=team.rater.user).code == "not_yours"


def test_a_line_leaves_no_month_that_was_sent(team, today):
    last = today.replace(day=1) - DAY
    entry = write(team, last)
    month_of(team, last, state=State.SUBMITTED)
    assert refused(daily.change, entry, line(today), actor=team.employee.user) == "wrong_state"
    assert refused(daily.remove_files, entry, [], actor=team.employee.user) == "wrong_state"
    assert DailyEntry.objects.get().day == last


def test_the_first_and_the_last_day_of_what_was_sent_are_locked_and_no_day_beside(team, today):
    first, me = today.replace(day=1), team.employee.user
    report = month_of(team, today, state=State.SUBMITTED)
    last = report.period.ends_on
    days = [first - DAY, first, last, last + DAY]
    assert set(daily.locked_days(team.employee, days, actor=me)) == {first, last}
    assert daily.locked_days(team.employee, [], actor=me) == {}


def test_what_a_colleague_has_sent_locks_nothing_of_mine(team, today):
    other = colleague_of(team)
    report = month_of(team, today)
    build.make_evaluation(other, report.period, rater=team.rater, state=State.SUBMITTED)
    entry = write(team, today)
    assert daily.locked_days(team.employee, [today], actor=team.employee.user) == {}
    daily.delete(entry, actor=team.employee.user)


def test_the_acts_give_back_what_they_wrote(team, today):
    assert daily.set_keeping(team.agency, True, actor=team.bkpsdm) == team.agency
    entry = write(team, today)
    assert daily.change(entry, line(today, "Lain"), actor=team.employee.user) == entry


def test_the_lines_of_a_day_are_repeated_all_or_none(team, today, monkeypatch):
    write(team, today - DAY, "Satu")
    write(team, today - DAY, "Dua")
    real, written = daily.write, []

    def failing(employee, one, *, actor):
        if written:
            raise Refused("text_required", "Tidak jadi.")
        written.append(one)
        return real(employee, one, actor=actor)

    monkeypatch.setattr(daily, "write", failing)
    assert refused(daily.same_as_before, team.employee, today, actor=team.employee.user) == "text_required"
    assert not DailyEntry.objects.filter(day=today).exists()


def test_files_of_a_colleague_and_of_another_year_take_no_room(team, today, settings):
    settings.EVIDENCE_MAX_FILES = 1
    other, me = colleague_of(team), team.employee.user
    theirs = daily.write(other, line(today), actor=other.user)
    daily.add_file(theirs, SimpleUploadedFile("a.pdf", PDF), actor=other.user)
    old = DailyEntry.objects.create(
        employee=team.employee, day=today.replace(year=today.year - 1), text="Lama"
    )
    DailyFile.objects.create(entry=old, name="b.pdf", content_type="x", size=1, sha256="1")
    daily.add_file(write(team, today), SimpleUploadedFile("a.pdf", PDF), actor=me)


def test_removed_files_have_no_row_any_more(team, today):
    entry, me = write(team, today), team.employee.user
    kept = daily.add_file(entry, SimpleUploadedFile("a.pdf", PDF), actor=me)
    gone = daily.add_file(entry, SimpleUploadedFile("b.pdf", PDF + b"%"), actor=me)
    daily.remove_files(entry, [gone.pk], actor=me)
    assert list(entry.files.all()) == [kept]


def test_a_file_whose_row_cannot_be_saved_leaves_nothing_on_the_disk(team, today, monkeypatch):
    entry = write(team, today)
    storage, stored = DailyFile._meta.get_field("file").storage, []

    def failing(self, *args, **kwargs):
        stored.append(str(self.file.name))
        raise RuntimeError("no row")

    monkeypatch.setattr(DailyFile, "save", failing)
    with pytest.raises(RuntimeError):
        daily.add_file(entry, SimpleUploadedFile("a.pdf", PDF), actor=team.employee.user)
    assert [storage.exists(path) for path in stored] == [False]


def test_while_the_scanner_is_away_a_file_waits_and_the_line_stays(team, today, monkeypatch):
    entry = write(team, today)
    monkeypatch.setattr(daily, "checked_for_viruses", lambda file, name: Scan.PENDING)
    upload = SimpleUploadedFile("a.pdf", PDF)
    assert refused(daily.add_file, entry, upload, actor=team.employee.user) == "scanner_away"
    assert not DailyFile.objects.exists()
