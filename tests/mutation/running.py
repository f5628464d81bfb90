"""The tests as they are, and again in a fork for each fault."""

import ast
import importlib
import inspect
import os
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import _lru_cache_wrapper, partial
from mmap import mmap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from evaluations.prepared import Prepared
from tests.mutation.faults import Fault, faults

ROOT = Path(__file__).parent.parent.parent
OURS = ("evaluations", "forms_config", "sekin_site")
WORKERS = os.cpu_count() or 1
# Seconds beyond several times what the tests need; then the fault made something endless.
PATIENCE, PATIENCE_WITH_LOCKS = 5, 60


class Run:
    """A plugin of pytest; ``outcomes``: by file and fault, "killed", "equal" or "left"."""

    def __init__(
        self,
        targets: dict[str, Any],
        *,
        only_locks: bool,
        say: Callable[[str], None],
        tell: Callable[["Run", str], None],
    ):
        self.targets, self.only_locks, self.say = targets, only_locks, say
        self.tell = partial(tell, self)
        self.outcomes: dict[str, dict[str, str]] = {file: {} for file in targets}
        self.reaching: dict[tuple[str, str], set[pytest.Item]] = defaultdict(set)
        # Of work, so that nothing is endless for a busy machine; who waits for a lock works not at all.
        self._clock, self._timer, self._patience = (
            (time.monotonic, signal.ITIMER_REAL, PATIENCE_WITH_LOCKS)
            if only_locks
            else (time.process_time, signal.ITIMER_PROF, PATIENCE)
        )
        self.trying: pytest.Item | None = None
        self.seconds: dict[pytest.Item, float] = {}
        self.running: dict[int, tuple[str, str]] = {}
        self.tried = 0
        self.place: dict[pytest.Item, int] = {}
        self.noticed = memoryview(b"")  # by place: which fault a test noticed last; shared with the forks

    def called_equal(self, file: str) -> dict[str, str]:
        return self.targets[file].get("equal", {})

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.place = {item: place for place, item in enumerate(session.items)}
        self.noticed = memoryview(mmap(-1, 4 * len(session.items))).cast("I")
        for file in self.targets:
            watch(*self._read(file), partial(self._note, file))
        for file, target in self.targets.items():
            own = tuple(target["tests"])
            items = [item for item in session.items if self.only_locks or item.nodeid.startswith(own)]
            for item in items:
                if item not in self.seconds:
                    self._try_unharmed(item, session)
            found, tree, module = self._read(file)
            for fault in found:
                if fault.is_lock == self.only_locks:
                    reaching = [i for i in items if not fault.where or i in self.reaching[file, fault.where]]
                    install_here = partial(install, fault, tree, module)
                    self._fork(file, fault, sorted(reaching, key=self._likeliest_first), install_here)
            while self.running:
                self._wait()
            self.tell(file)
        return True

    def _read(self, file: str) -> tuple[list[Fault], ast.Module, ModuleType]:
        module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
        tree = ast.parse((ROOT / file).read_text())
        return list(faults(tree, set(self.targets[file].get("only", ())))), tree, module

    def _try_unharmed(self, item: pytest.Item, session: pytest.Session) -> None:
        """Note which functions of the targets a test calls, and how long it takes."""
        self.trying, began = item, self._clock()
        if not passes(item, session):
            pytest.exit(f"{item.nodeid} fails without any fault", returncode=1)
        self.seconds[item] = self._clock() - began

    def _note(self, file: str, where: str) -> None:
        self.reaching[file, where].add(self.trying)

    def _likeliest_first(self, item: pytest.Item) -> tuple[int, float]:
        """What noticed a fault just now often notices the next one; else the quick ones first."""
        return -self.noticed[self.place[item]], self.seconds[item]

    def _fork(self, file: str, fault: Fault, tests: list[pytest.Item], put_in: Callable[[], None]) -> None:
        while len(self.running) >= (1 if self.only_locks else WORKERS):
            self._wait()
        if self.only_locks:
            connections.close_all()  # SQLite's memory is copied by the fork; a connection to PostgreSQL is not
        self.tried += 1
        child = os.fork()
        if child:
            self.running[child] = file, f"{fault.where or 'table'}: {fault.words}"
            return
        signal.setitimer(self._timer, self._patience + 5 * sum(map(self.seconds.__getitem__, tests)))
        is_noticed = True
        try:
            silence()
            put_in()
            by = next((item for item in tests if not passes(item, item.session)), None)
            if by is not None:
                self.noticed[self.place[by]] = self.tried
            is_noticed = by is not None
        finally:
            os._exit(is_noticed)

    def _wait(self) -> None:
        child, status = os.wait()
        file, name = self.running.pop(child)
        is_equal = name in self.called_equal(file)
        outcome = "killed" if status else "equal" if is_equal else "left"
        self.outcomes[file][name] = outcome
        if outcome == "left":
            self.say(f"    no test notices: {name}  ({file})")


def missing(targets: dict[str, Any]) -> list[str]:
    """The modules, tests and functions of ``targets.toml`` that are not there: moved, or written with dots."""
    named = {*targets, *(test for target in targets.values() for test in target.get("tests", ()))}
    gone = {name for name in named if not (ROOT / name).is_file()}
    for file in targets.keys() - gone:
        words = set(re.findall(r"def (\w+)", (ROOT / file).read_text()))
        gone |= {f"{name} in {file}" for name in targets[file].get("only", ()) if name not in words}
    return sorted(gone)


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        os.dup2(nowhere, stream.fileno())


def passes(item: pytest.Item, session: pytest.Session) -> bool:
    """The session as the next test keeps what it has made (the database), and nothing else."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=session))


def watch(found: list[Fault], tree: ast.Module, module: ModuleType, note: Callable[[str], None]) -> None:
    """Let each function that has faults say when it is called."""
    functions = {fault.where: fault.statement for fault in found if fault.where}
    for where, function in functions.items():
        call = ast.Call(ast.Name("_note", ast.Load()), [ast.Constant(where)], [])
        function.body.insert(0, ast.Expr(call))
    module._note = note
    for where in functions:
        _inner(_living(where, module)).__code__ = _code_of(tree, where)


def install(fault: Fault, tree: ast.Module, module: ModuleType) -> None:
    """Put the fault into the living program, where others have imported the function or the table already."""
    fault.put_in()
    forget()
    if isinstance(fault.statement, ast.FunctionDef):
        _install_function(fault, tree, module)
        return
    target = getattr(fault.statement, "target", None) or fault.statement.targets[0]
    returned = ast.Return(fault.statement.value)
    tree.body.append(ast.FunctionDef("_table", ast.arguments([], [], None, [], [], None, []), [returned], []))
    _rebind(target.id, vars(module)[target.id], FunctionType(_code_of(tree, "_table"), vars(module))())


def forget() -> None:
    """What functions of ours remember of the unharmed run, lest a test be given that."""
    modules = [m for name, m in list(sys.modules.items()) if name.partition(".")[0] in OURS]
    for one in {id(v): v for module in modules for v in vars(module).values()}.values():
        if isinstance(one, _lru_cache_wrapper):
            one.cache_clear()
        elif isinstance(one, Prepared):
            one.forget()


def _install_function(fault: Fault, tree: ast.Module, module: ModuleType) -> None:
    live = _living(fault.where, module)
    function = _inner(live)
    function.__code__ = _code_of(tree, fault.where)
    if fault.is_decorator:
        _rebind(fault.where, live, function)


def _living(where: str, module: ModuleType) -> Any:
    live: Any = module
    for part in where.split("."):
        live = inspect.getattr_static(live, part)
    return live


def _inner(live: Any) -> Any:
    """The function below its decorators."""
    return inspect.unwrap(getattr(live, "fget", live))


def _code_of(tree: ast.Module, where: str) -> CodeType:
    """What a function is compiled to, found below the code of its module and its class."""
    code = compile(ast.fix_missing_locations(tree), "<fault>", "exec")
    for name in where.split("."):
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
    return code


def _rebind(name: str, old: object, new: object) -> None:
    """Where it was imported, and in the classes there that took it over: ``scopes = READ_SCOPES``."""
    for module in [m for m in list(sys.modules.values()) if vars(m).get(name) is old]:
        setattr(module, name, new)
        for owner in [c for c in vars(module).values() if isinstance(c, type) and isinstance(old, tuple)]:
            for taken in [attribute for attribute, value in vars(owner).items() if value is old]:
                setattr(owner, taken, new)
