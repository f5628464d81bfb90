"""Choosers of rows from the library: what all blocks of a form name is fetched at once.

Wagtail asks once per kind of block and section, for the very same scales and pages.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail import blocks
from wagtail.admin.widgets import AdminPageChooser
from wagtail.blocks.stream_block import StreamValue
from wagtail.snippets.blocks import SnippetChooserBlock

# By the name of the chooser: the model, and what is read with it.
_TABLES = {
    "indicator": ("Indicator", ["denominator_constant"]),
    "scale": ("RatingScale", ["levels"]),
    "guidance_page": ("GuidancePage", []),
}


class Chosen:
    """The rows that a raw stream names, by the name of the chooser, as they stand when first asked for."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.known: Chosen | None = None

    @cached_property
    def rows(self) -> dict[str, dict[int, Model]]:
        indicators = self._rows("indicator", set(_named("indicator", self.raw)))
        scales = {*_named("scale", self.raw), *(one.scale_id for one in indicators.values())} - {None}
        pages = {
            *_named("guidance_page", self.raw),
            *(one.guidance_page_id for one in indicators.values()),
        } - {None}
        found = {
            "indicator": indicators,
            "scale": self._rows("scale", scales),
            "guidance_page": self._rows("guidance_page", pages),
        }
        for one in indicators.values():
            one.scale = found["scale"].get(one.scale_id)
            one.guidance_page = found["guidance_page"].get(one.guidance_page_id)
        return found

    def _rows(self, chooser: str, wanted: set[int]) -> dict[int, Any]:
        known = self.known.rows[chooser] if self.known else {}
        model, along = _TABLES[chooser]
        missing = wanted - known.keys()
        rows = apps.get_model("forms_config", model).objects.prefetch_related(*along)
        return {pk: known[pk] for pk in wanted & known.keys()} | (rows.in_bulk(missing) if missing else {})


_CHOSEN: ContextVar[Chosen | None] = ContextVar("chosen", default=None)


def _named(name: str, raw: Any) -> Iterator[int]:
    if isinstance(raw, list):
        for one in raw:
            yield from _named(name, one)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key == name and isinstance(value, int):
                yield value
            else:
                yield from _named(name, value)


class ChosenAtOnce:
    """Mixin for a chooser block that is called as in ``Chosen``."""

    def bulk_to_python(self, values: list[int | None]) -> list[Model | None]:
        chosen = _CHOSEN.get()
        if chosen is None:
            return super().bulk_to_python(values)
        return [chosen.rows[self.name].get(one) for one in values]


class ScaleChooserBlock(ChosenAtOnce, SnippetChooserBlock):
    pass


class IndicatorChooserBlock(ChosenAtOnce, SnippetChooserBlock):
    pass


class GuidanceChooser(AdminPageChooser):
    """Opens at the start of the guidance, so the page above is not asked for."""

    def get_instance(self, value: Any) -> Any:
        return value if isinstance(value, self.model_class) else super().get_instance(value)

    def get_value_data_from_instance(self, instance: Any) -> dict[str, Any]:
        return super(AdminPageChooser, self).get_value_data_from_instance(instance) | {"parent_id": None}


class GuidanceChooserBlock(ChosenAtOnce, blocks.PageChooserBlock):
    @property
    def widget(self) -> AdminPageChooser:
        return GuidanceChooser(target_models=self.target_models)


class ChoosingStreamValue(StreamValue):
    """Converts its blocks with what they name already at hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = Chosen(list(filter(None, self._raw_data)))

    def __getitem__(self, i: Any) -> Any:
        token = _CHOSEN.set(self.chosen)
        try:
            return super().__getitem__(i)
        finally:
            _CHOSEN.reset(token)


def borrow(value: StreamValue, other: StreamValue) -> None:
    """What ``other`` has read is not read again for ``value``: both belong to one form at one moment."""
    if isinstance(value, ChoosingStreamValue) and isinstance(other, ChoosingStreamValue):
        value.chosen.known = other.chosen
