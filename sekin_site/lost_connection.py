"""A database that restarts in the middle of a request: the request is run again where nothing of it was written.

A connection that was lost between two requests is noticed before it is used again (CONN_HEALTH_CHECKS).
"""

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

NO_TRANSACTION = (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)
# What only reads, or only steers the transaction. Anything else counts as writing.
HARMLESS = (
    "SELECT",
    "EXPLAIN",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "SET",
    "SHOW",
    "DECLARE",
    "FETCH",
    "CLOSE",
)


class Watch:
    """Sees each statement of one request, to tell whether anything may have been written for good.

    What stands in a transaction that the server never got to commit is undone by the server. Nobody knows about a
    statement outside a transaction, or a COMMIT, whose answer was lost: that counts as written.
    """

    def __init__(self) -> None:
        self._is_lost = False
        self._has_written = False
        self._is_writing = False  # in the transaction that was still open at the last statement

    def __call__(self, execute, sql, params, many, context):
        if connection.connection.info.transaction_status in NO_TRANSACTION:  # a new transaction begins
            self._has_written |= self._is_writing
            self._is_writing = False
        if not str(sql).lstrip(" (\n").upper().startswith(HARMLESS):
            self._is_writing = True
            self._has_written |= connection.get_autocommit()
        try:
            return execute(sql, params, many, context)
        except (OperationalError, InterfaceError):
            if connection.connection is None or connection.connection.closed:
                self._is_lost = True
                self._is_writing = False  # nothing is stored yet: there was no COMMIT
            raise

    def may_run_again(self) -> bool:
        """Whether the connection was lost, and surely nothing was written before or on the way out."""
        return self._is_lost and not self._has_written and not self._is_writing


class LostConnectionMiddleware:
    """Runs a request once more on a fresh connection; outside of sessions and people, which are read anew as well.

    Cannot help where an answer is already on its way (streams), or where the body was read and not kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":  # SQLite has no connection that could be lost
            return self.get_response(request)
        watch = Watch()
        with connection.execute_wrapper(watch):
            response = self.get_response(request)
        if response.status_code < 500 or not watch.may_run_again() or not _rewind_body(request):
            return response
        connection.close()
        return self.get_response(request)


def _rewind_body(request: HttpRequest) -> bool:
    """Whether the view will find the body again: never read, kept in memory, or parsed as a form."""
    if request._read_started and not hasattr(request, "_body") and not hasattr(request, "_files"):
        return False
    for _, files in request.FILES.lists() if hasattr(request, "_files") else ():
        for file in files:
            if file.closed:
                return False
            file.seek(0)
    return True
