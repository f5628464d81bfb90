"""Stepping around the guards of frozen rows, for tests of what happens when somebody has done so."""

from django.db import connection

from forms_config.models.freezing import take_off


def take_guards_off() -> None:
    """Drop every guard; the end of the test's transaction puts them back."""
    take_off(connection)
