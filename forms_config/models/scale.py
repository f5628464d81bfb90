"""Rating scales."""

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from forms_config.keys import KEY_LENGTH, validate_code

from .keyed import Keyed


class RatingScale(Keyed, ClusterableModel):
    """One row is a scale that answers and overall ratings choose from. Publishing copies it."""

    name = models.CharField("nama skala", max_length=120)
    description = models.TextField(
        "keterangan", blank=True, help_text="Untuk apa skala ini dipakai. Hanya terlihat oleh BKPSDM."
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipakai pada penerbitan baru. Formulir terbit tidak berubah.",
    )

    class Meta:
        verbose_name = "skala"
        verbose_name_plural = "skala"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ScaleLevel(Orderable):
    """One row is a level of a scale, in the order in which people read them."""

    scale = ParentalKey(RatingScale, on_delete=models.CASCADE, related_name="levels")
    key = models.CharField(
        "kode",
        max_length=KEY_LENGTH,
        validators=[validate_code],
        help_text="Kode tetap yang disimpan sebagai jawaban, misalnya MEETS atau 3. Jangan dipakai ulang.",
    )
    label = models.CharField("sebutan", max_length=120)
    value = models.DecimalField(
        "nilai angka",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Dipakai bila tingkat ini ikut dihitung dalam skor. Boleh kosong.",
    )
    descriptor = models.TextField(
        "arti tingkat ini", blank=True, help_text="Terlihat oleh ASN dan penilai saat memilih."
    )

    class Meta(Orderable.Meta):
        verbose_name = "tingkat"
        verbose_name_plural = "tingkat"
        constraints = [
            models.UniqueConstraint(
                fields=("scale", "key"),
                name="one_level_per_key",
                violation_error_message="Kode tingkat ini sudah dipakai pada skala yang sama.",
            )
        ]

    def __str__(self) -> str:
        return self.label
