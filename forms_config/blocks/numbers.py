"""Numbers in the editor."""

from decimal import Decimal
from typing import Any

from wagtail import blocks

from forms_config.numbers import TypedDecimalField


class DecimalBlock(blocks.DecimalBlock):
    """Wagtail's, with the field of every other number."""

    def __init__(
        self,
        *,
        required: bool = True,
        help_text: str | None = None,
        min_value: Decimal | int | None = None,
        max_value: Decimal | int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.field = TypedDecimalField(
            required=required, help_text=help_text, min_value=min_value, max_value=max_value
        )
