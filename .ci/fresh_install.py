#!/usr/bin/env python3
"""A fresh machine on a day when every package has a newer release than the locks: everything still installs.

1. A registry of our own (a directory) holds the locked wheels and, of each, a newer release with the same needs.
2. With the oldest pip that README allows, every lock file installs in an empty environment; without the extras
   in it, a lock does not (so this check can fail).
3. From a fresh clone with nothing but PATH in the environment, `make run` serves and lets its two logins in, and
   `make test` runs.

Needs the standard library and what `make install-dev` has put into .venv; works on what is committed.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PIP = ROOT / ".ci" / "oldest-pip.txt"
PINNED_PIP = ROOT / "requirements-pip.txt"
# Which locks are installed on top of each other, in an environment of their own.
STACKS = (("requirements.txt", "requirements-production.txt"), ("requirements-dev.txt",))
UNPINNED = "must have their versions pinned with =="
RUN_SECONDS = 240
NO_PROXY = urllib.request.ProxyHandler({})
BROWSER = urllib.request.build_opener(NO_PROXY)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sekin-fresh-") as temporary:
        work = Path(temporary)
        say("a registry with newer releases of everything")
        registry = fill_registry(work / "registry")
        for number, locks in enumerate(STACKS):
            python = empty_environment(work / f"env-{number}", registry)
            for lock in locks:
                say(f"{lock} with {version_of_pip(python)}")
                install(python, registry, ROOT / lock)
            run(python, "-m", "pip", "check")
        say("a lock without extras is refused")
        refuses_a_lock_without_extras(work, registry)
        clone = work / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        environment = bare_environment(registry, home=work)
        say("make run on a fresh clone")
        serves(clone, environment)
        say("make test on a fresh clone")
        subprocess.run(
            ["make", "test", "ARGS=-q tests/engine tests/site/login/test_clients.py"],
            cwd=clone,
            env=environment,
            check=True,
        )
    print("fresh install: all of it worked", flush=True)


def say(what: str) -> None:
    print(f"-- {what}", flush=True)


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


# --- the registry


def fill_registry(folder: Path) -> Path:
    """The wheels that the locks name, and a newer release of each."""
    pip = [ROOT / ".venv/bin/python", "-m", "pip", "download", "--quiet", "--only-binary=:all:"]
    pip += ["--require-hashes", "--dest", folder]
    for lock in (ROOT / "requirements-dev.txt", PINNED_PIP, OLDEST_PIP):
        run(*pip, "-r", lock)
    locked = sorted(folder.glob("*.whl"))
    for wheel in locked:
        write_newer_release(wheel)
    print(f"{len(locked)} wheels, each with a newer release beside it", flush=True)
    return folder


def write_newer_release(wheel: Path) -> None:
    """An empty wheel with the same name and the same needs: the next release, which no upper bound keeps out."""
    name, version = wheel.name.split("-")[:2]
    next_version = f"{version.partition('.post')[0]}.post99"
    with zipfile.ZipFile(wheel) as archive:
        inside = next(path for path in archive.namelist() if path.endswith(".dist-info/METADATA"))
        metadata = archive.read(inside).decode()
    newer = re.sub(r"^Version: .*$", f"Version: {next_version}", metadata, count=1, flags=re.M)
    assert newer != metadata, f"{wheel.name} names no version {version}"
    files = {
        "METADATA": newer,
        "WHEEL": "Wheel-Version: 1.0\nGenerator: fresh_install\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    folder = f"{name}-{next_version}.dist-info"
    files["RECORD"] = "".join(f"{folder}/{path},,\n" for path in (*files, "RECORD"))
    with zipfile.ZipFile(wheel.with_name(f"{name}-{next_version}-py3-none-any.whl"), "w") as archive:
        for path, text in files.items():
            archive.writestr(f"{folder}/{path}", text)


# --- the locks with the oldest pip


def empty_environment(folder: Path, registry: Path) -> Path:
    """A new virtual environment that holds the oldest pip and nothing else; returns its python."""
    run(sys.executable, "-m", "venv", "--clear", folder)
    python = folder / "bin" / "python"
    install(python, registry, OLDEST_PIP)
    return python


def version_of_pip(python: Path) -> str:
    told = subprocess.run([python, "-m", "pip", "--version"], check=True, capture_output=True, text=True)
    return " ".join(told.stdout.split()[:2])


def install(python: Path, registry: Path, lock: Path, *options: str) -> None:
    subprocess.run(install_command(python, lock, *options), env=bare_environment(registry), check=True)


def install_command(python: Path, lock: Path, *options: str) -> list[object]:
    return [python, "-m", "pip", "install", "--quiet", "--require-hashes", *options, "-r", lock]


def bare_environment(registry: Path, home: Path | None = None) -> dict[str, str]:
    """Nothing of this machine but PATH; pip knows our registry and no other."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home or registry),
        "LANG": "C.UTF-8",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(registry),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


def refuses_a_lock_without_extras(work: Path, registry: Path) -> None:
    python = empty_environment(work / "env-without-extras", registry)
    for name in ("requirements.txt", "requirements-dev.txt"):
        lock = work / name
        lock.write_text(re.sub(r"^([\w.-]+)\[[\w,.-]+\]==", r"\1==", (ROOT / name).read_text(), flags=re.M))
        told = subprocess.run(
            install_command(python, lock, "--dry-run"),
            env=bare_environment(registry), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert UNPINNED in told.stderr, f"{name} without extras was not refused:\n{told.stderr}"


# --- a fresh clone


def serves(clone: Path, environment: dict[str, str]) -> None:
    """`make run` shows the install, ends with an address and two logins, and these work."""
    port = free_port()
    with make_run(clone, environment, port) as told:
        assert "Downloading" in told or "Processing" in told, "the install was silent"
        address = f"http://127.0.0.1:{port}/masuk/"
        logins = re.findall(r"^\s+(\S+)\s+/\s+(\S+)\s", told, flags=re.M)
        assert address in told, f"no address in:\n{told}"
        assert len(logins) == 2, f"not two logins in:\n{told}"
        for login, password in logins:
            assert arrives(address, login, password), f"{login} could not log in"
            print(f"{login} logged in at {address}", flush=True)


@contextmanager
def make_run(clone: Path, environment: dict[str, str], port: int):
    """What `make run` has said by the time that the server answers; ends it with all that it started."""
    log = clone.with_name("make-run.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=clone, env=environment, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            wait_for_server(process, port, log)
            yield log.read_text()
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for_server(process: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(RUN_SECONDS):
        assert process.poll() is None, f"make run ended by itself:\n{log.read_text()}"
        try:
            BROWSER.open(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except OSError:
            time.sleep(1)
        else:
            return
    raise AssertionError(f"make run did not serve within {RUN_SECONDS} s:\n{log.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def arrives(address: str, login: str, password: str) -> bool:
    """Whether this login is accepted, as in a browser."""
    browser = urllib.request.build_opener(NO_PROXY, urllib.request.HTTPCookieProcessor())
    page = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    data = {"csrfmiddlewaretoken": token, "username": login, "password": password}
    request = urllib.request.Request(
        address, urllib.parse.urlencode(data).encode(), headers={"Referer": address}
    )
    return "/masuk/" not in browser.open(request).geturl()


if __name__ == "__main__":
    main()
