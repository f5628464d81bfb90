"""The table of cases that holds ``visibility.py`` on the server and ``reveal.js`` in the browser to the same rules.

``tests/data/visibility_cases.json``, a list of: ``case`` what it is about; ``asks`` the fields that are shown under
conditions ``[field, operator, value …]``, all of which must hold (``{"any": […]}``: one of them); ``stored`` answers
before (optional); ``typed`` by the name of the input; ``shown`` the names of the fields that are shown then.

The fields asked are one of each kind with the kind's name, ``skippable`` (a number that may be "tidak berlaku") and
``jumlah`` in each row of ``baris``. A field named ``baris_…`` stands in the rows, ``bagian_…`` alone in a section
that the conditions hide.
"""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from forms_config.dynamic_forms import AnswerForm, EvidenceFile
from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import (
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    NotApplicable,
    Operator,
    Section,
    SectionKind,
    Visibility,
)
from tests.schemas import EXPECTATION, fill_in

CHOICES = tuple(Choice(key, key.upper()) for key in "abc")
ASKED = tuple(
    Field(
        kind.value, kind.value, kind, decimals=2, minimum=Decimal(-5000),
        scale=EXPECTATION.key if KINDS[kind].has_levels else "", choices=CHOICES if KINDS[kind].has_choices else (),
    )
    for kind in FieldKind
    if KINDS[kind].is_answered
)  # fmt: skip
SKIPPABLE = Field("skippable", "Angka", FieldKind.NUMBER, not_applicable=NotApplicable.LEFT_OUT)
IN_ROWS = Field("jumlah", "Jumlah", FieldKind.NUMBER)
FILES = (EvidenceFile(7, "foto.jpg", 2048, "/b/7/"),)
LISTS = (FieldKind.CHOICES.value, FieldKind.EVIDENCE.value)  # inputs that send nothing when nothing is ticked


@dataclass(frozen=True)
class Case:
    about: str
    asks: dict[str, Visibility]
    typed: dict[str, Any]
    shown: set[str]
    stored: dict[str, Any]

    @property
    def schema(self) -> FormSchema:
        asking = [Field(key, key, FieldKind.SHORT_TEXT, visible_if=rule) for key, rule in self.asks.items()]
        plain = [field for field in asking if not field.key.startswith(("baris_", "bagian_"))]
        in_rows = [field for field in asking if field.key.startswith("baris_")]
        hidden = [
            Section(
                f"s_{field.key}", field.key, SectionKind.PLAIN, fields=(replace(field, visible_if=None),),
                visible_if=field.visible_if,
            )
            for field in asking
            if field.key.startswith("bagian_")
        ]  # fmt: skip
        first = Section("asked", "Ditanya", SectionKind.PLAIN, fields=(*ASKED, SKIPPABLE))
        rows = Section("baris", "Baris", SectionKind.FREE_ROWS, fields=(IN_ROWS, *in_rows), row_label="Baris")
        last = Section("asking", "Bersyarat", SectionKind.PLAIN, fields=tuple(plain))
        return FormSchema("f", "F", (first, *hidden, rows, last), scales=(EXPECTATION,))

    @property
    def names(self) -> set[str]:
        """The names of all fields that are shown under conditions, row by row."""
        rows = [row["_row"] for row in self.stored.get("baris", ())]
        return {
            name
            for key in self.asks
            for name in ([f"baris-{row}-{key}" for row in rows] if key.startswith("baris_") else [key])
        }

    def form(self, data: dict[str, Any] | None = None) -> AnswerForm:
        posted = None if data is None else {"_present": LISTS} | data
        return fill_in(self.schema, self.stored, filled_by=FilledBy.EMPLOYEE, evidence=FILES, data=posted)


def _rule(asked: Any) -> Visibility:
    match, conditions = ("any", asked["any"]) if isinstance(asked, dict) else ("all", asked)
    return Visibility(
        tuple(Condition(field, Operator(operator), tuple(values)) for field, operator, *values in conditions),
        match=match,
    )


def _case(entry: dict[str, Any]) -> Case:
    asks = {key: _rule(asked) for key, asked in entry["asks"].items()}
    return Case(entry["case"], asks, entry["typed"], set(entry["shown"]), entry.get("stored", {}))


CASES = [
    _case(entry)
    for entry in json.loads(Path(__file__).parent.joinpath("data/visibility_cases.json").read_text())
]
