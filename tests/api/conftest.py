"""Clients of the API and what they read."""

from decimal import Decimal
from itertools import count

import pytest
from django.core.cache import cache
from django.test import Client

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, Rating, State
from tests import build

_numbers = count(1)


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    """Ids are used again after each test, and so would be their counted requests."""
    cache.clear()


class Api:
    """A program with a token."""

    def __init__(self, token: str):
        self.token = token

    def get(self, path: str, **parameters):
        headers = {"Authorization": f"Bearer {self.token}"}
        return Client().get(f"/api/v1/{path}", parameters, headers=headers)

    def results(self, path: str, **parameters) -> list[dict]:
        response = self.get(path, **parameters)
        assert response.status_code == 200, response.content
        return response.json()["results"]


@pytest.fixture
def api(db):
    """``api()`` reads everything; ``api(scope, unit=…)`` less."""

    def _api(scope=ApiScope.PERSONAL, *, unit=None, days: int = 30) -> Api:
        name = f"Klien {next(_numbers)}"
        return Api(create_client(name=name, scope=scope, unit=unit, days=days, actor=None)[1])

    return _api


@pytest.fixture
def delivered():
    """``delivered(employee, period, predikat)`` is a result that the employee knows."""

    def _delivered(employee, period, predikat="BAIK", *, state=State.DELIVERED, **fields):
        values = {
            "rater": fields.pop("rater", None) or build.make_employee("Penilai"),
            "rating_hasil_kerja": Rating.MEETS,
            "rating_perilaku": Rating.MEETS,
            "predikat": predikat,
            "predikat_label": "Baik",
            "index_score": Decimal("87.50"),
        }
        return build.make_evaluation(employee, period, state=state, **(values | fields))

    return _delivered
