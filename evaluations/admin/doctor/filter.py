"""Which findings of the doctor are shown: read from an address, written back into one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from evaluations.domain.organization.doctor import KIND_BY_CODE, Finding, Severity
from evaluations.places import whole_number

OPEN, ACCEPTED, ALL = "", "ya", "semua"
ACCEPTANCES = ((OPEN, "Belum diterima"), (ACCEPTED, "Sudah diterima"), (ALL, "Semua"))


class DayForm(forms.Form):
    pada = forms.DateField(label="Keadaan pada", required=False, widget=AdminDateInput)


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show, as it stands in the address."""

    on: date
    kind: str = ""
    agency: int | None = None
    severity: str = ""
    accepted: str = OPEN
    words: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Filter":
        """From an address; what cannot be read is left out, and without a day it is today."""
        return cls(
            on=day_of(asked.get("pada", "")) or timezone.localdate(),
            kind=asked.get("jenis", "") if asked.get("jenis", "") in KIND_BY_CODE else "",
            agency=whole_number(asked.get("perangkat")) or None,
            severity=asked.get("tingkat", "") if asked.get("tingkat", "") in Severity.values else "",
            accepted=asked.get("terima", "") if asked.get("terima", "") in (ACCEPTED, ALL) else OPEN,
            words=asked.get("q", "").strip(),
        )

    @property
    def query(self) -> str:
        """The same filter as an address."""
        asked = {
            "pada": self.on.isoformat(),
            "jenis": self.kind,
            "perangkat": self.agency or "",
            "tingkat": self.severity,
            "terima": self.accepted,
            "q": self.words,
        }
        return urlencode({name: value for name, value in asked.items() if value})

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        return [finding for finding in findings if self._takes(finding)]

    def _takes(self, finding: Finding) -> bool:
        return (
            self.kind in ("", finding.kind)
            and self.agency in (None, finding.agency_id)
            and self.severity in ("", finding.severity)
            and self.accepted in (ALL, ACCEPTED if finding.accepted else OPEN)
            and self._has_words(finding)
        )

    def _has_words(self, finding: Finding) -> bool:
        text = f"{finding.sentence} {finding.nip} {finding.unit_name} {finding.agency_name}".casefold()
        return all(word in text for word in self.words.casefold().split())


def day_of(text: str) -> date | None:
    """The day that an address names; None where it names none."""
    form = DayForm({"pada": text})
    return form.cleaned_data["pada"] if form.is_valid() else None
