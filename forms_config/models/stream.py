"""The StreamField of this app."""

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField


class EditorField(StreamField):
    """A StreamField whose blocks are left out of migrations.

    The column is JSON whatever the blocks are, so a changed label or help text should write no migration. A
    data migration that walks through blocks must therefore bring its own block definitions.
    """

    def __init__(self, block_types: StreamBlock | None = None, **kwargs) -> None:
        super().__init__(StreamBlock() if block_types is None else block_types, **kwargs)

    def deconstruct(self):
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
