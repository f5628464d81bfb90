"""By which code anybody can check a printed document."""

import secrets

from django.db import models

from evaluations.enums import DocumentKind
from evaluations.models.evaluation import Evaluation
from evaluations.models.plan import PlanVersion

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, 1, I, L and O, which look alike on paper
CODE_LENGTH = 16  # 79 bits: nobody guesses one


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class VerificationCode(models.Model):
    """One row is the code of one frozen document, random, so that it says nothing of the document."""

    code = models.CharField("kode", max_length=CODE_LENGTH, unique=True, default=new_code)
    kind = models.CharField("jenis dokumen", max_length=10, choices=DocumentKind)
    plan_version = models.OneToOneField(
        PlanVersion, models.CASCADE, null=True, related_name="verification", verbose_name="versi SKP"
    )
    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, null=True, related_name="verification", verbose_name="evaluasi"
    )

    class Meta:
        verbose_name = "kode verifikasi"
        verbose_name_plural = "kode verifikasi"

    def __str__(self) -> str:
        return self.code
