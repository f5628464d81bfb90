"""How a formula uses each name: to reckon with, to collect from rows, or to compare with a key."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from .functions import FUNCTIONS
from .nodes import Call, Chain, Comparison, Name, Node, Number, Quoted, children, walk


class Role(Enum):
    RECKONED = auto()
    COLLECTED = auto()  # an argument of sum, avg, min or max
    COUNTED = auto()  # an argument of count
    COMPARED = auto()  # with a key in quotes


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a name stands. ``key``: what it is compared with; ``may_be_empty``: foreseen."""

    name: Name
    role: Role = Role.RECKONED
    key: Quoted | None = None
    may_be_empty: bool = False


def uses(root: Node) -> Iterator[Use]:
    """Every name in the order of the text."""
    waiting = [(root, Role.RECKONED, False)]
    while waiting:
        node, role, may_be_empty = waiting.pop()
        if isinstance(node, Name):
            yield Use(node, role, may_be_empty=may_be_empty or role in (Role.COLLECTED, Role.COUNTED))
        elif isinstance(node, Comparison) and (compared := _compared(node, may_be_empty)):
            yield compared
        else:
            inside = _role_inside(node)
            substituted = may_be_empty or (isinstance(node, Call) and node.function == "default")
            waiting += [(child, inside, substituted) for child in reversed(children(node))]


def divides_by_zero(root: Node) -> bool:
    """Whether a divisor is the number 0 itself."""
    chains = (node for node in walk(root) if isinstance(node, Chain))
    return any(s == "/" and isinstance(p, Number) and p.value == 0 for chain in chains for s, p in chain.rest)


def _role_inside(node: Node) -> Role:
    if not isinstance(node, Call) or not FUNCTIONS[node.function].collects:
        return Role.RECKONED
    return Role.COUNTED if node.function == "count" else Role.COLLECTED


def _compared(node: Comparison, may_be_empty: bool) -> Use | None:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, Name) and isinstance(other, Quoted):
            return Use(one, Role.COMPARED, other, may_be_empty)
    return None
