"""The lists of units, people, posts, exceptions and leave: their filters and columns."""

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic import IndexView

from evaluations import queries
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType, UnitKind
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit
from forms_config.engine.figures import POSTS

UNKNOWN = "-"  # an empty choice would mean: do not filter


def _agencies(request) -> QuerySet[OrganizationalUnit]:
    return queries.agencies()


class UnitFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label="Jenis", choices=UnitKind.choices)
    agency = django_filters.ModelChoiceFilter(label="Perangkat daerah", queryset=_agencies)

    class Meta:
        model = OrganizationalUnit
        fields = ["kind", "agency"]


class LeadsToPage(IndexView):
    """The name leads to the page on which one sees how things stand; "Ubah" stands in its menu."""

    def _get_title_column(self, field_name, column_class=TitleColumn, **kwargs):
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class UnitIndexView(LeadsToPage):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("agency", "parent")


class EmployeeFilterSet(WagtailFilterSet):
    employment_type = django_filters.ChoiceFilter(label="Jenis pegawai", choices=EmploymentType.choices)
    legal_status = django_filters.ChoiceFilter(label="Kedudukan hukum", choices=LegalStatus.choices)
    agency = django_filters.ModelChoiceFilter(
        label="Perangkat daerah (kini)", queryset=_agencies, method="filter_agency"
    )

    class Meta:
        model = Employee
        fields = ["employment_type", "legal_status"]

    def filter_agency(self, queryset: QuerySet, name: str, agency: OrganizationalUnit) -> QuerySet:
        posts = Assignment.objects.on(timezone.localdate()).filter(unit__agency=agency)
        return queryset.filter(pk__in=posts.values("employee"))


class EmployeeIndexView(LeadsToPage):
    def get_base_queryset(self) -> QuerySet:
        present = Assignment.objects.on(timezone.localdate()).select_related("unit").order_by("kind", "pk")
        return super().get_base_queryset().prefetch_related(Prefetch("assignments", present, "present_posts"))


def present_post(employee: Employee) -> str:
    return "; ".join(f"{post.position} ({post.unit})" for post in employee.present_posts)


class AssignmentFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label="Sifat", choices=AssignmentKind.choices)
    position_type = django_filters.ChoiceFilter(label="Jenis jabatan", choices=PositionType.choices)
    post_kind = django_filters.ChoiceFilter(
        label="Jenjang jabatan", choices=[(UNKNOWN, "Belum diketahui"), *POSTS], method="filter_post_kind"
    )
    is_head = django_filters.BooleanFilter(label="Memimpin unit")
    agency = django_filters.ModelChoiceFilter(
        label="Perangkat daerah", field_name="unit__agency", queryset=_agencies
    )

    class Meta:
        model = Assignment
        fields = ["kind", "position_type", "is_head"]

    def filter_post_kind(self, queryset: QuerySet, name: str, kind: str) -> QuerySet:
        return queryset.filter(post_kind="" if kind == UNKNOWN else kind)


class AssignmentIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("employee", "unit")


class ReportingLineIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("employee", "rater")


class LegalStatusFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label="Kedudukan hukum", choices=LegalStatus.choices)

    class Meta:
        model = LegalStatusSpan
        fields = ["status"]


class LegalStatusIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("employee")
