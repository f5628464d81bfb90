"""The answer of last time: offered where it is still one, and where it is about the same thing."""

from dataclasses import replace

import pytest

from forms_config.engine.earlier import Earlier, stands_there
from forms_config.engine.schema import SectionKind
from tests.schemas import official_form

SCHEMA = official_form()
WORK = SCHEMA.sections[0]
DONE, FILES = WORK.fields[:2]


def value(row="rhk-1", field=DONE, section=WORK, **answer):
    earlier = Earlier("Juni 2026", {"hasil_kerja": [{"_row": "rhk-1", **answer}]})
    return earlier.value(SCHEMA, section, row, field)


def test_the_same_planned_result_brings_its_answer():
    assert value(realisasi="12 laporan") == "12 laporan"
    assert value("rhk-2", realisasi="12 laporan") is None


def test_what_is_no_answer_any_more_is_not_offered():
    assert value(realisasi=12) is None
    assert value(realisasi="") is None
    assert Earlier("Juni", "rusak").value(SCHEMA, WORK, "rhk-1", DONE) is None


def test_files_and_rows_of_ones_own_stay_where_they_were():
    assert value(field=FILES, **{FILES.key: [7]}) is None
    assert value(section=replace(WORK, kind=SectionKind.FREE_ROWS), realisasi="12") is None


@pytest.mark.parametrize(
    ("earlier", "present", "there"),
    [
        ("12", "12", True),
        ("12", "lalu 12 lagi", True),
        ("12", None, False),
        ("12", "13", False),
        ("12", ["12"], False),
    ],
)
def test_what_stands_there_is_not_put_twice(earlier, present, there):
    assert stands_there(earlier, present) is there
