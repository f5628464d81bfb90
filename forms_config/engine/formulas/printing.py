"""A formula as text again: in the language itself, or in words for people (labels and values, × and ÷)."""

from collections.abc import Callable
from decimal import Decimal

from ..rounding import plain, spoken
from .nodes import Call, Chain, Comparison, Junction, Minus, Name, Node, Not, Number, Quoted
from .tokens import MAX_DECIMALS

# Ranks as in the parser: what binds weaker than its surroundings needs brackets.
_OR, _AND, _NOT, _COMPARES, _SUM, _PRODUCT, _SIGNED, _SINGLE = range(8)


class Printer:
    """The text that parses to the same tree."""

    signs = {"+": "+", "-": "-", "*": "*", "/": "/"}
    compares = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

    def text(self, node: Node) -> str:
        return self._write(node, _OR)

    def number(self, value: Decimal) -> str:
        return plain(value).replace(".", ",")

    def name(self, name: str) -> str:
        return name

    def quoted(self, key: str, beside: Node) -> str:
        return f'"{key}"'

    def call(self, node: Call) -> str:
        return f"{node.function}({'; '.join(self.text(argument) for argument in node.arguments)})"

    def _write(self, node: Node, least: int) -> str:
        rank = _rank(node)
        text = self._bare(node, rank)
        return text if rank >= least else f"({text})"

    def _bare(self, node: Node, rank: int) -> str:
        match node:
            case Number():
                return self.number(node.value)
            case Name():
                return self.name(node.text)
            case Minus():
                return f"{self.signs['-']}{self._write(node.inner, _SIGNED)}"
            case Not():
                return f"bukan {self._write(node.inner, _NOT)}"
            case Chain():
                rest = "".join(
                    f" {self.signs[sign]} {self._write(part, rank + 1)}" for sign, part in node.rest
                )
                return self._write(node.first, rank + 1) + rest
            case Comparison():
                return (
                    f"{self._side(node.left, node)} {self.compares[node.sign]} {self._side(node.right, node)}"
                )
            case Junction():
                word = " dan " if node.word == "and" else " atau "
                return word.join(self._write(part, rank + 1) for part in node.parts)
            case Call():
                return self.call(node)
        return ""

    def _side(self, node: Node, comparison: Comparison) -> str:
        if isinstance(node, Quoted):
            return self.quoted(node.key, comparison.right if node is comparison.left else comparison.left)
        return self._write(node, _COMPARES + 1)


class Speaker(Printer):
    """Words for people: ``describe`` tells a name with its value, ``answer`` the label of a quoted key."""

    signs = {"+": "+", "-": "−", "*": "×", "/": "÷"}
    compares = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}

    def __init__(self, describe: Callable[[str], str], answer: Callable[[str, str], str]) -> None:
        self._describe = describe
        self._answer = answer

    def number(self, value: Decimal) -> str:
        return spoken(value, MAX_DECIMALS)

    def name(self, name: str) -> str:
        return self._describe(name)

    def quoted(self, key: str, beside: Node) -> str:
        return f"“{self._answer(beside.text, key)}”" if isinstance(beside, Name) else key

    def call(self, node: Call) -> str:
        parts = [self.text(argument) for argument in node.arguments]
        match node.function:
            case "if":
                return f"(jika {parts[0]} maka {parts[1]}, selain itu {parts[2]})"
            case "default":
                return f"({parts[0]}, atau {parts[1]} bila kosong)"
            case "round":
                return (
                    f"({parts[0]}, dibulatkan {parts[1]} desimal)"
                    if parts[1:]
                    else f"({parts[0]}, dibulatkan)"
                )
        inside = (
            parts[0] if len(parts) == 1 and isinstance(node.arguments[0], Name) else f"({'; '.join(parts)})"
        )
        return f"{_SPOKEN[node.function]} {inside}"


_SPOKEN = {
    "sum": "jumlah",
    "avg": "rata-rata",
    "min": "yang terkecil dari",
    "max": "yang terbesar dari",
    "count": "banyaknya",
}


def printed(node: Node) -> str:
    """The formula as text of the language, with one way of writing for each tree."""
    return Printer().text(node)


def _rank(node: Node) -> int:
    match node:
        case Junction():
            return _OR if node.word == "or" else _AND
        case Not():
            return _NOT
        case Comparison():
            return _COMPARES
        case Chain():
            return _PRODUCT if node.rest[0][0] in "*/" else _SUM
        case Minus():
            return _SIGNED
    return _SINGLE
