"""Parts of an evaluation in plain words, for those who may open them."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from evaluations.enums import SegmentRule
from evaluations.models import Evaluation


def span_in_words(first: date, last: date) -> str:
    """ "1–14 Juli 2026", "28 Juni–3 Juli 2026", "28 Desember 2025–3 Januari 2026"; one day: "3 Juli 2026"."""
    end = date_format(last, "j F Y")
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{date_format(first, 'j F' if first.year == last.year else 'j F Y')}–{end}"


def days_of(evaluation: Evaluation) -> str:
    """ "Bagian 1: 1–14 Juli 2026"; of somebody who came later "Hanya 10–31 Juli 2026"; empty for the whole period."""
    if not evaluation.is_part:
        return ""
    days = span_in_words(evaluation.first_day, evaluation.last_day)
    is_first_of_several = evaluation.segment == 1 and evaluation.ends_on is not None
    return (
        f"Bagian {evaluation.segment}: {days}"
        if is_first_of_several or evaluation.segment > 1
        else f"Hanya {days}"
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one person's evaluation in a period, in order, and which of them is the result, and why."""

    rows: list[Evaluation]
    why: str


def parts_of(evaluation: Evaluation, user) -> Parts | None:
    """All parts for those who see more than one (the person, BKPSDM …); None where there is only one to see.

    A rater sees the own part only, so the rater after a transfer learns nothing of what was before. One query, none
    for an evaluation of the whole period.
    """
    if not evaluation.is_part:
        return None
    rows = Evaluation.objects.visible_to(user).filter(
        employee=evaluation.employee_id, period=evaluation.period_id
    )
    parts = list(
        rows.select_related("period").defer("answers", "plan_rows", "trace").order_by("segment", "pk")
    )
    return Parts(parts, why_it_counts(parts)) if len(parts) > 1 else None


def why_it_counts(parts: list[Evaluation]) -> str:
    """Which part makes the result of the period and by which rule."""
    counting = [part for part in parts if part.counts]
    if len(counting) != 1:
        return "Semua bagian berlaku; tiap bagian mempunyai hasilnya sendiri."
    [part] = counting
    rule = part.period.segment_rule
    length = (part.last_day - part.first_day).days + 1
    because = "karena hasilnya sudah ditetapkan lebih dulu"
    if rule == SegmentRule.LAST and part == parts[-1]:
        because = "karena itu bagian yang terakhir"
    elif rule == SegmentRule.LONGEST and all(length >= (p.last_day - p.first_day).days + 1 for p in parts):
        because = f"karena itu bagian yang terlama ({length} hari)"
    return (
        f"Hasil {part.period.name} diambil dari bagian {part.segment}, {because}. "
        "Bagian lain tetap dinilai dan terlihat."
    )
