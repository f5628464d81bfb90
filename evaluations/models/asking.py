"""What a period asks besides the evaluation: colleagues for feedback, whoever has read a result for the pulse."""

from django.core.exceptions import ValidationError
from django.db import models

from forms_config.engine.tallies import uncountable
from forms_config.models import EvaluationForm, FormPurpose


class FeedbackRules(models.Model):
    """How colleagues give feedback: which questions they are asked besides their words, and whether by name."""

    feedback_form = models.ForeignKey(
        EvaluationForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="formulir umpan balik",
        help_text="Pertanyaan bagi yang dimintai umpan balik, di samping tulisannya. Boleh kosong.",
    )
    anonymous_feedback = models.BooleanField(
        "umpan balik rekan dan bawahan tanpa nama",
        default=False,
        help_text="Ditampilkan bersama-sama setelah batas jawabnya, bila sedikitnya tiga orang menjawab. Penilai dan "
        "atasannya selalu bernama. Yang sudah diminta tidak berubah.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        check_purpose(self, "feedback_form", FormPurpose.FEEDBACK)


class PulseRules(models.Model):
    """What people are asked, without their name, after they have read their result."""

    pulse_form = models.ForeignKey(
        EvaluationForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="formulir suara pegawai",
        help_text="Ditanyakan tanpa nama setelah hasil dibaca. Kosong berarti tidak ditanyakan.",
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        check_purpose(self, "pulse_form", FormPurpose.PULSE)
        if self.pulse_form is not None:
            _check_counted(self.pulse_form)


def _check_counted(form: EvaluationForm) -> None:
    """``ValidationError`` where the form is not published, or asks for words that may tell who wrote them."""
    version = form.versions.order_by("-number").first()
    if version is None:
        raise ValidationError({"pulse_form": f"“{form}” belum diterbitkan. Terbitkan dahulu formulirnya."})
    free = uncountable(version.parsed)
    if free:
        text = f"“{form}” memuat isian yang dapat mengenali penulisnya: “{free[0].label}”. "
        raise ValidationError({"pulse_form": f"{text}Pilih formulir yang hanya berisi pertanyaan pilihan."})


def check_purpose(row: models.Model, name: str, purpose: FormPurpose) -> None:
    """``ValidationError`` where the form chosen in field ``name`` is for something else."""
    form = getattr(row, name, None)
    if form is not None and form.purpose != purpose:
        text = f"“{form}” adalah formulir {form.get_purpose_display().lower()}. Pilih formulir {purpose.label.lower()}."
        raise ValidationError({name: text})
