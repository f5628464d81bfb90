"""What a formula gives for certain answers. Never raises: what cannot be computed is ``Nothing``, with why.

Arithmetic is decimal with 40 digits; true and false are 1 and 0. Null rules: arithmetic and comparison with
nothing give nothing; ``sum avg min max`` skip it; ``and``/``or`` give a result where the known side decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

from ..rounding import round_half_up
from .nodes import Call, Chain, Comparison, Junction, Minus, Name, Node, Not, Number, Quoted
from .tokens import MAX_DECIMALS

LARGEST = Decimal(10) ** 24
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP, traps=[])
# Comparing and rounding look at 15 decimals, so that 100 / 3 * 3 is 100 although 100 / 3 never ends.
_SEEN = Decimal("1E-15")
_TRUE, _FALSE = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No number; ``why`` completes "tidak dapat dihitung karena …"."""

    why: str


Value = Decimal | Nothing

DIVIDED_BY_ZERO = Nothing("pembaginya 0")
TOO_LARGE = Nothing("angkanya terlalu besar")
NO_VALUES = Nothing("tidak ada nilai yang terisi")
NO_NUMBER = Nothing("ada isian yang bukan angka")
ROWS_UNCOLLECTED = Nothing("ada isian dari beberapa baris yang belum dijumlahkan atau dirata-ratakan")


@dataclass(frozen=True, slots=True)
class Operand:
    """What a name stands for. ``chosen``: the keys that a quoted key is compared with; none: not answered."""

    number: Value
    chosen: tuple[str, ...] = ()
    is_answered: bool = True


Column = tuple[Operand, ...]
Operands = Callable[[str], Operand | Column]


def evaluate(node: Node, operands: Operands) -> Value:
    """The value of ``node``, where ``operands`` tells what each name stands for: one value or one per row."""
    match node:
        case Number():
            return node.value
        case Name():
            operand = operands(node.text)
            return bounded(operand.number) if isinstance(operand, Operand) else ROWS_UNCOLLECTED
        case Minus():
            inner = evaluate(node.inner, operands)
            return inner if isinstance(inner, Nothing) else _CONTEXT.minus(inner)
        case Not():
            inner = evaluate(node.inner, operands)
            return inner if isinstance(inner, Nothing) else _truth(inner == 0)
        case Chain():
            return _chain(node, operands)
        case Comparison():
            return _comparison(node, operands)
        case Junction():
            return _junction(node, operands)
        case Call():
            return _call(node, operands)
    return NO_NUMBER  # a quoted key alone; the parser lets none through


def settled(value: Decimal, decimals: int) -> Decimal:
    """``value`` rounded half up to ``decimals`` (0 to 6), where a third times three is one."""
    return round_half_up(value.quantize(_SEEN, context=_CONTEXT), max(0, min(decimals, MAX_DECIMALS)))


def _chain(node: Chain, operands: Operands) -> Value:
    total = evaluate(node.first, operands)
    for sign, part in node.rest:
        if isinstance(total, Nothing):
            return total
        other = evaluate(part, operands)
        if isinstance(other, Nothing):
            return other
        if sign == "/" and other == 0:
            return DIVIDED_BY_ZERO
        total = bounded(_ARITHMETIC[sign](total, other))
    return total


def _comparison(node: Comparison, operands: Operands) -> Value:
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, Quoted) and isinstance(other, Name):
            return _is_chosen(operands(other.text), one.key, node.sign)
    left, right = evaluate(node.left, operands), evaluate(node.right, operands)
    if isinstance(left, Nothing):
        return left
    if isinstance(right, Nothing):
        return right
    difference = _CONTEXT.subtract(left, right).quantize(_SEEN, context=_CONTEXT)
    return _truth(_COMPARISONS[node.sign](difference))


def _is_chosen(operand: Operand | Column, key: str, sign: str) -> Value:
    if not isinstance(operand, Operand):
        return ROWS_UNCOLLECTED
    if not operand.chosen:
        return operand.number if isinstance(operand.number, Nothing) else NO_NUMBER
    return _truth((key in operand.chosen) == (sign == "="))


def _junction(node: Junction, operands: Operands) -> Value:
    """Three-valued: one false part decides "and", one true part "or", whatever is missing elsewhere."""
    decides = node.word == "or"
    missing: Nothing | None = None
    for part in node.parts:
        value = evaluate(part, operands)
        if isinstance(value, Nothing):
            missing = missing or value
        elif (value != 0) == decides:
            return _truth(decides)
    return missing or _truth(not decides)


def _call(node: Call, operands: Operands) -> Value:
    if node.function in _COLLECTING:
        return _collected(node, operands)
    first = evaluate(node.arguments[0], operands)
    if node.function == "default":
        return evaluate(node.arguments[1], operands) if isinstance(first, Nothing) else first
    if isinstance(first, Nothing):
        return first
    if node.function == "if":
        return evaluate(node.arguments[1 if first != 0 else 2], operands)
    places = node.arguments[1] if len(node.arguments) > 1 else None
    return settled(first, int(places.value) if isinstance(places, Number) else 0)


def _collected(node: Call, operands: Operands) -> Value:
    found: list[Decimal] = []
    answered = 0
    for argument in node.arguments:
        for value, is_answered in _each(argument, operands):
            answered += is_answered
            if not isinstance(value, Nothing):
                found.append(value)
    if node.function == "count":
        return Decimal(answered)
    return bounded(_COLLECTING[node.function](found)) if found else NO_VALUES


def _each(argument: Node, operands: Operands) -> list[tuple[Value, bool]]:
    """The values behind an argument, each with whether something was answered there."""
    if not isinstance(argument, Name):
        value = evaluate(argument, operands)
        return [(value, not isinstance(value, Nothing))]
    operand = operands(argument.text)
    many = (operand,) if isinstance(operand, Operand) else operand
    return [(bounded(one.number), one.is_answered) for one in many]


def bounded(value: Value) -> Value:
    """``value``, unless it is larger than formulas reckon with."""
    if isinstance(value, Nothing):
        return value
    return value if value.is_finite() and value.copy_abs() <= LARGEST else TOO_LARGE


def _truth(holds: bool) -> Decimal:
    return _TRUE if holds else _FALSE


def _sum(found: list[Decimal]) -> Decimal:
    return reduce(_CONTEXT.add, found)


def _mean(found: list[Decimal]) -> Decimal:
    return _CONTEXT.divide(_sum(found), Decimal(len(found)))


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _CONTEXT.add,
    "-": _CONTEXT.subtract,
    "*": _CONTEXT.multiply,
    "/": _CONTEXT.divide,
}
_COMPARISONS: dict[str, Callable[[Decimal], bool]] = {
    "=": lambda difference: difference == 0,
    "<>": lambda difference: difference != 0,
    "<": lambda difference: difference < 0,
    "<=": lambda difference: difference <= 0,
    ">": lambda difference: difference > 0,
    ">=": lambda difference: difference >= 0,
}
_COLLECTING: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "sum": _sum,
    "avg": _mean,
    "min": min,
    "max": max,
    "count": _sum,
}
