"""Whose name is meant: every spelling of a NIP or username leads to one account, for logging in and for counting."""

import unicodedata

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

LONGEST = 254  # nobody is called longer; what is longer is no name, and is not worth a look


def normalised_login(text: str) -> str:
    """Letters and digits only, in one form: "１９９００３１５ 2015.03-2501" → "199003152015032501".

    Spaces, dots, dashes and characters that nobody sees fall away; full-width letters and the digits of other
    scripts become ours, capitals small.
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(_digit(c) for c in text if c.isalnum())


def account_of(text: str) -> AbstractBaseUser | None:
    """The account that somebody means who types ``text``.

    A present NIP goes before a username, which may be the NIP that somebody had when the account was made, and that
    before a former NIP. A username may be typed in another case, where only one is meant.
    """
    compact, name = normalised_login(text), _visible(text)
    if not compact or len(text) > LONGEST:
        return None
    readings = (
        Q(employee__nip=compact),
        Q(username=name),
        Q(username=compact if compact.isdecimal() else name),
        Q(employee__former_nips__nip=compact),
        Q(username__iexact=name),
    )
    for reading in readings:
        found = list(get_user_model().objects.filter(reading)[:2])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _visible(text: str) -> str:
    """What stands between the spaces at the ends, without characters of format or control."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not unicodedata.category(c).startswith("C")).strip()


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
