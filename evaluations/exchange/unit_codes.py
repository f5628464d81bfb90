"""Units by their code, when some references carry a leading zero and others do not."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


def bare(code: str) -> str:
    """The code without leading zeros: what two ways of writing one code have in common."""
    return code.lstrip("0")


class UnitCodes(Generic[T]):
    """Finds a unit by its code; ("020298" and "20298" are one as long as only one unit could be meant)."""

    def __init__(self, units: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, T] = {}
        self._bare: dict[str, list[T]] = defaultdict(list)
        for code, unit in units:
            self.add(code, unit)

    def add(self, code: str, unit: T) -> None:
        self._exact[code] = unit
        self._bare[bare(code)].append(unit)

    def find(self, code: str) -> T | None:
        """The unit, or None when there is none or more than one that could be meant."""
        if code in self._exact:
            return self._exact[code]
        candidates = self._bare.get(bare(code), []) if code.isdigit() else []
        return candidates[0] if len(candidates) == 1 else None
