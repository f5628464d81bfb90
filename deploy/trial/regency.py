"""A regency of 10,000 people on the installation of the trial: imported, given codes, one of them logs in.

ROOT=… deploy/trial/regency.py --https PORT, with the python of the installation that KEEP=1 deploy/try.sh left running.
"""

import argparse
import io
import os
import subprocess
import sys

from browser import Browser
from installation import ADMIN, CERTIFICATE, CODE, PASSWORD, ROOT, log_in, manage, press, python, shows, until
from openpyxl import load_workbook

PEOPLE = 10_000
OWN_PASSWORD = "Bakpia-Pathok-Hangat-3141"


def import_people(browser: Browser) -> None:
    file = ROOT / "pegawai.xlsx"
    with shows(f"berkas {PEOPLE} pegawai dibuat"):
        write = (
            "import django; django.setup(); from pathlib import Path; from bench.importing import write_export;"
            f"write_export(Path({str(file)!r}))"
        )
        settings = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
        subprocess.run([sys.executable, "-c", write], cwd=CODE, env=os.environ | settings, check=True)
    with shows("berkas diunggah dan diperiksa"):
        batch = browser.post("/kelola/impor/employees/unggah/", {}, {"file": file}).headers["Location"]
        until(browser, batch, "Terapkan perubahan", seconds=900)
    with shows("impor diterapkan"):
        assert press(browser, batch, "terapkan/").status == 302
        until(browser, batch, "Impor selesai", seconds=900)
    assert int(python("from evaluations.models import Employee; print(Employee.objects.count())")) >= PEOPLE


def activate_everybody(browser: Browser) -> tuple[str, str]:
    """NIP and code of the last one on the list."""
    with shows("kode aktivasi untuk semua orang"):
        batch = browser.post("/kelola/akun/kode/", {}).headers["Location"]
        page = until(browser, batch, "xlsx", seconds=600)
    with shows("kode diambil sebagai buku kerja"):
        assert page.status == 200
        book = press(browser, batch, "ambil/", sebagai="xlsx")
        assert book.body[:2] == b"PK", (book.status, book.text[:500])
    header, *rows = load_workbook(io.BytesIO(book.body)).active.iter_rows(values_only=True)
    print(f"   {len(rows)} kode")
    assert len(rows) >= PEOPLE * 0.9, len(rows)
    row = dict(zip(header, rows[-1], strict=True))
    return next(v for k, v in row.items() if "NIP" in k), next(v for k, v in row.items() if "ode" in k)


def come_in(port: int, nip: str, code: str) -> None:
    with shows("seorang mengaktifkan akunnya dan masuk"):
        person = Browser(port, CERTIFICATE)
        assert person.post("/aktivasi/", {"name": nip, "code": code}).status == 302
        sent = person.post("/aktivasi/kata-sandi/", {"password": OWN_PASSWORD, "again": OWN_PASSWORD})
        assert sent.status == 302, sent.text[-3000:]
        assert nip in person.get(sent.headers["Location"]).text.replace(" ", "")
        other = Browser(port, CERTIFICATE)
        assert log_in(other, nip, OWN_PASSWORD).status == 302
        assert other.get("/").status == 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--https", type=int, required=True)
    port = parser.parse_args().https
    browser = Browser(port, CERTIFICATE)
    assert log_in(browser, ADMIN, PASSWORD).status == 302
    import_people(browser)
    nip, code = activate_everybody(browser)
    come_in(port, nip, code)
    with shows("pemeriksaan keutuhan"):
        manage("check_integrity")


main()
