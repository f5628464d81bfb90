"""Rows that the database itself refuses to change: published form versions and what they were made with.

Triggers, since no constraint can refuse an update. Used by the migration; tests take them off to empty the
tables.
"""

from typing import NamedTuple


class Guard(NamedTuple):
    table: str
    event: str  # UPDATE or DELETE

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}"


GUARDS = tuple(
    Guard(table, event)
    for table in ("forms_config_formversion", "forms_config_formversionuse")
    for event in ("UPDATE", "DELETE")
)
MESSAGE = "published form versions are frozen"


def create_statements(vendor: str) -> list[str]:
    """The SQL that puts the guards on, for "sqlite" or "postgresql"."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for g in GUARDS
        ]
    function = (
        "CREATE OR REPLACE FUNCTION forms_config_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} "
        "FOR EACH ROW EXECUTE FUNCTION forms_config_refuse()"
        for g in GUARDS
    ]


def drop_statements(vendor: str) -> list[str]:
    """The SQL that takes them off."""
    on = "" if vendor == "sqlite" else " ON {table}"
    return [f"DROP TRIGGER IF EXISTS {g.name}{on.format(table=g.table)}" for g in GUARDS]
