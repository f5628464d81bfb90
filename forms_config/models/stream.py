"""The StreamField of this app."""

from functools import cache, cached_property
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.forms import Media, Script
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.translation import get_language
from wagtail.blocks import StreamBlock
from wagtail.blocks.base import BlockField, BlockWidget, get_error_json_data
from wagtail.fields import StreamField


class EditorField(StreamField):
    """A StreamField whose blocks are left out of migrations, and out of the page on which it is edited.

    The column is JSON whatever the blocks are, so a changed label or help text should write no migration. A
    data migration that walks through blocks must therefore bring its own block definitions.
    """

    def __init__(self, block_types: StreamBlock | None = None, **kwargs) -> None:
        super().__init__(StreamBlock() if block_types is None else block_types, **kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs

    def formfield(self, **kwargs: Any) -> BlockField:
        return super().formfield(**{"widget": StreamWidget(self)} | kwargs)

    @property
    def label(self) -> str:
        return f"{self.model._meta.model_name}.{self.name}"

    @property
    def definition(self) -> "Definition":
        return _definition(self, get_language())


class Definition(NamedTuple):
    """By what Wagtail's scripts draw the inputs of a stream: the same on every page, whatever stands in the draft."""

    json: str
    media: Media  # the scripts that it needs
    fingerprint: str


@cache
def _definition(column: EditorField, language: str) -> Definition:
    widget = BlockWidget(column.stream_block)
    return Definition(widget.block_json, widget.media, sha256(widget.block_json.encode()).hexdigest()[:16])


class StreamWidget(BlockWidget):
    """Wagtail's, except for the definition, which was half of the page: a script of its own that browsers keep.

    That script (``editor_data.definition``) hands both to the inputs, the values from the element behind them:
    in an attribute a third of them would be ``&quot;``.
    """

    def __init__(self, column: EditorField) -> None:
        super().__init__(column.stream_block)
        self.column = column

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> str:
        error = get_error_json_data(errors.as_data()[0]) if errors else None
        return format_html(
            '<div id="{}" data-block data-controller="w-block" data-sekin-stream="{}"></div>{}',
            name,
            self.column.label,
            json_script([self.block_def.get_form_state(value), error]),
        )

    @cached_property
    def media(self) -> Media:
        """Deferred, so that it finds the inputs, and still comes before Wagtail draws them."""
        asked = urlencode({"isian": self.column.label, "sidik": self.column.definition.fingerprint})
        script = f"{reverse('forms_config:definition')}?{asked}"
        return self.column.definition.media + Media(js=[Script(script, defer=True)])
