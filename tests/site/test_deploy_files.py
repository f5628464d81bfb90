"""What stands in deploy/ fits the code; that it works is shown by deploy/try.sh."""

import re
import runpy
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse
from gunicorn.config import Config

ROOT = Path(settings.BASE_DIR)
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PEOPLES_UNITS = [
    unit for unit in UNITS if unit.stem != "sekin-backup"
]  # those that serve people's requests and files
NGINX = (DEPLOY / "nginx.conf").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
EXPLAINED = set(re.findall(r"^# ([A-Z][A-Z_]+)=", EXAMPLE, re.M))


def read_by_settings() -> set[str]:
    code = "".join(file.read_text() for file in (ROOT / "sekin_site/settings").glob("*.py"))
    return set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", code))


def test_every_setting_from_the_environment_is_explained():
    assert read_by_settings() - EXPLAINED == set()
    assert EXPLAINED - read_by_settings() - {"DJANGO_SETTINGS_MODULE", "ENV_FILE"} == set()


def test_the_environment_file_sets_only_what_is_explained():
    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "sekin.env").read_text(), re.M))
    assert named - EXPLAINED == set()


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda script: script.name)
def test_scripts_are_read_by_bash(script):
    subprocess.run(["bash", "-n", script], check=True)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_are_sandboxed_and_run_commands_that_exist(unit):
    text = unit.read_text()
    for line in (
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "SystemCallFilter=@system-service",
    ):
        assert line in text
    for command in re.findall(r"manage\.py (\w+)", text):
        assert command in get_commands()
    for script in re.findall(r"/srv/sekin/current/(deploy/\S+)", text):
        assert (ROOT / script).is_file()
    if unit in PEOPLES_UNITS:
        assert "User=sekin\n" in text
        assert "EnvironmentFile=/etc/sekin/sekin.env\n" in text
        assert "CapabilityBoundingSet=\n" in text


def test_no_access_log_has_what_follows_the_question_mark():
    [nginx] = re.findall(r"^log_format \w+ '([^']+)'", NGINX, re.M)
    assert set(re.findall(r"\$\w+", nginx)) == {
        "$remote_addr", "$time_iso8601", "$request_method", "$path_without_people", "$status", "$body_bytes_sent",
        "$request_time",
    }  # fmt: skip
    assert "map $uri $path_without_people {" in NGINX
    gunicorn = runpy.run_path(DEPLOY / "gunicorn.conf.py")["access_log_format"]
    assert set(re.findall(r"%\(([^)]+)\)s", gunicorn)) == {"{x-forwarded-for}i", "m", "U", "s", "B", "L"}


def test_no_access_log_has_a_link_that_opens_an_account():
    link = reverse("portal:password_link", args=["Mg", "c9x-5f2a"])
    [beginning] = re.findall(r'^\s+"~\^\(\?<link>([^)]+)\)\." "\$link\.\.\.";$', NGINX, re.M)
    assert beginning == link.removesuffix("Mg/c9x-5f2a/")
    log = runpy.run_path(DEPLOY / "gunicorn.conf.py")["logger_class"](Config())
    answer = SimpleNamespace(status="302 Found", sent=0, headers=[])
    environ = {"PATH_INFO": link, "REQUEST_METHOD": "GET", "RAW_URI": link, "SERVER_PROTOCOL": "HTTP/1.1"}
    atoms = log.atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(0))
    assert atoms["U"] == beginning + "…"


def test_nginx_overwrites_what_clients_say_about_themselves():
    for header in (
        "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", 'X-Forwarded-Host ""', 'Forwarded ""',
    ):  # fmt: skip
        assert f"\n    proxy_set_header {header};" in NGINX
    for location in re.findall(r"location [^{]+\{[^}]*\}", NGINX):
        assert "proxy_set_header" not in location  # one would take away all those of the server
