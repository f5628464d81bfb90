"""A file beside what is already here: what is new, what is the same, what collides, and what may be chosen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from forms_config.models import EvaluationForm

from . import things
from .differences import Difference, differences
from .kinds import FORM, LIBRARY, PAGES, Kind, primary_keys
from .reading import File
from .things import Plain


class State(StrEnum):
    NEW = "new"
    EQUAL = "equal"
    COLLIDES = "collides"


class Choice(StrEnum):
    """What becomes of one thing of the file."""

    CREATE = "create"
    OURS = "ours"
    COPY = "copy"
    REVISION = "revision"  # the form that is here gets a new draft


# The first is the default; each leaves what is here as it is.
_OF_LIBRARY = {
    State.NEW: (Choice.CREATE,),
    State.EQUAL: (Choice.OURS,),
    State.COLLIDES: (Choice.OURS, Choice.COPY),
}
_OF_FORM = {
    State.NEW: (Choice.CREATE,),
    State.EQUAL: (Choice.COPY,),
    State.COLLIDES: (Choice.COPY, Choice.REVISION),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing of the file. ``choices``: what the officer may do with it, the safe one first."""

    kind: Kind
    key: str
    title: str
    state: State
    differences: tuple[Difference, ...]
    choices: tuple[Choice, ...]

    @property
    def name(self) -> str:
        """The name of the officer's choice in a form."""
        return f"{self.kind.name}:{self.key}"

    @property
    def is_new(self) -> bool:
        return self.state == State.NEW

    @property
    def collides(self) -> bool:
        return self.state == State.COLLIDES


@dataclass(frozen=True, slots=True)
class Comparison:
    """``fingerprint`` changes when what is here changes in a way that matters to the file."""

    form: Finding
    library: tuple[Finding, ...]
    missing_pages: tuple[str, ...]  # their titles
    fingerprint: str

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (self.form, *self.library)

    def chosen(self, given: Mapping[str, str]) -> dict[str, Choice]:
        """What ``given`` chooses for each finding; anything that is no choice is the safe one."""
        found = {}
        for finding in self.findings:
            wanted = given.get(finding.name, "")
            found[finding.name] = Choice(wanted) if wanted in finding.choices else finding.choices[0]
        return found


def compare(file: File) -> Comparison:
    """Reads only."""
    ours: dict[str, Plain] = {}
    library = []
    for kind in LIBRARY:
        wanted = {row[kind.key]: row for row in file.content[kind.name]}
        rows = kind.model._default_manager.filter(**{f"{kind.key}__in": wanted})
        here = {getattr(row, kind.key): things.thing_to_plain(row) for row in rows}
        library += [_finding(kind, plain, here.get(key)) for key, plain in wanted.items()]
        ours |= {f"{kind.name}:{key}": plain for key, plain in here.items()}
    form = existing_form(file.form["key"])
    latest = things.thing_to_plain(form.get_latest_revision_as_object()) if form else None
    slugs = primary_keys(PAGES)
    missing = [page for page in _pages_of(file) if page not in slugs]
    state = [ours, latest, missing]
    return Comparison(
        form=_finding(FORM, file.form, latest),
        library=tuple(library),
        missing_pages=tuple(file.page_title(slug) for slug in missing),
        fingerprint=hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest(),
    )


def existing_form(key: str) -> EvaluationForm | None:
    return EvaluationForm.objects.filter(key=key).first()


def _finding(kind: Kind, plain: Plain, ours: Plain | None) -> Finding:
    found: tuple[Difference, ...] = () if ours is None else tuple(differences(kind, ours, plain))
    if ours is None:
        state = State.NEW
    else:
        state = State.COLLIDES if ours != plain else State.EQUAL
    title = str(plain.get("title") or plain.get("name") or plain[kind.key])
    choices = (_OF_FORM if kind is FORM else _OF_LIBRARY)[state]
    return Finding(kind, plain[kind.key], title, state, found, choices)


def _pages_of(file: File) -> list[str]:
    everything: list[tuple[Kind, Any]] = [(FORM, file.form)]
    everything += [(kind, row) for kind in LIBRARY for row in file.content[kind.name]]
    found = [
        key for kind, plain in everything for name, key in things.references(kind, plain) if name == PAGES
    ]
    return list(dict.fromkeys(found))
