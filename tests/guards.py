"""Stepping around the guards of frozen rows, for tests of what happens when somebody has done so."""

from django.db import connection

_LISTED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
    "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname LIKE 'refuse_%'",
}


def take_guards_off() -> None:
    """Drop every guard; the end of the test's transaction puts them back."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED[connection.vendor])
        for name, table in cursor.fetchall():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")
