"""A number with decimals, as people type it and see it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms_config.engine.characters import clean_text
from forms_config.engine.rounding import plain
from forms_config.engine.values import read_number


class TypedDecimalField(forms.DecimalField):
    """Of every form: read as Indonesians write it ("12,5", "1.250"), shown the same way and without idle zeros."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": "Isi dengan angka saja, misalnya 12 atau 12,5."}

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = self._read(clean_text(value, multiline=False))
        return super().to_python(value)

    def _read(self, text: str) -> Decimal | None:
        try:
            return read_number(text) if text else None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return plain(value).replace(".", ",") if isinstance(value, Decimal) else value
