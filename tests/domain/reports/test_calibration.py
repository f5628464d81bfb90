"""What lies on the table: seats by filter, raters with habits worth a question, groups beside each other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.reports.calibration import Room, Wish
from evaluations.enums import EmploymentType, State
from evaluations.models import Evaluation
from tests import build

NOW = timezone.now()
LABELS = {"BAIK": "Baik", "SANGAT_BAIK": "Sangat Baik"}


@pytest.fixture
def period(cast):
    return build.make_period()


def rated(cast, period, number: int, *, work="MEETS", predikat="BAIK", each=timedelta(hours=1), **fields):
    """So many people of one rater, one after the other."""
    rater, unit = fields.pop("rater", cast.rater), fields.pop("unit", cast.division)
    kind = fields.pop("kind", EmploymentType.PNS)
    rows = []
    for place in range(number):
        person = build.make_employee(employment_type=kind)
        build.make_assignment(person, unit)
        rows.append(
            build.make_evaluation(
                person, period, rater=rater, state=State.RATED, rating_hasil_kerja=work,
                rating_perilaku="MEETS", predikat=predikat, predikat_label=LABELS[predikat],
                rated_at=NOW + each * place, **fields,
            )
        )  # fmt: skip
    return rows


def room(cast, period) -> Room:
    return Room.of(period, cast.agency)


def habits(cast, period) -> list[tuple]:
    return [(one.name, one.rated, one.all_the_same, one.is_hasty) for one in room(cast, period).habits()]


def test_a_rater_of_five_who_gives_everybody_the_same_is_named(cast, period):
    rated(cast, period, 4)
    assert habits(cast, period) == []
    rated(cast, period, 1)
    assert habits(cast, period) == [("Budi Santoso", 5, "Baik", False)]
    assert [one.rater_id for one in room(cast, period).habits()] == [cast.rater.pk]
    rated(cast, period, 1, work="ABOVE")
    assert habits(cast, period) == []


def test_who_differs_in_behaviour_alone_did_not_give_everybody_the_same(cast, period):
    rows = rated(cast, period, 5)
    Evaluation.objects.filter(pk=rows[0].pk).update(rating_perilaku="ABOVE")
    assert habits(cast, period) == []


def test_who_waits_for_a_rating_says_nothing_of_the_rater_nor_of_the_group(cast, period):
    rated(cast, period, 4)
    cast.evaluation(period)
    assert habits(cast, period) == []
    assert [share.total for share in room(cast, period).by_unit()] == [4]


@pytest.mark.parametrize(("seconds", "is_hasty"), [(18, True), (18.75, False), (19, False)])
def test_a_rater_who_took_less_than_a_quarter_of_a_minute_each_is_named(cast, period, seconds, is_hasty):
    """Five people: four steps between the first and the last, seventy-five seconds are enough."""
    each = timedelta(seconds=seconds)
    rated(cast, period, 4, each=each)
    rated(cast, period, 1, work="ABOVE", predikat="SANGAT_BAIK")
    last = Evaluation.objects.order_by("pk").last()
    Evaluation.objects.filter(pk=last.pk).update(rated_at=NOW + 4 * each)
    assert habits(cast, period) == ([("Budi Santoso", 5, "", True)] if is_hasty else [])


def test_groups_of_fewer_than_five_and_what_would_give_them_away_are_not_shown(cast, period):
    rated(cast, period, 6, work="ABOVE", predikat="SANGAT_BAIK")
    rated(cast, period, 7, unit=cast.agency)
    shares = {share.name: share for share in room(cast, period).by_unit()}
    assert shares["Bidang Pencegahan Penyakit"].counts["SANGAT_BAIK"] == 6
    assert shares["Dinas Kesehatan"].counts["BAIK"] == 7
    small = build.make_unit("Seksi", parent=cast.agency)
    rated(cast, period, 4, unit=small)
    hidden = {share.name for share in room(cast, period).by_unit() if share.counts is None}
    assert hidden == {"Seksi", "Bidang Pencegahan Penyakit"}  # the smallest of the others goes too


def test_employment_types_stand_beside_each_other(cast, period):
    rated(cast, period, 5)
    rated(cast, period, 5, kind=EmploymentType.PPPK, work="ABOVE", predikat="SANGAT_BAIK")
    shares = room(cast, period).by_employment_type()
    assert [(share.name, share.counts["SANGAT_BAIK"]) for share in shares] == [("PNS", 0), ("PPPK", 5)]
    Evaluation.objects.update(employment_type="")  # of whom it is not known
    assert [(share.name, share.total) for share in room(cast, period).by_employment_type()] == [("", 10)]


def test_seats_are_narrowed_by_each_wish(cast, period):
    rows = rated(cast, period, 2)
    other = rated(
        cast, period, 1, unit=cast.agency, rater=cast.reviewer, kind=EmploymentType.PPPK, work="ABOVE"
    )[0]
    waiting = cast.evaluation(period)
    build.make_evaluation(cast.stranger, period, rater=cast.rater)
    Evaluation.objects.filter(pk=other.pk).update(calibrated_at=NOW)
    Evaluation.objects.filter(pk=waiting.pk).update(name="Wulan Sari")
    table = room(cast, period)
    assert len(table.seats) == 4

    def found(**wish) -> set[int]:
        return {seat.pk for seat in table.seats if Wish(**wish).fits_but_cell(seat)}

    assert found(unit=cast.agency.code) == {other.pk}
    assert found(rater=cast.reviewer.pk) == {other.pk}
    assert found(employment_type="PPPK") == {other.pk}
    by_cell = {seat.pk: seat.cell for seat in table.seats}
    assert by_cell == {row.pk: "MEETS-MEETS" for row in rows} | {other.pk: "ABOVE-MEETS", waiting.pk: ""}
    assert found(changed=True) == {other.pk}
    assert found(name="wulan") == {waiting.pk}
    assert len(found()) == 4
    assert {seat.pk for seat in table.seats if seat.can_be_changed} == {row.pk for row in [*rows, other]}


def test_raters_and_units_are_offered_by_name(cast, period):
    rated(cast, period, 1, rater=cast.unit_admin)
    rated(cast, period, 1, unit=cast.agency)
    small = build.make_unit("Apotek", parent=cast.agency)
    waiting = rated(cast, period, 1, unit=small, rater=cast.reviewer)[0]
    Evaluation.objects.filter(pk=waiting.pk).update(state=State.OPEN, rater=None)
    table = room(cast, period)
    assert list(table.raters()) == [cast.unit_admin.pk, cast.rater.pk]
    assert list(table.units().values()) == ["Apotek", "Bidang Pencegahan Penyakit", "Dinas Kesehatan"]


def test_the_room_is_read_in_one_statement(cast, period, django_assert_num_queries):
    rated(cast, period, 3)
    with django_assert_num_queries(1):
        table = room(cast, period)
        assert (table.cells, table.predikat) == ({"MEETS-MEETS": 3}, {"BAIK": 3})
        table.habits(), table.by_unit(), table.by_employment_type(), table.raters(), table.units()
