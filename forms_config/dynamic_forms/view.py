"""From schema, answers and surroundings to the view-model of a page."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from forms_config.engine.answers import Answers, PlanRows, Row, rows
from forms_config.engine.schema import (
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Section,
    SectionKind,
)
from forms_config.engine.visibility import is_visible

from .draft import adds_rows, input_name, overall_field
from .fields import EvidenceFile
from .items import editing_parts, figure_text, reading_parts
from .reading import printable
from .view_model import Item, PlanIndicator, RowView, SectionView

UPLOAD_SUFFIX = "-upload"
ASPECTS = {"QUANTITY": "Kuantitas", "QUALITY": "Kualitas", "TIME": "Waktu", "COST": "Biaya"}
PLAN_KINDS = {"UTAMA": "Utama", "TAMBAHAN": "Tambahan"}
SHOWN_TO_BOTH = (FieldKind.INFORMATION, FieldKind.SYSTEM_FIGURE)
FILLED_BY = {FilledBy.EMPLOYEE: "Diisi oleh pegawai.", FilledBy.RATER: "Diisi oleh penilai."}

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
    """All that a form is drawn from (shapes: ``engine.schema``). ``files`` by id: what may be attached."""

    schema: FormSchema
    answers: Answers
    plan_rows: PlanRows = ()
    figures: Mapping[str, object] = field(default_factory=dict)
    expectations: Mapping[str, str] = field(default_factory=dict)
    files: dict[int, EvidenceFile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inputs:
    """Whose side may type (None: nobody), whose answers are shown, and what was typed wrongly."""

    filled_by: FilledBy | None = None
    sees: Collection[FilledBy] = tuple(FilledBy)
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def section_views(around: Surroundings, answers: Answers, inputs: Inputs) -> tuple[SectionView, ...]:
    """The sections that this side sees, in the order of the form; ``answers`` as they stand now."""
    page = _Page(around, answers, inputs)
    return tuple(view for section in around.schema.sections if (view := page.section(section)))


@dataclass(frozen=True, slots=True)
class _Page:
    around: Surroundings
    answers: Answers
    inputs: Inputs

    def section(self, section: Section) -> SectionView | None:
        fields = [field for field in section.fields if self._is_offered(field)]
        overall = section.overall if FilledBy.RATER in self.inputs.sees else None
        visible = is_visible(section, self.answers)
        if not (fields or overall) or not (visible or self._fills(section)):
            return None
        views = tuple(self._rows(section, fields))
        rating = self._item(section, None, overall_field(overall)) if overall else None
        return SectionView(
            key=section.key,
            anchor=f"section-{section.key}",
            label=section.label,
            kind=section.kind,
            rows=views,
            overall=rating,
            description=section.description,
            guidance_url=_guidance_url(section.guidance_slug),
            hidden=not visible,
            show_if=_show_if(section),
            row_label=section.row_label,
            has_row_buttons=adds_rows(section, self.inputs.filled_by),
            add_value=section.key if self._may_add(section, len(views)) else "",
            empty_message="" if views else self._empty_message(section),
        )

    def _rows(self, section: Section, fields: list[Field]) -> Iterator[RowView]:
        if section.kind == SectionKind.PLAIN:
            if items := self._items(section, None, fields):
                yield RowView(key="", anchor="", label="", items=items)
            return
        removable = adds_rows(section, self.inputs.filled_by)
        for row in rows(section, self.answers, self.around.plan_rows):
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
                remove_value=f"{section.key}:{row.key}" if removable else "",
            )

    def _items(self, section: Section, row: Row | None, fields: list[Field]) -> tuple[Item, ...]:
        """Hidden fields stay on the page only where they may appear while this side types."""
        given = row.answers if row else None
        return tuple(
            self._item(section, row, field)
            for field in fields
            if self._follows_typing(field) or is_visible(field, self.answers, given)
        )

    def _item(self, section: Section, row: Row | None, field: Field) -> Item:
        name = input_name(section, row.key if row else None, field.key)
        editable = field.filled_by == self.inputs.filled_by and field.kind not in SHOWN_TO_BOTH
        error = self.inputs.errors.get(name, "")
        anchor = f"field-{name}"
        parts = self._editing(name, row, field) if editable else self._reading(row, field)
        # What tells somebody how to fill in is only noise to the one who reads.
        is_for_me = editable or field.kind in SHOWN_TO_BOTH
        help_text = field.help_text if is_for_me else ""
        has_hint = help_text or parts.get("limits")
        return Item(
            name=name,
            anchor=anchor,
            kind=field.kind,
            label=field.label,
            help_text=help_text,
            guides=field.guides,
            expectation=self.around.expectations.get(field.key, "") if field.show_expectation else "",
            definition=field.definition,
            how_measured=field.how_measured,
            guidance_url=_guidance_url(field.guidance_slug) if is_for_me else "",
            required_level=self._level_label(field),
            unit=field.unit,
            error=error,
            required=editable and field.required,
            hidden=not is_visible(field, self.answers, row.answers if row else None),
            show_if=_show_if(field) if self._follows_typing(field) else "",
            describedby=" ".join(
                f"{anchor}-{part}" for part, there in (("help", has_hint), ("error", error)) if there
            ),
            **parts,
        )

    def _editing(self, name: str, row: Row | None, field: Field) -> dict[str, object]:
        parts = editing_parts(field, self._value(row, field), self.around.schema, self.around.files)
        if parts["control"] == "evidence":
            parts["upload_name"] = f"{name}{UPLOAD_SUFFIX}"
        if name in self.inputs.typed:
            parts["value"] = printable(self.inputs.typed[name])
        return parts

    def _reading(self, row: Row | None, field: Field) -> dict[str, object]:
        if field.kind == FieldKind.INFORMATION:
            return {"control": "information"}
        if field.kind == FieldKind.SYSTEM_FIGURE:
            text = figure_text(self.around.figures.get(field.source))
            return {"text": text, "note": "" if text else "Belum ada data."}
        if field.filled_by not in self.inputs.sees:
            return {"note": FILLED_BY[field.filled_by]}
        parts = reading_parts(field, self._value(row, field), self.around.schema, self.around.files)
        return parts if any(parts.values()) else {"note": "Tidak diisi."}

    def _value(self, row: Row | None, field: Field) -> object:
        return (row.answers if row else self.answers).get(field.key)

    def _is_offered(self, field: Field) -> bool:
        """Guides and expectations of what the rater will judge are for the employee as well."""
        explains = bool(field.guides) or field.show_expectation
        return field.kind in SHOWN_TO_BOTH or field.filled_by in self.inputs.sees or explains

    def _follows_typing(self, field: Field) -> bool:
        side = self.inputs.filled_by
        return side is not None and (field.filled_by == side or field.kind in SHOWN_TO_BOTH)

    def _fills(self, section: Section) -> bool:
        """Whether this side has something to fill in here."""
        sides = {field.filled_by for field in section.fields if field.kind not in SHOWN_TO_BOTH}
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

    def _level_label(self, field: Field) -> str:
        scale = self.around.schema.scale(field.scale) if field.required_level else None
        level = scale.level(field.required_level) if scale else None
        return level.label if level else ""


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
        aspect=ASPECTS.get(str(indicator.get("aspect")), ""),
        text=str(indicator.get("text") or ""),
        target=str(indicator.get("target") or ""),
    )


def _guidance_url(slug: str) -> str:
    return f"/panduan/{slug}/" if slug else ""
