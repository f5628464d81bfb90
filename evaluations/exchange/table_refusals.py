"""Why a file gives no table, in sentences that say what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.exchange.texts import printable

_SAVE = "Buka di Excel, simpan sebagai .xlsx biasa, lalu unggah lagi."
_TEXTS = {
    "not_a_workbook": f"Berkas ini bukan berkas Excel .xlsx. {_SAVE}",
    "not_a_table": f"Berkas ini bukan tabel Excel atau CSV. {_SAVE}",
    "broken_zip": "Berkas ini terpotong atau rusak, mungkin belum selesai disalin. Salin atau unduh sekali lagi.",
    "zip_password": "Berkas ini dikunci dengan kata sandi. Buka kuncinya, lalu unggah lagi.",
    "is_encrypted": "Berkas ini dikunci dengan kata sandi. Hapus kata sandinya di Excel, simpan, lalu unggah lagi.",
    "is_old_workbook": f"Berkas ini berformat Excel lama (.xls). {_SAVE}",
    "is_binary_workbook": f"Berkas ini berformat Excel biner (.xlsb). {_SAVE}",
    "is_opendocument": "Berkas ini berformat OpenDocument (.ods). Simpan sebagai .xlsx biasa, lalu unggah lagi.",
    "is_document": "Berkas ini dokumen teks, bukan tabel Excel. Pilih berkas .xlsx atau .csv.",
    "is_slides": "Berkas ini presentasi, bukan tabel Excel. Pilih berkas .xlsx atau .csv.",
    "is_pdf": "Berkas ini PDF, bukan tabel Excel. Minta berkas .xlsx atau .csv dari pengirimnya.",
    "is_xml": f"Berkas ini XML, bukan berkas .xlsx biasa. {_SAVE}",
    "is_web_page": f"Berkas ini sebenarnya halaman web yang dinamai seperti berkas Excel. {_SAVE}",
    "has_macros": "Berkas ini memuat makro. Simpan sebagai .xlsx biasa (tanpa makro), lalu unggah lagi.",
    "no_sheets": "Berkas ini tidak memuat lembar kerja. Periksa berkasnya.",
    "too_many_sheets": "Berkas ini memuat lebih dari {most} lembar. Sisakan lembar yang dipakai.",
    "unknown_sheet": "Tidak ada lembar “{sheet}” dalam berkas ini. Yang ada: {sheet_names}.",
    "unreadable": f"{{Where}} rusak dan tidak dapat dibaca. {_SAVE}",
    "missing_columns": "Baris judul tidak ditemukan{in_sheet}. Kolom yang harus ada: {columns}.",
    "columns_lacking": "Kolom yang harus ada tidak ditemukan{in_sheet}: {columns}.",
    "double_columns": "Kolom ini muncul lebih dari sekali{in_sheet}: {columns}. Sisakan satu saja.",
    "several_sheets": "Beberapa lembar cocok: {sheet_rows}. Pilih lembar yang dibaca.",
    "only_hidden_sheets": "Yang cocok hanya lembar tersembunyi: {sheet_rows}. Pilih bila memang itu yang dimaksud.",
    "too_large_unpacked": "Isi berkas ini lebih dari {megabytes} MB setelah dibuka, biasanya karena sel kosong yang "
    "diberi format. Salin hanya tabelnya ke buku kerja baru, lalu unggah lagi.",
    "too_much_work": "{Where} terlalu besar untuk dibaca, biasanya karena baris dan kolom kosong yang diberi format. "
    "Salin hanya tabelnya ke buku kerja baru, lalu unggah lagi.",
    "too_much_memory": "{Where} memerlukan terlalu banyak memori. Salin hanya tabelnya ke buku kerja baru, lalu unggah "
    "lagi.",
    "too_much_text": "{Where} memuat terlalu banyak teks. Pecah menjadi beberapa berkas.",
}
_COSTLY = {"too_large_unpacked", "too_much_work", "too_much_memory", "too_much_text"}
_NO_WORKBOOK = {
    "broken_zip", "zip_password", "is_encrypted", "is_old_workbook", "is_binary_workbook", "is_opendocument",
    "is_document", "is_slides", "is_pdf", "is_xml", "is_web_page", "no_sheets", "not_a_table",
}  # fmt: skip


class SheetsOffered(Refused):
    """Several sheets fit, or only hidden ones; ``details`` are {"name", "rows", "hidden"} of each."""


class ColumnsMissing(Refused):
    """No sheet has all required columns; ``details`` are those that the nearest header lacks.

    ``unknown``: what else stands in that header, as written; ``sheet`` and ``header_row`` say where it is.
    """

    unknown: list[str]
    sheet: str
    header_row: int | None


def refusal_of(code: str, facts: Mapping[str, Any]) -> Refused:
    """The refusal for what the reader said. Codes for machines are fewer than sentences: not_a_workbook,
    file_too_costly, and the reader's own for the rest."""
    text = "columns_lacking" if code == "missing_columns" and facts.get("header") else code
    message = printable(_TEXTS[text].format(**_words(facts)))
    if code in ("several_sheets", "only_hidden_sheets"):
        return SheetsOffered("several_sheets", message, facts["sheets"])
    if code == "missing_columns":
        missing = ColumnsMissing(code, message, list(facts["columns"]))
        missing.unknown, missing.sheet = list(facts.get("unknown", ())), facts.get("sheet", "")
        missing.header_row = facts.get("header")
        return missing
    public = "file_too_costly" if code in _COSTLY else "not_a_workbook" if code in _NO_WORKBOOK else code
    return Refused(public, message, list(facts.get("columns", ())))


def _words(facts: Mapping[str, Any]) -> dict[str, Any]:
    sheet = facts.get("sheet", "")
    sheets: Sequence[Mapping[str, Any]] = facts.get("sheets", ())
    return {
        "Where": f"Lembar “{sheet}”" if sheet else "Berkas ini",
        "in_sheet": f" pada lembar “{sheet}”" if sheet else "",
        "sheet": sheet,
        "columns": ", ".join(facts.get("columns", ())),
        "sheet_names": ", ".join(f"“{one['name']}”" for one in sheets),
        "sheet_rows": ", ".join(f"“{one['name']}” ({one.get('rows', 0)} baris)" for one in sheets),
        "most": facts.get("most", 0),
        "megabytes": facts.get("megabytes", 0),
    }
