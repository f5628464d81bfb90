"""Handing out what somebody uploaded or ordered; who may have it is asked by the view."""

from django.http import FileResponse, Http404

from evaluations.models import DailyFile, Download, Evidence, PerformanceDecision

# A sandbox would keep the browser's own viewer from opening it.
IN_PLACE = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def handed_out(
    stored: Evidence | DailyFile | PerformanceDecision | Download, *, in_place: bool = False
) -> FileResponse:
    """The file as a download: a browser must not run what somebody uploaded.

    ``in_place``: shown within a page of ours. For PDF alone, which browsers draw apart from the page, without its
    scripts reaching anything.
    """
    try:
        opened = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=not in_place, filename=stored.name, content_type=stored.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = IN_PLACE if in_place else "default-src 'none'; sandbox"
    if in_place:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
