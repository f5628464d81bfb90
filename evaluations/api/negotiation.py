from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from evaluations.api.parameters import MEDIA_TYPES


class FormatBeforeAccept(DefaultContentNegotiation):
    """``format=`` in the address decides; the Accept header is asked only where it is missing.

    Spreadsheets send whatever they like in Accept when they fetch an address.
    """

    def select_renderer(self, request, renderers, format_suffix=None):
        if "format" in request.query_params:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


class _File(BaseRenderer):
    """Only to be chosen: the list writes the file itself, and an error in its place is JSON."""


def _file(name: str, media_type: str) -> BaseRenderer:
    return type(name, (_File,), {"format": name, "media_type": media_type})()


_FILES = [_file(name, media_type) for name, media_type in MEDIA_TYPES.items() if name != "json"]


class FileByAccept(FormatBeforeAccept):
    """For lists: a file may be asked for in Accept too; ``request.accepted_format`` says which."""

    def select_renderer(self, request, renderers, format_suffix=None):
        chosen, _ = super().select_renderer(request, [*renderers, *_FILES], format_suffix)
        request.accepted_format = chosen.format
        return renderers[0], renderers[0].media_type
