"""Rows that the database itself refuses to change: published form versions, and what other apps freeze.

Triggers rather than constraints, since a constraint sees only the new row. They are declared in code and are no part
of migrations: ``migrate`` takes them all off before it begins (SQLite rebuilds a table that changes, and a trigger that
asks another table would stop it) and puts on what is declared when it has ended. ``domain.upkeep.integrity`` asks
whether they are all there.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.apps import apps
from django.db import connections, migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate

Sql = str | Mapping[str, str]  # the same for every database, or one by vendor


class Guard(NamedTuple):
    """One sentence of the database: this ``event`` (INSERT, UPDATE or DELETE) on a row of ``table`` is refused.

    ``when`` is SQL over OLD and NEW that must be true for it; ``asking`` the same, and may ask other tables.
    """

    table: str
    event: str
    message: str
    when: Sql = "1 = 1"
    asking: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}"


GUARDS = tuple(
    Guard(table, event, "published form versions are frozen")
    for table in ("forms_config_formversion", "forms_config_formversionuse")
    for event in ("UPDATE", "DELETE")
)
_DECLARED: dict[str, tuple[Guard, ...]] = {}  # guards by app label

_REFUSE = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation'"
_LISTED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_refuses_%'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgname LIKE '%_refuses_%' AND NOT tgisinternal AND pg_table_is_visible(tgrelid)",
}


def declare(app_label: str, guards: Iterable[Guard]) -> None:
    """From now on every ``migrate`` puts these guards on when ``app_label`` is there. For ``AppConfig.ready``."""
    _DECLARED[app_label] = tuple(guards)
    config = apps.get_app_config(app_label)
    pre_migrate.connect(_before_migrate, sender=config, dispatch_uid=f"guards_{app_label}")
    post_migrate.connect(_after_migrate, sender=config, dispatch_uid=f"guards_{app_label}")


def declared() -> list[Guard]:
    return [guard for guards in _DECLARED.values() for guard in guards]


def missing_guards(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of declared guards that the database does not have."""
    there = {name for name, _ in _listed(connection)}
    return [guard.name for guard in declared() if guard.name not in there]


def put_on(guards: Sequence[Guard], connection: BaseDatabaseWrapper) -> None:
    """Create the guards whose table exists, in place of those of the same name."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        present = [guard for guard in guards if guard.table in tables]
        for guard in present:
            cursor.execute(_drop_statement(guard.name, guard.table, connection.vendor))
            for statement in _create_statements(guard, connection.vendor):
                cursor.execute(statement)


def take_off(connection: BaseDatabaseWrapper, tables: Iterable[str] | None = None) -> None:
    """Drop every guard in the database, or those of some tables."""
    wanted = None if tables is None else set(tables)
    for name, table in _listed(connection):
        if wanted is None or table in wanted:
            with connection.cursor() as cursor:
                cursor.execute(_drop_statement(name, table, connection.vendor))


def guard_operation(guards: Sequence[Guard]) -> migrations.RunPython:
    """Nothing: what migrations did before guards were put on after all of them."""
    return migrations.RunPython(migrations.RunPython.noop, migrations.RunPython.noop)


def _before_migrate(using: str, **kwargs) -> None:
    take_off(connections[using])


def _after_migrate(sender, using: str, **kwargs) -> None:
    put_on(_DECLARED[sender.label], connections[using])


def _listed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_LISTED[connection.vendor])
        return cursor.fetchall()


def _drop_statement(name: str, table: str, vendor: str) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")


def _create_statements(guard: Guard, vendor: str) -> list[str]:
    """PostgreSQL takes no question to another table in WHEN, so each guard has a function that asks it."""
    when = guard.when if isinstance(guard.when, str) else guard.when[vendor]
    begin = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
    asking = guard.asking or "1 = 1"
    if vendor == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{guard.message}')"
        return [f"{begin} WHEN ({when}) AND ({asking}) BEGIN {refuse}; END"]
    row = "OLD" if guard.event == "DELETE" else "NEW"
    body = f"BEGIN IF {asking} THEN {_REFUSE.format(guard.message)}; END IF; RETURN {row}; END"
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"{begin} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {guard.name}()",
    ]
