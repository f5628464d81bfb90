"""The workbook of findings about people, units and raters (``domain.organization.doctor``)."""

from evaluations.domain.organization.doctor import KIND_BY_CODE, Severity
from evaluations.exchange.columns import Column, Kind

FINDING_COLUMNS: tuple[Column, ...] = (
    Column("Tingkat", lambda finding: Severity(finding.severity).label),
    Column("Jenis temuan", lambda finding: KIND_BY_CODE[finding.kind].title, width=34),
    Column("Nama", lambda finding: finding.employee_name, width=30),
    Column("NIP", lambda finding: finding.nip, width=22),
    Column("Unit", lambda finding: finding.unit_name, width=34),
    Column("Perangkat daerah", lambda finding: finding.agency_name, width=34),
    Column("Temuan", lambda finding: finding.sentence, width=80),
    Column("Cara membereskan", lambda finding: KIND_BY_CODE[finding.kind].mend, width=60),
    Column(
        "Diterima karena", lambda finding: finding.accepted.reason if finding.accepted else None, width=30
    ),
    Column(
        "Diterima sampai", lambda finding: finding.accepted.until if finding.accepted else None, Kind.DATE
    ),
)
