"""What an integrity check is, and what it gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

Key = int | str  # a primary key; for a file without a row its path


@dataclass(frozen=True)
class Check:
    """One sentence that must be true of the whole database.

    ``title`` is that sentence, ``remedy`` what to do where it is not, both for people. ``about`` names the rows whose
    keys ``violations`` gives: a model, or a word for what has no row.
    """

    code: str
    title: str
    remedy: str
    about: type[Model] | str
    violations: Callable[[], Iterable[Key]]

    @property
    def things(self) -> str:
        return self.about if isinstance(self.about, str) else str(self.about._meta.verbose_name)


@dataclass(frozen=True)
class Finding:
    """A check that found something; ``ids`` in order, each once."""

    check: Check
    ids: list[Key]
