"""What the sandbox invents around the answers, to be changed at the top of the page: post, plan, figures."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms_config.engine.characters import clean_text
from forms_config.engine.figures import POST_KIND, POSTS, Figure
from forms_config.engine.rounding import plain, spoken
from forms_config.engine.schema import FormSchema, Polarity
from forms_config.engine.values import parse_number, read_number
from forms_config.sandbox import invented

PREFIX = "_keadaan"  # no key of a field begins so
PLANS = 3
POLARITIES = (
    (Polarity.HIGHER.value, "Makin tinggi makin baik"),
    (Polarity.LOWER.value, "Makin rendah makin baik"),
)
_UNIT = "keluarga"


@dataclass(frozen=True, slots=True)
class Invented:
    """Shapes as in ``engine.schema``."""

    plan_rows: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, str | None] = field(default_factory=dict)
    expectations: dict[str, str] = field(default_factory=dict)


class LineField(forms.CharField):
    """One line of text without control characters; empty is fine."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **{"max_length": 300} | options)

    def to_python(self, value: object) -> str:
        return clean_text(value, multiline=False) if isinstance(value, str) else ""


class FigureField(LineField):
    """A number as Indonesians write it; cleaned to the text of a Decimal."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def clean(self, value: object) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = plain(read_number(text))
        except ValueError:
            raise ValidationError("Isi dengan angka saja, misalnya 12 atau 12,5.") from None
        if parse_number(number) is None:
            raise ValidationError("Angka ini terlalu panjang.")
        return number


class SurroundingsForm(forms.Form):
    """Only what this form shows or asks. What was typed wrongly counts as unknown."""

    def __init__(self, schema: FormSchema, data: Any = None) -> None:
        known = data if data is not None and f"{PREFIX}-shown" in data else None
        super().__init__(known, prefix=PREFIX)
        self.schema = schema
        self.figures = invented.used_figures(schema)
        self.fields["shown"] = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)
        if any(one.required_levels for one in invented.fields_of(schema)):
            choices = [("", "Tidak diketahui"), *POSTS]
            self.fields["post"] = forms.ChoiceField(
                label="Jenis jabatan ASN", choices=choices, required=False, initial="PELAKSANA"
            )
        for number, figure in enumerate(self.figures):
            self.fields[f"figure_{number}"] = _figure_field(figure)
        if invented.has_plan(schema):
            self._add_plan()
        if any(one.show_expectation for one in invented.fields_of(schema)):
            self.fields["expectation"] = LineField(label="Ekspektasi pimpinan", initial=invented.EXPECTATION)

    def invented(self) -> Invented:
        """The surroundings as they stand, typed or as proposed."""
        self.full_clean()
        return Invented(
            plan_rows=list(self._plan_rows()),
            figures=self._figures(),
            expectations=invented.expectations(self.schema, self._value("expectation")),
        )

    def _add_plan(self) -> None:
        for number in range(1, PLANS + 1):
            statement, target = _proposed(number)
            self.fields[f"plan_{number}"] = LineField(
                label=f"Rencana hasil kerja {number}",
                initial=statement,
                help_text="Kosongkan untuk mencoba tanpa baris ini." if number == 1 else "",
            )
            self.fields[f"target_{number}"] = FigureField(
                label=f"Target {number} (angka, boleh kosong)", initial=target
            )
            self.fields[f"polarity_{number}"] = forms.ChoiceField(
                label=f"Arah target {number}", choices=POLARITIES, required=False
            )

    def _value(self, name: str) -> str:
        if name not in self.fields:
            return ""
        return (
            str(self.cleaned_data.get(name) or "") if self.is_bound else str(self.fields[name].initial or "")
        )

    def _plan_rows(self) -> Iterator[dict[str, Any]]:
        for number in range(1, PLANS + 1):
            if statement := self._value(f"plan_{number}"):
                target = self._value(f"target_{number}") or None
                polarity = self._value(f"polarity_{number}") or Polarity.HIGHER.value
                yield invented.plan_row(number, statement, target, _UNIT if target else "", polarity)

    def _figures(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {POST_KIND: self._value("post") or None}
        for number, figure in enumerate(self.figures):
            text = self._value(f"figure_{number}")
            found[figure.source] = (_stored(text) if figure.is_number else text) or None
        return found


def _figure_field(figure: Figure) -> forms.Field:
    example = invented.FIGURE_TEXTS.get(figure.source, "1")
    if not figure.is_number:
        return LineField(label=figure.label, initial=example)
    number = parse_number(example)
    one = FigureField(label=figure.label, initial=spoken(number) if number is not None else "")
    one.unit = figure.unit  # drawn by components/field.html
    return one


def _stored(text: str) -> str:
    """A proposed number ("95,5") as the text of a Decimal; what was posted is one already."""
    return text if parse_number(text) is not None else plain(read_number(text)) if text else ""


def _proposed(number: int) -> tuple[str, str]:
    if number > len(invented.PLAN_ROWS):
        return "", ""
    row = invented.PLAN_ROWS[number - 1]
    return row["statement"], row["indicators"][0]["target_value"] or ""
