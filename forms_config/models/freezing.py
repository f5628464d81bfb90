"""Rows that the database itself refuses to change: published form versions, and what other apps freeze.

Triggers rather than constraints, since a constraint sees only the new row. A migration puts them on with
``guard_operation``; the tests step around them to empty the tables.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import migrations


class Guard(NamedTuple):
    table: str
    event: str  # UPDATE or DELETE
    message: str
    when: str = "1 = 1"  # SQL over OLD

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}"


GUARDS = tuple(
    Guard(table, event, "published form versions are frozen")
    for table in ("forms_config_formversion", "forms_config_formversionuse")
    for event in ("UPDATE", "DELETE")
)

_POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


def create_statements(guards: Sequence[Guard], vendor: str) -> list[str]:
    """The SQL that puts the guards on, for "sqlite" or "postgresql"."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} WHEN {g.when} "
            f"BEGIN SELECT RAISE(ABORT, '{g.message}'); END"
            for g in guards
        ]
    return [_POSTGRESQL_FUNCTION] + [
        f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} FOR EACH ROW WHEN ({g.when}) "
        f"EXECUTE FUNCTION refuse_change('{g.message}')"
        for g in guards
    ]


def drop_statements(guards: Sequence[Guard], vendor: str) -> list[str]:
    """The SQL that takes them off."""
    return [
        f"DROP TRIGGER IF EXISTS {g.name}"
        if vendor == "sqlite"
        else f"DROP TRIGGER IF EXISTS {g.name} ON {g.table}"
        for g in guards
    ]


def guard_operation(guards: Sequence[Guard]) -> migrations.RunPython:
    """The migration operation that puts the guards on, and takes them off when reversed."""

    def create(apps, schema_editor):
        for statement in create_statements(guards, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def drop(apps, schema_editor):
        for statement in drop_statements(guards, schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    return migrations.RunPython(create, drop)
