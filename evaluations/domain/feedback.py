"""Continuous feedback (umpan balik berkelanjutan)."""

from datetime import date

from evaluations.models import Employee, Feedback
from evaluations.models.feedback import FeedbackQuerySet


def feedback_of(employee: Employee, starts_on: date, ends_on: date) -> FeedbackQuerySet:
    """The notes to one person about the days of a span, newest first."""
    return Feedback.objects.filter(employee=employee, about_on__range=(starts_on, ends_on)).select_related("author")
