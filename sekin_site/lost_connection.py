"""A database that restarts in the middle of a request: the request is run again where nothing of it was written.

A connection that was lost between two requests is noticed before it is used again (CONN_HEALTH_CHECKS).
"""

import sys

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

LOST = (OperationalError, InterfaceError)
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
        self.is_lost = False
        self._has_written = False
        self._is_writing = False  # in a transaction that was still open at the last statement
        self._in_statement = False  # the last statement gave no answer; False: it did, so COMMIT did not

    def __call__(self, execute, sql, params, many, context):
        if connection.connection.info.transaction_status in NO_TRANSACTION:  # a new one begins
            self._has_written |= self._is_writing
            self._is_writing = False
        if not str(sql).lstrip(" (\n").upper().startswith(HARMLESS):
            self._is_writing = True
            self._has_written |= connection.get_autocommit()
        self._in_statement = True
        result = execute(sql, params, many, context)
        self._in_statement = False
        return result

    def may_run_again(self) -> bool:
        """Whether the connection was lost and surely nothing was written."""
        return self.is_lost and not self._has_written and (self._in_statement or not self._is_writing)


class LostConnectionMiddleware:
    """Runs a request once more on a fresh connection. The outermost one, so that sessions are read anew as well.

    Cannot help where an answer is already on its way (streams), or where the body was read and not kept.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "postgresql":  # SQLite has no connection that could be lost
            return self.get_response(request)
        request.database_watch = watch = Watch()
        with connection.execute_wrapper(watch):
            response = self.get_response(request)
        if not (watch.may_run_again() and _rewind_body(request)):
            return response
        connection.close()
        return self.get_response(request)


@receiver(got_request_exception)
def note_lost_connection(request: HttpRequest | None, **kwargs) -> None:
    """Called by Django wherever an exception becomes a 500, in a view or in a middleware."""
    watch = getattr(request, "database_watch", None)
    if watch is not None and isinstance(sys.exc_info()[1], LOST):
        watch.is_lost = connection.connection is None or not connection.is_usable()


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
