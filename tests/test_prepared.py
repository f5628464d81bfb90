"""A query put together once answers as one put together each time, for whomever it is asked."""

import pytest
from django.db.models import Count, Value

from evaluations.models import Employee, Evaluation, EvaluationPeriod
from evaluations.prepared import Prepared

pytestmark = pytest.mark.django_db


def of_person(me: int):
    rows = Evaluation.objects.filter(employee=me).order_by().values_list(Value("own"))
    return rows.annotate(n=Count("pk"))


def test_each_person_gets_their_own_answer_from_one_statement(cast):
    cast.evaluation()
    counts = Prepared(of_person)
    assert counts.rows(cast.employee.pk) == [("own", 1)]
    assert counts.rows(cast.rater.pk) == list(of_person(cast.rater.pk))
    assert counts.rows(cast.employee.pk) == [("own", 1)]


def test_the_statement_is_put_together_once(cast):
    made = []
    counts = Prepared(lambda me: made.append(me) or of_person(me))
    counts.rows(cast.employee.pk)
    counts.rows(cast.rater.pk)
    assert len(made) == 1


def test_its_rows_may_be_whole_objects_with_what_was_added(cast):
    people = Prepared(lambda me: Employee.objects.filter(pk=me).annotate(one=Value(1)))
    (found,) = people.rows(cast.rater.pk)
    assert (found, found.name, found.one) == (cast.rater, cast.rater.name, 1)


def test_what_was_joined_comes_along_and_days_are_days(cast, django_assert_num_queries):
    made = cast.evaluation()
    evaluations = Prepared(lambda pk: Evaluation.objects.select_related("period", "rater").filter(pk=pk))
    with django_assert_num_queries(1):
        (found,) = evaluations.rows(made.pk)
        assert (found.period.starts_on, found.rater) == (made.period.starts_on, cast.rater)
    days = Prepared(lambda pk: EvaluationPeriod.objects.filter(pk=pk).values_list("starts_on", "fill_until"))
    assert days.rows(made.period_id) == [(made.period.starts_on, made.period.fill_until)]


@pytest.mark.parametrize(
    "build",
    [
        lambda me: Employee.objects.all(),  # would answer for everybody
        lambda me: Employee.objects.filter(nip=str(me)),  # the key is no number there
    ],
)
def test_a_key_that_is_no_parameter_is_refused(build):
    with pytest.raises(ValueError, match="Not every key"):
        Prepared(build).rows(1)


def test_more_keys_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="Not every key"):
        Prepared(lambda *keys: Employee.objects.filter(pk__in=keys)).rows(1, 2, 3)
