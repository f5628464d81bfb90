from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """One row is one login: of a person, of an officer without employee record, or of an API client.

    Kept minimal on purpose: who somebody is in the organisation stands on ``evaluations.Employee``.
    """

    # Since when a login asks for a second step too; written by ``login.second_step`` alone.
    second_step_since = models.DateTimeField("langkah kedua sejak", null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "pengguna"
        verbose_name_plural = "pengguna"

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class ProductionMark(models.Model):
    """One row says that this database belongs to a production installation; see ``production_mark``."""

    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "tanda produksi"
        verbose_name_plural = "tanda produksi"

    def __str__(self) -> str:
        return f"produksi sejak {self.created_at:%d-%m-%Y}"
