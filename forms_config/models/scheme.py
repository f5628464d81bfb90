"""How ratings become a predikat (decision table) and scores a supporting index (weights and bands)."""

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from forms_config.blocks import BandStream, WeightSetStream
from forms_config.keys import validate_code

from .keyed import Keyed
from .scale import RatingScale
from .stream import EditorField


class PredikatMatrix(Keyed, ClusterableModel):
    """One row is a decision table: rating hasil kerja x rating perilaku → predikat (PermenPANRB 6/2022)."""

    name = models.CharField("nama kuadran", max_length=120)
    legal_basis = models.CharField(
        "dasar hukum", max_length=200, blank=True, help_text="Disebut dalam penjelasan hasil kepada ASN."
    )
    scale = models.ForeignKey(
        RatingScale,
        models.PROTECT,
        related_name="matrices",
        verbose_name="skala rating",
        help_text="Tingkat skala ini menjadi baris (hasil kerja) dan kolom (perilaku) tabel.",
    )
    cells = models.JSONField(
        "tabel predikat",
        default=dict,
        blank=True,
        help_text="Kode predikat: {hasil kerja: {perilaku: predikat}}.",
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipakai pada penerbitan baru. Formulir terbit tidak berubah.",
    )

    class Meta:
        verbose_name = "kuadran predikat"
        verbose_name_plural = "kuadran predikat"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MatrixPredikat(Orderable):
    """One row is a predikat that a decision table can give; listed from the best to the worst."""

    matrix = ParentalKey(PredikatMatrix, on_delete=models.CASCADE, related_name="predikats")
    code = models.CharField(
        "kode",
        max_length=30,
        validators=[validate_code],
        help_text="Kode tetap untuk laporan dan API, misalnya BUTUH_PERBAIKAN. Sebutannya boleh diubah.",
    )
    label = models.CharField("sebutan", max_length=60)

    class Meta(Orderable.Meta):
        verbose_name = "predikat"
        verbose_name_plural = "predikat"
        constraints = [
            models.UniqueConstraint(
                fields=("matrix", "code"),
                name="one_predikat_per_code",
                violation_error_message="Kode predikat ini sudah dipakai pada kuadran yang sama.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class IndexScheme(Keyed):
    """One row is a supporting index: weights per section, then bands. It never overrides the table."""

    name = models.CharField("nama indeks", max_length=120)
    legal_basis = models.CharField(
        "dasar hukum", max_length=200, blank=True, help_text="Disebut dalam penjelasan hasil kepada ASN."
    )
    decimals = models.PositiveSmallIntegerField(
        "angka di belakang koma",
        default=2,
        validators=[MaxValueValidator(6)],
        help_text="Indeks dibulatkan sekali, di akhir hitungan; setengah dibulatkan ke atas.",
    )
    weight_sets = EditorField(
        WeightSetStream(),
        verbose_name="bobot",
        blank=True,
        help_text="Bobot tiap bagian formulir, jumlahnya 100%. Susunan lain untuk keadaan khusus.",
    )
    bands = EditorField(
        BandStream(),
        verbose_name="rentang predikat",
        blank=True,
        help_text="Urutkan dari yang tertinggi. Rentang paling bawah dibiarkan tanpa batas bawah.",
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipakai pada penerbitan baru. Formulir terbit tidak berubah.",
    )

    class Meta:
        verbose_name = "indeks pendukung"
        verbose_name_plural = "indeks pendukung"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
