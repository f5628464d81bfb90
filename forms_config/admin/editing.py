"""The admin's forms: keys that stay, checks before publishing, problems at the block that has them."""

from collections import defaultdict
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamValue

from forms_config.admin.widgets import LevelTexts, MatrixGrid, PostLevels
from forms_config.domain.checking import REQUIRED_PAGE, problems
from forms_config.domain.library_checks import errors_of
from forms_config.domain.pending import Question, question
from forms_config.engine.checks import INDEX, MATRIX, Level, Problem
from forms_config.models import MatrixPredikat, RatingScale

KEY_FIELDS = ("key", "code")
MOST_PREDIKATS = 100  # read from what is posted, whatever number the browser sends
WORDS_ONLY = "hanya-kata"  # the value of the button that publishes without what came in from the library
MORE_CHANGES = "Baca dulu apa saja yang berubah bila formulir ini terbit. Daftarnya ada di atas isi formulir."
CONFIRMED = "confirmed-warnings"  # the hidden input by which the editor sends back what the officer has read
PLACES = {(MATRIX,): "matrix", (INDEX,): "index", (REQUIRED_PAGE,): "required_page"}


def chosen_scale(form: forms.ModelForm) -> RatingScale | None:
    """The scale that is chosen in the form at this moment, saved or not."""
    chosen = form.data.get(form.add_prefix("scale")) if form.is_bound else form.instance.scale_id
    return RatingScale.objects.filter(pk=chosen).first() if str(chosen or "").isdecimal() else None


class KeyedForm(WagtailAdminModelForm):
    """A key can be chosen once, when the row is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in KEY_FIELDS:
            if getattr(self.instance, name, ""):  # blank in a copy: it gets a key of its own
                self.fields[name].disabled = self.key_is_fixed()

    def key_is_fixed(self) -> bool:
        return self.instance.pk is not None


class LibraryForm(KeyedForm):
    """A part of the library; what can be right in no form is refused while it is being typed."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        found: dict[str, list[str]] = defaultdict(list)
        for name, sentence in errors_of(self.instance):
            found[name].append(sentence)
        for name, sentences in found.items():
            self.add_error(name, StreamBlockValidationError(non_block_errors=sentences))


class MatrixForm(KeyedForm):
    """The decision table as a grid of selects: rows and columns from the scale, choices from the predikats."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = chosen_scale(self)
        self.fields["cells"] = forms.JSONField(
            label="Tabel predikat",
            required=False,
            widget=MatrixGrid(list(scale.levels.all()) if scale else [], self._predikats()),
        )

    def _predikats(self) -> list[MatrixPredikat]:
        """As they are listed in the form at this moment, saved or not."""
        if not self.is_bound:
            return list(self.instance.predikats.all())
        total = self.data.get("predikats-TOTAL_FORMS", "")
        rows = [
            {
                name: self.data.get(f"predikats-{row}-{name}", "")
                for name in ("label", "code", "ORDER", "DELETE")
            }
            for row in range(min(int(total), MOST_PREDIKATS) if total.isdecimal() else 0)
        ]
        kept = [row for row in rows if row["code"] and not row["DELETE"]]
        kept.sort(key=lambda row: int(row["ORDER"]) if row["ORDER"].isdecimal() else 0)
        return [MatrixPredikat(label=row["label"], code=row["code"]) for row in kept]


class IndicatorForm(LibraryForm):
    """The words and the needed levels of an indicator, level by level of its scale."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scale = chosen_scale(self)
        levels = list(scale.levels.all()) if scale else []
        self.fields["descriptors"] = forms.JSONField(
            label="Arti tiap tingkat", required=False, widget=LevelTexts(levels)
        )
        self.fields["required_levels"] = forms.JSONField(
            label="Tingkat yang dibutuhkan jabatan", required=False, widget=PostLevels(levels)
        )

    def clean_descriptors(self) -> dict[str, str]:
        return self.cleaned_data["descriptors"] or {}

    def clean_required_levels(self) -> dict[str, str]:
        return self.cleaned_data["required_levels"] or {}


class PublishedForm(KeyedForm):
    """An evaluation form in the editor. ``is_publishing`` is set by the view: a draft may be incomplete.

    Errors stand against publishing. Warnings refuse it once: the page comes back with the list and with
    ``to_confirm``, which the next press of the same button sends along. Other warnings ask again.
    """

    is_publishing = False
    to_confirm = ""
    question: Question | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("matrix", "index", "required_page"):
            if name in self.fields:
                _let_know(self.fields[name].widget, getattr(self.instance, name))

    def key_is_fixed(self) -> bool:
        """Not before the first version: the editor saves by itself while the title is still being typed."""
        return self.instance.pk is not None and self.instance.versions.exists()

    def _post_clean(self) -> None:
        self.instance.keeps_library = self.data.get("action-publish") == WORDS_ONLY
        super()._post_clean()
        if not self.is_publishing or self.errors:
            return
        found = problems(self.instance)
        errors = [problem for problem in found if problem.level == Level.ERROR]
        for field, error in errors_by_field(self.instance.sections, errors):
            self.add_error(field, error)
        if not errors:
            self._ask_about([problem for problem in found if problem.level == Level.WARNING])

    def _ask_about(self, warnings: list[Problem]) -> None:
        asked = question(self.instance, self.for_user)
        seen = fingerprint([*(one.message for one in warnings), *(asked.sentences if asked else ())])
        if not (warnings or asked) or self.data.get(CONFIRMED) == seen:
            return
        self.to_confirm, self.question = seen, asked
        if asked:
            self.add_error(None, ValidationError(MORE_CHANGES, code="more_changes"))
        for problem in warnings:
            self.add_error(None, ValidationError(f"Periksa lagi: {problem.message}", code=problem.code))


def _let_know(chooser: BaseChooser, chosen: Model | None) -> None:
    """What the form has read already is not fetched again to be shown."""
    fetch = chooser.get_instance
    chooser.get_instance = lambda value: chosen if chosen and str(value) == str(chosen.pk) else fetch(value)


def fingerprint(sentences: list[str]) -> str:
    """A short text that is the same as long as the same things are asked about."""
    return sha256("\n".join(sorted(sentences)).encode()).hexdigest()[:16]


def errors_by_field(sections: StreamValue, errors: list[Problem]) -> list[tuple[str | None, ValidationError]]:
    """Each problem at its place: the block that has it, the matrix, the index, or the form as a whole."""
    at_blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    placed: list[tuple[str | None, ValidationError]] = []
    known = _paths(sections)
    for problem in errors:
        if problem.path in known:
            at_blocks[problem.path].append(problem.message)
        else:
            field = PLACES.get(problem.path)
            placed.append((field, ValidationError(problem.message, code=problem.code)))
    if at_blocks:
        placed.append(("sections", _sections_error(sections, at_blocks)))
    return placed


def _paths(sections: StreamValue) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for section in sections:
        key = section.value["key"]
        found.add((key,))
        found |= {(key, part.value["key"]) for part in section.value["fields"]}
        found |= {(key, overall["key"]) for overall in section.value["overall"]}
    return found


def _sections_error(
    sections: StreamValue, messages: dict[tuple[str, ...], list[str]]
) -> StreamBlockValidationError:
    """Nested as the blocks are. Blocks that share a key by mistake all show the message."""
    errors = {}
    for number, section in enumerate(sections):
        value, key = section.value, section.value["key"]
        fields = {
            place: StructBlockValidationError(non_block_errors=messages[key, part.value["key"]])
            for place, part in enumerate(value["fields"])
            if (key, part.value["key"]) in messages
        }
        overall = {
            place: StructBlockValidationError(non_block_errors=messages[key, one["key"]])
            for place, one in enumerate(value["overall"])
            if (key, one["key"]) in messages
        }
        inner: dict[str, ValidationError] = {}
        if fields:
            inner["fields"] = StreamBlockValidationError(block_errors=fields)
        if overall:
            inner["overall"] = ListBlockValidationError(block_errors=overall)
        own = messages.get((key,), [])
        if inner or own:
            errors[number] = StructBlockValidationError(block_errors=inner, non_block_errors=own)
    return StreamBlockValidationError(block_errors=errors)
