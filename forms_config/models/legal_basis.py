"""The regulations on which forms and guidance rest, with the days on which they hold."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

_NUMBERED = re.compile(
    r"^(?P<kind>.+?)\s+(?:nomor\s+)?(?P<number>\d+[\w.-]*)(?:\s*/\s*|\s+tahun\s+)(?P<year>\d{4})$", re.I
)


class LegalBasis(models.Model):
    """One row is a regulation. ``valid_until`` is its last day, None while it holds."""

    number = models.CharField(
        "nomor",
        max_length=80,
        unique=True,
        help_text="Seperti ditulis dalam formulir dan panduan, misalnya: PermenPANRB 6/2022.",
    )
    title = models.CharField("tentang", max_length=250)
    matters_for = models.CharField("dipakai untuk", max_length=250, blank=True)
    valid_from = models.DateField("berlaku sejak", null=True, blank=True)
    valid_until = models.DateField("berlaku sampai", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name="diganti oleh"
    )
    link = models.URLField("tautan resmi", blank=True)

    class Meta:
        verbose_name = "dasar hukum"
        verbose_name_plural = "dasar hukum"
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                name="legal_basis_ends_after_it_begins",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": "Hari terakhirnya sebelum hari berlakunya."})

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    @property
    def pattern(self) -> re.Pattern[str]:
        """The ways in which texts name it: "PP 30/2019", "PP Nomor 30 Tahun 2019"."""
        found = _NUMBERED.match(self.number.strip())
        if found is None:
            return re.compile(rf"(?<!\w){re.escape(self.number)}(?!\w)", re.I)
        kind, number, year = (re.escape(part) for part in found.groups())
        return re.compile(
            rf"(?<!\w){kind}\s+(?:nomor\s+|no\.?\s*)?{number}(?:\s*/\s*|\s+tahun\s+){year}(?!\w)", re.I
        )
