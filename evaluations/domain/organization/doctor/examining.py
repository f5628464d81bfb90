"""Asking every kind, keeping the answer until the data change, and setting beside it what was accepted."""

from dataclasses import replace
from datetime import date
from hashlib import blake2b

from django.core.cache import cache

from evaluations.domain.organization.doctor.facts import Regency
from evaluations.domain.organization.doctor.findings import Acceptance, Finding, Found, Kind
from evaluations.domain.organization.doctor.kinds import KINDS
from evaluations.models import AcceptedFinding

KEPT_SECONDS = 3600
LONGEST_FACT = 50  # characters of a key; the ids of many people make more


def examine(on: date) -> list[Finding]:
    """Everything that is wrong on ``on`` in the whole regency, by kind; a fixed number of queries."""
    return _examined(Regency(on))


def findings_on(on: date) -> list[Finding]:
    """As ``examine``, but kept until anything that a check looks at changes; with what BKPSDM has accepted.

    The key of the cache is made of the data themselves, so a finding that was mended is never shown again.
    """
    regency = Regency(on)
    key = f"doctor:{regency.fingerprint}"
    found = cache.get(key)
    if found is None:
        found = _examined(regency)
        cache.set(key, found, KEPT_SECONDS)
    return _with_acceptances(found, on)


def _examined(regency: Regency) -> list[Finding]:
    return [_finding(regency, kind, found) for kind in KINDS for found in kind.check(regency)]


def _finding(regency: Regency, kind: Kind, found: Found) -> Finding:
    person = regency.people[found.employee_id] if found.employee_id else None
    unit_id = found.unit_id or (regency.home_unit(person.pk) if person else None)
    agency_id = regency.agency_id(unit_id) if unit_id else None
    about = found.about
    if len(about) > LONGEST_FACT:
        about = blake2b(about.encode(), digest_size=16).hexdigest()
    return Finding(
        key=f"{kind.code}.{found.employee_id or ''}.{found.unit_id or ''}.{about}",
        kind=kind.code,
        severity=kind.severity,
        sentence=found.sentence,
        employee_id=found.employee_id,
        employee_name=str(person) if person else "",
        nip=(person.nip or "") if person else "",
        unit_id=unit_id,
        unit_name=regency.unit_name(unit_id) if unit_id else "",
        agency_id=agency_id,
        agency_name=regency.unit_name(agency_id) if agency_id else "",
        posts=found.posts,
    )


def _with_acceptances(found: list[Finding], on: date) -> list[Finding]:
    rows = AcceptedFinding.objects.on(on).select_related("accepted_by")
    accepted = {row.key: Acceptance(row.reason, row.until, str(row.accepted_by or "")) for row in rows}
    return [replace(one, accepted=accepted[one.key]) if one.key in accepted else one for one in found]
