"""The list of forms: its filters."""

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet

from forms_config.domain.drafts import with_drafts
from forms_config.models import EvaluationForm

DRAFT = "ada"


class FormFilterSet(WagtailFilterSet):
    draf = django_filters.ChoiceFilter(
        label="Draf", choices=[(DRAFT, "Punya draf yang belum terbit")], method="filter_drafts"
    )

    class Meta:
        model = EvaluationForm
        fields = ["draf", "is_active"]

    def filter_drafts(self, forms: QuerySet, name: str, value: str) -> QuerySet:
        return with_drafts(forms)


def drafts_url() -> str:
    """The list of forms with a draft that was not published."""
    return reverse(EvaluationForm.snippet_viewset.get_url_name("list"), query={"draf": DRAFT})
