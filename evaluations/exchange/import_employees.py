"""The SIASN employee export: people and their present post.

Only what evaluation needs is read (UU 27/2022: data minimisation); every other column never leaves the
reader.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone

from evaluations.enums import LEFT_SERVICE, EmploymentType, ImportKind, LegalStatus, PositionType
from evaluations.exchange.changes import Absent, Plan
from evaluations.exchange.employee_changes import apply_changes, plan_changes, present_nips, written_rows
from evaluations.exchange.rows import Doubles, ImportColumn, Parsed, Record, Row, accepted_headers, lenient
from evaluations.exchange.tables import Progress, read_table
from evaluations.exchange.texts import collapsed
from evaluations.exchange.unit_codes import UnitCodes
from evaluations.models import Assignment, Employee, OrganizationalUnit
from forms_config.engine.nip import NipError, expects_month, parse_nip

NIP = ImportColumn("nip_baru", "nip", "NIP", aliases=("nip",), required=True)
NAME = ImportColumn("nama", "nama", "Nama", required=True)
TITLE_BEFORE = ImportColumn("gelar_depan", "gelar_depan", "Gelar depan")
TITLE_AFTER = ImportColumn("gelar_belakang", "gelar_belakang", "Gelar belakang")
EMAIL = ImportColumn("email_gov", "email", "Email dinas")
EMPLOYMENT = ImportColumn("jenis_pegawai_nama", "jenis_pegawai", "Jenis pegawai", required=True)
STATUS = ImportColumn("kedudukan_hukum_nama", "kedudukan_hukum", "Kedudukan hukum", required=True)
RANK = ImportColumn("gol_akhir_nama", "golongan", "Golongan", required=True)
POSITION_TYPE = ImportColumn("jenis_jabatan_nama", "jenis_jabatan", "Jenis jabatan", required=True)
POSITION = ImportColumn("jabatan_nama", "jabatan", "Jabatan", required=True)
SINCE = ImportColumn("tmt_jabatan", "tmt_jabatan", "TMT jabatan", required=True)
UNIT = ImportColumn("unor_id", "unor", "Unit organisasi", required=True)
UNIT_NAME = ImportColumn("unor_nama", "unor_nama", "Nama unit organisasi")

EMPLOYMENT_LABELS = {
    "PNS": EmploymentType.PNS,
    "CPNS": EmploymentType.CPNS,
    "PPPK": EmploymentType.PPPK,
    "PPPK Paruh Waktu": EmploymentType.PPPK_PART_TIME,
}
STATUS_LABELS = {
    "Aktif": LegalStatus.ACTIVE,
    "Tugas Belajar": LegalStatus.STUDY,
    "CLTN": LegalStatus.UNPAID_LEAVE,
    "Cuti di Luar Tanggungan Negara": LegalStatus.UNPAID_LEAVE,
    "Pemberhentian Sementara": LegalStatus.SUSPENDED,
    "Masa Persiapan Pensiun": LegalStatus.PRE_RETIREMENT,
    "MPP": LegalStatus.PRE_RETIREMENT,
    "Pensiun": LegalStatus.RETIRED,
    "Berhenti": LegalStatus.LEFT,
}
POSITION_LABELS = {
    "Jabatan Struktural": PositionType.STRUCTURAL,
    "Jabatan Fungsional Tertentu": PositionType.FUNCTIONAL,
    "Jabatan Fungsional": PositionType.FUNCTIONAL,
    "Jabatan Pelaksana": PositionType.EXECUTIVE,
    "Jabatan Fungsional Umum": PositionType.EXECUTIVE,
}
_LETTERS = {"I": "abcd", "II": "abcd", "III": "abcd", "IV": "abcde"}
PNS_RANKS = {f"{number}/{letter}": f"{number}/{letter}" for number in _LETTERS for letter in _LETTERS[number]}
_ROMAN = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII"
PPPK_RANKS = {rank: rank for rank in _ROMAN.split()}
# Heads on a functional post (kepala sekolah, kepala puskesmas, koordinator wilayah) lead their unit too.
FUNCTIONAL_HEADS = ("Kepala ", "Koordinator Wilayah")
CLEANED_NIP = {
    "spaced_nip": "spasi",
    "nbsp_nip": "spasi khusus",
    "apostrophe_nip": "tanda petik",
}


class EmployeeImport:
    """See ``changes.Importer``."""

    kind = ImportKind.EMPLOYEES
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns = (
        NIP, NAME, TITLE_BEFORE, TITLE_AFTER, EMAIL, EMPLOYMENT, STATUS, RANK,
        POSITION_TYPE, POSITION, SINCE, UNIT, UNIT_NAME,
    )  # fmt: skip

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def parse(self, path: Path, options: Mapping[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns if column.required]
        table = read_table(path, accepted_headers(self.columns), required, on_progress)
        former = present_nips()
        units = UnitCodes((unit.code, unit) for unit in OrganizationalUnit.objects.all())
        parsed, doubles = Parsed(table.columns), Doubles()
        for line in table.rows:
            row = Row(line.number, line.cells)
            if line.is_total:
                row.reject(NIP, "total_row", "Baris jumlah, bukan data pegawai. Baris ini dilewati.")
                parsed.add(row, {})
            else:
                parsed.add(row, read_employee(row, units, doubles, former))
        return parsed

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        return plan_changes(records)

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        apply_changes(plan)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return written_rows(plan)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return absent_people(parsed, NIP)


def absent_people(parsed: Parsed, column: ImportColumn) -> list[Absent]:
    """People at work whom no row names, neither a good nor a rejected one."""
    named = {record.values["nip"] for record in parsed.records}
    named |= {collapsed(record.values.get(column.header, "")).replace(" ", "") for record in parsed.rejected}
    former = present_nips()
    named |= {former[nip] for nip in named & former.keys()}
    people = Employee.objects.exclude(nip=None).exclude(legal_status__in=LEFT_SERVICE)
    posts = current_units()
    return [
        Absent(f"{person.full_name} · {person.nip}", posts.get(person.pk, "tanpa jabatan"))
        for person in people.order_by("name", "pk")
        if person.nip not in named
    ]


def current_units() -> dict[int, str]:
    """Post and unit of today in words by employee id; the definitive post last, so that it wins."""
    rows = Assignment.objects.on(timezone.localdate()).select_related("unit").order_by("-kind", "pk")
    return {row.employee_id: f"{row.position}, {row.unit.name}" for row in rows}


def read_employee(
    row: Row, units: UnitCodes[OrganizationalUnit], doubles: Doubles, former: Mapping[str, str]
) -> dict[str, Any]:
    """The values of one row by field, JSON-ready; what is wrong stands in ``row.errors``."""
    employment = lenient(row.choice, EMPLOYMENT, EMPLOYMENT_LABELS)
    position_type = lenient(row.choice, POSITION_TYPE, POSITION_LABELS)
    position = lenient(row.text, POSITION, limit=200, required=True)
    since = lenient(row.day, SINCE)
    return {
        "nip": lenient(read_nip, row, NIP, doubles, former, employment),
        "name": lenient(_name, row),
        "title_before": lenient(row.text, TITLE_BEFORE, limit=50),
        "title_after": lenient(row.text, TITLE_AFTER, limit=80),
        "employment_type": employment,
        "legal_status": lenient(row.choice, STATUS, STATUS_LABELS),
        "rank": lenient(_rank, row, employment),
        "email": lenient(_email, row),
        "unit": lenient(_unit_code, row, units),
        "position": position,
        "position_type": position_type,
        "is_head": bool(position) and leads_unit(position, position_type),
        "starts_on": since.isoformat() if since else None,
    }


def leads_unit(position: str, position_type: str | None) -> bool:
    """Whether this post leads its unit: every structural one does, and some functional ones."""
    if position_type == PositionType.STRUCTURAL:
        return True
    return position_type == PositionType.FUNCTIONAL and position.startswith(FUNCTIONAL_HEADS)


def read_nip(
    row: Row, column: ImportColumn, doubles: Doubles, former: Mapping[str, str], employment: str | None = None
) -> str:
    """The present NIP of whom a row names; errors: the kinds of ``NipError``, formula_cell, duplicate_nip (with
    the first row)."""
    written = read_number(row, column, former, employment)
    first = doubles.first_row(written, row.number)
    if first is not None:
        row.refuse(column, "duplicate_nip", f"NIP {written} sudah ada pada baris {first}.", first_row=first)
    return written


def read_number(
    row: Row, column: ImportColumn, former: Mapping[str, str], employment: str | None = None
) -> str:
    """As ``read_nip``, for files in which a person may have several rows. An old NIP gives the present one."""
    row.refuse_formula(column)
    try:
        nip = parse_nip(row.cell(column).value)
    except NipError as error:
        row.refuse(column, error.kind, error.message)
    if nip.warnings:
        cleaned = " dan ".join(CLEANED_NIP[kind] for kind in nip.warnings)
        row.warn(column, nip.warnings[-1], f"NIP dibaca {nip.number}, setelah {cleaned} dibuang.")
    if employment and expects_month(nip.number) != (employment in (EmploymentType.PNS, EmploymentType.CPNS)):
        label = EmploymentType(employment).label
        row.warn(column, "nip_type_mismatch", f"Digit 13–14 NIP {nip.number} tidak lazim untuk {label}.")
    if nip.number in former:
        present = former[nip.number]
        row.warn(column, "former_nip", f"NIP {nip.number} adalah NIP lama; dicocokkan dengan {present}.")
        return present
    return nip.number


def _name(row: Row) -> str:
    name = row.text(NAME, limit=150, required=True)
    if name != row.raw_text(NAME):
        row.warn(NAME, "whitespace_nama", f"Spasi pada nama dirapikan menjadi “{name}”.")
    return name


def _rank(row: Row, employment: str | None) -> str:
    """Golongan in the scale of the employment type; some have none yet."""
    if not row.text(RANK, limit=200):
        return ""
    if employment in (EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME):
        return row.choice(RANK, PPPK_RANKS)
    return row.choice(RANK, PNS_RANKS if employment else PNS_RANKS | PPPK_RANKS)


def _email(row: Row) -> str:
    """The official address; a wrong one is left out with a warning, since nothing depends on it."""
    email = row.text(EMAIL, limit=254)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        row.warn(EMAIL, "invalid_email", f"Email dinas “{email[:60]}” tidak sah dan tidak disimpan.")
        return ""
    return email


def _unit_code(row: Row, units: UnitCodes[OrganizationalUnit]) -> str:
    code = row.text(UNIT, limit=42, required=True)
    unit = units.find(code)
    if unit is None:
        row.refuse(UNIT, "unknown_unor", f"Unit {code} belum ada. Impor unit organisasi lebih dulu.")
    if unit.code != code:
        row.warn(UNIT, "leading_zero_unor", f"Kode unit {code} dibaca sebagai {unit.code}.")
    name = lenient(row.text, UNIT_NAME, limit=200)
    if name and name.casefold() != unit.name.casefold():
        said = f"Nama unit “{name}” berbeda dari “{unit.name}” ({unit.code})."
        row.warn(UNIT_NAME, "unor_name_mismatch", said)
    return unit.code
