"""Evidence that is no file: a link, which the server never opens, and the number of a letter."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from evaluations.domain.evaluating.evidence.recording import recorded
from evaluations.domain.refusals import Refused
from evaluations.enums import EvidenceKind
from evaluations.models import Evaluation, Evidence
from evaluations.models.evidence import LINK_BEGINNING, LINK_LENGTH
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

NAME_LENGTH = 200
NUMBER_LENGTH = 100
_is_address = URLValidator(schemes=["https"])


def add_link(
    evaluation: Evaluation, url: str, *, actor: Actor, name: str = "", now: datetime | None = None
) -> Evidence:
    """Keep a link; the same again gives back the row that is there. ``name`` is what people read, else the address.

    Raises ``Refused``: not_yours, wrong_state, deadline_passed, period_closed, too_many_files, and what
    ``checked_link`` raises.
    """
    address = checked_link(url)
    shown = clean_text(name, multiline=False) or address.removeprefix(LINK_BEGINNING)
    link = Evidence(
        evaluation=evaluation,
        kind=EvidenceKind.LINK,
        url=address,
        name=shown[:NAME_LENGTH],
        uploaded_by=actor,
    )
    return recorded(link, actor=actor, now=now)


def add_letter(
    evaluation: Evaluation,
    number: str,
    day: date,
    about: str,
    *,
    actor: Actor,
    now: datetime | None = None,
) -> Evidence:
    """Keep number, date and subject ("perihal") of a letter; the same again gives back the row that is there.

    Raises ``Refused``: not_yours, wrong_state, deadline_passed, period_closed, too_many_files, letter_incomplete,
    letter_in_future.
    """
    number, about = (clean_text(text, multiline=False) for text in (number, about))
    if is_empty(number) or is_empty(about):
        raise Refused("letter_incomplete", "Tuliskan nomor dan perihal suratnya.")
    if day > timezone.localdate(now):
        raise Refused("letter_in_future", "Tanggal surat itu belum tiba. Periksa tanggalnya.")
    letter = Evidence(
        evaluation=evaluation,
        kind=EvidenceKind.LETTER,
        letter_number=number[:NUMBER_LENGTH],
        letter_date=day,
        name=about[:NAME_LENGTH],
        uploaded_by=actor,
    )
    return recorded(letter, actor=actor, now=now)


def checked_link(url: str) -> str:
    """The address as it is stored. Raises ``Refused``: link_too_long, link_not_https, link_not_readable."""
    address = clean_text(url, multiline=False)
    if len(address) > LINK_LENGTH:
        raise Refused(
            "link_too_long",
            f"Tautan ini {len(address)} huruf, paling banyak {LINK_LENGTH}. Pakai tautan pendek dari “Bagikan”.",
        )
    if not address.lower().startswith(LINK_BEGINNING):
        raise Refused(
            "link_not_https",
            f"Tautan harus diawali {LINK_BEGINNING} Salin alamatnya dari peramban, lalu tempel di sini.",
        )
    address = LINK_BEGINNING + address[len(LINK_BEGINNING) :]
    try:
        _is_address(address)
        parts = urlsplit(address)
        hides_its_host = "@" in parts.netloc or "\\" in address
    except (ValidationError, ValueError):
        hides_its_host = True
    if hides_its_host:
        raise Refused(
            "link_not_readable",
            "Tautan ini tidak dapat dibaca. Salin alamatnya dari peramban, lalu tempel di sini.",
        )
    return address
