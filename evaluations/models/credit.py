"""Angka kredit that somebody had on a day, by a document (PAK): where the counting begins."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.exchange import ImportBatch
from evaluations.models.people import Employee


class CreditBalance(models.Model):
    """One row is what a document says of one person on a day. Never rewritten: a later row follows a wrong one.

    Written by ``domain.evaluating.credit`` and by the import of documents only.
    """

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="credit_balances")
    points = models.DecimalField("angka kredit", max_digits=7, decimal_places=2)
    as_of = models.DateField("dihitung sampai dengan")  # results of later days are added
    document = models.CharField("dokumen", max_length=200)
    recorded_by = models.ForeignKey(  # None: imported by a command
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()
    # Of an import: it alone may go again, and only together with it.
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "angka kredit awal"
        verbose_name_plural = "angka kredit awal"
        ordering = ["-as_of", "-recorded_at", "-pk"]
        constraints = [models.CheckConstraint(name="credit_is_not_negative", condition=Q(points__gte=0))]

    def __str__(self) -> str:
        return f"{self.employee}: {self.points}"
