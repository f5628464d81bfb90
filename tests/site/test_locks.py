"""The lock files: everything is pinned, extras included, and everything is used.

That they install with an old pip beside newer releases is shown by `.ci/fresh_install.py`.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements-pip.txt", "requirements.txt", "requirements-production.txt", "requirements-dev.txt")
LINE = re.compile(
    r"^(?P<requirement>[^\s#][^\\]*?)\s*\\\n(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64}\s*\\?\n)+)", re.M
)
# Runtime packages whose name stands nowhere in the code, and who calls them instead.
CALLED_BY_OTHERS = {
    "argon2-cffi": "Django's Argon2PasswordHasher",
    "defusedxml": "openpyxl",
    "gunicorn": "the server's service file",
    "psycopg": "Django, where DATABASE_URL says postgres",
}


def text_of(name: str) -> str:
    return (settings.BASE_DIR / name).read_text()


def lines_of(name: str) -> list[Requirement]:
    """What a lock pins, for every Python and system."""
    return [Requirement(match["requirement"]) for match in LINE.finditer(text_of(name))]


def locked(name: str) -> dict[str, Requirement]:
    """What a lock pins on this machine, by name."""
    return {canonicalize_name(line.name): line for line in lines_of(name) if holds(line)}


def holds(requirement: Requirement, extras: Iterable[str] = ("",)) -> bool:
    """Whether a requirement holds on this machine, for a package taken with these extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def asked_for(pins: dict[str, Requirement]) -> Iterator[tuple[str, Requirement]]:
    """Each requirement of each package of a lock, and who asks."""
    for name, pin in pins.items():
        for requirement in map(Requirement, distribution(name).requires or ()):
            if holds(requirement, ("", *pin.extras)):
                yield name, requirement


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_names_one_version_and_its_hashes(name):
    pins = lines_of(name)
    assert len(pins) == len(re.findall(r"^[^\s#]", text_of(name), re.M))
    assert [str(pin) for pin in pins if not re.fullmatch(r"==[\w.]+", str(pin.specifier))] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_extra_that_a_package_asks_for_stands_in_the_lock(name):
    pins = locked(name)
    if name == "requirements-production.txt":
        pins = locked("requirements.txt") | pins  # it is installed on top
    missing = [
        f"{asker} asks for {requirement}"
        for asker, requirement in asked_for(pins)
        if requirement.extras - pins[canonicalize_name(requirement.name)].extras
    ]
    assert missing == []


@pytest.mark.parametrize("name", LOCKS[1:])
def test_the_versions_of_each_lock_are_those_that_the_tests_run_with(name):
    assert [
        str(pin) for name, pin in locked(name).items() if distribution(name).version not in pin.specifier
    ] == []


def test_every_extra_that_we_ask_for_ourselves_stands_in_the_lock():
    for source, lock in (("requirements.in", "requirements.txt"), ("requirements-production.in", LOCKS[2])):
        pins = locked(lock)
        for line in text_of(source).splitlines():
            if line := line.partition("#")[0].strip().removeprefix("-c requirements.txt"):
                requirement = Requirement(line)
                assert requirement.extras <= pins[canonicalize_name(requirement.name)].extras


def test_every_runtime_package_is_used():
    modules: dict[str, set[str]] = {}
    for module, names in packages_distributions().items():
        for name in names:
            modules.setdefault(canonicalize_name(name), set()).add(module)
    code = "\n".join(
        path.read_text()
        for app in ("sekin_site", "forms_config", "evaluations")
        for path in Path(settings.BASE_DIR / app).rglob("*.py")
    )
    unused = []
    for line in text_of("requirements.in").splitlines():
        if line := line.partition("#")[0].strip():
            name = canonicalize_name(Requirement(line).name)
            named = any(re.search(rf"\b{module}\b", code) for module in modules[name])
            if not named and name not in CALLED_BY_OTHERS:
                unused.append(name)
    assert unused == []


def test_readme_names_the_oldest_pip_that_is_tried():
    oldest = re.search(r"^pip==([\d.]+)", text_of(".ci/oldest-pip.txt"), re.M)[1]
    assert f"pip ({oldest} or newer)" in text_of("README.md")
