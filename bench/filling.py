"""P1, P3, P5, P15: the employee fills in and submits, through the addresses of the portal."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.questions import form_schema, questions
from bench.report import Row
from bench.timing import Target, medians
from bench.world import ASKED, PASSWORD, World
from evaluations.enums import State
from evaluations.models import Evaluation
from tests import build

URLENCODED = "application/x-www-form-urlencoded"
MANY = 100
AUTOSAVES = 3
WAGTAIL_POST = f"POST of a {ASKED}-field Wagtail form page"
WAGTAIL_GET = f"GET of a {ASKED}-field Wagtail form page"


class Filling:
    """One evaluation that is handed in again and again: set back, unmeasured, before each time."""

    def __init__(self, world: World, count: int):
        asked = questions(count)
        version = world.version if count == ASKED else build.make_form_version(form_schema(asked))
        self.evaluation = world.cast.evaluation(world.period, version=version)
        self.client = world.employee()
        self.answers = urlencode({question.key: question.answer for question in asked})

    def set_back(self) -> None:
        """As it was when the month opened."""
        Evaluation.objects.filter(pk=self.evaluation.pk).update(
            state=State.OPEN,
            version=1,
            answers={},
            receipt_number=None,
            submitted_at=None,
            first_submitted_at=None,
        )
        self.evaluation.plan_versions.clear()

    def show(self) -> None:
        expect(self.client.get(self._url("fill")), 200)

    def submit(self, version: int = 1) -> None:
        response = self._post("submit", version)
        expect(response, 302)
        assert response.url == self._url("receipt"), response.url

    def journey(self) -> None:
        """The whole way on the last day: log in, open, three autosaves, hand in."""
        self.client = Client()
        login = urlencode({"username": self.evaluation.nip, "password": PASSWORD})
        expect(self.client.post(reverse("login"), login, content_type=URLENCODED), 302)
        self.show()
        for version in range(1, AUTOSAVES + 1):
            expect(self._post("save", version), 200)
        self.submit(AUTOSAVES + 1)

    def _post(self, name: str, version: int) -> HttpResponse:
        body = f"{self.answers}&version={version}"
        return self.client.post(self._url(name), body, content_type=URLENCODED)

    def _url(self, name: str) -> str:
        return reverse(f"portal:{name}", args=[self.evaluation.pk])


class WagtailPage:
    """The same questions on a Wagtail form page."""

    def __init__(self, world: World):
        self.client = Client()
        self.url = world.form_page.url
        asked = questions(ASKED)
        self.body = urlencode({question.key: question.wagtail_answer for question in asked})

    def show(self) -> None:
        expect(self.client.get(self.url), 200)

    def submit(self) -> None:
        response = self.client.post(self.url, self.body, content_type=URLENCODED)
        expect(response, 200)
        assert b"Terima kasih" in response.content


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table."""
    ours, theirs = Filling(world, ASKED), WagtailPage(world)
    submit = Target(ours.submit, ours.set_back)
    submitted, base = medians([submit, Target(theirs.submit)], rounds)
    yield Row("P1", f"submit {ASKED} answers", submitted, 0.75, 0.5, base, WAGTAIL_POST)
    yield Row("P3", f"statements per submit, {ASKED} answers", with_transactions(submit), 10, 7)
    yield Row("P3", f"statements per submit, {MANY} answers", _many(world), 10, 7)
    shown, base = medians([Target(ours.show, ours.set_back), Target(theirs.show)], rounds)
    yield Row("P5", f"GET of a {ASKED}-question form", shown, 0.5, 0.25, base, WAGTAIL_GET)
    journey = Target(ours.journey, ours.set_back)
    cpu, one = medians([journey, submit], max(rounds // 4, 1), clock=time.process_time)
    name = f"CPU: login, form, {AUTOSAVES} autosaves, submit"
    yield Row("P15", name, cpu, 20, 10, one, "CPU of one submit")


def _many(world: World) -> int:
    many = Filling(world, MANY)
    return with_transactions(Target(many.submit, many.set_back))


def with_transactions(target: Target) -> int:
    """How many statements, BEGIN and COMMIT included, once everything that is cached is there."""
    target.prepare()
    target.run()
    target.prepare()
    with CaptureQueriesContext(connection) as captured:
        target.run()
    return len(captured)


def expect(response: HttpResponse, status: int) -> None:
    """A figure of a request that failed would be worth nothing."""
    assert response.status_code == status, (response.status_code, response.content[:2000])
