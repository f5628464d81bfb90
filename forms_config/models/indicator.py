"""The indicator library."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.search import index

from forms_config.blocks import ScoreBandStream
from forms_config.engine.schema import Polarity
from forms_config.keys import KEY_LENGTH

from .constant import Constant
from .scale import RatingScale
from .stream import EditorField


class Indicator(index.Indexed, models.Model):
    """One row is an indicator that forms can take over. Publishing copies it into the form version.

    It is answered in one of three ways: with a level of ``scale``; with a numerator and a denominator, whose
    quotient counts (``is_ratio``); or with a number.
    """

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
    descriptors = models.JSONField(
        "arti tiap tingkat",
        default=dict,
        blank=True,
        help_text="Arti tingkat untuk indikator ini. Yang kosong memakai arti dari skala.",
    )
    required_levels = models.JSONField(
        "tingkat yang dibutuhkan jabatan",
        default=dict,
        blank=True,
        help_text="Untuk kompetensi: tingkat yang dibutuhkan tiap jenjang jabatan. Boleh kosong.",
    )
    numerator = models.CharField(
        "pembilang",
        max_length=200,
        blank=True,
        help_text="Angka yang dibagi, misalnya: Permohonan yang selesai tepat waktu.",
    )
    denominator = models.CharField(
        "penyebut", max_length=200, blank=True, help_text="Angka pembagi, misalnya: Semua permohonan."
    )
    denominator_constant = models.ForeignKey(
        Constant,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="penyebut dari tetapan",
        help_text="Pengganti penyebut, bila pembaginya sama bagi semua orang. Misalnya: hari kerja.",
    )
    multiplier = models.DecimalField(
        "dikali",
        max_digits=9,
        decimal_places=2,
        default=Decimal(100),
        help_text="100 untuk persen; 1 bila hasil baginya sendiri yang dipakai.",
    )
    cap = models.DecimalField(
        "batas tertinggi",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Capaian di atas batas dihitung sebesar batas, misalnya 120. Boleh kosong.",
    )
    bands = EditorField(
        ScoreBandStream(),
        verbose_name="rentang nilai",
        blank=True,
        help_text="Mengubah capaian menjadi nilai, misalnya 90 ke atas menjadi 5. Urutkan dari yang tertinggi.",
    )
    guidance_page = models.ForeignKey(
        "forms_config.GuidancePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="indicators",
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
        index.FilterField("name"),  # lists are ordered by it, while searching too
        index.FilterField("is_active"),
    ]

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikator"
        ordering = ("group", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def is_ratio(self) -> bool:
        return bool(self.numerator)

    def clean(self) -> None:
        """A ratio needs both parts, one denominator only, and no scale beside it."""
        super().clean()
        has_denominator = bool(self.denominator or self.denominator_constant)
        if self.numerator and not has_denominator:
            raise ValidationError({"denominator": "Isi penyebut, atau pilih tetapan sebagai penyebut."})
        if has_denominator and not self.numerator:
            raise ValidationError({"numerator": "Isi pembilang, atau kosongkan penyebutnya."})
        if self.denominator and self.denominator_constant:
            text = "Pilih salah satu: penyebut yang diisi, atau penyebut dari tetapan."
            raise ValidationError({"denominator_constant": text})
        if self.numerator and self.scale:
            text = (
                "Indikator dengan pembilang dan penyebut tidak dinilai dengan skala. Kosongkan salah satunya."
            )
            raise ValidationError({"scale": text})
