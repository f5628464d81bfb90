"""Whoever follows an address to nowhere reads our own page, in the portal, in the admin and in the demo."""

import pytest
from django.test import Client

OWN_PAGE = "sekin_site.middleware.OwnNotFoundPageMiddleware"


@pytest.mark.parametrize("path", ["/tidak-ada/", "/evaluasi/999999/"])
@pytest.mark.parametrize("is_demo", [False, True])
def test_nothing_technical_is_shown(cast, login, settings, path, is_demo):
    if is_demo:
        settings.DEBUG = True
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, OWN_PAGE]
    answer = login(cast.employee).get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Alamatnya mungkin salah ketik" in page
    assert "URLconf" not in page


def test_visitors_without_login_read_it_too(db):
    answer = Client().get("/tidak-ada/")
    assert answer.status_code == 404
    assert "Alamatnya mungkin salah ketik" in answer.content.decode()


def test_in_the_admin_it_leads_back_there(cast, login):
    answer = login(cast.bkpsdm).get("/kelola/tidak-ada/")
    assert answer.status_code == 404
    assert "Ke Kelola" in answer.content.decode()
    assert "Alamatnya mungkin salah ketik" in answer.content.decode()
