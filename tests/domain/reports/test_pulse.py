"""Suara pegawai in numbers: by agency and period, with nothing that leads to fewer than five."""

from dataclasses import replace

import pytest

from evaluations.domain.reports.pulse import By, Figures, pulse_figures
from evaluations.enums import State
from evaluations.models import Evaluation, Objection
from forms_config.engine.schema import Field, FieldKind
from tests import build, pulse

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(cast):
    return pulse.asking(name="Juli")


@pytest.fixture
def figures(cast):
    """As BKPSDM sees them now."""
    return lambda: pulse_figures(cast.bkpsdm)


def lines(question) -> dict[str, dict[str, int]]:
    return {
        line.name: {share.label: share.count for share in line.shares if share.count}
        for line in question.lines
    }


def object_to(rows) -> None:
    for row in rows:
        Evaluation.objects.filter(pk=row.pk).update(state=State.OBJECTED)
        Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=row.delivered_at)


def test_each_question_has_a_line_for_each_agency_that_may_be_shown(cast, figures, period):
    pulse.say(pulse.readers(cast.division, period, 4))
    pulse.say(pulse.readers(cast.division, period, 3), adil="BELOW", membantu=False)
    pulse.say(pulse.readers(cast.other_agency, period, 4))
    fair, reasons, helped = figures().questions(By.AGENCY)
    assert [question.label for question in (fair, reasons, helped)] == [
        "Penilaian saya adil", "Saya memahami alasannya", "Umpan balik membantu saya",
    ]  # fmt: skip
    assert fair.answers == [
        "Di Atas Ekspektasi",
        "Sesuai Ekspektasi",
        "Di Bawah Ekspektasi",
        "Tidak menjawab",
    ]
    assert lines(fair) == {"Dinas Kesehatan": {"Di Atas Ekspektasi": 4, "Di Bawah Ekspektasi": 1}}
    assert [share.code for share in helped.lines[0].shares] == ["SANGAT_BAIK", "SANGAT_KURANG", None]
    assert lines(helped) == {"Dinas Kesehatan": {"Ya": 4, "Tidak": 1}}
    assert [(share.code, share.start, share.width) for share in fair.lines[0].shares] == [
        ("SANGAT_BAIK", 0, 80), ("BUTUH_PERBAIKAN", 80, 0), ("SANGAT_KURANG", 80, 20), (None, 100, 0),
    ]  # fmt: skip


def test_the_whole_is_what_is_shown_of_the_agencies_and_nothing_more(cast, figures, period):
    """So whoever takes the shown agencies away from it has nothing left of the hidden one."""
    pulse.say(pulse.readers(cast.division, period, 7))
    pulse.say(pulse.readers(cast.other_agency, period, 5))
    hidden = build.make_unit("Dinas Perikanan", parent=cast.root, code="12000")
    pulse.say(pulse.readers(hidden, period, 4))
    found = figures()
    assert [(line.name, line.number) for line in found.beside(By.AGENCY)] == [
        ("Dinas Kesehatan", 5), ("Dinas Sosial", 5),
    ]  # fmt: skip
    assert [(line.name, line.number) for line in found.beside(By.PERIOD)] == [("Juli", 10)]
    assert [line.number for line in found.questions(By.PERIOD)[0].lines] == [10]


def test_periods_stand_with_the_latest_first(cast, figures, period):
    """By their last day, not by when they were made; of the same day by that."""
    earlier = pulse.asking(5, form=period.pulse_form, name="Mei")
    dates = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    year = pulse.asking(None, form=period.pulse_form, name="Tahun", **dates)
    for one in (period, earlier, year):
        pulse.say(pulse.readers(cast.division, one, 5))
    pulse.say(pulse.readers(cast.other_agency, earlier, 5))
    found = figures().of(agency=cast.agency.pk)
    assert list(lines(found.questions(By.PERIOD)[0])) == ["Tahun", "Juli", "Mei"]
    assert [line.number for line in found.beside(By.PERIOD)] == [5, 5, 5]
    assert [line.name for line in figures().of(period=period.pk).beside(By.PERIOD)] == ["Juli"]


def test_an_agency_whose_people_have_all_moved_keeps_what_was_said(cast, figures, period):
    """Nobody is left who could have answered or objected there."""
    pulse.say(pulse.readers(cast.division, period, 5))
    Evaluation.objects.update(agency=cast.other_agency)
    (line,) = figures().beside(By.AGENCY)
    assert (line.name, line.number, line.rate, line.objections) == ("Dinas Kesehatan", 5, None, 0)
    Evaluation.objects.update(agency=None)
    assert figures().beside(By.PERIOD)[0].objections == 0


def test_a_question_that_only_one_agency_was_asked_has_the_line_of_that_one(cast, figures, period):
    pulse.say(pulse.readers(cast.other_agency, period, 5))
    pulse.published(pulse.questions(Field("jelas", "Jelas?", FieldKind.YES_NO)))
    pulse.say(pulse.readers(cast.division, period, 5), jelas=True)
    assert [(question.label, len(question.lines)) for question in figures().questions(By.AGENCY)] == [
        ("Penilaian saya adil", 2), ("Saya memahami alasannya", 2), ("Umpan balik membantu saya", 2), ("Jelas?", 1),
    ]  # fmt: skip


def test_objections_are_of_the_periods_that_were_asked_and_of_known_results(cast, figures, period):
    """Others would hide what need not be hidden."""
    rows = pulse.readers(cast.division, period, 10)
    pulse.say(rows[:5])
    object_to(rows[:6])
    silent = build.make_period(2026, 2)
    object_to(pulse.readers(cast.division, silent, 2))
    assert figures().beside(By.AGENCY)[0].objections == 6


def test_versions_that_ask_alike_stand_together_and_a_new_wording_by_itself(cast, figures, period):
    pulse.say(pulse.readers(cast.division, period, 5))
    pulse.published(pulse.questions(Field("jelas", "Jelas?", FieldKind.YES_NO)))
    pulse.say(pulse.readers(cast.division, period, 5), jelas=True)
    found = figures()
    assert [(question.label, question.lines[0].number) for question in found.questions(By.AGENCY)] == [
        ("Penilaian saya adil", 10), ("Saya memahami alasannya", 10), ("Umpan balik membantu saya", 10), ("Jelas?", 5),
    ]  # fmt: skip
    assert [line.number for line in found.beside(By.AGENCY)] == [10]


@pytest.mark.parametrize(("readers", "rate"), [(5, None), (9, None), (10, 50), (11, 45), (12, 42), (20, 25)])
def test_how_many_have_answered_is_not_told_where_nearly_everybody_has(cast, figures, period, readers, rate):
    pulse.say(pulse.readers(cast.division, period, readers)[:5])
    (line,) = figures().beside(By.AGENCY)
    assert (line.number, line.rate) == (5, rate)
    assert figures().beside(By.PERIOD)[0].objections == 0


def test_objections_stand_beside_where_they_are_five_or_none(cast, figures, period):
    few, many, none = (
        cast.agency,
        cast.other_agency,
        build.make_unit("Dinas Z", parent=cast.root, code="12000"),
    )
    others = [build.make_unit(f"Dinas Lain {n}", parent=cast.root, code=f"1300{n}") for n in range(2)]
    for unit, number in ((few, 2), (many, 6), (none, 0), (others[0], 4), (others[1], 9)):
        rows = pulse.readers(unit, period, 10)
        pulse.say(rows[:5])
        object_to(rows[:number])
    told = {line.name: line.objections for line in figures().beside(By.AGENCY)}
    assert told == {
        "Dinas Kesehatan": None, "Dinas Lain 0": None, "Dinas Lain 1": 9, "Dinas Sosial": 6, "Dinas Z": 0,
    }  # fmt: skip
    assert (
        figures().beside(By.PERIOD)[0].objections == 21
    )  # of all, hidden ones too: they are two and five at least
    of_two = Figures(figures().tallies, figures().told, figures().objections)
    assert of_two.beside(By.PERIOD)[0].objections is None


def test_less_than_five_objections_are_not_told_of_the_whole_either(cast, figures, period):
    rows = pulse.readers(cast.division, period, 10)
    pulse.say(rows[:5])
    object_to(rows[:1])
    assert figures().beside(By.PERIOD)[0].objections is None
    object_to(rows[1:4])
    assert figures().beside(By.PERIOD)[0].objections is None
    assert figures().of(agency=cast.agency.pk).beside(By.PERIOD)[0].objections is None
    object_to(rows[4:5])
    assert figures().beside(By.PERIOD)[0].objections == 5


def test_a_leader_reads_of_the_own_agency_and_an_auditor_of_all(cast, period):
    for unit in (cast.division, cast.other_agency):
        pulse.say(pulse.readers(unit, period, 5))
    seen = {
        who: [unit.name for unit in pulse_figures(getattr(user, "user", user)).agencies]
        for who, user in (("leader", cast.reviewer), ("head of a part", cast.rater), ("auditor", cast.auditor),
                          ("unit admin", cast.unit_admin), ("employee", cast.employee))
    }  # fmt: skip
    assert seen == {
        "leader": ["Dinas Kesehatan"], "head of a part": [], "auditor": ["Dinas Kesehatan", "Dinas Sosial"],
        "unit admin": [], "employee": [],
    }  # fmt: skip
    assert pulse_figures(cast.reviewer.user).of_regency is None


def test_one_hidden_number_of_objections_takes_another_with_it(cast, figures, period):
    for unit, number in ((cast.agency, 2), (cast.other_agency, 6)):
        rows = pulse.readers(unit, period, 10)
        pulse.say(rows[:5])
        object_to(rows[:number])
    assert {line.objections for line in figures().beside(By.AGENCY)} == {None}


def test_the_newest_wording_stands_first(cast, figures, period):
    pulse.say(pulse.readers(cast.division, period, 5))
    schema = pulse.questions()
    (section,) = schema.sections
    fields = tuple(replace(field, label=f"{field.label}?") for field in section.fields)
    pulse.published(replace(schema, sections=(replace(section, fields=fields),)))
    pulse.say(pulse.readers(cast.division, period, 5))
    labels = [question.label for question in figures().questions(By.AGENCY)]
    assert (labels[0], labels[3]) == ("Penilaian saya adil?", "Penilaian saya adil")


def test_parts_that_do_not_count_are_nobody_who_could_answer(cast, figures, period):
    rows = pulse.readers(cast.division, period, 11)
    pulse.say(rows[:5])
    Evaluation.objects.filter(pk=rows[-1].pk).update(counts=False)
    assert figures().beside(By.AGENCY)[0].rate == 50


def test_nothing_is_shown_where_nobody_was_asked(figures):
    found = figures()
    assert (found.questions(By.AGENCY), found.beside(By.PERIOD), found.agencies) == ([], [], [])


def test_as_many_statements_for_many_agencies_as_for_one(cast, figures, period, django_assert_num_queries):
    figures()  # knows the rights of the login from now on
    for number in range(4):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root, code=f"1300{number}")
        pulse.say(pulse.readers(unit, period, 5))
    with django_assert_num_queries(2):
        assert len(figures().questions(By.AGENCY)[0].lines) == 4
