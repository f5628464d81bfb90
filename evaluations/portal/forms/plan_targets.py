"""The target of a year over its months, on the page of a plan (SKP): twelve boxes, and buttons that fill them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import MONTHS

from evaluations.portal.forms.plan_parts import NumberField
from forms_config.engine.rounding import plain
from forms_config.engine.targets import MONTHS as MONTHS_OF_A_YEAR
from forms_config.engine.targets import gathering_of, spread
from forms_config.engine.values import parse_number
from forms_config.engine.vocabulary import Gathering

EVENLY, BY_QUARTER, BY_WEIGHT, BY_HAND = "rata", "triwulan", "bobot", "sendiri"

NO_NUMBER = "Isi dahulu target dalam angka, lebih dari nol, lalu bagi ke bulan."
NO_WEIGHTS = (
    "Isi dahulu bobot setiap bulan pada kotaknya, misalnya 1, 1, 2. Bulan yang kosong tidak mendapat target."
)
SAME_ALL_YEAR = "Target ini sama sepanjang tahun, jadi tidak perlu dibagi ke bulan."
AT_THE_END = "Target ini dilihat pada akhir tahun. Isi sendiri capaian antara pada bulan yang Anda pilih."


class MonthsForm(forms.Form):
    """A number for each month of the plan; nothing is required, an empty month has no target."""

    def __init__(
        self, *args: Any, months: Iterable[int], stored: Sequence[str | None], **kwargs: Any
    ) -> None:
        given = dict(enumerate((parse_number(number) for number in stored), start=1))
        super().__init__(
            *args, initial={f"bulan{month}": number for month, number in given.items()}, **kwargs
        )
        for month in months:
            self.fields[f"bulan{month}"] = NumberField(label=str(MONTHS[month]))

    @property
    def numbers(self) -> dict[int, Decimal]:
        """By month what stands in the boxes; what is no number is left out."""
        found = {name: self.cleaned_data.get(name) for name in self.fields} if self.is_bound else self.initial
        return {
            int(name.removeprefix("bulan")): number
            for name, number in found.items()
            if name in self.fields and isinstance(number, Decimal)
        }

    def content(self) -> list[str | None]:
        """What is stored: twelve numbers as text; empty without any."""
        return stored_months(self.numbers)


def stored_months(numbers: Mapping[int, Decimal | None]) -> list[str | None]:
    given = [numbers.get(month) for month in range(1, MONTHS_OF_A_YEAR + 1)]
    return (
        [None if one is None else plain(one) for one in given]
        if any(one is not None for one in given)
        else []
    )


def spread_out(indicator: Mapping[str, Any], how: str, months: Sequence[int]) -> tuple[list[str | None], str]:
    """The months of an indicator (as ``save_plan`` takes it) spread anew, and why not where they stay as they are."""
    kept = list(indicator["months"])
    total = indicator["target_value"]
    match gathering_of(indicator):
        case Gathering.AVERAGE:
            return kept, SAME_ALL_YEAR
        case Gathering.END_STATE:
            return kept, AT_THE_END
    if not total or total < 0:
        return kept, NO_NUMBER
    weights = {
        EVENLY: dict.fromkeys(months, Decimal(1)),
        BY_QUARTER: dict.fromkeys(_ends_of_quarters(months), Decimal(1)),
        BY_WEIGHT: {month: number for month, text in enumerate(kept, 1) if (number := parse_number(text))},
    }.get(how, {})
    numbers = spread(total, weights)
    if not any(numbers):
        return kept, NO_WEIGHTS
    return stored_months(dict(enumerate(numbers, start=1))), ""


def _ends_of_quarters(months: Sequence[int]) -> list[int]:
    """The last month that the plan has of each quarter."""
    return list({(month - 1) // 3: month for month in months}.values())
