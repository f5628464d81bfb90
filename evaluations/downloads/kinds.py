"""What can be ordered: one class for each kind of download."""

from collections.abc import Callable, Mapping
from typing import IO, Any, Protocol

from evaluations.downloads.documents_of_unit import DocumentsOfUnit
from evaluations.downloads.workbooks_of_unit import CreditOfUnit, StatusOfUnit
from evaluations.enums import DownloadKind
from evaluations.models import EvaluationPeriod, OrganizationalUnit


class Product(Protocol):
    """One order of something of a unit, as its kind understands it; ``reader``: for whom it is."""

    suffix: str  # of the file, with its dot
    content_type: str
    nothing: str  # the sentence where there is nothing to be had

    @staticmethod
    def options(unit: OrganizationalUnit, period: EvaluationPeriod) -> dict[str, Any]:
        """What is kept with the order."""

    def __init__(self, options: Mapping[str, Any], reader: Any) -> None: ...

    @property
    def title(self) -> str:
        """What is in it, in words."""

    def check(self) -> None:
        """Asked when it is ordered, made and fetched. Raises ``Refused``: not_yours."""

    def count(self) -> int:
        """Of how many pieces it will be."""

    def write(self, file: IO[bytes], tell: Callable[[int], None]) -> None:
        """Write it piece by piece; ``tell`` how many are written, after each."""


KINDS: Mapping[str, type[Product]] = {
    DownloadKind.DOCUMENTS: DocumentsOfUnit,
    DownloadKind.STATUS: StatusOfUnit,
    DownloadKind.CREDIT: CreditOfUnit,
}


def product(kind: str, options: Mapping[str, Any], reader: Any) -> Product:
    return KINDS[kind](options, reader)
