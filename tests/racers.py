"""The other side of tests/site/test_races.py: runs in a process of its own and presses buttons at the same moment.

Reads races from its argument (JSON: ``[{"presses": [{"user", "path", "data", "before"}, ...]}, ...]``) and prints, for
each, what every press was answered: ``{"status", "to", "tags", "user"}``.
"""

import json
import sys
import time
from threading import Barrier, Thread
from typing import Any

import django

django.setup()

from django.contrib.messages import get_messages  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from sekin_site.models import User  # noqa: E402

LONGEST = 60  # seconds that a press may take before the race counts as hung


class Press:
    """One browser, ready to press. ``before``: (path, data) of POSTs that lead to the button."""

    def __init__(
        self, user: int | None, path: str, data: dict[str, Any], before: list[tuple[str, dict]] = ()
    ):
        self.client = Client(raise_request_exception=False)
        self.path, self.data = path, data
        if user is not None:
            self.client.force_login(User.objects.get(pk=user))
        for first in before:
            self.client.post(*first)

    def press(self) -> dict[str, Any]:
        response = self.client.post(self.path, self.data)
        return {
            "status": response.status_code,
            "to": response.headers.get("Location", ""),
            "tags": [message.level_tag for message in get_messages(response.wsgi_request)],
            "user": response.wsgi_request.session.get("_auth_user_id"),
        }


def race(number: int, presses: list[Press]) -> list[dict[str, Any]]:
    """All at the same moment, the one a little before the other in turn."""
    start, answers = Barrier(len(presses)), [None] * len(presses)

    def act(place: int) -> None:
        start.wait()
        time.sleep(0.004 * ((number + place) % len(presses)) * (number % 5))
        try:
            answers[place] = presses[place].press()
        finally:
            connection.close()

    threads = [Thread(target=act, args=[place]) for place in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
    return answers


def main() -> None:
    found = []
    for number, one in enumerate(json.loads(sys.argv[1])):
        found.append(race(number, [Press(**press) for press in one]))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
