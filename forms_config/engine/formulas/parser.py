"""From tokens to a tree, without ``eval``. Limits keep any text cheap to read and to compute."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from .errors import SPLIT_IT, FormulaError, fault
from .functions import Function, closest_function, find
from .nodes import Call, Chain, Comparison, Junction, Minus, Name, Node, Not, Number, Quoted, walk
from .tokens import MAX_DECIMALS, MAX_LENGTH, Kind, Token, tokens

MAX_DEPTH = 30  # brackets, functions and signs inside each other
MAX_NODES = 400

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_SEPARATORS = (";", ",")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was understood. ``names``: the items and constants it reads, each once."""

    text: str
    root: Node
    names: tuple[str, ...]


def parse(text: str) -> Formula:
    """The formula that ``text`` says; raises FormulaError. Whether the names exist is not asked here."""
    if len(text) > MAX_LENGTH:
        tokens(text)  # raises for what is too long, before the cache keeps it
    return _parse(text)


@lru_cache(maxsize=512)
def _parse(text: str) -> Formula:
    root = _Parser(text).whole()
    names = dict.fromkeys(node.text for node in walk(root) if isinstance(node, Name))
    return Formula(text, root, tuple(names))


class _Parser:
    """Recursive descent, one method per rank, from ``or`` (weakest) to names and numbers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0
        self.nodes = 0

    def whole(self) -> Node:
        if self.ahead().kind == Kind.END:
            raise FormulaError("Rumus masih kosong. Tulis rumusnya, misalnya jam / hari_kerja.", 0, 0)
        root = self.alternatives()
        if self.ahead().kind != Kind.END:
            raise self.fault(self.ahead(), self._unexpected(self.ahead()))
        return root

    def ahead(self) -> Token:
        return self.tokens[self.position]

    def take(self, *signs: str) -> Token | None:
        """The next token, if it is one of these signs."""
        token = self.ahead()
        if token.kind == Kind.SIGN and token.text in signs:
            self.position += 1
            return token
        return None

    def alternatives(self) -> Node:
        return self._junction("or", self.conjunction)

    def conjunction(self) -> Node:
        return self._junction("and", self.negation)

    def _junction(self, word: str, part: Callable[[], Node]) -> Node:
        parts = [part()]
        while self.take(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else self.counted(Junction(word, tuple(parts)))

    def negation(self) -> Node:
        token = self.take("not")
        return self.counted(Not(self.deeper(token, self.negation))) if token else self.comparison()

    def comparison(self) -> Node:
        left = self.summands()
        token = self.take(*_COMPARISONS)
        if token is None:
            return self._never_quoted(left)
        right = self.summands()
        if again := self.take(*_COMPARISONS):
            raise self.fault(
                again, "dua perbandingan berturut-turut. Sambungkan dengan dan, misalnya a < b dan b < c"
            )
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Quoted) and not (isinstance(other, Name) and token.text in ("=", "<>")):
                raise self._misplaced(one)
        return self.counted(Comparison(token.text, left, right))

    def summands(self) -> Node:
        return self._chain(("+", "-"), self.factors)

    def factors(self) -> Node:
        return self._chain(("*", "/"), self.signed)

    def _chain(self, signs: tuple[str, ...], part: Callable[[], Node]) -> Node:
        first = part()
        rest = []
        while sign := self.take(*signs):
            rest.append((sign.text, self._never_quoted(part())))
        return self.counted(Chain(self._never_quoted(first), tuple(rest))) if rest else first

    def signed(self) -> Node:
        if token := self.take("-"):
            return self.counted(Minus(self._never_quoted(self.deeper(token, self.signed))))
        if token := self.take("+"):
            return self._never_quoted(self.deeper(token, self.signed))
        return self.operand()

    def operand(self) -> Node:
        token = self.ahead()
        self.position += 1
        if token.kind == Kind.NUMBER:
            return self.counted(Number(token.number))
        if token.kind == Kind.TEXT:
            return self.counted(Quoted(token.text, token.start, token.length))
        if token.kind == Kind.NAME:
            if opening := self.take("("):
                return self._call(token, opening)
            return self.counted(Name(token.text, token.start))
        if token.kind == Kind.SIGN and token.text == "(":
            inner = self.deeper(token, self.alternatives)
            self._close(token)
            return inner
        raise self.fault(token, self._unexpected(token, wants_value=True))

    def _call(self, token: Token, opening: Token) -> Node:
        function = find(token.text)
        if function is None:
            raise self.fault(token, _unknown_function(token.text))
        arguments: list[Node] = []
        if not self.take(")"):
            arguments.append(self.deeper(token, self.alternatives))
            while self.take(*_SEPARATORS):
                arguments.append(self.deeper(token, self.alternatives))
            self._close(opening)
        self._check_arguments(function, arguments, token)
        return self.counted(Call(function.key, tuple(arguments)))

    def _check_arguments(self, function: Function, arguments: list[Node], token: Token) -> None:
        given = len(arguments)
        if given < function.least or (function.most is not None and given > function.most):
            reason = f"{function.key} memerlukan {_how_many(function)} nilai, di sini ada {given}"
            raise self.fault(token, f"{reason}. Tulis {function.usage}, dengan titik koma di antaranya")
        if function.collects and given == 1 and isinstance(arguments[0], Number):
            reason = (
                f"{function.key} dari satu angka saja tidak ada gunanya. Pisahkan nilai dengan titik koma"
            )
            raise self.fault(token, f"{reason}: koma di antara dua angka dibaca sebagai koma desimal")
        if function.key == "round" and given == 2 and not _is_places(arguments[1]):
            raise self.fault(
                token, f"banyaknya desimal pada round ditulis dengan angka 0 sampai {MAX_DECIMALS}"
            )

    def _close(self, opening: Token) -> None:
        if self.take(")"):
            return
        if self.ahead().kind == Kind.END:
            raise self.fault(opening, "kurung ini belum ditutup. Tambahkan )")
        raise self.fault(self.ahead(), self._unexpected(self.ahead()))

    def deeper(self, token: Token, part: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(token, f"rumus terlalu bersusun, paling banyak {MAX_DEPTH} tingkat. {SPLIT_IT}")
        inner = part()
        self.depth -= 1
        return inner

    def counted(self, node: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            token = self.tokens[self.position - 1]
            reason = (
                f"rumus terlalu besar, paling banyak {MAX_NODES} unsur. Bagi menjadi beberapa isian hitungan"
            )
            raise self.fault(token, reason)
        return node

    def fault(self, token: Token, reason: str) -> FormulaError:
        return fault(self.text, token.start, token.length, reason)

    def _never_quoted(self, node: Node) -> Node:
        if isinstance(node, Quoted):
            raise self._misplaced(node)
        return node

    def _misplaced(self, node: Quoted) -> FormulaError:
        reason = 'kode tetap dalam tanda kutip hanya dapat dibandingkan dengan isian, misalnya status = "wfh"'
        return fault(self.text, node.start, node.length, reason)

    def _unexpected(self, token: Token, *, wants_value: bool = False) -> str:
        if token.text == "*" and self._before(token) == "*":
            return "pangkat tidak dikenal. Tulis sebagai perkalian"
        if token.text in ("=", ">") and self._before(token) in ("<", ">", "="):
            return "tanda pembanding ini tidak dikenal. Pakai =, <>, <, <=, > atau >="
        if wants_value:
            return (
                "di sini kurang angka, isian, atau fungsi. Lengkapi rumusnya, atau hapus tanda yang tersisa"
            )
        if token.text == ")":
            return "kurung tutup ini tidak punya kurung buka. Hapus, atau tambahkan ( di depannya"
        if token.text in _SEPARATORS:
            return "tanda pemisah ini hanya dipakai di dalam kurung fungsi"
        return "kurang tanda hitung di depannya, misalnya + - * atau /"

    def _before(self, token: Token) -> str:
        place = self.tokens.index(token)
        return self.tokens[place - 1].text if place else ""


def _how_many(function: Function) -> str:
    if function.most is None:
        return f"sedikitnya {function.least}"
    return (
        str(function.least) if function.least == function.most else f"{function.least} atau {function.most}"
    )


def _is_places(node: Node) -> bool:
    return isinstance(node, Number) and node.value in range(MAX_DECIMALS + 1)


def _unknown_function(name: str) -> str:
    guess = closest_function(name)
    hint = f"Mungkin maksud Anda {guess}" if guess else "Lihat daftar fungsi di samping isian rumus"
    return f"fungsi “{name}” tidak dikenal. {hint}"
