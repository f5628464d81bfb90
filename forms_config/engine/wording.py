"""One item's score in words, as the explanation shows it beside the item."""

from decimal import Decimal
from fractions import Fraction

from .items import ItemScore
from .kinds import kind_of
from .levels import own_descriptor
from .rounding import round_half_up, spoken
from .schema import NotApplicable, Polarity, ScoreBand, ScoreKind
from .targets import Indicator, gathering_of
from .values import parse_number
from .vocabulary import Gathering, TargetSpan


def item_text(item: ItemScore) -> str:
    """``9 ÷ 12 × 100 = 75, masuk rentang 70 sampai di bawah 90 (Cukup), nilainya 2``, or why there is none."""
    if item.is_not_applicable:
        return _not_applicable_text(item)
    if item.bounded is None:
        return _why_none(item)
    text = (_calculation(item) if item.scoring.kind == ScoreKind.ACHIEVEMENT else _answer(item)) + _notes(
        item
    )
    meaning = own_descriptor(item.cell.field, item.level.key) if item.level else ""
    return f"{text}. {meaning}" if meaning else text


def band_range(bands: tuple[ScoreBand, ...], band: ScoreBand) -> str:
    """From where to where a band goes: "90 sampai di bawah 100"."""
    above = bands[: bands.index(band)]
    limit = above[-1].minimum if above else None
    if band.minimum is None:
        return "semua nilai" if limit is None else f"di bawah {spoken(limit, 6)}"
    if limit is None:
        return f"mulai dari {spoken(band.minimum, 6)}"
    return f"{spoken(band.minimum, 6)} sampai di bawah {spoken(limit, 6)}"


SPANS = {
    TargetSpan.MONTH: "bulan ini",
    TargetSpan.QUARTER: "triwulan ini",
    TargetSpan.PART: "masa ini",
}


def period_words(indicator: Indicator | None) -> str:
    """ "target bulan ini 20 pasien, setahun 240": of an indicator whose target is that of a period; else empty."""
    annual = parse_number(indicator.get("annual_target")) if indicator else None
    if indicator is None or annual is None:
        return ""
    target = parse_number(indicator["target_value"])
    span = SPANS[TargetSpan(indicator["target_span"])]
    if target is None:
        return f"{span} tanpa target, setahun {_with_unit(annual, indicator)}"
    if gathering_of(indicator) == Gathering.AVERAGE:
        return f"target {span} {_with_unit(target, indicator)}, sama sepanjang tahun"
    return f"target {span} {_with_unit(target, indicator)}, setahun {spoken(annual)}"


def _with_unit(number: Decimal, indicator: Indicator) -> str:
    return f"{spoken(number)} {indicator.get('unit') or ''}".rstrip()


def _not_applicable_text(item: ItemScore) -> str:
    match item.cell.field.not_applicable:
        case NotApplicable.ZERO:
            return "Tidak berlaku, dihitung 0"
        case NotApplicable.FULL if item.reached is not None:
            return f"Tidak berlaku, dihitung penuh {_shown(item, item.reached)}{_notes(item)}"
        case NotApplicable.FULL:
            return "Tidak berlaku, tetapi nilai penuhnya tidak diketahui, jadi tidak ikut dihitung."
    return "Tidak berlaku, bobotnya dibagi ke butir lain."


def _why_none(item: ItemScore) -> str:
    if item.scoring.kind != ScoreKind.ACHIEVEMENT:
        return "Belum ada angka, jadi tidak ikut dihitung."
    if item.raw is None:
        return "Realisasi belum diisi, jadi tidak ikut dihitung."
    if item.target is not None:
        reason = f"target {kind_of(item.cell.field).say(item.target)}"
    else:
        reason = period_words(item.planned) or "tidak ada target berupa angka"
    return f"Tidak dapat dibandingkan ({reason}), jadi tidak ikut dihitung."


def _calculation(item: ItemScore) -> str:
    assert item.raw is not None
    assert item.target is not None
    assert item.reached is not None
    say = kind_of(item.cell.field).say
    quotient = f"{say(item.raw)} ÷ {say(item.target)}"
    formula = f"{quotient} × 100" if item.polarity == Polarity.HIGHER else f"(1 + (1 − {quotient})) × 100"
    text = f"{formula} = {_shown(item, item.reached)}"
    words = period_words(item.planned)
    return f"{text} ({words})" if words else text


def _answer(item: ItemScore) -> str:
    assert item.reached is not None
    number = _shown(item, item.reached)
    return f"{item.level.label} (nilai {number})" if item.level else number


def _notes(item: ItemScore) -> str:
    """What the cap and the bands did to the value."""
    assert item.reached is not None
    assert item.bounded is not None
    text = ""
    if item.bounded < item.reached:
        text = f", dihitung paling tinggi {spoken(item.bounded)}"
    elif item.bounded > item.reached:
        text = ", dihitung paling rendah 0"
    if item.band:
        name = f" ({item.band.label})" if item.band.label else ""
        where = band_range(item.scoring.bands, item.band)
        text += f", masuk rentang {where}{name}, nilainya {spoken(item.band.score)}"
    elif item.scoring.bands:
        text += ", di bawah semua rentang, jadi tidak ikut dihitung"
    return text


def _shown(item: ItemScore, value: Fraction) -> str:
    """Two decimals; more where these two would say another band than the exact value (89,996 is not yet 90)."""
    limits = [band.minimum for band in item.scoring.bands if band.minimum is not None]
    for decimals in (2, 4):
        rounded = round_half_up(value, decimals)
        if all((rounded >= limit) == (value >= limit) for limit in limits):
            return spoken(value, decimals)
    return spoken(value, 6)
