"""What differs between two lists of things that have an identity: added, removed, changed, in another order."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from ..schema import FormSchema
from .change import Attribute, Change, ChangeKind, Effect, Place, Sides, attribute_changes

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Listed:
    """How the members of one list are told apart and spoken.

    ``name`` is the attribute that a change reports ("Field.choices"). ``of``: said after a member's name where
    it comes or goes (" pada “Pendidikan”"), with ``{label}`` of the place. ``words`` may be empty: the label says
    it all. ``is_answer``: answers are stored under its key.
    """

    name: str
    noun: str
    identity: Callable[[Any], Hashable]
    label: Callable[[FormSchema, Any], str]
    words: Callable[[FormSchema, Any], str]
    effect: Callable[[Any], Effect]  # what adding or removing this member touches
    order: Effect
    attributes: tuple[Attribute, ...] = ()
    of: str = ""
    is_answer: bool = False


def numbered(items: Iterable[Any], identity: Callable[[Any], Hashable]) -> dict[tuple[Hashable, int], Any]:
    """The items by identity; in an unfinished draft two may share one, so its count belongs to it."""
    seen: Counter[Hashable] = Counter()
    found: dict[tuple[Hashable, int], Any] = {}
    for item in items:
        seen[identity(item)] += 1
        found[identity(item), seen[identity(item)]] = item
    return found


def out_of_order(before: Iterable[K], after: Iterable[K]) -> set[K]:
    """The fewest members whose move explains the new order: all but a longest common subsequence."""
    old = {key: number for number, key in enumerate(before)}
    kept = [key for key in after if key in old]
    tails: list[int] = []
    lengths: list[int] = []
    ceiling = len(old)
    for key in kept:
        at = sum(tail < old[key] for tail in tails)
        tails[at : at + 1] = [old[key]]
        lengths.append(at + 1)
    stayed: set[K] = set()
    wanted = len(tails)
    for key, length in zip(reversed(kept), reversed(lengths), strict=True):
        if length == wanted and old[key] < ceiling:
            stayed.add(key)
            ceiling, wanted = old[key], wanted - 1
    return set(kept) - stayed


def namesake(label: str, others: Iterable[tuple[str, str]]) -> str:
    """The key of the first other with the same label, as ``(key, label)``; empty where there is none."""
    plain = label.strip().casefold()
    return next((key for key, other in others if plain and other.strip().casefold() == plain), "")


def not_carried(noun: str, label: str, old_key: str, new_key: str) -> str:
    """The warning where the same name returns under another key."""
    return (
        f"{noun} “{label}” yang lama dihapus dan yang baru kode tetapnya berbeda ({old_key} → {new_key}). "
        "Jawaban yang sudah ada tidak ikut terbawa."
    )


def list_changes(
    sides: Sides, listed: Listed, place: Place, before: tuple[Any, ...], after: tuple[Any, ...]
) -> Iterator[Change]:
    """Changes of the members, then those that are gone, then one for the order."""
    old, new = numbered(before, listed.identity), numbered(after, listed.identity)
    gone = [(str(key[0]), listed.label(sides.before, one)) for key, one in old.items() if key not in new]
    for key, member in new.items():
        label = listed.label(sides.after, member)
        if key in old:
            inner = Place(place.path, f"{place.where} › {label}", label)
            yield from attribute_changes(sides, listed.attributes, inner, old[key], member)
        else:
            twin = namesake(label, gone) if listed.is_answer else ""
            warning = not_carried(listed.noun, label, twin, str(key[0])) if twin else ""
            yield _member(listed, ChangeKind.ADDED, place, sides.after, member, warning)
    for key, member in old.items():
        if key not in new:
            yield _member(listed, ChangeKind.REMOVED, place, sides.before, member)
    if out_of_order(old, new):
        yield _order(sides, listed, place, before, after)


def _member(
    listed: Listed, kind: ChangeKind, place: Place, schema: FormSchema, member: Any, warning: str = ""
) -> Change:
    words = listed.words(schema, member)
    is_new = kind == ChangeKind.ADDED
    label = listed.label(schema, member)
    name = f"{listed.noun} “{label}”" if label else listed.noun
    sentence = f"{name} {'ditambahkan' if is_new else 'dihapus'}{listed.of.format(label=place.label)}"
    shown = words or label
    return Change(
        kind,
        listed.effect(member),
        place.path,
        f"{place.where} › {label}" if label else place.where,
        listed.name,
        "" if is_new else shown,
        shown if is_new else "",
        f"{sentence}: {words}." if words else f"{sentence}.",
        warning,
    )


def _order(
    sides: Sides, listed: Listed, place: Place, before: tuple[Any, ...], after: tuple[Any, ...]
) -> Change:
    words = (
        "\n".join(listed.label(sides.before, one) for one in before),
        "\n".join(listed.label(sides.after, one) for one in after),
    )
    sentence = f"Urutan {listed.noun.lower()}{listed.of.format(label=place.label)} berubah."
    return Change(ChangeKind.MOVED, listed.order, place.path, place.where, listed.name, *words, sentence)
