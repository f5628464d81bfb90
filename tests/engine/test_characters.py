"""One rule for what nobody sees, in forms, imports and API."""

import pytest

from forms_config.engine.characters import clean_text, first_invisible, is_empty, named
from forms_config.engine.nip import NipError, parse_nip
from forms_config.engine.values import is_blank

UNSEEN = {
    "spasi tanpa lebar": "\u200b",
    "tanda arah kiri-ke-kanan": "\u200e",
    "pemaksa arah kiri-ke-kanan": "\u202d",
    "tanda awal berkas": "\ufeff",
    "penyambung kata": "\u2060",
    "tanda hubung lunak": "\u00ad",
    "karakter nol": "\x00",
    "karakter kendali": "\x1b",
    "tanda format": "\u206a",
    "separuh karakter": "\ud800",
    "karakter khusus": "\ue000",
    "pengisi Hangul": "\u3164",
    "pola Braille kosong": "\u2800",
}


@pytest.mark.parametrize(("name", "sign"), UNSEEN.items())
def test_what_nobody_sees_is_empty_and_has_a_name(name, sign):
    assert is_empty(sign)
    assert is_blank(f" {sign}\u00a0\n{sign}")
    assert clean_text(sign) == ""
    assert first_invisible(f"a{sign}b") == sign
    assert named(sign) == f"U+{ord(sign):04X} ({name})"


@pytest.mark.parametrize("text", ["a", "é", ".", "0", "😀", "👨‍👩‍👧", "ꦗꦮ", "ن"])
def test_what_somebody_sees_is_not_empty(text):
    assert not is_empty(text)
    assert clean_text(text) == text


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n", "\r"])
def test_every_kind_of_line_end_becomes_a_line_end(end):
    assert clean_text(f"a{end}b") == "a\nb"
    assert clean_text(f"a{end}b", multiline=False) == "a b"


def test_signs_between_letters_go_and_joiners_stay():
    assert clean_text("\ufeffSi\u200bti\u202e") == "Siti"
    assert clean_text("👩\u200d🏫 ") == "👩\u200d🏫"


@pytest.mark.parametrize(
    ("nip", "sign"),
    [
        ("\u202d197407071993032813\u202c", "U+202D"),
        ("19740707\u200e1993032813", "U+200E"),
        ("197407071993032813\u200b", "U+200B"),
    ],
)
def test_a_nip_with_an_unseen_sign_names_it(nip, sign):
    with pytest.raises(NipError) as error:
        parse_nip(nip)
    assert sign in error.value.message
