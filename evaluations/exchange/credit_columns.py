"""Workbooks per perangkat daerah that BKPSDM passes on: angka kredit, and status kinerja for talent management."""

from decimal import Decimal

from evaluations.domain.evaluating.credit import Account
from evaluations.domain.evaluating.talent import label_of
from evaluations.exchange.columns import Column, Kind
from evaluations.models import Evaluation


def _needed(number: int) -> Column:
    return Column(
        f"Kebutuhan {NAMES[number]}", lambda row: _goal(row, number, "needed"), Kind.SCORE, width=24
    )


def _missing(number: int) -> Column:
    return Column(
        f"Kurang untuk {NAMES[number]}", lambda row: _goal(row, number, "missing"), Kind.SCORE, width=28
    )


def _goal(row: Account, number: int, name: str) -> Decimal | None:
    """None where there is no next jenjang."""
    goals = row.goals
    return getattr(goals[number], name) if number < len(goals) else None


NAMES = ("kenaikan pangkat", "kenaikan jenjang")
# Rows are ``credit.Account``.
CREDIT_COLUMNS: tuple[Column, ...] = (
    Column("NIP", lambda row: row.employee.nip, width=22),
    Column("Nama", lambda row: row.employee.full_name, width=36),
    Column("Pangkat/golongan", lambda row: row.employee.rank),
    Column("Jabatan", lambda row: row.post.position, width=36),
    Column("Unit", lambda row: row.post.unit.name, width=36),
    Column("Jenjang", lambda row: row.level),
    Column("Angka kredit awal", lambda row: row.balance.points if row.balance else None, Kind.SCORE),
    Column("Sampai dengan", lambda row: row.balance.as_of if row.balance else None, Kind.DATE),
    Column("Dokumen", lambda row: row.balance.document if row.balance else None, width=30),
    Column("Dari evaluasi tahunan", lambda row: row.total - row.start, Kind.SCORE, width=22),
    Column("Jumlah", lambda row: row.total, Kind.SCORE),
    *(column(number) for number in range(len(NAMES)) for column in (_needed, _missing)),
)


def _status(row: Evaluation) -> str:
    return label_of(getattr(row, "status_kinerja", ""))


# Rows are evaluations with ``status_kinerja``.
STATUS_COLUMNS: tuple[Column, ...] = (
    Column("NIP", lambda row: row.nip, width=22),
    Column("Nama", lambda row: row.name, width=36),
    Column("Jabatan", lambda row: row.position, width=36),
    Column("Unit", lambda row: row.unit_name, width=36),
    Column("Periode", lambda row: row.period.name),
    Column("Predikat kinerja", lambda row: row.predikat_label, width=22),
    Column("Status kinerja", _status, width=22),
)
