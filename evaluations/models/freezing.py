"""Rows that the database itself refuses to change: final evaluations and the event log.

Triggers rather than constraints, since a constraint sees only the new row. Used by the migration; the tests take
them off to empty the tables.
"""

from typing import NamedTuple


class Guard(NamedTuple):
    table: str
    event: str  # UPDATE or DELETE
    when: str  # SQL over OLD
    message: str

    @property
    def name(self) -> str:
        return f"{self.table}_refuses_{self.event.lower()}"


GUARDS = (
    Guard("evaluations_evaluation", "UPDATE", "OLD.state = 'FINAL'", "final evaluation is frozen"),
    Guard("evaluations_evaluation", "DELETE", "OLD.state = 'FINAL'", "final evaluation is frozen"),
    Guard("evaluations_evaluationevent", "UPDATE", "1 = 1", "events are append-only"),
    Guard("evaluations_evaluationevent", "DELETE", "1 = 1", "events are append-only"),
)


def create_statements(vendor: str) -> list[str]:
    """The SQL that puts the guards on, for "sqlite" or "postgresql"."""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} WHEN {g.when} "
            f"BEGIN SELECT RAISE(ABORT, '{g.message}'); END"
            for g in GUARDS
        ]
    function = (
        "CREATE OR REPLACE FUNCTION evaluations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [function] + [
        f"CREATE TRIGGER {g.name} BEFORE {g.event} ON {g.table} FOR EACH ROW WHEN ({g.when}) "
        f"EXECUTE FUNCTION evaluations_refuse('{g.message}')"
        for g in GUARDS
    ]


def drop_statements(vendor: str) -> list[str]:
    """The SQL that takes them off."""
    on = "" if vendor == "sqlite" else " ON {table}"
    return [f"DROP TRIGGER IF EXISTS {g.name}{on.format(table=g.table)}" for g in GUARDS]
