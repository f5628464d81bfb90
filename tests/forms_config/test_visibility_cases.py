"""The server's half of the shared table; the browser's stands in ``journeys/test_visibility_cases.py``."""

import pytest

from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import Operator
from forms_config.engine.visibility import valid_answers, visible_cells
from tests.visibility_cases import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_the_server_shows_what_the_table_says(case: Case):
    answers = case.form(case.typed).answers()
    cells = visible_cells(case.schema, valid_answers(case.schema, answers))
    names = {"-".join(cell.place) if cell.row else cell.field.key for cell in cells}
    assert names & case.names == case.shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.about)
def test_the_page_without_scripts_shows_the_same(case: Case):
    shown = {
        item.name
        for section in case.form(case.typed).sections
        if not section.hidden
        for row in section.rows
        for item in row.items
        if not item.hidden
    }
    assert shown & case.names == case.shown


def test_every_operator_is_tried_on_every_kind_it_fits_and_comes_out_both_ways():
    """``checks.conditions`` lets "at least" ask amounts only, and nobody can name a file in a condition."""
    tried = {
        (condition.field, condition.operator, name in case.shown)
        for case in CASES
        for name, rule in case.asks.items()
        if len(rule.conditions) == 1
        for condition in rule.conditions
    }
    by_value = {Operator.EQUALS, Operator.ONE_OF}
    fitting = {
        (key.value, operator)
        for key, kind in KINDS.items()
        for operator in Operator
        if kind.is_answered
        and (operator != Operator.AT_LEAST or kind.is_amount)
        and not (kind.has_files and operator in by_value)
    }
    assert {(*pair, outcome) for pair in fitting for outcome in (True, False)} - tried == set()
