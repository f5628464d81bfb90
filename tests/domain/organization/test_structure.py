"""The unit tree through time: five acts, how the tree stood on a day, and plans for later."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.domain.organization import structure
from evaluations.domain.organization.structure import rebuild_paths, structure_on, today_of
from evaluations.domain.refusals import Refused
from evaluations.enums import UnitKind
from evaluations.models import Assignment, OrganizationalUnit, UnitSpan
from tests.build import make_assignment, make_employee, make_head, make_unit

JUNE = date(2026, 6, 1)
MAY_31 = date(2026, 5, 31)


@pytest.fixture
def tree(db) -> dict[str, OrganizationalUnit]:
    """root → (health → division → section, social)."""
    root = make_unit("Pemkab", code="10000", kind=UnitKind.REGENCY)
    health = make_unit("Dinas Kesehatan", code="10200", parent=root)
    social = make_unit("Dinas Sosial", code="11000", parent=root)
    division = make_unit("Bidang P2P", code="20071", parent=health, kind=UnitKind.DIVISION)
    section = make_unit("Seksi", code="20075", parent=division, kind=UnitKind.SECTION)
    return {"root": root, "health": health, "social": social, "division": division, "section": section}


def act(name: str, /, *args, on: date = JUNE, **kwargs) -> structure.Outcome:
    return getattr(structure, name)(*args, on=on, reason="Perbup 1/2026", actor=None, **kwargs)


def refusal(name: str, /, *args, **kwargs) -> str:
    before = list(UnitSpan.objects.values_list("pk", "name", "ends_on"))
    with pytest.raises(Refused) as refused:
        act(name, *args, **kwargs)
    assert list(UnitSpan.objects.values_list("pk", "name", "ends_on")) == before
    return refused.value.code


def position(unit: OrganizationalUnit) -> tuple[str, str | None]:
    unit.refresh_from_db()
    return unit.path, unit.agency.code if unit.agency else None


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def spans(unit) -> list[tuple]:
    return list(unit.spans.values_list("name", "parent__code", "starts_on", "ends_on", "change"))


def test_a_renamed_unit_keeps_its_old_name_in_the_past(tree):
    act("rename", tree["division"], "Bidang Penyakit")
    tree["division"].refresh_from_db()
    assert tree["division"].name == "Bidang Penyakit"
    assert structure_on(MAY_31).units[tree["division"].pk].name == "Bidang P2P"
    assert structure_on(JUNE).units[tree["division"].pk].name == "Bidang Penyakit"
    assert spans(tree["division"]) == [
        ("Bidang P2P", "10200", None, MAY_31, ""),
        ("Bidang Penyakit", "10200", JUNE, None, "RENAMED"),
    ]


def test_a_moved_unit_takes_its_subtree_along_from_that_day_on(tree):
    outcome = act("move", tree["division"], tree["social"])
    assert position(tree["division"]) == ("10000/11000/20071/", "11000")
    assert position(tree["section"]) == ("10000/11000/20071/20075/", "11000")
    before, after = structure_on(MAY_31), structure_on(JUNE)
    section = tree["section"].pk
    assert (before.units[section].path, after.units[section].path) == (
        "10000/10200/20071/20075/", "10000/11000/20071/20075/",
    )  # fmt: skip
    assert (before.agency_of(section).code, after.agency_of(section).code) == ("10200", "11000")
    assert outcome.sentences[0] == (
        "Bidang P2P beserta 1 unit di bawahnya pindah dari Dinas Kesehatan ke Dinas Sosial mulai 1 Juni 2026."
    )


def test_a_new_unit_is_absent_before_its_first_day(tree):
    unit = act("open_unit", code="20099", name="Seksi Baru", kind=4, parent=tree["division"]).unit
    assert position(unit) == ("10000/10200/20071/20099/", "10200")
    assert structure_on(MAY_31).get(unit.pk) is None
    assert structure_on(JUNE).units[unit.pk].parent_id == tree["division"].pk


def test_a_closed_unit_is_absent_from_that_day_on(tree):
    act("close", tree["section"])
    tree["section"].refresh_from_db()
    assert tree["section"].closed_on == JUNE
    assert structure_on(MAY_31).get(tree["section"].pk).name == "Seksi"
    assert structure_on(JUNE).get(tree["section"].pk) is None
    assert structure_on(JUNE).home_of(tree["section"].pk).pk == tree["division"].pk


@pytest.mark.parametrize("below", ["division", "section"])
def test_a_unit_cannot_stand_below_itself(tree, below):
    assert refusal("move", tree["division"], tree[below]) == "unit_loop"
    assert position(tree["division"]) == ("10000/10200/20071/", "10200")


@pytest.mark.parametrize("below", ["division", "section"])
def test_a_unit_cannot_be_merged_into_itself_or_what_is_below(tree, below):
    assert refusal("merge", tree["division"], tree[below]) == "unit_loop"


def test_two_plans_cannot_make_a_loop_together(tree):
    act("move", tree["health"], tree["social"], on=tomorrow())
    assert refusal("move", tree["social"], tree["health"], on=tomorrow() + timedelta(days=9)) == "unit_loop"
    assert refusal("move", tree["social"], tree["division"]) == "unit_loop"


def test_an_act_dated_in_the_past_cannot_make_a_loop_then(tree):
    act("move", tree["section"], tree["social"])
    assert refusal("move", tree["division"], tree["section"], on=date(2026, 3, 1)) == "unit_loop"
    act("move", tree["division"], tree["section"])
    assert position(tree["division"])[0] == "10000/11000/20075/20071/"


def test_acts_follow_each_other_in_time(tree):
    act("rename", tree["division"], "Baru")
    assert refusal("rename", tree["division"], "Lebih baru", on=MAY_31) == "before_last_change"
    act("move", tree["division"], tree["social"])  # on the same day: one span
    assert [row[:2] for row in spans(tree["division"])] == [("Bidang P2P", "10200"), ("Baru", "11000")]


def test_a_unit_is_not_closed_on_the_day_of_its_last_change(tree):
    act("rename", tree["section"], "Baru")
    assert refusal("close", tree["section"]) == "before_last_change"
    act("close", tree["section"], on=date(2026, 6, 2))
    assert refusal("rename", tree["section"], "Lagi", on=date(2026, 7, 1)) == "unit_closed"


def test_what_changes_nothing_is_refused(tree):
    assert refusal("rename", tree["division"], "Bidang P2P") == "nothing_changed"
    assert refusal("move", tree["division"], tree["health"]) == "nothing_changed"


def test_a_code_that_is_taken_is_refused(tree):
    answer = refusal("open_unit", code="10200", name="Dinas", kind=2, parent=tree["root"])
    assert answer == "code_taken"


def test_a_unit_with_children_or_people_is_not_closed(tree):
    assert refusal("close", tree["division"]) == "unit_has_children"
    make_assignment(make_employee("Wati"), tree["section"])
    with pytest.raises(Refused) as refused:
        act("close", tree["section"])
    assert refused.value.code == "unit_has_people"
    assert refused.value.details == ["Wati"]
    assert "gabungkan unit ini ke unit lain" in refused.value.message


def test_people_who_left_before_do_not_hinder_closing(tree):
    make_assignment(make_employee(), tree["section"], ends_on=MAY_31)
    act("close", tree["section"])


def test_nothing_is_put_below_a_unit_that_ends(tree):
    act("close", tree["section"])
    assert refusal("open_unit", code="9", name="A", kind=4, parent=tree["section"]) == "unit_not_open"
    assert refusal("move", tree["social"], tree["section"]) == "unit_not_open"
    assert refusal("merge", tree["social"], tree["section"]) == "unit_not_open"


def test_merging_ends_the_unit_and_moves_people_and_units(tree):
    head, nurse, later, gone = (make_employee(name) for name in ("Kepala", "Perawat", "Nanti", "Dulu"))
    make_head(head, tree["division"], "Kepala Bidang")
    make_assignment(nurse, tree["division"], "Perawat", ends_on=date(2026, 12, 31), post_kind="MAHIR")
    make_assignment(later, tree["division"], starts_on=date(2026, 8, 1))
    make_assignment(gone, tree["division"], ends_on=MAY_31)
    outcome = act("merge", tree["division"], tree["social"])
    tree["division"].refresh_from_db()
    assert (tree["division"].closed_on, tree["division"].merged_into) == (JUNE, tree["social"])
    assert position(tree["section"]) == ("10000/11000/20075/", "11000")
    rows = Assignment.objects.order_by("employee__name", "starts_on")
    old, new, start = "20071", "11000", date(2020, 1, 1)
    fields = ("employee__name", "unit__code", "is_head", "starts_on", "ends_on")
    assert list(rows.values_list(*fields)) == [
        ("Dulu", old, False, start, MAY_31),
        ("Kepala", old, True, start, MAY_31),
        ("Kepala", new, False, JUNE, None),
        ("Nanti", new, False, date(2026, 8, 1), None),
        ("Perawat", old, False, start, MAY_31),
        ("Perawat", new, False, JUNE, date(2026, 12, 31)),
    ]
    assert Assignment.objects.get(employee=nurse, unit=tree["social"]).post_kind == "MAHIR"
    assert outcome.sentences[1].startswith("3 pegawai pindah ke Dinas Sosial")
    assert outcome.names == ["Kepala", "Nanti", "Perawat"]
    assert today_of(tree["division"].pk) == tree["social"]


def test_after_two_merges_the_last_heir_is_found_at_once(tree):
    act("merge", tree["section"], tree["division"])
    act("merge", tree["division"], tree["social"], on=date(2026, 7, 1))
    assert today_of(tree["section"].pk) == tree["social"]
    june, july = structure_on(JUNE), structure_on(date(2026, 7, 1))
    assert june.home_of(tree["section"].pk).pk == tree["division"].pk
    assert july.home_of(tree["section"].pk).pk == tree["social"].pk


def test_a_later_day_is_planned_and_done_on_its_day_once(tree):
    day = tomorrow()
    make_assignment(make_employee(), tree["section"])
    act("rename", tree["health"], "Dinas Sehat", on=day)
    outcome = act("merge", tree["section"], tree["social"], on=day)
    assert outcome.is_planned
    assert "dijalankan sendiri pada" in outcome.sentences[-1]
    tree["health"].refresh_from_db()
    assert tree["health"].name == "Dinas Kesehatan"
    assert structure_on(day).units[tree["health"].pk].name == "Dinas Sehat"
    assert structure_on(day).home_of(tree["section"].pk).pk == tree["social"].pk
    assert structure.apply_due(timezone.localdate()) == 0
    assert structure.apply_due(day + timedelta(days=5)) == 2  # days late
    assert structure.apply_due(day + timedelta(days=5)) == 0
    tree["health"].refresh_from_db()
    assert tree["health"].name == "Dinas Sehat"
    assert Assignment.objects.get(unit=tree["social"]).starts_on == day


def test_what_became_impossible_stays_planned_and_says_why(tree):
    day = tomorrow()
    act("close", tree["section"], on=day)
    make_assignment(make_employee(), tree["section"])
    assert structure.apply_due(day) == 0
    planned = tree["section"].spans.get(in_force=False)
    assert structure.blocked(planned).code == "unit_has_people"
    Assignment.objects.all().delete()
    assert structure.blocked(planned) is None
    assert tree["section"].spans.filter(in_force=False).exists()  # asking changed nothing
    assert structure.apply_due(day) == 1


def test_a_plan_stands_in_the_way_of_others_until_it_is_taken_back(tree):
    act("close", tree["section"], on=tomorrow())
    assert refusal("rename", tree["section"], "Lain") == "change_planned"
    structure.cancel(tree["section"])
    act("rename", tree["section"], "Lain")
    assert spans(tree["section"])[0][3] == MAY_31
    with pytest.raises(Refused) as refused:
        structure.cancel(tree["section"])
    assert refused.value.code == "nothing_planned"


def test_a_preview_says_the_same_and_changes_nothing(tree):
    make_assignment(make_employee(), tree["division"])
    fields = {"on": JUNE, "reason": "Perbup", "actor": None}
    foreseen = structure.preview(structure.merge, tree["division"], tree["social"], **fields)
    assert not UnitSpan.objects.exists()
    assert Assignment.objects.get().unit == tree["division"]
    assert structure.merge(tree["division"], tree["social"], **fields).sentences == foreseen.sentences


def test_a_slip_of_the_pen_is_mended_in_the_past_too(tree):
    structure.correct(tree["division"], code="20070", name="Bidang P2PL", kind=UnitKind.DIVISION)
    assert position(tree["section"])[0] == "10000/10200/20070/20075/"
    assert structure_on(MAY_31).units[tree["division"].pk].name == "Bidang P2PL"
    act("rename", tree["division"], "Baru")
    structure.correct(tree["division"], code="20070", name="Barru", kind=UnitKind.DIVISION)
    assert [row[0] for row in spans(tree["division"])] == ["Bidang P2PL", "Barru"]


def test_an_import_leaves_its_history(tree):
    division = tree["division"]
    before = {unit.pk: (unit.name, unit.kind, unit.parent_id) for unit in tree.values()}
    OrganizationalUnit.objects.filter(pk=division.pk).update(name="Dari SAPA", parent=tree["social"])
    assert structure.record_import(before, on=JUNE, reason="Impor unor.json") == 1
    assert [row[:3] for row in spans(division)] == [
        ("Bidang P2P", "10200", None), ("Dari SAPA", "11000", JUNE),
    ]  # fmt: skip
    assert structure_on(MAY_31).units[division.pk].name == "Bidang P2P"
    act("close", tree["section"], on=tomorrow())
    act("rename", division, "Rencana", on=tomorrow())
    division.refresh_from_db()
    stood = {division.pk: (division.name, division.kind, division.parent_id)}
    OrganizationalUnit.objects.filter(pk=division.pk).update(parent=tree["health"])
    structure.record_import(stood, on=date(2026, 7, 1), reason="Impor")
    structure.apply_due(tomorrow())
    division.refresh_from_db()
    assert (division.name, division.parent) == ("Rencana", tree["health"])


def test_a_structure_needs_two_queries(tree, django_assert_num_queries):
    act("rename", tree["division"], "Baru")
    with django_assert_num_queries(2):
        then = structure_on(MAY_31)
        then.within(tree["health"].pk)
        then.part_of([unit.pk for unit in tree.values()])


def test_a_report_is_grouped_by_the_structure_valid_then_or_by_todays(tree):
    act("merge", tree["division"], tree["social"])
    division, section = tree["division"].pk, tree["section"].pk
    then, now = structure_on(MAY_31), structure_on(JUNE)
    health, social, root = tree["health"].pk, tree["social"].pk, tree["root"].pk
    assert then.part_of([division, section, root]) == {division: health, section: health, root: None}
    assert now.part_of([division, section, root]) == {division: social, section: social, root: None}
    assert then.part_of([section, social], health) == {section: division, social: None}
    assert now.part_of([section, division], social) == {section: section, division: social}
    assert then.within(health) == {health, division, section}
    assert now.within(social) == {social, division, section}


def test_a_new_unit_gets_the_nearest_agency(tree):
    bagian = make_unit("Bagian Hukum", code="11703", parent=tree["division"], kind=UnitKind.AGENCY)
    rebuild_paths()
    assert position(bagian) == ("10000/10200/20071/11703/", "11703")
    assert position(tree["root"]) == ("10000/", None)


def test_a_loop_in_the_table_is_refused_and_nothing_rewritten(tree):
    OrganizationalUnit.objects.filter(code="10200").update(parent=tree["section"])
    OrganizationalUnit.objects.filter(code="11000").update(path="wrong/")
    with pytest.raises(Refused) as refused:
        rebuild_paths()
    assert refused.value.code == "unit_loop"
    assert position(tree["social"])[0] == "wrong/"
    assert structure_on(JUNE).get(tree["social"].pk).path == "10000/11000/"  # reading goes on


def test_rebuilding_writes_only_what_is_wrong(tree):
    assert rebuild_paths() == 0
    OrganizationalUnit.objects.filter(code__in=["10200", "20075"]).update(path="wrong/")
    assert rebuild_paths() == 2
    assert position(tree["section"]) == ("10000/10200/20071/20075/", "10200")
