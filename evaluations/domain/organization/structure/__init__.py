"""The unit tree with its history: how it stood on a day (``reading``) and what changes it (``acts``)."""

from evaluations.domain.organization.structure.acts import (
    close,
    correct,
    merge,
    move,
    open_unit,
    preview,
    record_import,
    rename,
)
from evaluations.domain.organization.structure.planned import apply_due, blocked, cancel, ending_of
from evaluations.domain.organization.structure.reading import (
    History,
    Structure,
    UnitThen,
    structure_on,
    today_of,
)
from evaluations.domain.organization.structure.sentences import Outcome, day
from evaluations.domain.organization.structure.tree import AGENCY_KINDS, positions_in_tree, rebuild_paths

__all__ = [
    "AGENCY_KINDS",
    "History",
    "Outcome",
    "Structure",
    "UnitThen",
    "apply_due",
    "blocked",
    "cancel",
    "close",
    "correct",
    "day",
    "ending_of",
    "merge",
    "move",
    "open_unit",
    "positions_in_tree",
    "preview",
    "rebuild_paths",
    "record_import",
    "rename",
    "structure_on",
    "today_of",
]
