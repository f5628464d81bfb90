"""Required reading: guidance pages to be read before a form, or anything in a period, is sent for the first time."""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Exists, OuterRef, Q

from evaluations.models import Evaluation
from forms_config.models import GuidancePage, GuidanceRead


@dataclass(frozen=True)
class Unread:
    """A page that somebody must still read. Stands among what is missing, like a required field."""

    anchor: ClassVar[str] = "wajib-baca"
    title: str
    slug: str

    @property
    def message(self) -> str:
        return f"Baca dulu panduan “{self.title}”."


def unread(evaluation: Evaluation) -> Unread | None:
    """The first page that keeps the employee from sending; None when there is none or all were read. One query at most.

    The page of the form is asked for until the person has sent something made with this form, in any version of it;
    that of the period until they have sent something in it. What comes back to them is not asked again. A reading
    counts until the page is changed materially: a small correction holds nobody up. Nor does a page that was taken off
    or deleted meanwhile.
    """
    reading = evaluation.form_version.parsed.reading
    for_period = evaluation.period.required_page_id
    if reading is None and for_period is None:
        return None
    sent = Evaluation.objects.filter(employee=evaluation.employee_id, submitted_at__isnull=False).order_by()
    asked = Q()
    if reading is not None:
        asked |= Q(
            ~Exists(sent.filter(form_version__form=evaluation.form_version.form_id)), slug=reading.slug
        )
    if for_period is not None:
        asked |= Q(~Exists(sent.filter(period=evaluation.period_id)), pk=for_period)
    read = GuidanceRead.objects.current().filter(page=OuterRef("pk"), user=evaluation.employee.user_id)
    page = GuidancePage.objects.live().filter(asked, ~Exists(read)).order_by("path").first()
    return Unread(page.title, page.slug) if page else None
