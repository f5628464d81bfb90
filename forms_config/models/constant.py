"""Numbers that are kept in one place."""

from django.db import models
from wagtail.search import index

from forms_config.engine.rounding import spoken
from forms_config.engine.values import MAX_DECIMALS
from forms_config.keys import KEY_LENGTH, validate_key

from .keyed import Keyed


class Constant(index.Indexed, Keyed):
    """One row is a number that formulas and indicators name by its key. Publishing copies its value."""

    key = models.CharField(
        "kode tetap",
        max_length=KEY_LENGTH,
        unique=True,
        blank=True,
        validators=[validate_key],
        help_text="Nama tetapan ini dalam rumus, misalnya hari_kerja. Tidak dapat diubah setelah disimpan.",
    )
    name = models.CharField("nama tetapan", max_length=120)
    value = models.DecimalField("nilai", max_digits=18, decimal_places=6)
    unit = models.CharField("satuan", max_length=40, blank=True, help_text="Misalnya: hari.")
    description = models.TextField(
        "keterangan", blank=True, help_text="Dari mana angkanya dan kapan perlu diperbarui."
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipakai pada penerbitan baru. Formulir terbit tidak berubah.",
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("key"),
        index.FilterField("is_active"),
        index.FilterField("name"),  # lists are ordered by it, while searching too
    ]

    class Meta:
        verbose_name = "tetapan"
        verbose_name_plural = "tetapan"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def spoken_value(self) -> str:
        return spoken(self.value, MAX_DECIMALS)
