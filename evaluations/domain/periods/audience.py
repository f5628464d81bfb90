"""Which form an audience gets: the first rule that matches by order, empty conditions match everybody."""

from evaluations.models import Assignment, Employee, PeriodForm


def form_for(person: Employee, post: Assignment, choices: list[PeriodForm]) -> PeriodForm | None:
    """The first audience row that this person matches; empty conditions match everybody."""
    for choice in choices:
        if choice.employment_type and choice.employment_type != person.employment_type:
            continue
        if choice.position_type and choice.position_type != post.position_type:
            continue
        if choice.unit and not post.unit.path.startswith(choice.unit.path):
            continue
        return choice
    return None
