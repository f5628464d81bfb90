"""What try.sh shows on its installation, through nginx and with the documented commands. Standard library only."""

import argparse
import http.client
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from browser import Browser
from installation import (
    ADMIN,
    CERTIFICATE,
    CODE,
    DATA,
    PASSWORD,
    ROOT,
    log_in,
    manage,
    press,
    python,
    run_unit,
    shows,
    until,
)  # fmt: skip

FORGED = "203.0.113.66"


def kill_connections() -> None:
    """What a restart of PostgreSQL does to everybody who is connected."""
    sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sekin_web'"
    command = ["runuser", "-u", "postgres", "--", "psql", "-qAtc", sql, "sekin"]
    subprocess.run(command, cwd="/", check=True, capture_output=True)


def check_entry(browser: Browser, http_port: int) -> None:
    with shows("HTTP dialihkan ke HTTPS; HSTS; kesiapan"):
        plain = http.client.HTTPConnection("127.0.0.1", http_port)
        plain.request("GET", "/masuk/?next=/", headers={"Host": "localhost"})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/masuk/?next=/")
        page = browser.get("/masuk/")
        assert page.status == 200, page.status
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert browser.get("/readyz").json() == {"status": "ok"}
    with shows("berkas statis dengan nama tetap, disimpan peramban"):
        [sheet] = re.findall(r'href="(/static/[^"]+\.css)"', page.text)[:1]
        style = browser.get(sheet)
        assert (style.status, style.headers["Content-Type"]) == (200, "text/css")
        assert "immutable" in style.headers.get_all("Cache-Control")[-1]
    with shows("nama situs lain ditolak"):
        assert browser.get("/masuk/", Host="jahat.example").status == 400


def check_login(browser: Browser) -> None:
    manage(
        "createsuperuser", "--noinput", f"--username={ADMIN}", "--email=", DJANGO_SUPERUSER_PASSWORD=PASSWORD
    )
    with shows("masuk lewat TLS; cookie hanya lewat TLS"):
        assert log_in(browser, ADMIN, PASSWORD).status == 302
        assert browser.get("/kelola/").status == 200
        [session] = [line for line in browser.set_cookies if line.startswith("sessionid=")][-1:]
        assert "Secure" in session
        assert "HttpOnly" in session
        assert all("Secure" in line for line in browser.set_cookies)
    with shows("alamat klien dari nginx; yang dipalsukan klien diabaikan"):
        other = Browser(browser.port, CERTIFICATE, source="127.0.0.7")
        forged = {"X_Forwarded_For": FORGED, "X_Real_IP": FORGED, "Forwarded": f"for={FORGED}"}
        assert log_in(other, "orang.lain", "salah", **forged).status == 200
        seen = python(
            "from axes.models import AccessAttempt;"
            "print(*AccessAttempt.objects.values_list('ip_address', flat=True))"
        )
        assert seen == "127.0.0.7", seen


def check_picture(browser: Browser) -> None:
    with shows("gambar pada halaman panduan, diunggah lewat /kelola/, dilayani nginx"):
        picture = ROOT / "alur.png"
        draw = f"from PIL import Image; Image.new('RGB', (1600, 900), 'teal').save({str(picture)!r})"
        subprocess.run([CODE / ".venv/bin/python", "-c", draw], check=True)
        sent = browser.post("/kelola/images/add/", {"title": "Alur", "collection": "1"}, {"file": picture})
        assert sent.status == 302, (sent.status, re.findall(r'error-message">([^<]+)', sent.text))
        address = python(
            "import json\n"
            "from wagtail.images import get_image_model\n"
            "from forms_config.models import GuidancePage\n"
            "image, page = get_image_model().objects.get(title='Alur'), GuidancePage.objects.live().first()\n"
            "page.body.append(('picture', {'image': image, 'description': 'Alur penilaian', 'caption': ''}))\n"
            "page.save_revision().publish()\n"
            "print(page.url)"
        )
        html = Browser(browser.port, CERTIFICATE).get(address).text
        [source] = re.findall(r'src="(/media/images/[^"]+)"', html)
        shown = browser.get(source)
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/png")
        assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    with shows("bukti, dokumen dan gambar asli tidak punya alamat"):
        secret = ROOT / "var/lib/sekin/private/evidence/rahasia.pdf"
        put = f"mkdir -p {secret.parent} {ROOT}/var/lib/sekin/media/documents; echo rahasia > {secret}"
        as_sekin = ["setpriv", "--reuid=sekin", "--regid=www-data", "--clear-groups", "--"]
        subprocess.run(
            [*as_sekin, "sh", "-c", f"{put}; cp {secret} {ROOT}/var/lib/sekin/media/documents/"], check=True
        )
        for path in (
            "/private/evidence/rahasia.pdf", "/media/evidence/rahasia.pdf", "/media/documents/rahasia.pdf",
            "/media/images/../../private/evidence/rahasia.pdf", "/media/images../private/evidence/rahasia.pdf",
            "/media/images/%2e%2e/%2e%2e/private/evidence/rahasia.pdf", "/static/../media/documents/rahasia.pdf",
            "/static../.env", "/static/../.env", "/.env", "/media/original_images/alur.png",
        ):  # fmt: skip
            answer = browser.ask("GET", path)
            assert answer.status in (400, 404), (path, answer.status)
            assert b"rahasia\n" not in answer.body


def check_import(browser: Browser) -> None:
    with shows("impor unit dengan perintah"):
        said = manage("import_units", str(DATA / "unor.json"))
        assert " 0 kesalahan" in said, said
    with shows("impor 1.200 pegawai lewat /kelola/, dibaca di latar, diterapkan"):
        sent = browser.post("/kelola/impor/employees/unggah/", {}, {"file": DATA / "pegawai_siasn.xlsx"})
        assert sent.status == 302, (sent.status, sent.text[:2000])
        batch = sent.headers["Location"]
        page = until(browser, batch, "Terapkan perubahan")
        assert "1200" in page.text.replace(".", "")
        confirmed = press(browser, batch, "terapkan/")
        assert confirmed.status == 302, (confirmed.status, confirmed.text[:1000])
        until(browser, batch, "Impor selesai")
        assert python("from evaluations.models import Employee; print(Employee.objects.count())") == "1200"


def check_reports(browser: Browser) -> None:
    with shows("buku kerja Excel dari API, tanpa isi permintaan di catatan akses"):
        token = manage("create_api_client", "Percobaan", "--scope", "personal").splitlines()[-1]
        client = Browser(browser.port, CERTIFICATE)
        book = client.ask("GET", "/api/v1/units/?format=xlsx", Authorization=f"Bearer {token}")
        assert (book.status, book.body[:2]) == (200, b"PK"), (book.status, book.body[:300])
        client.ask("GET", "/api/v1/employees/?nip=199003152015032501", Authorization=f"Bearer {token}")
        browser.get("/pantauan/?nama=Siti+Rahasia")
        browser.get("/lupa-kata-sandi/Rahasia/c9x-Rahasia/")
        logs = [*(ROOT / "var/log").rglob("*.log")]
        assert any("/api/v1/employees/" in log.read_text() for log in logs if "nginx" in str(log))
        assert any("/api/v1/employees/" in log.read_text() for log in logs if log.name == "sekin-web.log")
        for log in logs:
            for secret in ("199003152015032501", "Rahasia", "nip=", "nama=", PASSWORD):
                assert secret not in log.read_text(), (log, secret)
    with shows("sekin-tick: yang jatuh tempo dikerjakan; tanpa server email tidak ada yang terkirim"):
        assert "0 email dikirim" in run_unit("sekin-tick")


def check_lost_database(browser: Browser) -> None:
    with shows("koneksi basis data diputus: permintaan berikutnya berhasil"):
        for _ in range(2):
            with ThreadPoolExecutor(8) as people:  # so that several processes and threads hold connections
                assert {one.status for one in people.map(browser.get, ["/kelola/"] * 8)} == {200}
            kill_connections()
            with ThreadPoolExecutor(8) as people:
                assert {one.status for one in people.map(browser.get, ["/kelola/"] * 8)} == {200}
    with shows("diputus di tengah permintaan: dijalankan sekali lagi"):
        for moment in (0.05, 0.1, 0.2, 0.4):  # seconds after which the requests are hit, each once at most
            with ThreadPoolExecutor(4) as people:
                running = [people.submit(browser.get, "/kelola/") for _ in range(4)]
                time.sleep(moment)
                kill_connections()
                assert {one.result().status for one in running} == {200}


def check_settings() -> None:
    with shows("check --deploy tanpa peringatan; pemeriksaan keutuhan; JIT mati; peran web tanpa DDL"):
        manage("check", "--deploy", "--fail-level", "WARNING")
        manage("check_integrity")
        show = (
            "from django.db import connection as c; k = c.cursor(); k.execute({!r}); print(k.fetchone()[0])"
        )
        assert python(show.format("SHOW jit")) == "off"
        assert python(show.format("SELECT current_user")) == "sekin_web"
        assert python(show.format("SELECT has_schema_privilege('public', 'CREATE')")) == "False"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--https", type=int, required=True)
    parser.add_argument("--http", type=int, required=True)
    ports = parser.parse_args()
    browser = Browser(ports.https, CERTIFICATE)
    check_entry(browser, ports.http)
    check_login(browser)
    check_picture(browser)
    check_import(browser)
    check_reports(browser)
    check_lost_database(browser)
    check_settings()


main()
