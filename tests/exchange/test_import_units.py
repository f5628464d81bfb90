import json
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.import_workbooks import error_workbook
from evaluations.exchange.imports import confirm, import_path, preview, release
from evaluations.models import ImportBatch, OrganizationalUnit
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.exchange.conftest import UNITS
from tests.exchange.importing import import_file


def load(*entries: dict) -> object:
    return import_file(ImportKind.UNITS, json.dumps({"result": list(entries)}).encode(), "unor.json")


def entry(code, parent=None, name="Unit", kind="2", **more) -> dict:
    return {"id": code, "id_jenis_unor": kind, "parent_id": parent, "name": name} | more


ROOT = entry("10000", name="Pemerintah Kabupaten Bantul", kind="1")


def kinds(findings) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.kind) for finding in findings]


def test_all_units_of_the_regency_find_their_place(units, summary):
    assert (units.created, units.updated, units.unchanged) == (summary["unor"], 0, 0)
    assert units.errors == []
    assert OrganizationalUnit.objects.count() == summary["unor"]
    assert list(OrganizationalUnit.objects.filter(parent=None).values_list("code", flat=True)) == ["10000"]


def test_references_with_and_without_a_leading_zero_find_their_parent(units, summary):
    wanted = {row["id"]: row["id_induk_sebenarnya"] for row in summary["rujukan_nol_di_depan"]}
    found = OrganizationalUnit.objects.filter(code__in=wanted).values_list("code", "parent__code")
    assert dict(found) == wanted
    assert {finding.kind for finding in units.warnings} == {"leading_zero_parent"}
    assert len(units.warnings) == len(wanted)


def test_path_and_agency_follow_the_tree(units):
    unit = OrganizationalUnit.objects.get(code="20002")
    assert (unit.path, unit.agency.code) == ("10000/10100/20001/20002/", "10100")
    bagian = OrganizationalUnit.objects.get(code="11701")
    assert bagian.agency == bagian
    assert OrganizationalUnit.objects.get(code="11711").agency.code == "11700"
    assert OrganizationalUnit.objects.get(code="10000").agency is None


def test_the_same_file_again_changes_nothing(units, summary):
    again = import_path(ImportKind.UNITS, UNITS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, summary["unor"])


def test_a_moved_and_renamed_unit_takes_its_subtree_along(db):
    load(ROOT, entry("10100", "10000"), entry("10200", "10000"), entry("20001", "10100", kind="3"),
         entry("20002", "20001", kind="4"))  # fmt: skip
    report = load(ROOT, entry("20001", "10200", name="Sekretariat", kind="3"))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    below = OrganizationalUnit.objects.get(code="20002")
    assert (below.path, below.agency.code) == ("10000/10200/20001/20002/", "10200")


def test_a_code_written_with_another_zero_is_the_same_unit(db):
    load(ROOT, entry("20298", "10000"))
    report = load(entry("020298", "10000", name="Nama baru"))
    assert (report.created, report.updated) == (0, 1)
    assert OrganizationalUnit.objects.get(code="20298").name == "Nama baru"


def test_wrong_entries_are_named_and_take_their_children_with_them(db):
    report = load(
        ROOT,
        entry("1", "10000", name=" "),
        entry("2", "1"),
        entry("3", "2"),
        entry("4", "nowhere"),
        entry("5", "10000", kind="77"),
        entry("10000", None),
        entry("6", "7"),
        entry("7", "6"),
        entry("8", "10000", name="Baik"),
        entry(None, "10000"),
        entry("9", "10000", name="x" * 201),
    )
    assert kinds(report.errors) == [
        (2, "name", "missing_nama"),
        (3, "parent_id", "unknown_parent"),
        (4, "parent_id", "unknown_parent"),
        (5, "parent_id", "unknown_parent"),
        (6, "id_jenis_unor", "unknown_jenis_unor"),
        (7, "id", "duplicate_id"),
        (8, "parent_id", "unit_loop"),
        (9, "parent_id", "unit_loop"),
        (11, "id", "missing_id"),
        (12, "name", "nama_too_long"),
    ]
    assert set(OrganizationalUnit.objects.values_list("code", flat=True)) == {"10000", "8"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"{not json", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"result": "units"}', "wrong_shape"),
        (b'{"result": [1, 2]}', "wrong_shape"),
        (b'{"result": []}', "wrong_shape"),
        (b'{"result": [{"id": "1"}]}', "missing_columns"),
        (b"\xff\xfe\x00", "missing_columns"),
    ],
)
def test_a_file_that_holds_no_units_is_refused_as_a_whole(db, content, code):
    with pytest.raises(Refused) as refused:
        import_file(ImportKind.UNITS, content, "unor.json")
    assert refused.value.code == code


def test_odd_json_values_are_findings_and_no_crash(db):
    content = b'{"result": [{"id": 10000, "id_jenis_unor": 1, "parent_id": null, "name": "Induk"},'
    content += b'{"id": 1e999, "id_jenis_unor": true, "parent_id": [1], "name": {"a": "\\u0000"}}]}'
    report = import_file(ImportKind.UNITS, content, "unor.json")
    assert report.created == 1
    assert (2, "id", "cell_error") in kinds(report.errors)


def test_the_error_workbook_can_be_mended_and_uploaded_again(db):
    load(ROOT, entry("20001", "99999"))
    again = error_workbook(ImportBatch.objects.get()).read()
    report = import_file(ImportKind.UNITS, again, "kesalahan.xlsx")
    assert kinds(report.errors) == [(2, "parent_id", "unknown_parent")]
    root = OrganizationalUnit.objects.get(code="10000")
    OrganizationalUnit.objects.create(code="99999", name="Induk", kind=2, parent=root, path="10000/99999/")
    mended = import_file(ImportKind.UNITS, again, "kesalahan.xlsx")
    assert (mended.created, mended.errors) == (1, [])


def test_of_two_parentless_units_in_an_empty_database_the_first_is_the_root(db):
    report = load(ROOT, entry("90000", None, name="Pemerintah Lain", kind="1"), entry("10100", "10000"))
    assert kinds(report.errors) == [(2, "parent_id", "second_root")]
    assert report.errors[0].first_row == 1
    assert set(OrganizationalUnit.objects.values_list("code", flat=True)) == {"10000", "10100"}


def test_an_older_list_of_units_is_held_and_let_through_only_as_a_whole(db):
    officer = make_user("bkpsdm", groups=(BKPSDM,))
    load(ROOT, entry("10100", "10000", name="Dinas Baru"), entry("10200", "10000", name="Badan Baru"))
    older = [ROOT, entry("10100", "10000", name="Dinas Lama"), entry("10200", "10000", name="Badan Lama")]
    content = json.dumps({"result": older}).encode()
    yesterday = timezone.localdate() - timedelta(days=1)
    batch = preview(ImportKind.UNITS, content, "unor.json", actor=officer, given={"as_of": yesterday})
    assert (batch.report["held"], batch.report["updated"]) == (2, 0)
    with pytest.raises(Refused) as refused:
        release(batch, [2], reason="Salah unggah", actor=officer)
    assert refused.value.code == "only_together"
    assert release(batch, None, reason="Nama lama berlaku lagi", actor=officer) == 2
    confirm(batch, actor=officer)
    assert OrganizationalUnit.objects.get(code="10100").name == "Dinas Lama"
