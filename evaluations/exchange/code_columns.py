"""The workbook of activation codes: one row per person, as one slip on the printed sheet."""

from evaluations.domain.access.accounts import Slip
from evaluations.exchange.columns import Column, Kind

CODE_COLUMNS: tuple[Column, ...] = (
    Column("Nama", lambda slip: slip.name, width=36),
    Column("NIP atau nama pengguna", lambda slip: slip.login, width=24),
    Column("Kode aktivasi", lambda slip: slip.code, width=18),
    Column("Berlaku sampai", lambda slip: slip.valid_until, Kind.MOMENT, width=18),
    Column("Unit", lambda slip: slip.unit, width=40),
    Column("Jabatan", lambda slip: slip.position, width=40),
)


def file_name(slips: list[Slip]) -> str:
    """Says that there are secrets in it, and of how many people."""
    return f"kode-aktivasi-rahasia-{len(slips)}-orang.xlsx"
