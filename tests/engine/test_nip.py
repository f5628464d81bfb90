from datetime import date, datetime

import pytest

from forms_config.engine.nip import NipError, Sex, expects_month, parse_nip

NUMBER = "199404042018031529"


def test_the_number_tells_birth_date_and_sex():
    nip = parse_nip(NUMBER)

    assert (nip.number, nip.birth_date, nip.sex, nip.warnings) == (NUMBER, date(1994, 4, 4), Sex.MALE, ())
    assert parse_nip("199404042022212529").sex == Sex.FEMALE


@pytest.mark.parametrize(
    ("value", "warnings"),
    [
        ("19940404 201803 1 529", ("spaced_nip",)),
        (f"{NUMBER} \n", ("spaced_nip",)),
        (f"\u00a0{NUMBER}", ("nbsp_nip",)),
        (f"'{NUMBER}", ("apostrophe_nip",)),
        (f"’{NUMBER}", ("apostrophe_nip",)),
        (f" \u00a0'{NUMBER}", ("nbsp_nip", "spaced_nip", "apostrophe_nip")),
    ],
)
def test_what_was_cleaned_is_reported(value, warnings):
    nip = parse_nip(value)

    assert (nip.number, nip.warnings) == (NUMBER, warnings)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "missing_nip"),
        (" \u00a0", "missing_nip"),
        ("'", "missing_nip"),
        (199404042018031529, "numeric_nip"),
        (datetime(1994, 4, 4), "numeric_nip"),  # noqa: DTZ001
        ("1.99404042018031E+17", "scientific_text_nip"),
        ("1,99E17", "scientific_text_nip"),
        ("١٩٩٤٠٤٠٤٢٠١٨٠٣١٥٢٩", "nip_unicode_digits"),
        (f"''{NUMBER}", "nip_non_digit"),
        ("199404042018031529.0", "nip_non_digit"),
        (f"{NUMBER[:-1]}é", "nip_non_digit"),
        ("000004042018031529", "nip_birth_date"),
    ],
)
def test_what_is_no_nip_is_refused_with_its_kind(value, kind):
    with pytest.raises(NipError) as refused:
        parse_nip(value)

    assert refused.value.kind == kind
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("positions", "month"), [("01", True), ("12", True), ("13", False), ("21", False), ("00", False)]
)
def test_a_month_hints_at_a_pns(positions, month):
    assert expects_month(f"{NUMBER[:12]}{positions}{NUMBER[14:]}") is month


def test_a_sign_that_nobody_can_see_is_named():
    with pytest.raises(NipError, match="tanda tak terlihat") as refused:
        parse_nip(f"{NUMBER[:9]}\u200b{NUMBER[9:]}")

    assert refused.value.kind == "nip_non_digit"
