"""Choosing a person or a unit by search, ten at a time: a select would hold 10,000 options."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import BaseChooser

from evaluations.domain.organization.snapshots import posts_on
from evaluations.models import Employee, OrganizationalUnit
from forms_config.admin.choosers import ReadersOnly
from forms_config.text_fields import CleanTextField


class _Chooser(BaseChooser):
    """What is no id at all chooses nothing; the field then says that the choice does not exist."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except (TypeError, ValueError, OverflowError):
            return None


def matching(objects: QuerySet, words: str, fields: Iterable[str]) -> QuerySet:
    """Those in which every word occurs in one of ``fields``."""
    for word in words.split():
        objects = objects.filter(Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR))
    return objects.distinct()  # somebody with several former NIP is still one person


PERSON_FIELDS = ("name", "nip", "former_nips__nip")
UNIT_FIELDS = ("name", "code", "agency__name")


class _SearchForm(BaseFilterForm):
    """Every word must occur in one of ``fields``."""

    fields_searched: tuple[str, ...] = ()
    q = CleanTextField(label="Cari", required=False, widget=forms.TextInput(attrs={"placeholder": "Cari"}))

    def filter(self, objects: QuerySet) -> QuerySet:
        query = self.cleaned_data["q"]
        if not query:
            return objects
        self.is_searching, self.search_query = True, query
        return matching(objects, query, self.fields_searched)


class EmployeeSearchForm(_SearchForm):
    fields_searched = PERSON_FIELDS


class UnitSearchForm(_SearchForm):
    fields_searched = UNIT_FIELDS


class _EmployeeResults:
    filter_form_class = EmployeeSearchForm
    ordering = ["name", "pk"]

    def get_results_page(self, request):
        page = super().get_results_page(request)
        self.posts = posts_on([person.pk for person in page.object_list], timezone.localdate())
        return page

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("nip", label="NIP", accessor=lambda person: person.nip or "bukan ASN"),
            Column("post", label="Jabatan", accessor=self._post),
        ]

    def _post(self, person: Employee) -> str:
        post = self.posts.get(person.pk)
        return f"{post.position}, {post.unit}" if post else "tanpa jabatan"


class EmployeeChooseView(_EmployeeResults, ChooseView):
    pass


class EmployeeChooseResultsView(_EmployeeResults, ChooseResultsView):
    pass


class EmployeeChooser(ReadersOnly, ChooserViewSet):
    base_widget_class = _Chooser
    model = Employee
    icon = "user"
    choose_one_text = "Pilih pegawai"
    choose_another_text = "Pilih pegawai lain"
    edit_item_text = "Ubah pegawai ini"
    choose_view_class = EmployeeChooseView
    choose_results_view_class = EmployeeChooseResultsView


class _UnitResults:
    filter_form_class = UnitSearchForm
    ordering = ["path"]

    def get_object_list(self) -> QuerySet:
        return OrganizationalUnit.objects.select_related("agency")

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("code", label="Kode", accessor="code"),
            Column("agency", label="Perangkat daerah", accessor="agency"),
        ]


class UnitChooseView(_UnitResults, ChooseView):
    pass


class UnitChooseResultsView(_UnitResults, ChooseResultsView):
    pass


class UnitChooser(ReadersOnly, ChooserViewSet):
    base_widget_class = _Chooser
    model = OrganizationalUnit
    icon = "group"
    choose_one_text = "Pilih unit"
    choose_another_text = "Pilih unit lain"
    edit_item_text = "Ubah unit ini"
    choose_view_class = UnitChooseView
    choose_results_view_class = UnitChooseResultsView
