"""A form page exactly as Wagtail's documentation builds it: no login, no versions, no audit."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField


class FormPage(AbstractForm):
    template = "baseline/form_page.html"


class FormField(AbstractFormField):
    page = ParentalKey(FormPage, on_delete=models.CASCADE, related_name="form_fields")
