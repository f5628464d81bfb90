"""How many random examples a test tries: a tenth while one works, all of them where the browser is required (CI)."""

import os

from hypothesis import HealthCheck, settings

ALL = os.environ.get("REQUIRE_BROWSER") == "1"


def examples(number: int) -> settings:
    """For ``@examples(100)`` above ``@given``: the same examples every time, however slow the machine is."""
    return settings(
        max_examples=number if ALL else max(number // 10, 5),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
