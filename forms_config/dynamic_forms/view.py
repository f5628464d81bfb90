"""From schema, answers and surroundings to the view-model of a page."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.dates import MONTHS

from forms_config.engine.answers import Answers, PlanRows, Row, rows
from forms_config.engine.calculated import Calculation, Place, calculations
from forms_config.engine.characters import cleaned
from forms_config.engine.earlier import Earlier, stands_there
from forms_config.engine.figures import Figures
from forms_config.engine.kinds import Origin, kind_of
from forms_config.engine.levels import required_level
from forms_config.engine.schema import (
    Field,
    FilledBy,
    FormSchema,
    Layout,
    OverallRating,
    ScaleLevel,
    Section,
    SectionKind,
)
from forms_config.engine.steps import FormStep
from forms_config.engine.suggesting import suggestion_texts
from forms_config.engine.visibility import is_visible
from forms_config.engine.wording import period_words

from .draft import adds_rows, answers_of, input_name, overall_field
from .fields import EvidenceFile
from .items import editing_parts, reading_parts
from .kinds import Around
from .view_model import Item, PlanIndicator, RowView, SectionView
from .wording import hints, labels_of, rows_text

UPLOAD_SUFFIX, NA_SUFFIX = "-upload", "-na"  # cannot be taken for a key: none has a hyphen
ASPECTS = {"QUANTITY": "Kuantitas", "QUALITY": "Kualitas", "TIME": "Waktu", "COST": "Biaya"}
PLAN_KINDS = {"UTAMA": "Utama", "TAMBAHAN": "Tambahan"}

NO_PLAN = {
    FilledBy.EMPLOYEE: (
        "Belum ada rencana hasil kerja (SKP) yang disetujui, jadi belum ada yang dapat dilaporkan di sini. "
        "Susun SKP Anda dan mintakan persetujuan penilai lebih dulu."
    ),
    FilledBy.RATER: "Pegawai ini belum punya rencana hasil kerja (SKP) yang disetujui.",
    None: "Tidak ada rencana hasil kerja.",
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a form is drawn from (shapes: ``engine.schema``).

    ``figures`` by source key, ``expectations`` of the leader by field key, ``files`` by id: what may be attached.
    """

    schema: FormSchema
    answers: Answers
    plan_rows: PlanRows = ()
    figures: Figures = field(default_factory=dict)
    expectations: Mapping[str, str] = field(default_factory=dict)
    files: dict[int, EvidenceFile] = field(default_factory=dict)
    earlier: Earlier | None = None


Calculated = Mapping[Place, Calculation]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Whose side may type (None: nobody), whose answers are shown, and what was typed wrongly.

    ``takes_files``: whether files can be uploaded here. ``step``: the only part of the form that is drawn.
    """

    filled_by: FilledBy | None = None
    sees: Collection[FilledBy] = tuple(FilledBy)
    takes_files: bool = True
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    step: FormStep | None = None

    def draws(self, section: str, row: str | None) -> bool:
        return self.step is None or self.step.covers(section, row)


def section_views(around: Surroundings, answers: Answers, inputs: Inputs) -> tuple[SectionView, ...]:
    """The sections that this side sees, in the order of the form; ``answers`` as they stand now."""
    suggested = suggestion_texts(around.schema, answers, around.plan_rows)
    calculated = _calculated(around, answers, inputs)
    page = _Page(around, answers, inputs, labels_of(around.schema), calculated, suggested)
    drawn = (one for one in around.schema.sections if inputs.step is None or inputs.step.section == one.key)
    return tuple(view for section in drawn if (view := page.section(section)))


@dataclass(frozen=True, slots=True)
class _Page:
    around: Surroundings
    answers: Answers
    inputs: Inputs
    labels: Mapping[str, str]
    calculated: Calculated
    suggested: Mapping[str, str]

    def section(self, section: Section) -> SectionView | None:
        fields = [field for field in section.fields if self._is_seen(field)]
        overall = section.overall if FilledBy.RATER in self.inputs.sees else None
        expected = [
            field
            for field in section.fields
            if field not in fields and _explains(field) and is_visible(field, self.answers)
        ]
        visible = is_visible(section, self.answers)
        if not (fields or overall or expected) or not (visible or self._fills(section)):
            return None
        views = tuple(self._rows(section, fields))
        adds = adds_rows(section, self.inputs.filled_by)
        rating = self._rating(section, overall) if overall else None
        return SectionView(
            key=section.key,
            anchor=f"section-{section.key}",
            label=section.label,
            kind=section.kind,
            rows=views,
            overall=rating,
            expected=tuple(self._item(section, None, field) for field in expected),
            description=section.description,
            guidance_url=_guidance_url(section.guidance_slug),
            hidden=not visible,
            show_if=_show_if(section),
            row_label=section.row_label,
            rows_text=rows_text(section) if adds else "",
            columns=self._columns(section, fields) if views else (),
            has_row_buttons=adds,
            add_value=section.key if self._may_add(section, len(views)) else "",
            empty_message="" if views else self._empty_message(section),
        )

    def _rating(self, section: Section, overall: OverallRating) -> Item:
        """The overall rating; to whoever gives it with what the items suggest, to nobody who reads it."""
        item = self._item(section, None, overall_field(overall))
        return item if item.read_only else replace(item, suggestion=self.suggested.get(overall.key))

    def _rows(self, section: Section, fields: list[Field]) -> Iterator[RowView]:
        if section.kind == SectionKind.PLAIN:
            if items := self._items(section, None, fields):
                yield RowView(key="", anchor="", label="", items=items)
            return
        removable = adds_rows(section, self.inputs.filled_by)
        for row in rows(section, self.answers, self.around.plan_rows):
            if not self.inputs.draws(section.key, row.key):
                continue
            plan = row.plan or {}
            yield RowView(
                key=row.key,
                anchor=f"row-{section.key}-{row.key}",
                label=row.label(section),
                items=self._items(section, row, fields),
                scope=f"{section.key}-{row.key}",
                statement=str(plan.get("statement") or ""),
                kind=PLAN_KINDS.get(plan.get("kind", ""), ""),
                parent=str(plan.get("parent") or ""),
                indicators=tuple(_indicator(indicator) for indicator in plan.get("indicators") or ()),
                actions=tuple(_action(*one) for one in plan.get("period_actions") or ()),
                remove_value=f"{section.key}:{row.key}" if removable else "",
            )

    def _columns(self, section: Section, fields: list[Field]) -> tuple[Item, ...]:
        if section.kind == SectionKind.PLAIN or section.layout != Layout.TABLE:
            return ()
        return tuple(self._item(section, None, field) for field in fields)

    def _items(self, section: Section, row: Row | None, fields: list[Field]) -> tuple[Item, ...]:
        """Hidden fields stay on the page only where they may appear while this side types.

        In a table they leave an empty cell, so that the columns stay where they are.
        """
        given = row.answers if row else None
        items: list[Item] = []
        for one in fields:
            if self._follows_typing(one) or is_visible(one, self.answers, given):
                items.append(self._item(section, row, one))
            elif row is not None and section.layout == Layout.TABLE:
                items.append(Item("", "", one.kind, one.label, control="nothing"))
        return tuple(items)

    def _item(self, section: Section, row: Row | None, field: Field) -> Item:
        name = input_name(section, row.key if row else None, field.key)
        editable = field.filled_by == self.inputs.filled_by and kind_of(field).is_answered
        error = self.inputs.errors.get(name, "")
        anchor = f"field-{name}"
        need = self._needed_level(field)
        parts = (
            self._editing(name, section, row, field, need)
            if editable
            else self._reading(section, row, field, need)
        )
        # What tells somebody how to fill in is only noise to the one who reads.
        is_for_me = editable or not kind_of(field).is_answered
        help_text = field.help_text if is_for_me else ""
        asked = hints(field, self.labels) if editable else ()
        has_hint = help_text or asked
        about = {"unit": field.unit} | parts
        return Item(
            name=name,
            anchor=anchor,
            kind=field.kind,
            label=field.label,
            help_text=help_text,
            hints=asked,
            guides=field.guides,
            expectation=self.around.expectations.get(field.key, "") if field.show_expectation else "",
            definition=field.definition,
            how_measured=field.how_measured,
            guidance_url=_guidance_url(field.guidance_slug) if is_for_me else "",
            required_level=need.label if need else "",
            error=error,
            required=editable and field.required,
            hidden=not is_visible(field, self.answers, row.answers if row else None),
            show_if=_show_if(field) if self._follows_typing(field) else "",
            describedby=" ".join(
                f"{anchor}-{part}" for part, there in (("help", has_hint), ("error", error)) if there
            ),
            **about,
        )

    def _editing(
        self, name: str, section: Section, row: Row | None, field: Field, need: ScaleLevel | None
    ) -> dict[str, object]:
        is_cell = section.kind != SectionKind.PLAIN and section.layout == Layout.TABLE
        around = self._around(section, row, field, need)
        parts = editing_parts(field, self._value(row, field), around, compact=is_cell)
        if "na_ticked" in parts:
            parts["na_name"] = f"{name}{NA_SUFFIX}"
        if kind_of(field).has_files and self.inputs.takes_files:
            parts["upload_name"] = f"{name}{UPLOAD_SUFFIX}"
        if name in self.inputs.typed:
            parts["value"] = cleaned(self.inputs.typed[name])
        return parts | self._earlier(section, row, field, around)

    def _earlier(self, section: Section, row: Row | None, field: Field, around: Around) -> dict[str, object]:
        """What was answered last time, in words; nothing where it stands here already."""
        earlier = self.around.earlier
        if earlier is None:
            return {}
        value = earlier.value(self.around.schema, section, row.key if row else None, field)
        if value is None or stands_there(value, self._value(row, field)):
            return {}
        return {"earlier": _said(reading_parts(field, value, around)), "earlier_from": earlier.when}

    def _reading(
        self, section: Section, row: Row | None, field: Field, need: ScaleLevel | None
    ) -> dict[str, object]:
        if not self._is_seen(field):
            return {}
        around = self._around(section, row, field, need)
        parts = reading_parts(field, self._value(row, field), around)
        return parts if any(parts.values()) else {"note": "Tidak diisi."}

    def _around(self, section: Section, row: Row | None, field: Field, need: ScaleLevel | None) -> Around:
        schema = self.around.schema
        return Around(
            schema,
            self.around.files,
            schema.scale(field.scale) if field.scale else None,
            need,
            self.around.figures,
            self.calculated.get((section.key, row.key if row else None, field.key)),
            is_draft=self.inputs.filled_by is not None,
        )

    def _value(self, row: Row | None, field: Field) -> object:
        return (row.answers if row else self.answers).get(field.key)

    def _is_seen(self, field: Field) -> bool:
        return not kind_of(field).is_answered or field.filled_by in self.inputs.sees

    def _follows_typing(self, field: Field) -> bool:
        side = self.inputs.filled_by
        return side is not None and (field.filled_by == side or not kind_of(field).is_answered)

    def _fills(self, section: Section) -> bool:
        """Whether this side has something to fill in here."""
        sides = {field.filled_by for field in section.fields if kind_of(field).is_answered}
        return self.inputs.filled_by in sides | ({FilledBy.RATER} if section.overall else set())

    def _may_add(self, section: Section, count: int) -> bool:
        return adds_rows(section, self.inputs.filled_by) and (
            section.max_rows is None or count < section.max_rows
        )

    def _empty_message(self, section: Section) -> str:
        if section.kind == SectionKind.PLAN_ROWS:
            return NO_PLAN[self.inputs.filled_by]
        if section.kind == SectionKind.PLAIN:
            return ""
        return (
            "Belum ada isian. Tekan tombol tambah untuk mulai."
            if self._may_add(section, 0)
            else "Tidak ada isian."
        )

    def _needed_level(self, field: Field) -> ScaleLevel | None:
        """The level that the kind of post of this person needs."""
        key = required_level(field, self.around.figures)
        scale = self.around.schema.scale(field.scale) if key else None
        return scale.level(key) if scale else None


def in_words(around: Surroundings, field: Field, value: object) -> str:
    """One answer as it is read, in a line or as written; empty where there is none."""
    scale = around.schema.scale(field.scale) if field.scale else None
    return _said(
        reading_parts(field, value, Around(around.schema, around.files, scale, None, around.figures, None))
    )


def _said(parts: Mapping[str, object]) -> str:
    files = parts.get("files")
    if isinstance(files, tuple):
        return ", ".join(file.name for file in files)
    return " ".join(str(part) for part in (parts.get("text"), parts.get("unit")) if part)


def _explains(field: Field) -> bool:
    """Guides and expectations of what somebody else will judge are for everybody."""
    return bool(field.guides) or field.show_expectation


def _calculated(around: Surroundings, answers: Answers, inputs: Inputs) -> Calculated:
    """Values of the calculated items, from the answers that may be seen here: none gives the others away."""
    fields = [field for section in around.schema.sections for field in section.fields]
    if all(kind_of(field).origin is not Origin.FORMULA for field in fields):
        return {}
    seen = answers_of(around.schema, answers, inputs.sees)
    return calculations(around.schema, seen, around.plan_rows, around.figures)


def _show_if(item: Field | Section) -> str:
    """The conditions as reveal.js reads them; the browser looks for the fields in the row first, as we do."""
    if item.visible_if is None or not item.visible_if.conditions:
        return ""
    conditions = [
        {"field": condition.field, "operator": condition.operator, "values": condition.values}
        for condition in item.visible_if.conditions
    ]
    return json.dumps({"match": item.visible_if.match, "conditions": conditions})


def _indicator(indicator: Mapping[str, object]) -> PlanIndicator:
    return PlanIndicator(
        period=period_words(indicator),
        aspect=ASPECTS.get(str(indicator.get("aspect")), ""),
        text=str(indicator.get("text") or ""),
        target=str(indicator.get("target") or ""),
    )


def _action(month: int | None, text: str) -> str:
    return f"Rencana {'bulan ini' if month is None else MONTHS[month]}: {text}"


def _guidance_url(slug: str) -> str:
    return f"/panduan/{slug}/" if slug else ""
