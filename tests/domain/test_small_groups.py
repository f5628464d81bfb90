"""Nobody is found in an aggregate by its size, nor by subtracting what is shown."""

import pytest

from evaluations.domain.small_groups import hidden_groups


@pytest.mark.parametrize(
    ("persons", "hidden"),
    [
        ({("a",): 5, ("b",): 9}, set()),
        ({("a",): 4, ("b",): 9, ("c",): 8}, {("a",), ("c",)}),
        ({("a",): 1, ("b",): 1, ("c",): 8, ("d",): 9}, {("a",), ("b",), ("c",)}),
        ({("a",): 3, ("b",): 3, ("c",): 8}, {("a",), ("b",)}),
        ({("a",): 2, ("b",): 3, ("c",): 8}, {("a",), ("b",)}),  # five together are enough
        ({("a",): 0, ("b",): 9}, set()),
        ({("a",): 2, ("b",): 0, ("c",): 8}, {("a",), ("c",)}),  # an empty one hides nobody
        ({("a",): 2}, {("a",)}),
        ({(): 4}, {()}),
        ({(): 5}, set()),
        ({}, set()),
    ],
    ids=lambda groups: str(sorted(groups)),  # the order of a set differs from process to process
)
def test_groups_below_five_persons_are_hidden_and_never_one_alone(persons, hidden):
    assert hidden_groups(persons) == hidden


def test_every_line_of_a_table_hides_two_groups_and_five_persons_or_none():
    persons = {(x, y): (x * 7 + y * 3) % 13 for x in range(6) for y in range(5)}
    hidden = hidden_groups(persons)
    assert {group for group, number in persons.items() if 0 < number < 5} < hidden < set(persons)
    lines = [[(x, y) for y in range(5)] for x in range(6)] + [[(x, y) for x in range(6)] for y in range(5)]
    for line in lines:
        numbers = [persons[group] for group in line if group in hidden and persons[group]]
        assert not numbers or (len(numbers) >= 2 and sum(numbers) >= 5)


def test_what_is_hidden_already_counts_as_hidden_on_its_line():
    persons = {("a",): 9, ("b",): 8, ("c",): 7}
    assert hidden_groups(persons, already=[("a",)]) == {("a",), ("c",)}


def test_an_empty_group_that_is_hidden_already_needs_no_company():
    assert hidden_groups({("a",): 0, ("b",): 9}, already=[("a",)]) == {("a",)}


def test_of_equal_groups_the_first_by_name_goes_along():
    """So that the same table hides the same groups at every reading."""
    assert hidden_groups({("c",): 8, ("b",): 8, ("a",): 2}) == {("a",), ("b",)}


def test_what_is_hidden_for_one_line_is_seen_by_the_lines_across():
    persons = {(1, "a"): 2, (1, "b"): 6, (2, "a"): 7, (2, "b"): 9}
    assert hidden_groups(persons) == set(persons)
    # Also by the lines that were looked at before.
    assert hidden_groups(dict(reversed(persons.items()))) == set(persons)
