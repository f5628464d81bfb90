"""What all lists have in common: scope, parameters, pages, and the three formats."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from django_filters import FilterSet
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from evaluations.api import parameters
from evaluations.api.errors import BadRequest
from evaluations.api.negotiation import FileByAccept, FormatBeforeAccept
from evaluations.api.pagination import MAX_SIZE, Cursor, Keyset, Page
from evaluations.api.snapshot import one_snapshot
from evaluations.api.throttling import ClientThrottle
from evaluations.domain.reports.reporting import units_of
from evaluations.enums import ApiScope
from evaluations.exchange.columns import Column
from evaluations.exchange.exports import csv_lines, json_lines, json_rows, table_schema
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.filters import WithinUnits
from evaluations.models import ApiClient

BY_CHANGE = Keyset("updated_at", "id")


@method_decorator(conditional_page, name="dispatch")
class ClientView(APIView):
    """Read-only, for API clients whose scope opens it (``permissions``)."""

    scopes: ClassVar[Sequence[ApiScope]]
    throttle_classes = [ClientThrottle]
    content_negotiation_class = FormatBeforeAccept

    @property
    def client(self) -> ApiClient:
        return self.request.auth

    def filtered(self, filterset_class: type[FilterSet], rows: QuerySet) -> QuerySet:
        """``rows`` under the filters of the address. Raises invalid_parameter."""
        data = self.request.query_params
        if issubclass(filterset_class, WithinUnits):
            return parameters.filtered(filterset_class(data, rows, units=units_of(self.client)))
        return parameters.filtered(filterset_class(data, rows))


class DetailView(ClientView):
    """One thing; takes no parameters."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        parameters.check_names(request.query_params, ())


class ListView(ClientView):
    """A list in keyset pages, or whole as a file. A list says what its rows and columns are."""

    name: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    filterset_class: ClassVar[type[FilterSet]]
    keyset: ClassVar[Keyset] = Keyset("id")
    content_negotiation_class = FileByAccept
    most_in_workbook: ClassVar[int] = 100_000
    counted_in_workbook: ClassVar[str] = "baris"
    counted: ClassVar[bool] = False  # only short lists: counting a long one costs more than its pages
    is_row_each: ClassVar[bool] = True  # ``complete`` gives one row for each

    def rows(self) -> QuerySet:
        """Everything that the client may read."""
        raise NotImplementedError

    def complete(self, rows: list[Any]) -> list[Any]:
        """Rows of one page with what is fetched apart."""
        return rows

    def order(self) -> Keyset:
        """The order of the pages: by change where one asks for what has changed."""
        return BY_CHANGE if "updated_since" in self.request.query_params else self.keyset

    def get(self, request: Request) -> HttpResponseBase:
        known = [*self.filterset_class.base_filters, "format", "limit", "cursor"]
        parameters.check_names(request.query_params, known)
        wanted = parameters.format_of(request)
        rows = self.filtered(self.filterset_class, self.rows())
        if wanted == "json":
            return self._page(rows)
        if wanted == "schema":
            return Response(table_schema(self.columns))
        if wanted == "xlsx" and rows.order_by("pk")[self.most_in_workbook :].exists():
            raise BadRequest(
                "too_many_rows",
                {"format": [f"Paling banyak {self.most_in_workbook} {self.counted_in_workbook}."]},
            )
        return self._file(wanted, rows)

    def _file(self, wanted: str, rows: QuerySet) -> HttpResponseBase:
        """The whole list of one moment, with the number of its rows in ``X-Rows`` where that is known before."""
        with ExitStack() as stack:
            stack.enter_context(one_snapshot())
            number = rows.count() if self.is_row_each else None
            response = file_response(self.name, wanted, self.columns, self._all(rows))
            if number is not None:
                response.headers["X-Rows"] = str(number)
            response.streaming_content = _Sent(response.streaming_content, stack.pop_all())
        return response

    def _page(self, rows: QuerySet) -> Response:
        data, keyset = self.request.query_params, self.order()
        limit = parameters.limit_of(data)
        cursor = keyset.decode(data["cursor"]) if "cursor" in data else None
        page = keyset.page(rows, cursor, limit)
        count = {"count": rows.count()} if self.counted else {}
        return Response(count | self._links(page, keyset) | {"results": self._json(page)})

    def _json(self, page: Page) -> list[dict[str, Any]]:
        return list(map(json_rows(self.columns), self.complete(page.rows)))

    def _links(self, page: Page, keyset: Keyset) -> dict[str, str | None]:
        address = self.request.build_absolute_uri()

        def link(cursor: Cursor | None) -> str | None:
            return None if cursor is None else replace_query_param(address, "cursor", keyset.encode(cursor))

        return {"next": link(page.next), "previous": link(page.previous)}

    def _all(self, rows: QuerySet) -> Iterator[Any]:
        """Every row once, page by page: little memory."""
        cursor = None
        while True:
            page = self.keyset.page(rows, cursor, MAX_SIZE)
            yield from self.complete(page.rows)
            cursor = page.next
            if cursor is None:
                return


class _Sent:
    """Parts of an answer; what they need ends when the last has left, or whoever asked has gone."""

    def __init__(self, parts: Any, needs: ExitStack):
        self.parts, self.needs = iter(parts), needs

    def __iter__(self) -> Iterator[bytes]:
        return self.parts

    def close(self) -> None:
        self.needs.close()


def file_response(
    name: str, wanted: str, columns: Sequence[Column], rows: Iterator[Any]
) -> StreamingHttpResponse:
    """The rows as a download, named after the list and the day."""
    write: dict[str, Callable[[], StreamingHttpResponse]] = {
        "csv": lambda: StreamingHttpResponse(
            csv_lines(columns, rows), content_type="text/csv; charset=utf-8"
        ),
        "ndjson": lambda: StreamingHttpResponse(json_lines(columns, rows), content_type=parameters.NDJSON),
        "xlsx": lambda: FileResponse(write_workbook(columns, rows, title=name), content_type=CONTENT_TYPE),
    }
    response = write[wanted]()
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.{wanted}"'
    response.headers["Cache-Control"] = "no-store"
    return response
