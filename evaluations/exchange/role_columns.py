"""The workbook of roles: who holds which role where, from when to when, given by whom and why."""

from datetime import datetime

from evaluations.domain.access.role_holders import Holding
from evaluations.exchange.columns import Column, Kind


def _source(row: Holding) -> str:
    if row.post is None:
        return "Diberikan"
    return f"Karena jabatan: {row.post.position} ({row.post.get_kind_display()})"


def _given(row: Holding, name: str) -> str:
    """A column of the grant as text; empty for what comes with a post."""
    value = getattr(row.grant, name) if row.grant else None
    return str(value) if value else ""


def _moment(row: Holding, name: str) -> datetime | None:
    return getattr(row.grant, name) if row.grant else None


def _ended_by(row: Holding) -> str:
    if row.grant is None or row.grant.ended_on is None:
        return ""
    return str(row.grant.ended_by or "Sistem")


ROLE_COLUMNS: tuple[Column, ...] = (
    Column("NIP atau nama masuk", lambda row: row.nip, width=22),
    Column("Nama", lambda row: row.name, width=36),
    Column("Peran", lambda row: row.role.label, width=24),
    Column("Kode unit", lambda row: row.unit.code if row.unit else ""),
    Column("Unit", lambda row: row.unit.name if row.unit else "Seluruh kabupaten", width=40),
    Column("Asal", _source, width=44),
    Column("Mulai", lambda row: row.starts_on, Kind.DATE),
    Column("Sampai", lambda row: row.ends_on, Kind.DATE),
    Column("Keadaan", lambda row: row.state_label, width=26),
    Column("Dasar", lambda row: _given(row, "reason"), width=40),
    Column("Diberikan oleh", lambda row: _given(row, "given_by"), width=28),
    Column("Diberikan pada", lambda row: _moment(row, "given_at"), Kind.MOMENT),
    Column("Diakhiri oleh", _ended_by, width=28),
    Column("Diakhiri pada", lambda row: _moment(row, "ended_at"), Kind.MOMENT),
    Column("Alasan berakhir", lambda row: _given(row, "ended_reason"), width=40),
)
