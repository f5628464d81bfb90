"""What feedback asks for on the first page: to answer, to read, and to tell the team something in time."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import dateformat

from evaluations.domain.evaluating.feedback import to_be_heard
from evaluations.models import Feedback, FeedbackRequest
from evaluations.portal.task import Task

WHY_FEEDBACK = "Umpan balik yang segera lebih berguna daripada kejutan saat penilaian."


def feedback_tasks(user, today: date) -> Iterator[Task]:
    """What colleagues ask, what is new to read, and who of the team heard nothing yet; three queries."""
    url = reverse("portal:feedback")
    asked = list(FeedbackRequest.objects.visible_to(user).waiting_for(user, today))
    if asked:
        first, is_one = asked[0], len(asked) == 1
        yield Task(
            f"Beri umpan balik tentang {first.employee}"
            if is_one
            else f"{len(asked)} permintaan umpan balik menunggu Anda",
            f"Diminta {first.asked_by}, paling lambat {dateformat.format(first.until, 'j F Y')}.",
            "Jawab", reverse("portal:feedback_answer", args=[first.pk]) if is_one else url, "message", 26,
            why=WHY_FEEDBACK,
        )  # fmt: skip
    new = Feedback.objects.visible_to(user).filter(employee__user=user, read_at=None).shown().count()
    if new:
        yield Task(
            f"{new} umpan balik baru untuk Anda",
            "Baca, lalu tanggapi bila perlu.",
            "Baca",
            url,
            "message",
            29,
        )
    team = to_be_heard(user, today)
    unheard = [row for row in team if not row.was_heard]
    if unheard:
        title = f"Anda belum memberi umpan balik kepada {len(unheard)} dari {len(team)} orang"
        yield Task(title, f"Pada {team[0].period.name}.", "Lihat siapa", url, "message", 45, why=WHY_FEEDBACK)
