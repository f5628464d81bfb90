"""Whom a row of attendance names: by NIP, or by a name that only one person has."""

from collections.abc import Iterable

from evaluations.exchange.cells import CellKind
from evaluations.exchange.rows import ImportColumn, Row
from evaluations.exchange.texts import collapsed
from evaluations.models import Employee, FormerNip

_AROUND_NIP = str.maketrans("", "", " '`’")


class PeopleNamed:
    """Everybody by NIP (present and former) and by bare name; read once for a file."""

    def __init__(self) -> None:
        rows = list(Employee.objects.values_list("pk", "nip", "name"))
        self._by_nip = dict(FormerNip.objects.values_list("nip", "employee_id"))
        self._by_nip |= {nip: pk for pk, nip, _ in rows if nip}
        self._by_name: dict[str, list[int]] = {}
        for pk, _, name in rows:
            self._by_name.setdefault(bare_name(name), []).append(pk)

    def of(self, row: Row, nip: ImportColumn, name: ImportColumn | None = None) -> int:
        """The person's id; the name counts only where there is no NIP. Errors: missing_nip, numeric_nip, unknown_nip,
        unknown_nama, ambiguous_name."""
        row.refuse_formula(nip)
        cell = row.cell(nip)
        if cell.kind == CellKind.EMPTY and name is not None:
            return self._of_name(row, name)
        if cell.kind == CellKind.NUMBER and len(str(cell.value)) > 15:
            row.refuse(
                nip,
                "numeric_nip",
                "NIP tersimpan sebagai angka, jadi digit akhirnya hilang. Ketik sebagai teks.",
            )
        number = collapsed(cell.as_text()).translate(_AROUND_NIP)
        if not number:
            row.refuse(nip, "missing_nip", "NIP kosong.")
        found = self._by_nip.get(number)
        if found is None:
            row.refuse(nip, "unknown_nip", f"NIP {number[:30]} bukan pegawai yang tercatat.")
        return found

    def _of_name(self, row: Row, column: ImportColumn) -> int:
        written = row.words(column, limit=200)
        found = self._by_name.get(bare_name(written), [])
        if not found:
            row.refuse(column, "unknown_nama", f"Tidak ada pegawai bernama “{written}”. Isi NIP-nya.")
        if len(found) > 1:
            told = f"{len(found)} pegawai bernama “{written}”. Isi NIP supaya jelas siapa yang dimaksud."
            row.refuse(column, "ambiguous_name", told)
        return found[0]


def bare_name(name: str) -> str:
    """The name without titles, case and gaps: what stands before the first comma, without words that hold a dot."""
    words = name.partition(",")[0].split()
    return " ".join(_plain(word for word in words if "." not in word))


def _plain(words: Iterable[str]) -> Iterable[str]:
    return (word.casefold().strip("'’`") for word in words)
