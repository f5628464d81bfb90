"""A request that Wagtail cannot read is the sender's mistake: 400 with our page, not a failure of ours.

Wagtail takes for granted that its own forms speak to it. Without the hidden counters of a StreamField, with words
for a number, or with ``next=-1``, its views raise whatever comes of it.
"""

import logging
import traceback

from django.db import DataError
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

log = logging.getLogger("sekin.senseless")

# What reading a value raises when it is not what was expected.
READING_FAILED = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NoReverseMatch,
    DataError,
)
WAGTAIL = ("wagtail", "modelcluster", "modelsearch", "taggit", "treebeard", "permissionedforms")
OURS = ("sekin_site", "forms_config", "evaluations")
# Repeated rows of one page (levels of a scale, forms of a period, months of a year). Django would build a thousand,
# with all their choices, for whoever sends the number alone: half a minute of the processor.
MOST_ROWS = 100
FORMS = (
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)  # other bodies are left for the view to read


class SenselessRequestMiddleware:
    """Answers 400 where Wagtail's own code stumbled over what was sent; everything else stays a failure."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method == "POST" and request.content_type in FORMS and has_too_many_rows(request):
            log.warning("Too many rows in %s", request.path)
            return render(request, "senseless.html", status=400)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_reading = isinstance(exception, READING_FAILED) and sends_something(request)
        if not (is_reading and raised_in_wagtail(exception)):
            return None
        log.warning("Senseless %s to %s", request.method, request.path, exc_info=exception)
        return render(request, "senseless.html", status=400)


def has_too_many_rows(request: HttpRequest) -> bool:
    counts = (value for name, value in request.POST.items() if name.endswith(f"-{TOTAL_FORM_COUNT}"))
    return any(count.isdecimal() and int(count[:6]) > MOST_ROWS for count in counts)


def sends_something(request: HttpRequest) -> bool:
    """Whether there is anything to misread: a body, a query, a word in the address. A page by its number has none."""
    match = request.resolver_match
    words = (
        [value for value in (*match.args, *match.kwargs.values()) if not str(value).isdigit()]
        if match
        else []
    )
    return request.method == "POST" or bool(request.GET) or bool(words)


def raised_in_wagtail(exception: BaseException) -> bool:
    """Whether Wagtail's code is nearer to the cause than ours; what both stand on (Django, drivers) decides nothing."""
    for frame, _ in reversed(list(traceback.walk_tb(exception.__traceback__))):
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if package in (*WAGTAIL, *OURS):
            return package in WAGTAIL
    return False
