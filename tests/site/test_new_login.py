"""A form older than the login of its browser: people read a page with a way back, scripts hear who it is now."""

from django.test import Client

from tests import build


def test_a_page_with_a_way_back(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.rater.user)
    page = client.post(f"/umpan-balik/untuk/{cast.employee.pk}/", {"text": "Bagus."})
    assert page.status_code == 403
    html = page.content.decode()
    assert "Belum terkirim" in html
    assert f'href="/umpan-balik/untuk/{cast.employee.pk}/"' in html


def test_a_script_hears_who_is_logged_in_and_the_token_that_holds(cast):
    evaluation, client = cast.evaluation(), Client(enforce_csrf_checks=True)
    address = f"/evaluasi/{evaluation.pk}/simpan/"
    told = client.post(address, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"], told.json()["user"]) == (403, "new_login", None)
    client.force_login(cast.employee.user)
    told = client.post(address, headers={"Accept": "application/json"}).json()
    assert told["user"] == cast.employee.user.pk
    answer = client.post(
        address, {"csrfmiddlewaretoken": told["token"], "version": evaluation.version},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code in (200, 422)


def test_nobody_reads_the_token_of_another_site(db):
    """The answer carries no header that would let another origin read it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(build.make_user("siapa"))
    told = client.post("/keluar/", headers={"Accept": "application/json", "Origin": "https://lain.example"})
    assert told.status_code == 403
    assert "Access-Control-Allow-Origin" not in told
