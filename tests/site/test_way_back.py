"""An address that only a button calls leads back to the page of the button when somebody opens it."""

import pytest
from django.test import Client

from evaluations.models import Evaluation
from tests.site.addresses import World, addresses
from tests.site.test_crawl import ON_PURPOSE

pytestmark = pytest.mark.django_db

PROGRAM = {"Accept": "application/json"}
SENTENCE = "Belum terjadi apa-apa, karena tombolnya belum tertekan."


@pytest.fixture
def world(db) -> World:
    return World()


def test_after_the_login_on_an_act_one_stands_before_its_button_and_nothing_has_happened(world):
    before = list(Evaluation.objects.values_list("pk", "state", "version"))
    rater: Client = world.visitors()["rater"].client
    page = rater.get(f"/evaluasi/{world.evaluation.pk}/kembalikan/", follow=True)
    assert page.redirect_chain[0][0] == f"/evaluasi/{world.evaluation.pk}/nilai/"
    assert SENTENCE in page.content.decode()
    assert list(Evaluation.objects.values_list("pk", "state", "version")) == before


def test_every_address_of_a_button_leads_to_a_page_that_says_so(world):
    """To whom the button belongs; anybody else finds no page there, as before."""
    visitors = world.visitors()
    clients: list[Client] = [visitors[role].client for role in ("superadmin", "ASN", "rater")]
    here = [one for one in addresses(world) if one.route not in ON_PURPOSE and "/api/" not in one.path]
    buttons = [one.path for one in here if clients[0].get(one.path, headers=PROGRAM).status_code == 405]
    assert len(buttons) > 30
    for path in buttons:
        pages = (client.get(path, follow=True) for client in clients)
        page = next((page for page in pages if page.status_code == 200), None)
        assert page is not None, path
        assert SENTENCE in page.content.decode(), path


def test_a_program_is_told_that_there_is_nothing_to_read(world):
    client: Client = world.visitors()["rater"].client
    address = f"/evaluasi/{world.evaluation.pk}/simpan/"
    assert client.get(address, headers=PROGRAM).status_code == 405
    assert client.put(address).status_code == 405
