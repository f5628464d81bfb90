"""What differs between two states of a plan (SKP), in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.domain.evaluating.plan_actions import actions_in_a_line
from evaluations.domain.evaluating.plan_content import annexes_of, expectations_of, plan_rows_of
from evaluations.domain.evaluating.plan_targets import gathering_in_words, months_in_words
from evaluations.enums import (
    Aspect,
    CoreValue,
    Perspective,
    PlanAnnex,
    PlanApproach,
    TargetPolarity,
    WorkResultKind,
)
from evaluations.models import PerformancePlan, PlanVersion
from forms_config.engine.rounding import spoken

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Content:
    """A plan as it stands or stood: rows as forms take them, expectations per value, annexes, and whose it is."""

    rows: Sequence[Row]
    expectations: Mapping[str, str]
    annexes: Mapping[str, Sequence[str]]
    approach: str
    people: Mapping[str, Mapping[str, str]]


def as_it_stands(plan: PerformancePlan) -> Content:
    """What is being worked on; ``plan`` with its content. Nobody has approved it, so it names no people."""
    return Content(plan_rows_of(plan), expectations_of(plan), annexes_of(plan), plan.approach, {})


def as_approved(version: PlanVersion) -> Content:
    return Content(version.rows, version.expectations, version.annexes, version.approach, version.people)


def differences(before: Content, after: Content) -> list[str]:
    """One sentence for each difference, in the order of the plan; empty where they say the same."""
    return [
        *_approach(before.approach, after.approach),
        *_results(before.rows, after.rows),
        *_expectations(before.expectations, after.expectations),
        *_annexes(before.annexes, after.annexes),
        *_people(before.people, after.people),
    ]


def _approach(before: str, after: str) -> Iterator[str]:
    if before != after:
        old, new = (PlanApproach(one).label.lower() for one in (before, after))
        yield f"Pendekatan berubah dari {old} menjadi {new}."


def _results(before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    old = {row["_row"]: row for row in before}
    new = {row["_row"]: row for row in after}
    for key, row in new.items():
        if key not in old:
            yield f"Hasil kerja baru: “{row['statement']}”, dengan {_count(row['indicators'])}."
        else:
            yield from _result(old[key], row)
    for key, row in old.items():
        if key not in new:
            yield f"Hasil kerja dihapus: “{row['statement']}”."
    if list(old) != list(new) and set(old) == set(new):
        yield "Urutan hasil kerja berubah."


def _count(indicators: Sequence[Row]) -> str:
    return f"{len(indicators)} indikator"


def _result(before: Row, after: Row) -> Iterator[str]:
    name = after["statement"]
    if before["statement"] != name:
        yield f"Rumusan hasil kerja berubah dari “{before['statement']}” menjadi “{name}”."
    if before["kind"] != after["kind"]:
        kinds = [WorkResultKind(row["kind"]).label.lower() for row in (before, after)]
        yield f"“{name}” berubah dari hasil kerja {kinds[0]} menjadi {kinds[1]}."
    if before["parent"] != after["parent"]:
        parents = [f"“{row['parent']}”" if row["parent"] else "tidak ada" for row in (before, after)]
        yield f"Hasil kerja pimpinan yang didukung “{name}” berubah dari {parents[0]} menjadi {parents[1]}."
    for field, (label, in_words) in RESULT_WORDS.items():
        old, new = before.get(field, ""), after.get(field, "")  # older versions do not have them
        if old != new:
            yield f"{label} “{name}” berubah dari {in_words(old)} menjadi {in_words(new)}."
    yield from _indicators(name, before["indicators"], after["indicators"])


def _indicators(result: str, before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    """Indicators have no key: those of the same words belong together, of the rest those at the same place."""
    pairs, left = [], list(before)
    for one in after:
        same = next((other for other in left if other["text"] == one["text"]), None)
        if same is not None:
            left.remove(same)
        pairs.append((same, one))
    for same, one in pairs:
        if same is None and left and len(before) == len(after):
            same = left.pop(0)
        if same is None:
            yield f"Indikator baru pada “{result}”: “{one['text']}”{_target(one)}."
        else:
            yield from _indicator(result, same, one)
    for gone in left:
        yield f"Indikator dihapus dari “{result}”: “{gone['text']}”."


def _target(indicator: Row) -> str:
    return f", target {indicator['target']}" if indicator["target"] else ""


RESULT_WORDS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "actions": (
        "Rencana aksi",
        lambda value: f"“{actions_in_a_line(value)}”" if value else "kosong",
    ),
    "perspective": ("Perspektif", lambda value: Perspective(value).label if value else "kosong"),
    "assigned_by": ("Penugasan", lambda value: f"“{value}”" if value else "kosong"),
}
INDICATOR_WORDS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "aspect": ("Aspek", lambda value: Aspect(value).label if value else "kosong"),
    "target": ("Target", lambda value: value or "kosong"),
    "target_value": (
        "Target dalam angka",
        lambda value: spoken(Decimal(value)) if value is not None else "kosong",
    ),
    "unit": ("Satuan", lambda value: value or "kosong"),
    "polarity": ("Arah", lambda value: TargetPolarity(value).label.lower()),
    "gathering": ("Cara menghitung setahun", gathering_in_words),
    "months": ("Target per bulan", lambda value: months_in_words(value) or "kosong"),
}


def _indicator(result: str, before: Row, after: Row) -> Iterator[str]:
    name = after["text"]
    if before["text"] != name:
        yield f"Indikator pada “{result}” berubah dari “{before['text']}” menjadi “{name}”."
    for field, (label, in_words) in INDICATOR_WORDS.items():
        old, new = (one.get(field) or None for one in (before, after))  # older versions have no spread
        if old != new:
            yield f"{label} “{name}” berubah dari {in_words(old)} menjadi {in_words(new)}."


def _expectations(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for value in CoreValue:
        old, new = before.get(value, ""), after.get(value, "")
        if old == new:
            continue
        if not old or not new:
            yield f"Ekspektasi {value.label} {'ditambahkan' if new else 'dihapus'}: “{new or old}”."
        else:
            yield f"Ekspektasi {value.label} berubah dari “{old}” menjadi “{new}”."


def _annexes(before: Mapping[str, Sequence[str]], after: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Items have no key either: those of other words came or went."""
    for annex in PlanAnnex:
        old, new = before.get(annex, []), after.get(annex, [])
        yield from (f"{annex.label} ditambahkan: “{text}”." for text in new if text not in old)
        yield from (f"{annex.label} dihapus: “{text}”." for text in old if text not in new)
        if sorted(old) == sorted(new) and list(old) != list(new):
            yield f"Urutan {annex.label.lower()} berubah."


def _people(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[str]:
    """Who approved it, and how the post was called; only between approved versions."""
    for who, label in (("rater", "Penilai"), ("employee", "Jabatan")):
        field = "name" if who == "rater" else "position"
        old, new = (people.get(who, {}).get(field, "") for people in (before, after))
        if before and after and old != new:
            yield f"{label} berubah dari {old or 'tidak ada'} menjadi {new or 'tidak ada'}."
