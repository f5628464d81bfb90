"""A formula as a tree. Chains are kept flat, so the depth of the tree follows the brackets in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """An item or a constant: ``jam``, or with its section ``kegiatan.jam``."""

    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """The key of a level or choice; stands only beside a name in a comparison."""

    key: str
    start: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Minus:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Chain:
    """``first``, then (sign, node) from left to right. Signs are either + and −, or * and /."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``sign``: = <> < <= > >=."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Junction:
    """``word``: "and" or "or"."""

    word: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """``function``: a key of ``functions.FUNCTIONS``."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Name | Quoted | Minus | Not | Chain | Comparison | Junction | Call


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Minus() | Not():
            return (node.inner,)
        case Chain():
            return (node.first, *(part for _, part in node.rest))
        case Comparison():
            return (node.left, node.right)
        case Junction():
            return node.parts
        case Call():
            return node.arguments
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the text."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))
