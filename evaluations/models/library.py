"""The library of work results per post, which BKPSDM keeps and people take into their plans (SKP)."""

from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from evaluations.models.people import Assignment
from evaluations.models.plan import Measured
from forms_config.engine.figures import POSTS


class LibraryResultQuerySet(models.QuerySet):
    def for_post(self, post: Assignment) -> "LibraryResultQuerySet":
        """What fits the name of a post and its kind, as far as the result names them; by name first."""
        by_name = Q(position="") | Q(position__iexact=post.position)
        return self.filter(by_name, Q(post_kind="") | Q(post_kind=post.post_kind)).order_by("-position", "pk")


class LibraryResult(ClusterableModel):
    """One row is a work result that is offered for posts of that name, of that kind, or of both."""

    position = models.CharField(
        "nama jabatan",
        max_length=200,
        blank=True,
        help_text="Persis seperti nama jabatan pegawai, misalnya Perawat Ahli Pertama. Kosong berarti semua nama.",
    )
    post_kind = models.CharField(
        "jenjang jabatan", max_length=16, choices=POSTS, blank=True, help_text="Kosong berarti semua jenjang."
    )
    statement = models.TextField("rencana hasil kerja", max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LibraryResultQuerySet.as_manager()

    class Meta:
        verbose_name = "hasil kerja pustaka"
        verbose_name_plural = "pustaka hasil kerja"
        ordering = ["position", "post_kind", "pk"]
        constraints = [
            models.CheckConstraint(
                name="library_result_is_for_some_post",
                condition=~Q(position="", post_kind=""),
                violation_error_message="Isi nama jabatan atau jenjang jabatan, supaya jelas untuk siapa.",
            )
        ]

    def __str__(self) -> str:
        return self.statement


class LibraryIndicator(Measured):
    """One row is one indicator of a work result of the library."""

    result = ParentalKey(LibraryResult, related_name="indicators")

    class Meta:
        verbose_name = "indikator pustaka"
        verbose_name_plural = "indikator pustaka"
        ordering = ["result", "pk"]
