"""The indicator library."""

from django.db import models
from wagtail.search import index

from forms_config.engine.schema import Polarity
from forms_config.keys import KEY_LENGTH

from .scale import RatingScale


class Indicator(index.Indexed, models.Model):
    """One row is an indicator that forms can take over. Publishing copies it into the form version."""

    class Aspect(models.TextChoices):
        QUANTITY = "QUANTITY", "Kuantitas"
        QUALITY = "QUALITY", "Kualitas"
        TIME = "TIME", "Waktu"
        COST = "COST", "Biaya"

    class Group(models.TextChoices):
        HASIL_KERJA = "hasil_kerja", "Hasil kerja"
        PERILAKU = "perilaku", "Perilaku kerja"
        KOMPETENSI = "kompetensi", "Kompetensi"
        GENERAL = "general", "Umum"

    POLARITIES = (
        (Polarity.HIGHER.value, "Makin tinggi makin baik"),
        (Polarity.LOWER.value, "Makin rendah makin baik"),
    )

    code = models.SlugField(
        "kode",
        max_length=KEY_LENGTH,
        unique=True,
        help_text="Kode tetap, misalnya waktu-layanan. Tidak dapat diubah setelah disimpan.",
    )
    name = models.CharField("nama indikator", max_length=200)
    group = models.CharField("kelompok", max_length=20, choices=Group, default=Group.HASIL_KERJA)
    definition = models.TextField(
        "pengertian",
        blank=True,
        help_text="Apa yang dimaksud, dengan kalimat sehari-hari. Terlihat oleh ASN.",
    )
    how_measured = models.TextField(
        "cara mengukur",
        blank=True,
        help_text="Dari mana angkanya dan bagaimana menghitungnya. Terlihat oleh ASN.",
    )
    guides = models.TextField(
        "panduan perilaku", blank=True, help_text="Satu panduan per baris. Ditampilkan sebagai daftar."
    )
    aspect = models.CharField("aspek", max_length=10, choices=Aspect, blank=True)
    unit = models.CharField("satuan", max_length=40, blank=True, help_text="Misalnya: laporan, hari, persen.")
    polarity = models.CharField(
        "arah",
        max_length=6,
        choices=POLARITIES,
        default=Polarity.HIGHER.value,
        help_text="Kapan capaian disebut baik.",
    )
    target = models.DecimalField(
        "target",
        max_digits=15,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Target bawaan. Boleh kosong.",
    )
    scale = models.ForeignKey(
        RatingScale,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="skala",
        help_text="Isi bila indikator dinilai dengan memilih tingkat. Kosongkan bila dijawab dengan angka.",
    )
    guidance_page = models.ForeignKey(
        "forms_config.GuidancePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="halaman panduan",
    )
    is_active = models.BooleanField(
        "aktif",
        default=True,
        help_text="Yang nonaktif tidak dapat dipakai pada penerbitan baru. Formulir terbit tidak berubah.",
    )

    search_fields = [
        index.SearchField("name"),
        index.SearchField("definition"),
        index.AutocompleteField("name"),
        index.AutocompleteField("code"),
        index.FilterField("group"),
        index.FilterField("is_active"),
    ]

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        ordering = ("group", "name")

    def __str__(self) -> str:
        return self.name
