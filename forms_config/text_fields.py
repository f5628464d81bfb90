"""Text fields for every form outside the editor: what nobody sees is no text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from forms_config.engine.characters import clean_text
from forms_config.engine.rounding import spoken

RAW_FACTOR = 4
LONGEST = 100_000  # characters, where a field says nothing


class CleanTextField(forms.CharField):
    """A text without characters that nobody sees; what consists of them alone is empty.

    Lines are kept where the field has several (a ``Textarea``).
    """

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        # Far too long: refused before cleaning, since composing long runs of accents takes quadratic time.
        if len(text) > RAW_FACTOR * (self.max_length or LONGEST):
            raise ValidationError(
                f"Isian Anda {spoken(len(text))} huruf, paling banyak {spoken(self.max_length or LONGEST)}."
            )
        return clean_text(text, multiline=isinstance(self.widget, forms.Textarea))
