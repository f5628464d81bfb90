"""A year's periods made from templates in one step: planned, looked at and changed, then created."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import dateformat, timezone

from evaluations import rules
from evaluations.domain.periods.naming import end_of_day, name_of, span_of
from evaluations.domain.periods.working_days import add_working_days, all_holidays, is_working_day
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodKind
from evaluations.models import EvaluationPeriod, EvaluationSettings, PeriodForm, PeriodTemplate
from forms_config.actors import Actor

# The last months of the spans of each kind.
ENDS: dict[str, tuple[int | None, ...]] = {
    PeriodKind.MONTHLY: tuple(range(1, 13)),
    PeriodKind.QUARTERLY: (3, 6, 9, 12),
    PeriodKind.ANNUAL: (None,),
}
DATES = {
    "opens_on": "dibuka",
    "fill_on": "batas pengisian",
    "rate_on": "batas penilaian",
    "deliver_on": "hasil disampaikan",
    "closes_on": "ditutup",
}


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """One period as it would be created. The dates are whole days in Bantul; None: only by hand.

    ``existing`` is the period of this span that is there already and stays as it is.
    """

    template: PeriodTemplate
    year: int
    month: int | None
    fill_on: date
    rate_on: date
    opens_on: date | None = None
    deliver_on: date | None = None
    closes_on: date | None = None
    existing: EvaluationPeriod | None = None

    @property
    def name(self) -> str:
        return name_of(PeriodKind(self.template.kind), self.year, self.month)

    @property
    def span(self) -> tuple[date, date]:
        return span_of(PeriodKind(self.template.kind), self.year, self.month)


def start_of_day(day: date) -> datetime:
    """Midnight in Bantul, with which ``day`` begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def plan(
    template: PeriodTemplate,
    year: int,
    month: int | None = None,
    *,
    holidays: Container[date] | None = None,
) -> PlannedPeriod:
    """One period by a template; every day counts from the last day of the span."""
    known = all_holidays() if holidays is None else holidays
    last = span_of(PeriodKind(template.kind), year, month)[1]

    def on(days: int) -> date:
        return add_working_days(last, days, known) if template.working_days else last + timedelta(days=days)

    def maybe(days: int | None) -> date | None:
        return None if days is None else on(days)

    return PlannedPeriod(
        template,
        year,
        month,
        fill_on=on(template.fill_after),
        rate_on=on(template.rate_after),
        opens_on=maybe(template.open_after),
        deliver_on=maybe(template.deliver_after),
        closes_on=maybe(template.close_after),
    )


def planned_year(
    year: int, templates: Iterable[PeriodTemplate], *, today: date | None = None
) -> list[PlannedPeriod]:
    """All periods of a year by these templates, in order of time; two queries.

    What ran out before ``today`` is planned without a timer, so that it does not open by itself at once.
    """
    today = today or timezone.localdate()
    holidays = all_holidays()
    present = {(row.kind, row.month): row for row in EvaluationPeriod.objects.filter(year=year)}
    planned = []
    for template in templates:
        for month in ENDS[template.kind]:
            row = plan(template, year, month, holidays=holidays)
            if row.fill_on < today:
                row = replace(row, opens_on=None, deliver_on=None, closes_on=None)
            planned.append(replace(row, existing=present.get((template.kind, month))))
    return planned


def problems(row: PlannedPeriod) -> dict[str, str]:
    """What forbids creating a period with these dates: field → sentence."""
    found = {}
    if row.rate_on < row.fill_on:
        found["rate_on"] = "Batas penilaian mendahului batas pengisian."
    elif row.rate_on <= row.span[1]:
        found["rate_on"] = (
            "Batas penilaian jatuh sebelum periode berakhir; penilaian baru dimulai sesudahnya."
        )
    if row.deliver_on and row.deliver_on <= row.span[1]:
        found["deliver_on"] = "Hasil disampaikan sebelum periode berakhir; penilaian baru dimulai sesudahnya."
    if row.opens_on and row.opens_on > row.fill_on:
        found["opens_on"] = "Dibuka setelah batas pengisian."
    if row.closes_on and row.closes_on < row.rate_on:
        found["closes_on"] = "Ditutup sebelum batas penilaian."
    if row.fill_on < row.span[0]:
        found["fill_on"] = "Batas pengisian mendahului hari pertama periode."
    return found


def warnings(
    rows: Sequence[PlannedPeriod], *, holidays: Mapping[date, str] | None = None, today: date | None = None
) -> list[str]:
    """What the officer should look at once more; nothing here forbids creating."""
    known = all_holidays() if holidays is None else holidays
    today = today or timezone.localdate()
    new = [row for row in rows if row.existing is None]
    found = [sentence for row in new for sentence in _warnings_of(row, known, today)]
    found += _overlaps(new)
    for template in dict.fromkeys(row.template for row in new):
        if not template.forms.exists():
            found.append(f"Pola “{template}” belum punya formulir; pilih formulirnya sebelum periode dibuka.")
    years = {day.year for row in new for name in DATES if (day := getattr(row, name))}
    for year in sorted(years - {day.year for day in known}):
        found.append(f"Hari libur {year} belum dicatat; tanggal dihitung tanpa hari libur.")
    return found


def _warnings_of(row: PlannedPeriod, holidays: Mapping[date, str], today: date) -> list[str]:
    found = []
    for name in ("fill_on", "rate_on"):
        day = getattr(row, name)
        if not is_working_day(day, holidays):
            what = holidays.get(day) or dateformat.format(day, "l")
            found.append(f"{row.name}: {DATES[name]} jatuh pada hari libur ({what}, {_day(day)}).")
    if row.deliver_on and row.deliver_on <= row.rate_on:
        found.append(f"{row.name}: hasil disampaikan sebelum batas penilaian lewat.")
    if row.fill_on < today:
        by_hand = "" if row.opens_on else " dan tidak dibuka otomatis"
        found.append(f"{row.name}: batas pengisian sudah lewat{by_hand}.")
    return found


def _overlaps(rows: Sequence[PlannedPeriod]) -> list[str]:
    """Where the next period of a kind opens while people still fill in the one before."""
    found = []
    for before, after in pairwise(rows):
        same_kind = before.template.kind == after.template.kind
        if same_kind and after.opens_on and after.opens_on <= before.fill_on:
            found.append(
                f"{after.name} dibuka ({_day(after.opens_on)}) selagi {before.name} masih diisi "
                f"(sampai {_day(before.fill_on)})."
            )
    return found


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


@transaction.atomic
def create_year(rows: Iterable[PlannedPeriod], *, actor: Actor | None = None) -> list[EvaluationPeriod]:
    """Create what does not exist yet, with the audience rules of the template; all of them or none.

    Raises ``Refused``: not_yours, bad_dates (details: {name of the period: {field: sentence}}).
    """
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membuat periode.")
    new = [row for row in rows if row.existing is None]
    wrong = {row.name: found for row in new if (found := problems(row))}
    if wrong:
        raise Refused("bad_dates", "Ada tanggal yang perlu diperbaiki. Belum ada periode yang dibuat.", wrong)
    clocks = EvaluationSettings.load().for_periods
    present = set(
        EvaluationPeriod.objects.filter(year__in={row.year for row in new}).values_list(
            "kind", "year", "month"
        )
    )
    return [
        create(row, clocks=clocks) for row in new if (row.template.kind, row.year, row.month) not in present
    ]


def create(row: PlannedPeriod, *, clocks: Mapping[str, Any] | None = None) -> EvaluationPeriod:
    """One period in preparation, as planned."""
    starts_on, ends_on = row.span
    period = EvaluationPeriod.objects.create(
        name=row.name,
        kind=row.template.kind,
        year=row.year,
        month=row.month,
        starts_on=starts_on,
        ends_on=ends_on,
        opens_at=row.opens_on and start_of_day(row.opens_on),
        fill_until=end_of_day(row.fill_on),
        rate_until=end_of_day(row.rate_on),
        deliver_at=row.deliver_on and start_of_day(row.deliver_on),
        closes_at=row.closes_on and end_of_day(row.closes_on),
        grace_hours=row.template.grace_hours,
        segment_rule=row.template.segment_rule,
        needs_approval=row.template.needs_approval,
        **(EvaluationSettings.load().for_periods if clocks is None else clocks),
    )
    for rule in row.template.forms.all():
        PeriodForm.objects.create(period=period, **rule.conditions_and_form())
    return period
