"""The form in which one side, employee or rater, fills in its part of the answers."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.datastructures import MultiValueDict

from forms_config.engine.answers import may_be_not_applicable, rows, stored_value
from forms_config.engine.earlier import stands_there
from forms_config.engine.kinds import kind_of, longest
from forms_config.engine.schema import NOT_APPLICABLE, FilledBy, Section
from forms_config.engine.steps import FormStep
from forms_config.engine.values import texts

from .draft import Draft, Place, adds_rows
from .fields import EvidenceFile
from .kinds import CONTROLS
from .view import NA_SUFFIX, UPLOAD_SUFFIX, Inputs, Surroundings, in_words, section_views
from .view_model import SectionView

# Names beside those of the fields.
PRESENT, ADD_ROW, REMOVE_ROW = "_present", "add_row", "remove_row"
TAKE_EARLIER, USE_STORED = "take_earlier", "use_stored"


@dataclass(frozen=True, slots=True)
class UploadInput:
    """A file input on the page: its name, and the field (of a row) to which its files belong."""

    name: str
    field: str
    section: str
    row: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was typed and could not be stored. ``anchor`` is the id of its place on the page."""

    anchor: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that was typed here and is stored otherwise, both in words."""

    name: str
    label: str
    typed: str
    stored: str


class AnswerForm(forms.Form):
    """One side's part of an evaluation form, as a draft.

    ``is_valid()`` asks only whether what was typed can be stored; what is still required is the business of
    ``engine.completeness``. ``answers()`` is to be stored also when the form is not valid: what could not be
    read keeps its stored value, and what was not posted (an autosave sends a part) stays as it was.
    """

    def __init__(
        self,
        around: Surroundings,
        *,
        filled_by: FilledBy,
        sees: Collection[FilledBy],
        data: Mapping[str, object] | None = None,
        takes_files: bool = True,
        step: FormStep | None = None,
    ) -> None:
        super().__init__(data=None if data is None else _posted(data))
        self.around, self.filled_by, self.sees, self.takes_files = around, filled_by, sees, takes_files
        self.step = step
        self.places: dict[str, Place] = {}
        for place in self._draft().places(filled_by, around.plan_rows):
            build = CONTROLS[place.field.kind].build
            if build is not None and (step is None or step.covers(place.section.key, place.row)):
                self.places[place.name] = place
                self.fields[place.name] = build(place.field, around.schema, around.files)
        self._prefer_not_applicable()

    def clean(self) -> dict[str, object]:
        """Refuse one row more than the section may have."""
        section = self._section_to_grow()
        if section is not None and self._draft().is_full(section):
            self.add_error(None, f"{section.label}: paling banyak {section.max_rows} baris.")
        return self.cleaned_data

    def upload_inputs(self) -> list[UploadInput]:
        """The file inputs on the page. Storing their files is not the form's business; see ``attach``."""
        return [
            UploadInput(f"{name}{UPLOAD_SUFFIX}", place.field.key, place.section.key, place.row)
            for name, place in self.places.items()
            if kind_of(place.field).has_files
        ]

    def attach(self, upload_name: str, evidence: Iterable[EvidenceFile]) -> None:
        """Tick freshly stored files at the field whose input is ``upload_name``; before the form is read."""
        added = {file.id: file for file in evidence}
        self.around.files.update(added)
        name = upload_name.removesuffix(UPLOAD_SUFFIX)
        self.data.setlist(name, list(dict.fromkeys([*self.ticked(name), *map(str, added)])))

    def ticked(self, name: str) -> list[str]:
        """The ids of the files that are attached at a field, as posted or else as stored."""
        return self.data.getlist(name) if self._was_posted(name) else self._stored_ids(self.places[name])

    def put(self, name: str, text: str) -> None:
        """As if it had been typed there; before the form is read."""
        self.data[name] = text

    def text_at(self, name: str) -> str:
        """What was typed there, else what is stored."""
        if self.is_bound and self._was_posted(name):
            return str(self.data[name])
        place = self.places[name]
        return str(stored_value(place.section, place.row, place.field.key, self.around.answers) or "")

    def answers(self) -> dict[str, object]:
        """The whole document with this form's changes: the other side's answers kept, hidden ones dropped.

        Where "add row" was pressed it holds a new row: store it before the page is shown again.
        """
        draft = self._draft()
        for name, place in self.places.items():
            if self._was_posted(name) and name not in self.errors:
                draft.put(place, self.cleaned_data.get(name))
        self._take_earlier(draft)
        growing = self._section_to_grow()
        if growing is not None and not draft.is_full(growing):
            draft.add_row(growing)
        key, _, row = str(self.data.get(REMOVE_ROW, "")).partition(":")
        shrinking = self._own_free_rows(key)
        if shrinking is not None:
            draft.remove_row(shrinking, row)
        return draft.document()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be stored: for the list at the top of the page and the reply to an autosave."""
        section = self._section_to_grow()
        in_fields = [
            Problem(f"field-{name}", place.field.label, str(self.errors[name][0]))
            for name, place in self.places.items()
            if name in self.errors
        ]
        in_rows = [
            Problem(
                f"section-{section.key}" if section else "", section.label if section else "", str(message)
            )
            for message in self.non_field_errors()
        ]
        return (*in_fields, *in_rows)

    @cached_property
    def sections(self) -> tuple[SectionView, ...]:
        """The form as ``forms/sheet.html`` draws it; what was typed wrongly still stands in its place."""
        inputs = Inputs(
            filled_by=self.filled_by,
            sees=self.sees,
            takes_files=self.takes_files,
            errors={name: str(messages[0]) for name, messages in self.errors.items()},
            typed={name: str(self.data.get(name, "")) for name in self.errors},
            step=self.step,
        )
        return section_views(self.around, self.answers(), inputs)

    @property
    def differences(self) -> list[Difference]:
        """Where this page and the stored answers disagree: for whoever was quicker in another tab."""
        draft, stored = Draft(self.around.schema, self.answers(), self.around.plan_rows, None), self._draft()
        return [
            Difference(name, self._label(place), self._words(place, draft), self._words(place, stored))
            for name, place in self.places.items()
            if draft.get(place) != stored.get(place)
        ]

    def _label(self, place: Place) -> str:
        if place.row is None:
            return place.field.label
        shown = rows(place.section, self.answers(), self.around.plan_rows)
        number = next((one.number for one in shown if one.key == place.row), "")
        return f"{place.section.row_label} {number}: {place.field.label}"

    def _words(self, place: Place, draft: Draft) -> str:
        return in_words(self.around, place.field, draft.get(place))

    @property
    def is_typed(self) -> bool:
        """Whether anything on the page of this form was posted."""
        return any(self._was_posted(name) for name in self.places)

    @property
    def elsewhere(self) -> str:
        """Stored answers on other pages by which something on this one may appear, as JSON for ``reveal.js``."""
        if self.step is None:
            return ""
        section = self.around.schema.section(self.step.section)
        parts = [] if section is None else [section, *section.fields]
        asked = {
            condition.field for part in parts if part.visible_if for condition in part.visible_if.conditions
        }
        given = {
            place.field.key: texts(self.around.answers.get(place.field.key))
            for place in self._draft().places(self.filled_by, self.around.plan_rows)
            if place.row is None and place.field.key in asked and place.name not in self.places
        }
        return json.dumps(given) if given else ""

    def _take_earlier(self, draft: Draft) -> None:
        """Put the answer of last time where its button was pressed; a long text goes below what stands there."""
        place, earlier = self.places.get(str(self.data.get(TAKE_EARLIER, ""))), self.around.earlier
        if place is None or earlier is None:
            return
        present = draft.get(place)
        value = earlier.value(self.around.schema, place.section, place.row, place.field)
        if value is None or stands_there(value, present):
            return
        if kind_of(place.field).has_lines and present is not None:
            value = f"{present}\n{value}"[: longest(place.field)]
        draft.put(place, value)

    def _prefer_not_applicable(self) -> None:
        """Where the box "tidak berlaku" is ticked it wins over what stands in the input beside it."""
        for name, place in self.places.items():
            if may_be_not_applicable(place.field) and self.data.get(f"{name}{NA_SUFFIX}") == NOT_APPLICABLE:
                self.data[name] = NOT_APPLICABLE

    def _draft(self) -> Draft:
        return Draft(self.around.schema, self.around.answers, self.around.plan_rows, self.filled_by)

    def _was_posted(self, name: str) -> bool:
        """Lists whose boxes are all unticked post nothing but the marker that they were on the page.

        What the person left to the stored answer, after a conflict, is as good as not posted.
        """
        is_left = name in self.data.getlist(USE_STORED)
        return not is_left and (name in self.data or name in self.data.getlist(PRESENT))

    def _stored_ids(self, place: Place) -> list[str]:
        stored = stored_value(place.section, place.row, place.field.key, self.around.answers)
        return [str(number) for number in stored] if isinstance(stored, list) else []

    def _section_to_grow(self) -> Section | None:
        return self._own_free_rows(self.data.get(ADD_ROW))

    def _own_free_rows(self, key: object) -> Section | None:
        """The section of free rows with this key, if this side adds its rows."""
        section = self.around.schema.section(key) if isinstance(key, str) else None
        return section if section is not None and adds_rows(section, self.filled_by) else None


def _posted(data: Mapping[str, object]) -> MultiValueDict:
    """A copy of what was posted: ``request.POST``, or a plain mapping of texts and lists of texts."""
    if isinstance(data, MultiValueDict):
        return MultiValueDict(dict(data.lists()))
    return MultiValueDict(
        {key: list(value) if isinstance(value, list | tuple) else [value] for key, value in data.items()}
    )
