"""Days of attendance in words, for those who look at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evaluations.enums import DayStatus, StatementSource
from forms_config.engine.attendance.calendars import DAY, Hours
from forms_config.engine.attendance.days import TAPS, Day
from forms_config.engine.attendance.figures import Figures

OPEN, FREE = "Belum ada keterangan", "Libur"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day as a row: ``hours`` "07.30–16.00" or "", ``word`` what it came to, ``missing`` what lacks, ``notes`` all
    that counts in words, ``origin`` who says so."""

    day: date
    hours: str
    came: str
    went: str
    late: int | None
    early: int | None
    word: str
    missing: str
    notes: tuple[str, ...]
    origin: str
    is_free: bool
    is_open: bool
    is_ahead: bool


def day_rows(days: Iterable[Day], holidays: Mapping[date, str], today: date) -> list[DayRow]:
    return [_row(day, holidays.get(day.day, ""), today) for day in days]


def _row(day: Day, holiday: str, today: date) -> DayRow:
    is_over = day.day < today
    late = day.late if day.is_present else 0
    early = day.early if day.is_present and is_over else 0
    missing = _missing(day) if is_over else ""
    return DayRow(
        day=day.day,
        hours=hours_in_words(day.hours),
        came=f"{day.first_in:%H.%M}" if day.first_in else "",
        went=f"{day.last_out:%H.%M}" if day.last_out else "",
        late=late,
        early=early,
        word=_word(day, holiday, is_over=is_over),
        missing=missing,
        notes=_notes(late, early, missing),
        origin=_origin(day),
        is_free=day.hours is None,
        is_open=day.is_open and is_over,
        is_ahead=day.day > today,
    )


def sums_in_words(sums: Figures) -> str:
    """What days come to, without what is nothing: "20 hari kerja, 18 hadir, terlambat 35 menit"."""
    minutes = (("terlambat", sums.late_minutes), ("pulang cepat", sums.early_minutes))
    unknown = " dan ".join(name for name, number in minutes if number is None)
    parts = [
        (sums.unexcused_days, f"{sums.unexcused_days} tanpa keterangan"),
        (sums.leave_days, f"{sums.leave_days} cuti"),
        (sums.sick_days, f"{sums.sick_days} sakit"),
        (sums.permit_days, f"{sums.permit_days} izin"),
        (sums.study_days, f"{sums.study_days} tugas belajar"),
        (sums.open_days, f"{sums.open_days} belum ada keterangan"),
        (sums.missing_taps, f"{sums.missing_taps} kali tidak presensi"),
        (sums.late_minutes, f"terlambat {sums.late_minutes} menit"),
        (sums.early_minutes, f"pulang cepat {sums.early_minutes} menit"),
        (unknown, f"menit {unknown} tidak diketahui"),
    ]
    days = f"{sums.working_days} hari kerja, {sums.attended_days} hadir"
    return ", ".join([days, *(words for number, words in parts if number)])


def hours_in_words(hours: Hours | None) -> str:
    """ "07.30–16.00"; a night "21.00–07.00 hari berikutnya"; "" without hours."""
    if hours is None:
        return ""
    night = " hari berikutnya" if hours.ends > DAY else ""
    return f"{_clock(hours.starts)}–{_clock(hours.ends)}{night}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}.{minutes % 60:02}"


def _word(day: Day, holiday: str, *, is_over: bool) -> str:
    if day.hours is None:
        return holiday or FREE
    if day.status is None:
        return OPEN if is_over else ""
    codes = f" ({', '.join(day.codes)})" if day.codes else ""
    return f"{DayStatus(day.status).label}{codes}"


def _notes(late: int | None, early: int | None, missing: str) -> tuple[str, ...]:
    notes = [f"terlambat {late} menit"] if late else []
    notes += [f"pulang {early} menit sebelum waktunya"] if early else []
    return (*notes, missing) if missing else tuple(notes)


def _missing(day: Day) -> str:
    return "tidak presensi masuk" if day.misses_in else "tidak presensi pulang" if day.misses_out else ""


def _origin(day: Day) -> str:
    if day.rests_on in ("", TAPS):
        return "ketukan" if day.rests_on else ""
    return StatementSource(day.rests_on).label.lower()
