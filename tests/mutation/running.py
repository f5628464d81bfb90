"""The tests as they are, and again in a fork for each fault."""

import ast
import importlib
import inspect
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from tests.mutation.faults import Fault, faults

ROOT = Path(__file__).parent.parent.parent
WORKERS = 2
PATIENCE = 60  # seconds beyond several times what the tests need; then the fault made something endless


class Run:
    """A plugin of pytest; ``outcomes``: by file and fault, "killed", "equal" or "left"."""

    def __init__(self, targets: dict[str, Any], *, only_locks: bool, tell: Callable[["Run", str], None]):
        self.targets, self.only_locks = targets, only_locks
        self.tell = partial(tell, self)
        self.outcomes: dict[str, dict[str, str]] = {file: {} for file in targets}
        self.reaching: dict[tuple[str, str], set[pytest.Item]] = defaultdict(set)
        self.seconds: dict[pytest.Item, float] = {}
        self.running: dict[int, tuple[str, str]] = {}

    def called_equal(self, file: str) -> dict[str, str]:
        return self.targets[file].get("equal", {})

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for file, target in self.targets.items():
            own = tuple(target["tests"])
            items = [item for item in session.items if self.only_locks or item.nodeid.startswith(own)]
            for item in items:
                if item not in self.seconds:
                    self._try_unharmed(item, session)
            module = importlib.import_module(file.removesuffix(".py").replace("/", "."))
            tree = ast.parse((ROOT / file).read_text())
            for fault in faults(tree, set(target.get("only", ()))):
                if fault.is_lock == self.only_locks:
                    reaching = [i for i in items if not fault.where or i in self.reaching[file, fault.where]]
                    install_here = partial(install, fault, tree, module)
                    self._fork(file, fault, sorted(reaching, key=self.seconds.__getitem__), install_here)
            while self.running:
                self._wait()
            self.tell(file)
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef) -> Iterator[None]:
        """What the session makes (the database) is nobody's call, and would take several times as long."""
        watch = sys.getprofile()
        if fixturedef.scope == "session":
            sys.setprofile(None)
        try:
            return (yield)
        finally:
            sys.setprofile(watch)

    def _try_unharmed(self, item: pytest.Item, session: pytest.Session) -> None:
        with self._watching(item):
            if not passes(item, session):
                pytest.exit(f"{item.nodeid} fails without any fault", returncode=1)

    @contextmanager
    def _watching(self, item: pytest.Item) -> Iterator[None]:
        """Note which functions of the targets a test calls, and how long it takes."""
        paths = {str(ROOT / file): file for file in self.targets}

        def watch(frame, event, argument) -> None:
            if event == "call" and (file := paths.get(frame.f_code.co_filename)):
                self.reaching[file, frame.f_code.co_qualname.partition(".<locals>")[0]].add(item)

        began = time.monotonic()
        threading.setprofile(watch)
        sys.setprofile(watch)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)
            self.seconds[item] = time.monotonic() - began

    def _fork(self, file: str, fault: Fault, tests: list[pytest.Item], put_in: Callable[[], None]) -> None:
        while len(self.running) >= (1 if self.only_locks else WORKERS):
            self._wait()
        if self.only_locks:
            connections.close_all()  # SQLite's memory is copied by the fork; a connection to PostgreSQL is not
        child = os.fork()
        if child:
            self.running[child] = file, f"{fault.where or 'table'}: {fault.words}"
            return
        signal.alarm(PATIENCE + 5 * int(sum(map(self.seconds.__getitem__, tests))))
        is_noticed = True
        try:
            silence()
            put_in()
            is_noticed = not all(passes(item, item.session) for item in tests)
        finally:
            os._exit(is_noticed)

    def _wait(self) -> None:
        child, status = os.wait()
        file, name = self.running.pop(child)
        is_equal = name in self.called_equal(file)
        self.outcomes[file][name] = "killed" if status else "equal" if is_equal else "left"


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        os.dup2(nowhere, stream.fileno())


def passes(item: pytest.Item, session: pytest.Session) -> bool:
    """The session as the next test keeps what it has made (the database), and nothing else."""
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=session))


def install(fault: Fault, tree: ast.Module, module: ModuleType) -> None:
    """Put the fault into the living program, where others have imported the function or the table already."""
    fault.put_in()
    if isinstance(fault.statement, ast.FunctionDef):
        _install_function(fault, tree, module)
        return
    target = getattr(fault.statement, "target", None) or fault.statement.targets[0]
    returned = ast.Return(fault.statement.value)
    tree.body.append(ast.FunctionDef("_table", ast.arguments([], [], None, [], [], None, []), [returned], []))
    _rebind(target.id, vars(module)[target.id], FunctionType(_code_of(tree, "_table"), vars(module))())


def _install_function(fault: Fault, tree: ast.Module, module: ModuleType) -> None:
    live: Any = module
    for part in fault.where.split("."):
        live = inspect.getattr_static(live, part)
    function = inspect.unwrap(getattr(live, "fget", live))
    function.__code__ = _code_of(tree, fault.where)
    if fault.is_decorator:
        _rebind(fault.where, live, function)


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
