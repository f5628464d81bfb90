"""Required reading: a guidance page to be read before a form is sent for the first time."""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Exists, OuterRef

from evaluations.models import Evaluation
from forms_config.models import GuidancePage, GuidanceRead


@dataclass(frozen=True)
class Unread:
    """The page that somebody must still read. Stands among what is missing, like a required field."""

    anchor: ClassVar[str] = "wajib-baca"
    title: str
    slug: str

    @property
    def message(self) -> str:
        return f"Baca dulu panduan “{self.title}”."


def unread(evaluation: Evaluation) -> Unread | None:
    """The page that keeps the employee from sending; None when there is none or it was read. One query at most.

    Asked until the person has sent something made with this form, in any version of it; what comes back to them
    is not asked again. A reading counts until the page is changed materially: a small correction holds nobody up. Nor
    does a page that was unpublished or removed meanwhile.
    """
    reading = evaluation.form_version.parsed.reading
    if reading is None:
        return None
    sent = Evaluation.objects.filter(
        employee=evaluation.employee_id,
        form_version__form=evaluation.form_version.form_id,
        submitted_at__isnull=False,
    )
    read = GuidanceRead.objects.current().filter(page=OuterRef("pk"), user=evaluation.employee.user_id)
    page = GuidancePage.objects.live().filter(~Exists(read), ~Exists(sent), slug=reading.slug).first()
    return Unread(page.title, page.slug) if page else None
