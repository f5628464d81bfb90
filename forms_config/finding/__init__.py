"""Finding an answer in the guidance by everyday words: word forms, synonyms, typing errors. No database in here."""

from .entries import Entry, entries_of, place_of
from .index import Hit, Index, Synonyms

__all__ = ["Entry", "Hit", "Index", "Synonyms", "entries_of", "place_of"]
