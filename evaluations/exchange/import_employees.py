"""The SIASN employee export: people and their present post.

Only what evaluation needs is read (UU 27/2022: data minimisation); every other column never leaves the
reader.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils import timezone

from evaluations.domain.organization.legal_statuses import compared, meanings
from evaluations.enums import (
    LEFT_SERVICE,
    AssignmentKind,
    EmploymentType,
    ImportKind,
    LegalStatus,
    PositionType,
)
from evaluations.exchange import journal
from evaluations.exchange.changes import Absent, Plan, WholeFile
from evaluations.exchange.employee_changes import apply_changes, plan_changes, present_nips, written_rows
from evaluations.exchange.headings import Headings, accepted_headers
from evaluations.exchange.names import single_titles
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.rows import ImportColumn, Row, lenient
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
RANK = ImportColumn("gol_akhir_nama", "golongan", "Golongan")
POSITION_TYPE = ImportColumn("jenis_jabatan_nama", "jenis_jabatan", "Jenis jabatan", required=True)
POSITION = ImportColumn("jabatan_nama", "jabatan", "Jabatan", required=True)
SINCE = ImportColumn("tmt_jabatan", "tmt_jabatan", "TMT jabatan", required=True)
UNIT = ImportColumn("unor_id", "unor", "Unit organisasi", required=True)
UNIT_NAME = ImportColumn("unor_nama", "unor_nama", "Nama unit organisasi")

# The other columns of the usual export, most of them private: never read, and no near names of ours.
_OTHERS = """
    pns_id nip_lama tempat_lahir_id tempat_lahir_nama tanggal_lahir jenis_kelamin agama_id agama_nama
    jenis_kawin_id jenis_kawin_nama nik nomor_hp email alamat npwp_nomor bpjs jenis_pegawai_id kedudukan_hukum_id
    status_cpns_pns kartu_asn_virtual nomor_sk_cpns tanggal_sk_cpns tmt_cpns nomor_sk_pns tanggal_sk_pns tmt_pns
    gol_awal_id gol_awal_nama gol_akhir_id tmt_golongan mk_tahun mk_bulan jenis_jabatan_id jabatan_id
    tingkat_pendidikan_id tingkat_pendidikan_nama pendidikan_id pendidikan_nama tahun_lulus kpkn_id kpkn_nama
    lokasi_kerja_id lokasi_kerja_nama instansi_induk_id instansi_induk_nama instansi_kerja_id instansi_kerja_nama
    satuan_kerja_induk_id satuan_kerja_induk_nama satuan_kerja_kerja_id satuan_kerja_kerja_nama
"""
SIASN_OTHERS = frozenset(_OTHERS.split())

EMPLOYMENT_LABELS = {
    "PNS": EmploymentType.PNS,
    "CPNS": EmploymentType.CPNS,
    "PPPK": EmploymentType.PPPK,
    "PPPK Paruh Waktu": EmploymentType.PPPK_PART_TIME,
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
FUNCTIONAL_HEADS = ("kepala ", "koordinator wilayah")
_ACTING = re.compile(r"\s*(plt|plh|pj)\b\s*\.?\s*", re.IGNORECASE)
PLANNED_AHEAD = timedelta(days=366)  # an appointment is known a year before at most
CLEANED_NIP = {
    "spaced_nip": "spasi",
    "nbsp_nip": "spasi khusus",
    "apostrophe_nip": "tanda petik",
}


class EmployeeImport(WholeFile):
    """See ``changes.Importer``."""

    kind = ImportKind.EMPLOYEES
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns: ClassVar[tuple[ImportColumn, ...]] = (
        NIP, NAME, TITLE_BEFORE, TITLE_AFTER, EMAIL, EMPLOYMENT, STATUS, RANK,
        POSITION_TYPE, POSITION, SINCE, UNIT, UNIT_NAME,
    )  # fmt: skip
    optional: ClassVar[Mapping[str, ImportColumn]] = {
        "title_before": TITLE_BEFORE,
        "title_after": TITLE_AFTER,
        "email": EMAIL,
        "rank": RANK,
        "legal_status": STATUS,
    }
    elsewhere: ClassVar[Collection[str]] = SIASN_OTHERS
    is_dated_whole = True

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def parse(self, path: Path, options: Mapping[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns if column.required]
        table = read_table(
            path, accepted_headers(self.kind, self.columns), required, on_progress, options.get("sheet")
        )
        known = Known.now()
        parsed = Parsed(Headings.of(table), self.optional)
        for line in table.rows:
            row = Row(line.number, line.cells)
            if line.is_total:
                row.reject(NIP, "total_row", "Baris jumlah, bukan data pegawai. Baris ini dilewati.")
                parsed.add(row, {})
            else:
                parsed.add(row, read_employee(row, known))
        parsed.unknown_words = known.unknown_words
        return parsed

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        return plan_changes(records, options.get("released", ()))

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
    return people_besides(named)


def people_besides(named: set[str]) -> list[Absent]:
    """People at work whose NIP, the present or a former one, is not among those named."""
    former = present_nips()
    named = named | {former[nip] for nip in named & former.keys()}
    people = Employee.objects.exclude(nip=None).exclude(legal_status__in=LEFT_SERVICE)
    keys = [pk for pk, nip in people.order_by().values_list("pk", "nip").iterator() if nip not in named]
    missing = [person for part in journal.chunks(keys) for person in Employee.objects.filter(pk__in=part)]
    missing.sort(key=lambda person: (person.name, person.pk))
    posts = current_units(person.pk for person in missing)
    return [
        Absent(f"{person.full_name} · {person.nip}", posts.get(person.pk, "tanpa jabatan"))
        for person in missing
    ]


def current_units(people: Iterable[int]) -> dict[int, str]:
    """Post and unit of today in words by employee id; the definitive post last, so that it wins."""
    today = timezone.localdate()
    found: dict[int, str] = {}
    for keys in journal.chunks(people):
        rows = Assignment.objects.on(today).filter(employee__in=keys).select_related("unit")
        found |= {row.employee_id: f"{row.position}, {row.unit.name}" for row in rows.order_by("-kind", "pk")}
    return found


@dataclass(slots=True)
class Known:
    """What rows are read against, and the words for a legal position that nobody has explained yet, counted."""

    units: UnitCodes[OrganizationalUnit]
    former: Mapping[str, str]
    statuses: Mapping[str, LegalStatus]
    latest: date  # the last day on which a post may begin
    doubles: Doubles = field(default_factory=Doubles)
    unknown_words: Counter[str] = field(default_factory=Counter)

    @classmethod
    def now(cls) -> "Known":
        units = UnitCodes((unit.code, unit) for unit in OrganizationalUnit.objects.all())
        return cls(units, present_nips(), meanings(), timezone.localdate() + PLANNED_AHEAD)


def read_employee(row: Row, known: Known) -> dict[str, Any]:
    """The values of one row by field, JSON-ready; what is wrong stands in ``row.errors``."""
    employment = lenient(row.choice, EMPLOYMENT, EMPLOYMENT_LABELS)
    position_type = lenient(row.choice, POSITION_TYPE, POSITION_LABELS)
    position = lenient(row.words, POSITION, limit=200)
    since = lenient(row.day, SINCE, latest=known.latest)
    return {
        "nip": lenient(read_nip, row, NIP, known.doubles, known.former, employment),
        "name": lenient(_name, row),
        "title_before": row.optional(TITLE_BEFORE, _titles, row, TITLE_BEFORE, " ", 50),
        "title_after": row.optional(TITLE_AFTER, _titles, row, TITLE_AFTER, ", ", 80),
        "employment_type": employment,
        "legal_status": row.optional(STATUS, _status, row, known),
        "rank": lenient(_rank, row, employment),
        "email": row.optional(EMAIL, _email, row),
        "unit": lenient(_unit_code, row, known.units),
        "kind": _acting_kind(row, position) if position else AssignmentKind.DEFINITIVE,
        "position": position,
        "position_type": position_type,
        "is_head": bool(position) and leads_unit(position, position_type),
        "starts_on": since.isoformat() if since else None,
    }


def leads_unit(position: str, position_type: str | None) -> bool:
    """Whether this post leads its unit: every structural one does, and some functional ones."""
    if position_type == PositionType.STRUCTURAL:
        return True
    name = _ACTING.sub("", position).casefold()
    return position_type == PositionType.FUNCTIONAL and name.startswith(FUNCTIONAL_HEADS)


def _acting_kind(row: Row, position: str) -> AssignmentKind:
    """Definitive, unless the name of the post begins with Plt or Plh."""
    found = _ACTING.match(position)
    if not found:
        return AssignmentKind.DEFINITIVE
    kind = AssignmentKind.PLH if found[1].casefold() == "plh" else AssignmentKind.PLT
    said = f"Jabatan “{position}” dicatat sebagai {kind.title()} di samping jabatan definitif, yang tidak diubah."
    row.warn(POSITION, "acting_post", said)
    return kind


def read_nip(
    row: Row, column: ImportColumn, doubles: Doubles, former: Mapping[str, str], employment: str | None = None
) -> str:
    """The present NIP of whom a row names; errors: the kinds of ``NipError``, formula_cell, duplicate_nip (with
    the first row; ``duplicate_nip_normalised`` where it is written in another way)."""
    written = read_number(row, column, former, employment)
    as_typed = row.cell(column).value
    first = doubles.first_row(written, row.number, as_typed)
    if first is not None:
        kind = "duplicate_nip" if doubles.written(written) == as_typed else "duplicate_nip_normalised"
        row.refuse(column, kind, f"NIP {written} sudah ada pada baris {first}.", first_row=first)
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
    name = row.words(NAME, limit=150)
    if name != row.raw_text(NAME):
        row.warn(NAME, "whitespace_nama", f"Spasi pada nama dirapikan menjadi “{name}”.")
    return name


def _titles(row: Row, column: ImportColumn, separator: str, limit: int) -> str:
    """Academic titles, each once."""
    written = row.text(column, limit=200)
    if not written:
        return ""
    row.words(column, limit=200)  # a truth or a number is no title
    titles = single_titles(written, separator)
    if titles.count(separator) < written.count(separator):
        row.warn(column, "double_title", f"{column.label} “{written}” dibaca “{titles}”.")
    if len(titles) > limit:
        row.refuse(
            column, f"{column.short}_too_long", f"{column.label} lebih dari {limit} huruf. Singkatkan."
        )
    return titles


def _status(row: Row, known: Known) -> LegalStatus | None:
    """The legal position that a word means; an unknown one changes nothing, and is offered to be explained."""
    word = row.text(STATUS, limit=100)
    if not word:
        row.doubt(STATUS, "missing_kedudukan_hukum", "Kedudukan hukum kosong; yang tersimpan tetap.")
        return None
    status = known.statuses.get(compared(word))
    if status is None:
        known.unknown_words[word] += 1
        said = f"Kedudukan hukum “{word}” belum dikenal; yang tersimpan tetap. Cocokkan kata itu."
        row.doubt(STATUS, "unknown_kedudukan_hukum", said)
    return status


def _rank(row: Row, employment: str | None) -> str:
    """Golongan in the scale of the employment type; some have none yet. An error of Excel changes nothing."""
    if not row.optional(RANK, row.text, RANK, limit=200):
        return ""
    if employment in (EmploymentType.PPPK, EmploymentType.PPPK_PART_TIME):
        return row.choice(RANK, PPPK_RANKS)
    return row.choice(RANK, PNS_RANKS if employment else PNS_RANKS | PPPK_RANKS)


def _email(row: Row) -> str:
    """The official address; a wrong one changes nothing, since nothing depends on it."""
    email = row.text(EMAIL, limit=254)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        row.doubt(EMAIL, "invalid_email", f"Email dinas “{email[:60]}” tidak sah dan tidak disimpan.")
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
