"""The guards by which the database itself refuses to change what was decided: all of them are on."""

from collections.abc import Iterable

from django.db import connection

from evaluations.domain.upkeep.integrity.check import Check
from forms_config.models.freezing import missing_guards


def guards_that_are_off() -> Iterable[str]:
    return missing_guards(connection)


CHECKS = (
    Check(
        "guards",
        "Pelindung data yang sudah diputuskan terpasang di basis data",
        "Jalankan manage.py migrate; pelindung lalu dipasang kembali.",
        "pelindung",
        guards_that_are_off,
    ),
)
