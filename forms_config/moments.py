"""A day with its hour, as officers type it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.widgets import AdminDateTimeInput


class MomentField(forms.DateTimeField):
    """Of every form in the admin. Django takes a day alone for its first minute, and a deadline would lose that day."""

    widget = AdminDateTimeInput

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and (day := _day_alone(value)):
            raise ValidationError(f"Tulis juga jamnya, seperti {day} 23.59.", code="without_hour")
        return super().to_python(value)


def _day_alone(text: str) -> str:
    try:
        return f"{forms.DateField().to_python(text):%d/%m/%Y}"
    except (ValidationError, TypeError):
        return ""
