"""What Wagtail cannot read is answered 400 with our page; what fails in our own code stays a failure."""

import time
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.views.home import HomeView

from sekin_site.senseless import SenselessRequestMiddleware, raised_in_wagtail
from tests import build

pytestmark = pytest.mark.django_db


def raised_by(act) -> Exception:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - it is handed on
        return error
    raise AssertionError("nothing was raised")


def answer_to(request: HttpRequest, error: Exception):
    request.resolver_match = None
    return SenselessRequestMiddleware(lambda request: None).process_exception(request, error)


def in_wagtail() -> Exception:
    return raised_by(lambda: HomeView().get_context_data())


def in_ours() -> Exception:
    return raised_by(lambda: build.Cast.evaluation(None))


@pytest.mark.parametrize("data", [{}, {"title": "\x00", "next": "-1"}])
def test_the_editor_of_forms_answers_400_to_a_post_without_its_hidden_fields(cast, login, data):
    answer = login(cast.superadmin).post(reverse("wagtailsnippets_forms_config_evaluationform:add"), data)
    assert answer.status_code == 400
    assert "Permintaan tidak dapat dibaca" in answer.content.decode()


REPEATING = {  # every page with repeated rows: Wagtail's inline panels of our models, and the calendar of a year
    "wagtailsnippets_forms_config_ratingscale:add": "levels",
    "wagtailsnippets_forms_config_predikatmatrix:add": "predikats",
    "evaluationperiod:add": "forms",
    "periodtemplate:add": "forms",
    "libraryresult:add": "indicators",
    "distributionrules:add": "bounds",
    "workingcalendar:add": "hours",
    "evaluationperiod:year": "p",
}


@pytest.mark.parametrize(("name", "prefix"), REPEATING.items())
def test_more_repeated_rows_than_a_page_can_have_are_not_built(cast, login, name, prefix):
    client, address = login(cast.superadmin), reverse(name)
    many = {f"{prefix}-TOTAL_FORMS": "101", f"{prefix}-INITIAL_FORMS": "0"}
    began = time.process_time()
    assert client.post(address, many).status_code == 400
    assert time.process_time() - began < 1
    if prefix != "p":  # the calendar shows its rows once a year was chosen
        assert f'name="{prefix}-TOTAL_FORMS"' in client.get(address).content.decode()


def test_every_page_with_repeated_rows_is_known():
    """An inline panel that nobody listed would not be tried."""
    code = "".join(
        file.read_text() for app in ("evaluations", "forms_config") for file in Path(app).rglob("*.py")
    )
    assert code.count("    InlinePanel(") + code.count("formset_factory(") == len(REPEATING)


def test_a_failure_in_our_own_code_is_never_hidden():
    error = in_ours()
    assert not raised_in_wagtail(error)
    assert answer_to(RequestFactory().post("/kelola/"), error) is None


def test_a_failure_of_wagtail_is_not_hidden_where_nothing_was_sent():
    error = in_wagtail()
    assert raised_in_wagtail(error)
    assert answer_to(RequestFactory().get("/kelola/"), error) is None
    assert answer_to(RequestFactory().get("/kelola/?p=x"), error).status_code == 400


def test_only_errors_of_reading_are_taken_for_senseless():
    error = raised_by(lambda: (_ for _ in ()).throw(MultiValueDictKeyError("x")))
    assert answer_to(RequestFactory().post("/kelola/"), error) is None  # raised by no code of Wagtail


def test_the_swagger_page_refuses_options(client):
    assert client.options("/api/v1/docs/").status_code == 405
    assert client.get("/api/v1/docs/").status_code == 200
