"""Widgets of the admin."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms

from forms_config.models import MatrixPredikat, ScaleLevel


class MatrixGrid(forms.Widget):
    """The decision table: one select per pair of ratings. Its value is the JSON of ``PredikatMatrix.cells``."""

    template_name = "forms_config/matrix_grid.html"

    def __init__(self, levels: list[ScaleLevel], predikats: list[MatrixPredikat], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.levels, self.predikats = levels, predikats

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        cells = json.loads(value) if isinstance(value, str) and value else {}
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

    def value_omitted_from_data(self, data: Mapping[str, str], files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return ""  # the grid is a group of inputs, each with its own label

    @staticmethod
    def _input(name: str, work: ScaleLevel, conduct: ScaleLevel) -> str:
        return f"{name}-{work.key}-{conduct.key}"
