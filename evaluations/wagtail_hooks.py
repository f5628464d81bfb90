"""What Wagtail's admin shows of this app; everything itself stands in ``evaluations.admin``."""

from wagtail import hooks

from evaluations.admin.choosers import EmployeeChooser, UnitChooser
from evaluations.admin.imports import ImportViewSet
from evaluations.admin.people import PeopleGroup
from evaluations.admin.periods import PeriodViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    return [
        EmployeeChooser("employee_chooser"),
        UnitChooser("unit_chooser"),
        PeopleGroup(),
        PeriodViewSet(),
        ImportViewSet(),
    ]
