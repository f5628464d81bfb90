"""Small files of real shapes, each with what is right: an import never destroys and never misreads."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.domain.access.accounts import create_missing_accounts
from evaluations.domain.organization.legal_statuses import remember_word
from evaluations.domain.refusals import Refused
from evaluations.enums import (
    LEFT_SERVICE,
    AssignmentKind,
    ImportKind,
    ImportState,
    LegalStatus,
    PositionType,
    TapSource,
)
from evaluations.exchange import applying
from evaluations.exchange.columns import Column
from evaluations.exchange.importers import IMPORTERS
from evaluations.exchange.imports import confirm, import_path, preview, release
from evaluations.exchange.kept_rows import JOURNAL, kept
from evaluations.exchange.workbook import write_workbook
from evaluations.models import (
    Assignment,
    AttendanceMonth,
    AttendanceTap,
    Employee,
    ImportBatch,
    LegalStatusSpan,
)
from sekin_site.roles import BKPSDM
from tests import build
from tests.exchange.conftest import CASES, rows_of
from tests.exchange.importing import import_file

GALIH, RUBI = "199002182025211658", "198902102014031901"
TODAY = timezone.localdate


@pytest.fixture
def officer(db):
    return build.make_user("bkpsdm", groups=(BKPSDM,))


@pytest.fixture
def people(db):
    """Two people as the demo data have them, and the units that the files name."""
    root = build.make_unit("Pemerintah Kabupaten Bantul", code="10000", kind=1)
    agency = build.make_unit("Dinas Kesehatan", parent=root, code="10200")
    puskesmas = build.make_unit("Puskesmas Pandak I", parent=agency, code="20094", kind=5)
    office = build.make_unit("Sekretariat", parent=agency, code="20298", kind=3)
    galih = Employee.objects.create(
        nip=GALIH, name="Galih", title_before="apt.", title_after="S.Farm.", employment_type="PPPK", rank="IX",
        email="galih.11658@bantulkab.example",
    )  # fmt: skip
    rubi = Employee.objects.create(
        nip=RUBI, name="Rubiyanto", title_after="S.E.", employment_type="PNS", rank="III/c",
        email="rubiyanto.x@bantulkab.example",
    )  # fmt: skip
    build.make_assignment(
        galih, puskesmas, "Apoteker Ahli Pertama", starts_on=date(2025, 12, 19), post_kind="AHLI_PERTAMA"
    )
    build.make_assignment(
        rubi, office, "Pengadministrasi Umum", starts_on=date(2024, 3, 1), post_kind="PELAKSANA",
        position_type=PositionType.EXECUTIVE,
    )  # fmt: skip
    create_missing_accounts([galih, rubi])


def read(name: str):
    return import_path(ImportKind.EMPLOYEES, CASES / name)


def galih() -> Employee:
    return Employee.objects.get(nip=GALIH)


def rubi() -> Employee:
    return Employee.objects.get(nip=RUBI)


def posts(person: Employee) -> list[tuple[str, str, str | None]]:
    rows = person.assignments.order_by("starts_on").values_list("unit__code", "starts_on", "ends_on")
    return [(code, str(starts), str(ends) if ends else None) for code, starts, ends in rows]


def found(findings) -> set[tuple[int, str, str]]:
    return {(finding.row, finding.column, finding.kind) for finding in findings}


ROW = {
    "nip_baru": RUBI, "nama": "Rubiyanto", "gelar_depan": None, "gelar_belakang": "S.E.",
    "email_gov": "rubiyanto.x@bantulkab.example", "jenis_pegawai_nama": "PNS", "kedudukan_hukum_nama": "Aktif",
    "gol_akhir_nama": "III/c", "jenis_jabatan_nama": "Jabatan Pelaksana", "jabatan_nama": "Pengadministrasi Umum",
    "tmt_jabatan": "2024-03-01", "unor_id": "20298", "unor_nama": None,
}  # fmt: skip
ROW_OF_GALIH = ROW | {
    "nip_baru": GALIH, "nama": "Galih", "gelar_depan": "apt.", "gelar_belakang": "S.Farm.",
    "email_gov": "galih.11658@bantulkab.example", "jenis_pegawai_nama": "PPPK", "gol_akhir_nama": "IX",
    "jenis_jabatan_nama": "Jabatan Fungsional", "jabatan_nama": "Apoteker Ahli Pertama",
    "tmt_jabatan": "2025-12-19", "unor_id": "20094",
}  # fmt: skip


def workbook(*rows: dict, without: tuple[str, ...] = (), kinds: dict | None = None) -> bytes:
    headers = [header for header in rows[0] if header not in without]
    columns = [
        Column(name, lambda row, name=name: row[name], (kinds or {}).get(name, "text")) for name in headers
    ]
    return write_workbook(columns, rows).read()


def load(without: tuple[str, ...] = (), given=None, **changes):
    content = workbook(ROW | changes, without=without)
    return import_file(ImportKind.EMPLOYEES, content, "pegawai.xlsx", given=given)


# --- absent is not empty ------------------------------------------------------------------------------


def test_columns_that_the_file_lacks_leave_what_is_stored_and_are_said(people):
    report = read("t01_no_optional_columns.xlsx")
    person = galih()
    assert (person.title_before, person.title_after, person.email) == (
        "apt.", "S.Farm.", "galih.11658@bantulkab.example",
    )  # fmt: skip
    assert (report.unchanged, report.updated) == (1, 0)
    assert report.columns["missing"] == ["gelar_depan", "gelar_belakang", "email_gov"]
    kinds = {(w["column"], w["kind"]) for w in report.as_dict()["warnings"]}
    assert ("email_gov", "column_missing") in kinds


def optional_columns() -> list:
    return [(kind, name) for kind, importer in IMPORTERS.items() for name in importer.optional]


STORED = {
    "title_before": "Ir.", "title_after": "S.E.", "email": "lama@bantulkab.example", "rank": "III/a",
    "legal_status": LegalStatus.STUDY, "post_kind": "PELAKSANA", "ends_on": date(2027, 1, 1),
    "unexcused_days": 1, "missing_taps": 2, "late_minutes": 3, "early_minutes": 4, "away_minutes": 5,
    "missed_ceremonies": 6, "basis": None, "device": "FP-1",
}  # fmt: skip
PLACED = {
    "NIP": RUBI, "Kode Unit": "20298", "Jabatan": "Pengadministrasi Umum", "Jenis Jabatan": "Pelaksana",
    "Jenjang": "Pelaksana", "Sifat": "Definitif", "Memimpin Unit": "tidak", "Mulai": "2024-03-01",
    "Sampai": "2030-01-01", "Dasar": "SK",
}  # fmt: skip
MONTH = {
    "NIP": RUBI, "Hari Alpha": "9", "Tidak Presensi": "9", "Menit Terlambat": "9", "Menit Pulang Cepat": "9",
    "Menit Meninggalkan Kantor": "9", "Tidak Ikut Upacara": "9", "Hari Kerja": "20", "Hari Hadir": "11",
}  # fmt: skip
TAP = {"nip": RUBI, "waktu": "02/05/2026 07:21", "mesin": "FP-9"}


@pytest.mark.parametrize(("kind", "name"), optional_columns())
def test_every_optional_column_of_every_import_may_be_absent(people, kind, name):
    person = rubi()
    for field in ("title_before", "title_after", "email", "rank", "legal_status"):
        setattr(person, field, STORED[field])
    person.save()
    post = person.assignments.get()
    post.ends_on = STORED["ends_on"] if kind == ImportKind.ASSIGNMENTS else None
    post.save()
    figures = {field: STORED[field] for field in IMPORTERS[ImportKind.ATTENDANCE].optional}
    month = AttendanceMonth.objects.create(
        employee=person, year=2026, month=5, working_days=20, days_present=20, **figures
    )
    at = build.moment(2026, 5, 2, 7, 21)
    tap = AttendanceTap.objects.create(employee=person, at=at, source=TapSource.FILE, device=STORED["device"])
    rows = {
        ImportKind.EMPLOYEES: (ROW, person), ImportKind.ASSIGNMENTS: (PLACED, post),
        ImportKind.ATTENDANCE: (MONTH, month), ImportKind.TAPS: (TAP, tap),
    }  # fmt: skip
    row, source = rows[kind]
    header = IMPORTERS[kind].optional[name].header
    required = header if IMPORTERS[kind].optional[name].required else ""
    content = workbook({k: v for k, v in row.items() if k != header or k == required})
    if required:
        content = workbook(row | {header: "kata yang tidak dikenal"})
    report = import_file(kind, content, "berkas_2026-05.xlsx")
    assert report.errors == []
    if name == "basis":  # is told, and stored nowhere
        return
    source.refresh_from_db()
    assert getattr(source, name) == STORED[name]


@pytest.mark.parametrize("unusable", ["-", "–", "#N/A", "N/A", "null", "tanpa-at", "  .  "])
def test_an_unusable_value_never_erases_a_good_one(people, unusable):
    report = load(
        gelar_belakang="-", email_gov=unusable, gol_akhir_nama="#N/A" if unusable == "#N/A" else "III/c"
    )
    person = rubi()
    assert (person.title_after, person.email, person.rank) == (
        "S.E.",
        "rubiyanto.x@bantulkab.example",
        "III/c",
    )
    assert report.errors == []


def test_an_empty_cell_of_a_column_that_is_there_does_empty(people):
    load(gelar_belakang=None)
    assert rubi().title_after == ""


# --- an older file never wins -------------------------------------------------------------------------


def test_an_older_row_is_held_with_its_reason_and_moves_nobody_back(people):
    assert read("t03_move_to_B_2026-06-01.xlsx").updated == 1
    moved = posts(galih())
    report = read("t04_older_export_again.xlsx")
    assert (report.updated, report.created, report.unchanged) == (0, 0, 0)
    assert found(report.held) == {(2, "tmt_jabatan", "older_post")}
    assert {w["kind"] for w in report.as_dict()["warnings"]} == {"older_post"}
    assert posts(galih()) == moved == [("20094", "2025-12-19", "2026-05-31"), ("20298", "2026-06-01", None)]
    row = rows_of(ImportBatch.objects.latest("pk"))[0]
    assert (row["outcome"], "mendahului" in row["reason"]) == ("held", True)


def test_an_officer_lets_a_held_row_through_with_a_reason_that_is_kept(people, officer):
    read("t03_move_to_B_2026-06-01.xlsx")
    content = (CASES / "t04_older_export_again.xlsx").read_bytes()
    batch = preview(ImportKind.EMPLOYEES, content, "lama.xlsx", actor=officer)
    assert (batch.report["held"], batch.report["updated"]) == (1, 0)
    for numbers, reason, code in (([2], " ", "reason_missing"), ([99], "SK", "not_held")):
        with pytest.raises(Refused) as refused:
            release(batch, numbers, reason=reason, actor=officer)
        assert refused.value.code == code
    assert release(batch, [2], reason="SK pembatalan mutasi", actor=officer) == 1
    batch.refresh_from_db()
    assert (batch.report["held"], batch.report["updated"]) == (0, 1)
    assert [(r["rows"], r["reason"], r["by"]) for r in batch.releases] == [
        ([2], "SK pembatalan mutasi", "bkpsdm")
    ]
    confirm(batch, actor=officer)
    assert posts(galih())[-1] == ("20094", str(TODAY()), None)


def test_held_rows_are_let_through_one_after_the_other_and_each_leaves_its_line(people, officer):
    newer = workbook(ROW | {"nama": "Rubiyanto Baru"}, ROW_OF_GALIH | {"nama": "Galih Baru"})
    assert import_file(ImportKind.EMPLOYEES, newer, "baru.xlsx").updated == 2
    content = workbook(ROW | {"nama": "Rubiyanto Lama"}, ROW_OF_GALIH | {"nama": "Galih Lama"})
    yesterday = TODAY() - timedelta(days=1)
    batch = preview(ImportKind.EMPLOYEES, content, "lama.xlsx", actor=officer, given={"as_of": yesterday})
    assert batch.report["held"] == 2
    for number, left in ((2, 1), (3, 0)):
        assert release(batch, [number], reason="Nama lama benar", actor=officer) == 1
        batch.refresh_from_db()
        assert batch.report["held"] == left
    assert [entry["rows"] for entry in batch.releases] == [[2], [3]]
    confirm(batch, actor=officer)
    assert (rubi().name, galih().name) == ("Rubiyanto Lama", "Galih Lama")


def test_letting_through_that_breaks_at_its_end_leaves_every_row_held(people, officer, monkeypatch):
    read("t03_move_to_B_2026-06-01.xlsx")
    content = (CASES / "t04_older_export_again.xlsx").read_bytes()
    batch = preview(ImportKind.EMPLOYEES, content, "lama.xlsx", actor=officer)
    rows = rows_of(batch)

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(ImportBatch, "save", breaks)
    with pytest.raises(MemoryError):
        release(batch, [2], reason="SK pembatalan mutasi", actor=officer)
    assert rows_of(batch) == rows


def test_a_held_row_is_not_written_when_the_preview_is_confirmed(people, officer):
    read("t03_move_to_B_2026-06-01.xlsx")
    content = (CASES / "t04_older_export_again.xlsx").read_bytes()
    applied = confirm(preview(ImportKind.EMPLOYEES, content, "lama.xlsx", actor=officer), actor=officer)
    assert (applied.report["held"], len(list(kept(applied, JOURNAL)))) == (1, 0)
    assert posts(galih())[-1] == ("20298", "2026-06-01", None)


def test_an_export_of_an_earlier_day_than_the_last_one_is_held_but_new_people_come_in(people):
    load(nama="Rubiyanto Baru")
    new = ROW | {"nip_baru": "199003152015032501", "nama": "Siti"}
    content = workbook(ROW | {"nama": "Rubiyanto Lama"}, new)
    day = TODAY() - timedelta(days=1)
    report = import_file(ImportKind.EMPLOYEES, content, "lama.xlsx", given={"as_of": day})
    assert (report.created, report.updated, found(report.held)) == (1, 0, {(2, "nip_baru", "older_export")})
    assert rubi().name == "Rubiyanto Baru"


def test_the_day_of_the_data_cannot_lie_ahead(people):
    with pytest.raises(Refused) as refused:
        load(given={"as_of": TODAY() + timedelta(days=1)})
    assert refused.value.code == "export_in_future"


# --- dates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t05_tmt_2206.xlsx", "d13_far_text.xlsx", "d30_datecell_1900.xlsx"])
def test_a_day_outside_a_career_is_refused_with_row_and_column(people, name):
    report = read(name)
    assert found(report.errors) == {(2, "tmt_jabatan", "date_out_of_range")}
    assert report.updated == 0


@pytest.mark.parametrize("name", ["d04_iso_time.xlsx", "d33_serial_mac1904.xlsx"])
def test_a_day_with_time_and_a_serial_of_1904_are_read(people, name):
    assert read(name).errors == []
    assert posts(rubi()) == [("20298", "2024-02-01", None)]


# --- how people leave ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("l12_kh_meninggal.xlsx", LegalStatus.DECEASED),
        ("l13_kh_bup.xlsx", LegalStatus.RETIRED),
        ("l16_kh_pindah.xlsx", LegalStatus.MOVED_AGENCY),
        ("l20_kh_perpanjangcltn.xlsx", LegalStatus.UNPAID_LEAVE),
    ],
)
def test_the_words_of_the_export_become_legal_positions_and_who_left_holds_no_post(people, name, status):
    report = read(name)
    assert (report.errors, report.updated, rubi().legal_status) == ([], 1, status)
    yesterday = str(TODAY() - timedelta(days=1))
    assert posts(rubi()) == [("20298", "2024-03-01", yesterday if status in LEFT_SERVICE else None)]
    again = read(name)
    assert (again.updated, again.unchanged) == (0, 1)


def test_leaving_ends_acting_posts_and_dated_positions_too_and_can_be_taken_back_whole(people):
    span = LegalStatusSpan.objects.create(
        employee=rubi(), status=LegalStatus.STUDY, starts_on=date(2026, 1, 1)
    )
    build.make_assignment(rubi(), rubi().assignments.get().unit, "Plt Kepala", kind=AssignmentKind.PLT)
    load(kedudukan_hukum_nama="Meninggal Dunia")
    yesterday = TODAY() - timedelta(days=1)
    assert set(rubi().assignments.values_list("ends_on", flat=True)) == {yesterday}
    span.refresh_from_db()
    assert span.ends_on == yesterday


def test_who_comes_back_holds_the_post_again_from_today(people):
    load(kedudukan_hukum_nama="Pensiun")
    report = load()
    assert found(report.warnings) == {(2, "tmt_jabatan", "returned")}
    assert posts(rubi())[-1] == ("20298", str(TODAY()), None)


def test_an_unknown_word_keeps_the_status_and_the_rest_of_the_row_applies(people, officer):
    report = load(kedudukan_hukum_nama="Cuti Alasan Penting", nama="Rubiyanto Putra")
    assert found(report.warnings) == {(2, "kedudukan_hukum_nama", "unknown_kedudukan_hukum")}
    assert (rubi().name, rubi().legal_status) == ("Rubiyanto Putra", LegalStatus.ACTIVE)
    assert report.unknown_words == {"Cuti Alasan Penting": 1}
    remember_word("Cuti Alasan Penting", LegalStatus.UNPAID_LEAVE, actor=officer)
    assert load(kedudukan_hukum_nama="CUTI  ALASAN PENTING").unknown_words == {}
    assert rubi().legal_status == LegalStatus.UNPAID_LEAVE


def test_somebody_new_whose_legal_position_is_unknown_waits_for_a_decision(people):
    report = load(nip_baru="199003152015032501", kedudukan_hukum_nama="Entah")
    assert (report.created, found(report.held)) == (0, {(2, "kedudukan_hukum_nama", "status_needed")})


def warnings_of(batch: ImportBatch) -> list[tuple[int, str]]:
    return [(finding["row"], finding["kind"]) for finding in batch.report["warnings"]]


@pytest.mark.parametrize(
    ("listed", "kinds"), [(2, [(2, "acting_post"), (3, "returned")]), (1, [(2, "acting_post")])]
)
def test_confirming_warns_of_what_came_up_since_the_preview_and_of_nothing_twice(
    people, officer, monkeypatch, listed, kinds
):
    """And of no more than a preview may list."""
    monkeypatch.setattr(applying, "LISTED", listed)
    acting = {"jabatan_nama": "Plt. Kepala Seksi", "jenis_jabatan_nama": "Jabatan Struktural"}
    content = workbook(ROW | acting | {"tmt_jabatan": "2026-06-01"}, ROW_OF_GALIH)
    batch = preview(ImportKind.EMPLOYEES, content, "p.xlsx", actor=officer)
    assert warnings_of(batch) == [(2, "acting_post")]
    retired = workbook(ROW_OF_GALIH | {"kedudukan_hukum_nama": "Pensiun"})
    import_file(ImportKind.EMPLOYEES, retired, "pensiun.xlsx")
    confirmed = confirm(batch, actor=officer)
    assert (warnings_of(confirmed), confirmed.report["warning_count"]) == (kinds, len(kinds))


# --- names and posts ----------------------------------------------------------------------------------


def test_a_dash_is_no_title_and_no_name(people):
    read("t08_gelar_dash.xlsx")
    assert galih().full_name == "apt. Galih, S.Farm."
    assert found(read("m20_name_dash.xlsx").errors) == {(2, "nama", "missing_nama")}


@pytest.mark.parametrize("name", ["TRUE", "12345", "2024-01-01", "BENAR", "***1"])
def test_a_truth_a_number_or_a_date_is_no_name(people, name):
    assert found(load(nama=name).errors) == {(2, "nama", "invalid_nama")}


@pytest.mark.parametrize(
    ("name", "before", "after", "full"),
    [
        ("apt. Galih", "apt. apt.", "S.Farm., S.Farm.", "apt. Galih, S.Farm."),
        ("apt. Galih, S.Farm.", "apt.", "S.Farm.", "apt. Galih, S.Farm."),
        ("Galih", "Dr. dr.", "S.Kep, S.Kep", "Dr. dr. Galih, S.Kep"),
        ("GALIH, S.FARM", "", "S.Farm.", "GALIH, S.Farm."),
        ("Hajar", "H.", "", "H. Hajar"),
    ],
)
def test_no_title_is_doubled(people, name, before, after, full):
    load(nama=name, gelar_depan=before, gelar_belakang=after)
    assert rubi().full_name == full


def test_titles_in_the_name_are_not_doubled_where_the_file_lacks_their_columns(people):
    load(without=("gelar_depan", "gelar_belakang"), nama="Rubiyanto, S.E.")
    assert rubi().full_name == "Rubiyanto, S.E."


def test_a_head_in_capitals_leads(people):
    read("l48_jab_kepala_upper.xlsx")
    assert rubi().assignments.get(ends_on=None).is_head


@pytest.mark.parametrize(("written", "kind"), [("Plt. Kepala Seksi", "PLT"), ("PLH KEPALA SEKSI", "PLH")])
def test_an_acting_post_stands_beside_the_definitive_one(people, written, kind):
    changes = {
        "jabatan_nama": written,
        "jenis_jabatan_nama": "Jabatan Struktural",
        "tmt_jabatan": "2026-06-01",
    }
    report = load(**changes)
    assert found(report.warnings) == {(2, "jabatan_nama", "acting_post")}
    rows = rubi().assignments.order_by("starts_on").values_list("kind", "is_head", "ends_on")
    assert list(rows) == [("DEFINITIF", False, None), (kind, True, None)]
    assert load(**changes).unchanged == 1


def test_entities_are_decoded_once(people):
    load(jabatan_nama="Pengelola Data P&amp;K &amp;amp; Umum")
    assert rubi().assignments.get(ends_on=None).position == "Pengelola Data P&K &amp; Umum"


# --- structure ----------------------------------------------------------------------------------------


def test_a_unit_without_parent_is_refused_where_a_root_stands(people):
    report = import_path(ImportKind.UNITS, CASES / "u06_parent_empty.json")
    assert found(report.errors) == {(1, "parent_id", "second_root")}
    assert Assignment.objects.filter(unit__parent=None).count() == 0


# --- the screen's side of columns: near names, remembered ---------------------------------------------


def test_a_preview_counts_as_waiting_until_it_is_decided(people, officer):
    batch = preview(ImportKind.EMPLOYEES, workbook(ROW), "p.xlsx", actor=officer)
    assert (batch.state, batch.report["columns"]["missing"]) == (ImportState.PREVIEW, [])
