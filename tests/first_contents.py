"""What the migrations put into the database, put back after each test that really commits.

Django does it before a test with ``serialized_rollback``, but only while the connection object is the one that made the
database, and not for browser tests. So it is done here for all of them, after the test, whatever their order.
"""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

_CONTENTS = pytest.StashKey[str]()
_COMMITTING_FIXTURES = {"live_server", "transactional_db"}


def first_contents(config: pytest.Config) -> str:
    """The rows as JSON. Taken away from Django at the first call, so that nobody else puts them back besides.

    Django keeps them only where a collected test asks for it; else they are read at the first call.
    """
    if _CONTENTS not in config.stash:
        kept = vars(connections[DEFAULT_DB_ALIAS]).pop("_test_serialized_contents", None)
        rows = json.loads(kept or connection.creation.serialize_db_to_string())
        rows.sort(
            key=lambda row: row["model"] != "contenttypes.contenttype"
        )  # saving the others looks them up
        config.stash[_CONTENTS] = json.dumps(rows)
    return config.stash[_CONTENTS]


def commits(item: pytest.Item) -> bool:
    """Whether a test writes for good, so that Django empties the tables after it."""
    marker = item.get_closest_marker("django_db")
    is_marked = marker is not None and bool(marker.kwargs.get("transaction"))
    return is_marked or not _COMMITTING_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def put_back(config: pytest.Config) -> None:
    contents = first_contents(config)
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    ContentType.objects.clear_cache()
    connection.creation.deserialize_db_from_string(contents)
