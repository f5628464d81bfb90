"""Where a file is chosen the button is ours and speaks Indonesian; the browser's own says what its maker chose."""

import re

import pytest

from tests.site.addresses import World, addresses

pytestmark = pytest.mark.django_db

FILE = re.compile(r'<input[^>]*type="file"[^>]*>')
OURS = re.compile(r'class="upload__pick[^"]*">\s*<label class="btn[^>]*>.{0,200}?</label>\s*$', re.DOTALL)


def test_every_file_of_the_portal_is_chosen_with_our_own_button():
    world, found = World(), 0
    clients = [world.visitors()[role].client for role in ("ASN", "rater", "superior", "leader")]
    paths = [one.path for one in addresses(world) if not one.route.startswith(("kelola/", "api/"))]
    for path in paths:
        for client in clients:
            answer = client.get(path)
            if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
                continue
            page = answer.content.decode()
            for field in FILE.finditer(page):
                found += 1
                assert OURS.search(page[: field.start()][-500:]), (path, field[0])
    assert found > 5
