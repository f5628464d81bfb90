"""Blocks whose folded head says words instead of what is stored; heads.js writes them."""

from django import forms
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.telepath import Adapter, register
from wagtail.blocks.field_block import FieldBlockAdapter
from wagtail.blocks.struct_block import StructBlockAdapter


class PickBlock(blocks.CharBlock):
    """A text for which the editor offers what may stand there (``picks``, see picks.js): keys, values, levels."""

    def __init__(self, *, picks: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.field.widget.attrs |= {"data-sekin-picks": picks, "autocomplete": "off"}


class QuietBlock(blocks.StructBlock):
    """Its head stays empty until its first input has an answer."""


class _WithHeads(Adapter):
    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["sekin/js/admin/heads.js"])


class PickAdapter(_WithHeads, FieldBlockAdapter):
    js_constructor = "sekin.Pick"


class QuietAdapter(_WithHeads, StructBlockAdapter):
    js_constructor = "sekin.Quiet"


register(PickAdapter(), PickBlock)
register(QuietAdapter(), QuietBlock)
