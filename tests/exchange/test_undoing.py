"""A whole import is taken back, or nothing of it, with what stands in the way."""

from datetime import date

import pytest

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange.imports import import_path
from evaluations.exchange.undoing import undo
from evaluations.models import (
    Assignment,
    AttendanceMonth,
    Employee,
    ImportBatch,
    OrganizationalUnit,
    UnitSpan,
)
from sekin_site.roles import BKPSDM
from tests import build
from tests.exchange.conftest import ATTENDANCE, BROKEN, UNITS
from tests.exchange.test_import_employees import load, person
from tests.guards import take_guards_off


@pytest.fixture
def officer(db):
    return build.make_user("bkpsdm", groups=(BKPSDM,))


def last() -> ImportBatch:
    return ImportBatch.objects.filter(state=ImportState.APPLIED).order_by("-applied_at", "-pk").first()


def refusal(batch, officer) -> Refused:
    with pytest.raises(Refused) as refused:
        undo(batch, actor=officer)
    return refused.value


def everything() -> list:
    return [
        list(model.objects.order_by("pk").values()) for model in (OrganizationalUnit, UnitSpan, Assignment)
    ] + [list(Employee.objects.order_by("pk").values("nip", "name", "rank", "legal_status", "email"))]


def test_what_was_created_goes_and_the_batch_says_who_and_when(units, officer):
    before = everything()
    import_path(ImportKind.EMPLOYEES, BROKEN)
    undone = undo(last(), actor=officer)
    assert everything() == before
    assert (undone.state, undone.undone_by, undone.undone_at is not None) == (
        ImportState.UNDONE,
        officer,
        True,
    )
    assert refusal(undone, officer).code == "wrong_state"


def test_what_was_changed_comes_back(units, officer):
    load(person())
    before = everything()
    load(person(nama="Siti A. Putri", unor_id="20072", tmt_jabatan="2026-06-15", gol_akhir_nama="III/c"))
    assert everything() != before
    undo(last(), actor=officer)
    assert everything() == before


def test_units_come_back_with_their_tree_and_history(units, officer):
    before = everything()
    OrganizationalUnit.objects.filter(code="20071").update(name="Nama Lama")
    changed = everything()
    import_path(ImportKind.UNITS, UNITS)
    assert UnitSpan.objects.filter(unit__code="20071").exists()
    undo(last(), actor=officer)
    assert everything() == changed != before


def test_all_new_units_go_although_they_stand_below_each_other(db, officer):
    import_path(ImportKind.UNITS, UNITS)
    undo(last(), actor=officer)
    assert OrganizationalUnit.objects.count() == 0


@pytest.mark.damages("guards")
def test_attendance_is_taken_back_unless_somebody_handed_in_with_it(employees, officer):
    import_path(ImportKind.ATTENDANCE, ATTENDANCE)
    batch = last()
    who = AttendanceMonth.objects.first().employee
    period = build.make_period(2026, 6)
    evaluation = build.make_evaluation(who, period, state="SUBMITTED")
    refused = refusal(batch, officer)
    assert refused.code == "built_on"
    assert refused.details == [
        f"1 evaluasi {period.name} dibuat atau dikirim sesudah impor ini, dengan data darinya."
    ]
    take_guards_off()
    evaluation.delete()
    undo(batch, actor=officer)
    assert AttendanceMonth.objects.count() == 0


def test_a_row_that_changed_since_stands_in_the_way(units, officer):
    load(person())
    before = everything()
    Employee.objects.update(name="Siti Lain")
    refused = refusal(last(), officer)
    assert (refused.code, refused.details) == (
        "built_on",
        ["Sudah berubah sejak diimpor: pegawai Siti Lain."],
    )
    Employee.objects.update(name="Siti Aminah")
    assert everything() == before


@pytest.mark.damages("no_post")
def test_a_deleted_row_stands_in_the_way(units, officer):
    load(person())
    Assignment.objects.all().delete()
    assert refusal(last(), officer).details == ["Sudah dihapus sejak diimpor: satu penempatan."]


def test_a_plan_or_a_later_post_stands_in_the_way(units, officer):
    load(person())
    batch = last()
    someone = Employee.objects.get()
    build.make_plan(someone)
    unit = OrganizationalUnit.objects.get(code="20072")
    build.make_assignment(someone, unit, kind="PLT", starts_on=date(2026, 7, 1))
    details = refusal(batch, officer).details
    assert len(details) == 3  # the plan is of the person and of the post
    assert any("penempatan" in said for said in details)
    assert Employee.objects.count() == 1


def test_an_evaluation_made_since_stands_in_the_way_even_of_a_mere_change(units, officer):
    load(person())
    load(person(gol_akhir_nama="III/c"))
    batch = last()
    period = build.make_period()
    build.make_evaluation(Employee.objects.get(), period)
    assert period.name in refusal(batch, officer).details[0]


def test_the_newer_import_goes_first(units, officer):
    load(person())
    first = last()
    load(person(nama="Siti A."))
    second = last()
    assert "Impor yang lebih baru" in refusal(first, officer).details[0]
    undo(second, actor=officer)
    undo(first, actor=officer)
    assert Employee.objects.count() == 0


def test_only_bkpsdm_takes_back_and_an_empty_import_has_nothing(units, officer):
    load(person())
    assert refusal(last(), build.make_user("somebody")).code == "not_yours"
    load(person())
    assert refusal(last(), officer).code == "nothing_to_undo"
