import pytest

from tests.site.login import PASSWORD


@pytest.fixture
def people(cast):
    """The cast, each with a password."""
    for user in {person.user for person in vars(cast).values() if getattr(person, "user", None)}:
        user.set_password(PASSWORD)
        user.save()
    return cast


@pytest.fixture
def siti(people):
    return people.employee
