"""Rencana aksi of one work result: a short text for each month, and one that fills the months that are empty."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.dates import MONTHS

from evaluations.domain.evaluating.plan_actions import LENGTH
from evaluations.portal.forms.plan_parts import DraftTextField
from forms_config.engine.targets import MONTHS as MONTHS_OF_A_YEAR

EVERY_MONTH, EVERY_QUARTER = "bulan", "triwulan"


class ActionsForm(forms.Form):
    """``months``: those of the plan; what stands in the others is left alone."""

    same = DraftTextField(
        label="Sama untuk banyak bulan",
        max_length=LENGTH,
        multiline=True,
        help_text="Tulis sekali, lalu pilih tombolnya. Bulan yang sudah terisi tidak ditimpa.",
    )

    def __init__(self, *args: Any, months: Iterable[int], stored: Sequence[str], **kwargs: Any) -> None:
        self.stored = (list(stored) + [""] * MONTHS_OF_A_YEAR)[:MONTHS_OF_A_YEAR]
        self.months = list(months)
        initial = {f"bulan{month}": self.stored[month - 1] for month in self.months}
        super().__init__(*args, initial=initial, **kwargs)
        for month in self.months:
            self.fields[f"bulan{month}"] = DraftTextField(
                label=str(MONTHS[month]), max_length=LENGTH, multiline=True
            )

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[f"bulan{month}"] for month in self.months]

    def texts(self, fill: str) -> list[str]:
        """All twelve; only after ``is_valid()``. ``fill``: which empty months get the text for many."""
        texts = list(self.stored)
        for month in self.months:
            typed = self.cleaned_data[f"bulan{month}"]
            takes_it = fill == EVERY_MONTH or (fill == EVERY_QUARTER and self._ends_quarter(month))
            texts[month - 1] = typed or (self.cleaned_data["same"] if takes_it else "")
        return texts

    def _ends_quarter(self, month: int) -> bool:
        return month % 3 == 0 or month == self.months[-1]
