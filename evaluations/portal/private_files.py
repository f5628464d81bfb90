"""Handing out what somebody uploaded; who may have it is asked by the view."""

from django.http import FileResponse, Http404

from evaluations.models import DailyFile, Evidence, PerformanceDecision


def handed_out(stored: Evidence | DailyFile | PerformanceDecision) -> FileResponse:
    """The file as a download, never shown inline: a browser must not run what somebody uploaded."""
    try:
        opened = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
