"""Small faults for a module, one at a time: a boundary moved, a clause dropped, a lock taken away.

Texts are left alone, and so are docstrings, annotations, log lines and what stands in a ``raise``.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}  # fmt: skip
LONGEST = 120  # characters of each side
LOOKUP = re.compile(r"__(lte?|gte?)$")
LOCKS = {"select_for_update", "share", "hold_alone", "lock_periods", "_lock"}  # seen on PostgreSQL only
NARROWING = {"filter", "exclude", "order_by", "distinct"}
CLAUSES = {"filter", "exclude", "Q", "When", "get"}
SETTINGS = {"then", "default", "output_field", "chunk_size", "strict"}  # arguments that are no clause
QUIET = (ast.Raise, ast.JoinedStr, ast.arguments, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Fault:
    """``put_in`` changes the tree and gives what puts it back; ``where`` is a function, or "" in the module itself."""

    where: str
    words: str
    put_in: Callable[[], Callable[[], None]]
    statement: ast.stmt
    is_lock: bool = False
    is_decorator: bool = False


def faults(tree: ast.Module, only: set[str]) -> Iterator[Fault]:
    """Those of the functions named (none named: of all, and of the tables of the module), told apart by their words."""
    seen: Counter[tuple[str, str]] = Counter()
    for where, statement in _places(tree.body, ""):
        if only and where.rpartition(".")[2] not in only:
            continue
        for node, field, place, new in _changes(statement):
            old = getattr(node, field) if place is None else getattr(node, field)[place]
            is_sign = isinstance(old, ast.operator | ast.cmpop | ast.boolop)
            pair = (node, _with(node, field, place, new)) if is_sign else (old, new)
            words = " → ".join(map(_words, pair))
            if new is None and isinstance(node, ast.Call):
                words = f"{_words(node.func)}(…) without {_words(old)}"
            seen[where, words] += 1
            number = seen[where, words]
            words += f" ({number})" if number > 1 else ""
            taken = {
                a.attr if isinstance(a, ast.Attribute) else getattr(a, "id", "") for a in _lost(old, new)
            }
            yield Fault(
                where, words, _setter(node, field, place, new), statement,
                bool(taken & LOCKS), field == "decorator_list",
            )  # fmt: skip


def _places(body: list[ast.stmt], inside: str) -> Iterator[tuple[str, ast.stmt]]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            if statement.name != "__str__":
                yield f"{inside}{statement.name}", statement
        elif isinstance(statement, ast.ClassDef):
            yield from (p for p in _places(statement.body, f"{statement.name}.") if p[0])
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and not inside:
            yield "", statement


def _changes(statement: ast.stmt) -> Iterator[tuple[Any, str, int | None, Any]]:
    """(node, field, place in it, what to put there), for everything below a statement."""
    top = statement.body if isinstance(statement, ast.FunctionDef) else [statement.value]
    if isinstance(statement, ast.FunctionDef):
        for place, decorator in enumerate(statement.decorator_list):
            if "atomic" in ast.dump(decorator):
                yield statement, "decorator_list", place, None
        yield from _of_block(statement, "body")
    elif isinstance(statement.value, ast.Constant | ast.Tuple | ast.Set | ast.List):
        yield from ((statement, "value", None, new) for new in _instead(statement.value))
    for node in (n for part in top for n in _walk(part)):
        yield from _of_node(node, statement)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, QUIET) or _is_log(node):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if child is not getattr(node, "annotation", None) and getattr(child, "arg", "") not in SETTINGS:
            yield from _walk(child)


Change = tuple[Any, str, int | None, Any]


def _of_node(node: Any, function: Any) -> Iterator[Change]:
    yield from _of_signs(node)
    if isinstance(node, ast.Return) and node.value is not None:
        is_bool = getattr(getattr(function, "returns", None), "id", "") == "bool"
        values = (True, False) if is_bool else (None,)
        yield from (
            (node, "value", None, ast.Constant(v))
            for v in values
            if getattr(node.value, "value", "") is not v
        )
    if isinstance(node, ast.Call):
        yield from _of_call(node)
    if isinstance(node, ast.Dict):
        yield from _of_lookups(node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield from _of_block(node, field)
        if field != "annotation":
            for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                yield from ((node, field, place, new) for new in _instead(child))


def _of_signs(node: Any) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        yield from ((node, "ops", n, SWAPS[type(op)]()) for n, op in enumerate(node.ops))
    if isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPS:
        yield node, "op", None, SWAPS[type(node.op)]()
    if isinstance(node, ast.comprehension):
        yield from ((node, "ifs", n, ast.Constant(True)) for n in range(len(node.ifs)))
    plain = ast.Name | ast.Attribute | ast.Call
    if isinstance(node, ast.If | ast.IfExp | ast.While) and isinstance(node.test, plain):
        yield node, "test", None, ast.UnaryOp(ast.Not(), node.test)


def _of_call(node: ast.Call) -> Iterator[Change]:
    """A clause of a query goes, or its boundary moves."""
    if _name(node.func) in CLAUSES:
        yield from ((node, "args", n, None) for n in range(len(node.args)))
        yield from ((node, "keywords", n, None) for n, k in enumerate(node.keywords) if k.arg not in SETTINGS)
    for n, keyword in enumerate(node.keywords):
        if keyword.arg and LOOKUP.search(keyword.arg):
            yield node, "keywords", n, ast.keyword(_moved(keyword.arg), keyword.value)


def _of_lookups(node: ast.Dict) -> Iterator[Change]:
    """``{f"{name}__gte": …}``, as a query is given names that are reckoned."""
    for n, key in enumerate(node.keys):
        if isinstance(key, ast.JoinedStr) and LOOKUP.search(str(getattr(key.values[-1], "value", ""))):
            last = ast.Constant(_moved(key.values[-1].value))
            yield node, "keys", n, ast.JoinedStr([*key.values[:-1], last])


def _of_block(node: Any, field: str) -> Iterator[tuple[Any, str, int, ast.stmt]]:
    """Statements that may go: calls, guards, changes of a row; and ``with atomic()``, whose body stays."""
    for place, statement in enumerate(getattr(node, field)):
        is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        is_guard = isinstance(statement, ast.If) and isinstance(
            statement.body[-1], ast.Raise | ast.Return | ast.Continue | ast.Break
        )
        is_write = isinstance(statement, ast.AugAssign) or (
            isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Attribute | ast.Subscript)
        )
        if (is_call or is_guard or is_write) and not _is_log(statement):
            yield node, field, place, ast.Pass()
        if isinstance(statement, ast.With) and "atomic" in ast.dump(statement.items[0]):
            yield node, field, place, ast.If(ast.Constant(True), statement.body, [])


def _instead(node: Any) -> Iterator[ast.expr]:
    """What may stand for an expression."""
    match node:
        case ast.Call(func=ast.Attribute(value=receiver)) if _narrows(node):
            yield receiver
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.BoolOp():
            for n in range(len(node.values)):
                rest = node.values[:n] + node.values[n + 1 :]
                yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
            yield from (node.left, node.right)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield node.operand
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            named = (n for n, part in enumerate(parts) if isinstance(part, ast.Attribute))
            where = () if isinstance(node, ast.Set) else (ast.Load(),)
            yield from (type(node)(parts[:n] + parts[n + 1 :], *where) for n in named)


def _narrows(call: ast.Call) -> bool:
    return _name(call.func) in LOCKS or (_name(call.func) in NARROWING and bool(call.args or call.keywords))


def _moved(name: str) -> str:
    return name[:-1] if name.endswith("e") else f"{name}e"


def _name(node: Any) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


def _is_log(node: Any) -> bool:
    call = node.value if isinstance(node, ast.Expr) else node
    return isinstance(call, ast.Call) and _name(getattr(call.func, "value", None)) == "log"


def _lost(old: Any, new: Any) -> list[ast.AST]:
    kept = {id(node) for node in ast.walk(new)} if new is not None else set()
    called = [n.func for n in ast.walk(old) if isinstance(n, ast.Call) and id(n) not in kept]
    return called if isinstance(new, ast.Pass) or isinstance(old, ast.Call) else []


def _with(node: Any, field: str, place: int | None, new: Any) -> Any:
    changed = copy(node)
    if place is None:
        setattr(changed, field, new)
    else:
        given = getattr(node, field)
        setattr(changed, field, [*given[:place], *([] if new is None else [new]), *given[place + 1 :]])
    return changed


def _setter(node: Any, field: str, place: int | None, new: Any) -> Callable[[], Callable[[], None]]:
    def put_in() -> Callable[[], None]:
        old, changed = getattr(node, field), getattr(_with(node, field, place, new), field)
        setattr(node, field, changed)
        return lambda: setattr(node, field, old)

    return put_in


def _words(node: Any) -> str:
    words = "nothing" if node is None else ast.unparse(ast.fix_missing_locations(node)).partition("\n")[0]
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
