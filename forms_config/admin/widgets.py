"""Widgets of the admin."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from forms_config.engine.figures import POSTS
from forms_config.models import MatrixPredikat, ScaleLevel

LEVEL_INPUTS = "forms_config:level_inputs"


class JsonWidget(forms.Widget):
    """Several inputs, named after the field, that make one JSON object.

    They follow from the scale chosen on the same page, and are drawn again when another one is chosen (levels.js).
    """

    model: str  # of the form they stand in, as ``level_views`` calls it

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[forms.Script("sekin/js/admin/levels.js", type="module")])

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"url": reverse(LEVEL_INPUTS, args=[self.model])}

    def value_omitted_from_data(self, data: Mapping[str, str], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""  # a group of inputs, each with its own label

    @staticmethod
    def stored(value: Any) -> dict[str, Any]:
        """``value`` as the form field prepares it: JSON, which is "null" where a form has no row yet."""
        return (json.loads(value) if isinstance(value, str) and value else None) or {}


class LevelTexts(JsonWidget):
    """What each level of a scale means for one indicator. Its value is JSON ``{level key: text}``."""

    template_name, model = "forms_config/level_texts.html", "indikator"

    def __init__(self, levels: list[ScaleLevel], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.levels = levels

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        texts = self.stored(value)
        rows = [
            {"level": level, "name": f"{name}-{level.key}", "text": texts.get(level.key, "")}
            for level in self.levels
        ]
        return super().get_context(name, value, attrs) | {"rows": rows}

    def value_from_datadict(self, data: Mapping[str, str], files: Any, name: str) -> str:
        texts = {level.key: data.get(f"{name}-{level.key}", "").strip() for level in self.levels}
        return json.dumps({key: text for key, text in texts.items() if text})


class PostLevels(JsonWidget):
    """The level that each kind of post needs. Its value is JSON ``{post: level key}``."""

    template_name, model = "forms_config/post_levels.html", "indikator"

    def __init__(self, levels: list[ScaleLevel], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.levels = levels

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        chosen = self.stored(value)
        rows = [
            {"label": label, "name": f"{name}-{post}", "chosen": chosen.get(post, "")}
            for post, label in POSTS
        ]
        return super().get_context(name, value, attrs) | {"rows": rows, "levels": self.levels}

    def value_from_datadict(self, data: Mapping[str, str], files: Any, name: str) -> str:
        chosen = {post: data.get(f"{name}-{post}", "") for post, _ in POSTS}
        return json.dumps({post: level for post, level in chosen.items() if level})


class MatrixGrid(JsonWidget):
    """The decision table: one select per pair of ratings. Its value is the JSON of ``PredikatMatrix.cells``."""

    template_name, model = "forms_config/matrix_grid.html", "kuadran"

    def __init__(self, levels: list[ScaleLevel], predikats: list[MatrixPredikat], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.levels, self.predikats = levels, predikats

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        cells = self.stored(value)
        rows = [
            {
                "level": work,
                "cells": [
                    {
                        "name": self._input(name, work, conduct),
                        "chosen": cells.get(work.key, {}).get(conduct.key, ""),
                        "conduct": conduct,
                    }
                    for conduct in self.levels
                ],
            }
            for work in self.levels
        ]
        grid = {"levels": self.levels, "predikats": self.predikats, "rows": rows}
        return super().get_context(name, value, attrs) | grid

    def value_from_datadict(self, data: Mapping[str, str], files: Any, name: str) -> str:
        cells: dict[str, dict[str, str]] = {}
        for work in self.levels:
            for conduct in self.levels:
                if code := data.get(self._input(name, work, conduct)):
                    cells.setdefault(work.key, {})[conduct.key] = code
        return json.dumps(cells)

    @staticmethod
    def _input(name: str, work: ScaleLevel, conduct: ScaleLevel) -> str:
        return f"{name}-{work.key}-{conduct.key}"
