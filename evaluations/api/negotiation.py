from rest_framework.negotiation import DefaultContentNegotiation


class FormatBeforeAccept(DefaultContentNegotiation):
    """``format=`` in the address decides; the Accept header is asked only where it is missing.

    Spreadsheets send whatever they like in Accept when they fetch an address.
    """

    def select_renderer(self, request, renderers, format_suffix=None):
        if "format" in request.query_params:
            return renderers[0], renderers[0].media_type
        return super().select_renderer(request, renderers, format_suffix)
