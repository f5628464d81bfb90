"""Query parameters: what is unknown, empty, double or wrong is refused, never passed over in silence."""

from collections.abc import Collection
from typing import Any

from django.http import QueryDict
from django_filters import FilterSet
from rest_framework.request import Request

from evaluations.api.errors import BadRequest
from evaluations.api.pagination import DEFAULT_SIZE, MAX_SIZE
from evaluations.exchange.workbook import CONTENT_TYPE
from forms_config.engine.characters import is_empty

NDJSON = "application/x-ndjson"
# How each may be asked for in ``Accept`` instead.
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv", "ndjson": NDJSON, "xlsx": CONTENT_TYPE}
FORMATS = (*MEDIA_TYPES, "schema")  # the last: what the columns of the list are


def check_names(parameters: QueryDict, known: Collection[str]) -> None:
    """Raises unknown_parameter or invalid_parameter.

    A misspelt, empty or repeated filter would otherwise answer with other rows than were meant.
    """
    unknown = [name for name in parameters if name not in known]
    if unknown:
        sentence = f"Yang dikenal: {', '.join(sorted(known)) or 'tidak ada'}."
        raise BadRequest("unknown_parameter", {name: [sentence] for name in unknown})
    wrong = {}
    for name, values in parameters.lists():
        if len(values) > 1:
            wrong[name] = ["Isi satu kali saja."]
        elif is_empty(values[0]):
            wrong[name] = ["Isi, atau hapus parameter ini."]
    if wrong:
        raise BadRequest("invalid_parameter", wrong)


def format_of(request: Request) -> str:
    """One of ``FORMATS``, from ``format`` or else from ``Accept``; a file holds the whole list, so pages make no sense
    in it."""
    parameters = request.query_params
    wanted = parameters.get("format") or request.accepted_format
    if wanted not in FORMATS:
        raise BadRequest("invalid_parameter", {"format": [f"Pakai salah satu dari: {', '.join(FORMATS)}."]})
    paging = [name for name in ("limit", "cursor") if name in parameters]
    if wanted != "json" and paging:
        sentence = f"Tidak berlaku untuk format={wanted}: berkas memuat seluruh daftar."
        raise BadRequest("invalid_parameter", {name: [sentence] for name in paging})
    return wanted


def limit_of(parameters: QueryDict) -> int:
    """Rows on a page."""
    text = parameters.get("limit", str(DEFAULT_SIZE))
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MAX_SIZE):
        raise BadRequest("invalid_parameter", {"limit": [f"Isi bilangan bulat dari 1 sampai {MAX_SIZE}."]})
    return int(text)


def dimensions_of(parameters: QueryDict, known: Collection[str]) -> list[str]:
    """One or two different dimensions from ``by=a,b``; none without ``by``."""
    asked = parameters.get("by")
    if asked is None:
        return []
    names = asked.split(",")
    if not 1 <= len(names) <= 2 or len(set(names)) < len(names) or not set(names) <= set(known):
        raise BadRequest("invalid_parameter", {"by": [f"Isi satu atau dua dari: {', '.join(known)}."]})
    return names


def one_of(parameters: QueryDict, name: str, known: Collection[str]) -> str:
    """The value of ``name``, or "" without it."""
    value = parameters.get(name, "")
    if value and value not in known:
        raise BadRequest("invalid_parameter", {name: [f"Pakai salah satu dari: {', '.join(known)}."]})
    return value


def filtered(filters: FilterSet) -> Any:
    """The queryset behind the filters. Raises invalid_parameter with what each filter says."""
    if filters.is_valid():
        return filters.qs
    raise BadRequest("invalid_parameter", {name: list(errors) for name, errors in filters.errors.items()})
