"""P21: activation codes for everybody: made by the job, taken as a sheet.

Seconds are counts, not ratios: what they must not exceed was promised to people who wait.
"""

import time
from collections.abc import Iterator

from django.urls import reverse

from bench.report import Row
from bench.world import World
from evaluations.domain.access.accounts import create_missing_accounts, order_codes
from evaluations.domain.access.accounts.codes import make_codes
from evaluations.models import Employee
from sekin_site.roles import BKPSDM
from tests import build


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; one round, since codes are made once."""
    create_missing_accounts(Employee.objects.filter(user=None))
    officer = build.make_user("bench-codes", groups=(BKPSDM,))
    batch = order_codes(actor=officer)
    began = time.perf_counter()
    batch = make_codes(batch)
    made = time.perf_counter() - began
    must, goal = world.share(60), world.share(20)
    yield Row("P21", f"seconds to make {batch.done:,} activation codes", round(made, 1), must, goal)
    client = world.employee()
    client.force_login(officer)
    began = time.perf_counter()
    sheet = client.post(reverse("accounts:take", args=[batch.pk]))
    taken = time.perf_counter() - began
    assert sheet.content.count(b'class="slip"') == batch.done >= world.people, batch.done
    yield Row("P21", "seconds to get their sheet", round(taken, 1), world.share(30), world.share(10))
