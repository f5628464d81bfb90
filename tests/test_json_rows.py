"""Rows of one question in the rows of another: the same as two questions, on either database."""

from django.db.models import F, OuterRef

from evaluations.json_rows import JsonRows
from evaluations.models import Assignment, Employee
from tests import build


def test_each_row_has_its_own_in_their_order_and_one_without_has_none(cast, django_assert_num_queries):
    person = build.make_employee("Odd")
    Assignment.objects.filter(employee=cast.employee).update(position="Analis \"muda\", \\ 王 'ahli'")
    build.make_assignment(cast.employee, cast.agency, "Bendahara", kind="PLT")
    posts = Assignment.objects.filter(employee=OuterRef("pk")).order_by("-pk")
    listed = JsonRows(posts.values("position", unit_name=F("unit__name")))
    with django_assert_num_queries(1):
        found = dict(Employee.objects.annotate(listed=listed).values_list("pk", "listed"))
    assert found[cast.employee.pk] == [
        {"position": "Bendahara", "unit_name": cast.agency.name},
        {"position": "Analis \"muda\", \\ 王 'ahli'", "unit_name": cast.division.name},
    ]
    assert found[person.pk] == []
