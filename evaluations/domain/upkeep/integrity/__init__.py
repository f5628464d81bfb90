"""Integrity checks: questions to the present database that must find nothing.

Constraints and guards stop what one row can tell; these look across rows, and find what was written past them. They
are many questions but few passes: whatever SQL can say is one statement for the whole table, and only recomputing the
results reads the documents. Each check has a test that injects the violation.
"""

from evaluations.domain.upkeep.integrity import (
    about_attendance,
    about_dialogs,
    about_evaluations,
    about_events,
    about_evidence,
    about_guards,
    about_imports,
    about_mail,
    about_objections,
    about_people,
    about_periods,
    about_plans,
    about_pulse,
    about_results,
    about_rights,
    about_units,
)
from evaluations.domain.upkeep.integrity.check import Check, Finding, Key

CHECKS: list[Check] = [
    *about_guards.CHECKS,
    *about_units.CHECKS,
    *about_people.CHECKS,
    *about_rights.CHECKS,
    *about_periods.CHECKS,
    *about_evaluations.CHECKS,
    *about_events.CHECKS,
    *about_results.CHECKS,
    *about_objections.CHECKS,
    *about_dialogs.CHECKS,
    *about_evidence.CHECKS,
    *about_plans.CHECKS,
    *about_pulse.CHECKS,
    *about_attendance.CHECKS,
    *about_imports.CHECKS,
    *about_mail.CHECKS,
]


def declare(check: Check) -> None:
    """Add a check of what stands above the domain. For ``AppConfig.ready``."""
    CHECKS.append(check)


def keys_of(check: Check) -> list[Key]:
    """What violates one check, in order, each once."""
    return sorted(set(check.violations()))


def findings() -> list[Finding]:
    """Run every check; those that found something."""
    results = [Finding(check, keys_of(check)) for check in CHECKS]
    return [finding for finding in results if finding.ids]


__all__ = ["CHECKS", "Check", "Finding", "Key", "declare", "findings", "keys_of"]
