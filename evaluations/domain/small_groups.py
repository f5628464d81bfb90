"""Which groups of an aggregate are too small to be shown to those who may not read personal data."""

from collections.abc import Hashable, Iterable, Mapping

FEWEST_PERSONS = 5

Group = tuple[Hashable, ...]  # one coordinate per dimension


def hidden_groups(persons: Mapping[Group, int], already: Iterable[Group] = ()) -> set[Group]:
    """The groups to hide, from the number of persons in each; ``already`` are hidden anyway.

    Groups of one to four persons are hidden. Sums over one dimension can be asked for separately, so the
    hidden groups on a line of the table must be at least two and hold at least five persons together: else
    the smallest of the others goes too, or a subtraction would show what is hidden. An empty group tells of
    nobody and stays.
    """
    hidden = set(already) | {group for group, number in persons.items() if 0 < number < FEWEST_PERSONS}
    lines = _lines(persons)
    grew = True
    while grew:
        grew = False
        for line in lines:
            concealed = [group for group in line if group in hidden and persons[group]]
            together = sum(persons[group] for group in concealed)
            if not concealed or (len(concealed) > 1 and together >= FEWEST_PERSONS):
                continue
            shown = [group for group in line if group not in hidden and persons[group]]
            if shown:
                hidden.add(min(shown, key=lambda group: (persons[group], str(group))))
                grew = True
    return hidden


def _lines(groups: Iterable[Group]) -> list[list[Group]]:
    """The groups that differ in one coordinate only, together: rows and columns of the table."""
    lines: dict[tuple[int, Group], list[Group]] = {}
    for group in groups:
        for position in range(len(group)):
            rest = (*group[:position], *group[position + 1 :])
            lines.setdefault((position, rest), []).append(group)
    return list(lines.values())
