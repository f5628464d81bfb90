"""Loading the demo: everything in one go, once."""

import logging
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from evaluations.demo import (
    absences,
    attendance,
    calibrations,
    daily,
    development,
    dialogs,
    feedback,
    guidance,
    months,
    people,
    performances,
    plan_stories,
    plans,
    pulse,
    rater_reports,
    reminders,
    story,
    suggestions,
    transfers,
)
from evaluations.domain.periods import close_period, open_period
from evaluations.domain.periods.calendar import create, create_year, plan, planned_year
from evaluations.domain.periods.official import load_official_periods
from evaluations.domain.periods.official_development import load_official_development
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from evaluations.enums import ImportKind, PeriodKind, State
from evaluations.exchange.imports import import_path
from evaluations.models import PeriodTemplate
from forms_config.official import load_official

log = logging.getLogger("sekin.demo")


class DemoRefused(Exception):
    """Demo data never goes where DEBUG is off: its password is public."""


def is_loaded() -> bool:
    """Whether the demo (or a real installation) is already in this database."""
    return get_user_model().objects.filter(username="admin").exists()


def check_allowed() -> None:
    """Raises ``DemoRefused`` outside development."""
    if not settings.DEBUG:
        raise DemoRefused(
            "Data contoh hanya boleh dimuat dengan pengaturan pengembangan (sekin_site.settings.dev)."
        )


def load_demo(*, say: Callable[[str], None] = log.info) -> bool:
    """Load the demo unless something is there already; returns whether it did. About a minute on SQLite."""
    check_allowed()
    if is_loaded():
        return False
    today = timezone.localdate()
    say("Formulir resmi dan panduan …")
    load_official()
    load_official_periods()
    load_official_distribution()
    load_official_development()
    load_official_reminders()
    say("Unit organisasi dan 1.200 pegawai …")
    import_path(ImportKind.UNITS, people.DATA / "unor.json")
    import_path(ImportKind.EMPLOYEES, people.DATA / "pegawai_siasn.xlsx")
    people.load_people()
    spans = past_months(today)
    say("SKP …")
    for year in sorted({today.year - 1, *(year for year, _ in spans)}):
        plans.load_plans(year, min(today, date(year, 12, 31)))
    say("Presensi …")
    import_path(ImportKind.ATTENDANCE, people.DATA / "templat_bulanan_2026-06.xlsx")
    say(f"Evaluasi tahunan {today.year - 1} …")
    _load_period(today.year - 1, None, PeriodTemplate.objects.get(kind=PeriodKind.ANNUAL))
    monthly = PeriodTemplate.objects.get(kind=PeriodKind.MONTHLY)
    for year, month in spans:
        say(f"Evaluasi {month:02}-{year} …")
        _load_period(
            year, month, monthly, is_open=(year, month) == spans[-1], is_last=(year, month) == spans[-2]
        )
    year, month = last_quarter(today)
    say(f"Evaluasi triwulan {month:02}-{year} …")
    quarterly = PeriodTemplate.objects.get(kind=PeriodKind.QUARTERLY)
    _load_period(year, month, quarterly)
    _prepare_rest_of_year(today, monthly, quarterly)
    performances.determine_levels(today)
    story.tell(today)
    suggestions.rate_rows()
    calibrations.hold_one()
    dialogs.hold_one(today)
    development.agree_on_one(today)
    daily.write_lines(today)
    attendance.tap_lately(today)
    transfers.move_in_mid_month(today)
    plan_stories.tell_plans(today)
    rater_reports.tell_wrong_raters()
    absences.announce_one(today)
    rater_reports.hand_one_on()
    feedback.ask_around()
    guidance.use_guidance()
    pulse.tell()
    reminders.remind()
    return True


def past_months(today: date) -> list[tuple[int, int]]:
    """Year and month of the three months before ``today``'s and of ``today``'s, oldest first."""
    numbers = range(today.year * 12 + today.month - 4, today.year * 12 + today.month)
    return [(number // 12, number % 12 + 1) for number in numbers]


def last_quarter(today: date) -> tuple[int, int]:
    """Year and last month of the quarter before ``today``'s: that of the part-timers."""
    number = today.year * 12 + (today.month - 1) // 3 * 3 - 1
    return number // 12, number % 12 + 1


def _prepare_rest_of_year(today: date, *templates: PeriodTemplate) -> None:
    """The periods to come and the annual one, in preparation: the timer opens them when their moment comes."""
    annual = PeriodTemplate.objects.get(kind=PeriodKind.ANNUAL)
    planned = planned_year(today.year, [*templates, annual], today=today)
    create_year(row for row in planned if row.month is None or row.span[1] > today)


def _load_period(
    year: int, month: int | None, template: PeriodTemplate, *, is_open: bool = False, is_last: bool = False
) -> None:
    """A month, or (None) the year, with everybody's evaluation."""
    period = create(plan(template, year, month))
    if not is_open:  # a past period is over at once, so that the timer finds nothing to do
        period.opens_at = period.deliver_at = period.closes_at = None
        period.save(update_fields=["opens_at", "deliver_at", "closes_at"])
    else:  # the setting of the period lets raters begin early, so that everything can be tried on any day
        period.rates_from, period.needs_approval = period.starts_on, True
        period.save(update_fields=["rates_from", "needs_approval"])
        suggestions.ask_levels_of(period)
    if template.kind == PeriodKind.MONTHLY:
        attendance.load_attendance(year, month, period.starts_on, min(period.ends_on, timezone.localdate()))
    open_period(period)
    if is_open:
        months.fill_month(
            period, months.OPEN_MONTH, keep=calibrations.states_to_calibrate() | story.open_month_states()
        )
    else:
        mix = months.LAST_MONTH if is_last else months.OLD_MONTH
        delivered = State.DELIVERED if is_last else State.FINAL
        months.fill_month(period, mix, keep={person.nip: delivered for person in people.PEOPLE})
        close_period(period, despite_open=True)
        months.close_past(period)
