"""The one place where a result is rounded, and how numbers are spoken in Indonesian."""

from decimal import Decimal
from fractions import Fraction


def round_half_up(value: Decimal | Fraction | int, decimals: int) -> Decimal:
    """``value`` with exactly ``decimals`` places; a half goes away from zero (2.005 → 2.01, −2.005 → −2.01).

    Works on the exact fraction, so no binary or 28-digit rounding happens on the way.
    """
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    digits = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    negative = exact < 0 and digits > 0
    return Decimal((int(negative), tuple(int(digit) for digit in str(digits)), -decimals))


def plain(value: Decimal) -> str:
    """The shortest ordinary notation: ``Decimal("1.50") → "1.5"``, ``Decimal("1E+2") → "100"``."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def spoken(value: Decimal | Fraction | int, decimals: int = 2) -> str:
    """A number as Indonesian readers write it: 1234.5 → "1.234,5". At most ``decimals`` places."""
    text = plain(round_half_up(value, decimals))
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, part = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"
