"""Who closes a period waits for the acts under way on its evaluations, and later acts wait for the closing.

An advisory lock and not one on the row: PostgreSQL queues these fairly, while a steady stream of shared row locks
would let the closing wait for ever. SQLite lets one write after the other anyway. Both last until the transaction ends.
"""

from django.db import connection

NAMESPACE = 4_200  # keeps these apart from other advisory locks of the database


def share(*period_ids: int) -> None:
    """Keep the periods open or closed as they are until this act is written; acts do not wait for each other."""
    _lock("pg_advisory_xact_lock_shared", *period_ids)


def hold_alone(period_id: int) -> None:
    """Wait for all acts under way and keep new ones waiting."""
    _lock("pg_advisory_xact_lock", period_id)


def _lock(function: str, *period_ids: int) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {function}(%s, id) FROM unnest(%s::int[]) AS id", [NAMESPACE, sorted(period_ids)]
            )
