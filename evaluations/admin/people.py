"""Units, people, posts and exceptions to who rates whom, in the Wagtail admin."""

import django_filters
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import ModelPermissionPolicy

from evaluations.admin.people_forms import (
    AssignmentForm,
    EmployeeForm,
    ReportingLineForm,
    UnitForm,
    UnitOpeningForm,
)
from evaluations.domain.raters import resolve
from evaluations.domain.structure import AGENCY_KINDS
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType, UnitKind
from evaluations.models import Assignment, Employee, OrganizationalUnit, ReportingLine
from forms_config.engine.figures import POSTS

UNKNOWN = "-"  # an empty choice would mean: do not filter


class KeepForever(ModelPermissionPolicy):
    """Units and people are closed or end their service; they are never deleted, since evaluations name them."""

    def user_has_permission(self, user, action) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class PeopleViewSet(ModelViewSet):
    """What the lists here share."""

    copy_view_enabled = False
    add_to_reference_index = False  # written by the thousand through imports; nobody asks for "usage"
    list_per_page = 50


def _agencies(request) -> QuerySet[OrganizationalUnit]:
    return OrganizationalUnit.objects.filter(kind__in=AGENCY_KINDS).order_by("name")


class UnitFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label="Jenis", choices=UnitKind.choices)
    agency = django_filters.ModelChoiceFilter(label="Perangkat daerah", queryset=_agencies)

    class Meta:
        model = OrganizationalUnit
        fields = ["kind", "agency"]


class UnitIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("agency", "parent")


class UnitViewSet(PeopleViewSet):
    model = OrganizationalUnit
    name = "organizationalunit"
    url_prefix = "unit"
    menu_label = "Unit organisasi"
    icon = "group"
    index_view_class = UnitIndexView
    list_display = [
        "name",
        "code",
        Column("kind", label="Jenis", accessor="get_kind_display"),
        "parent",
        "agency",
    ]
    filterset_class = UnitFilterSet
    search_fields = ["name", "code"]
    ordering = ["path"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("name"),
        ],
        base_form_class=UnitForm,
    )
    opening = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("name"),
            FieldPanel("parent"),
            FieldRowPanel([FieldPanel("opened_on"), FieldPanel("reason")]),
        ],
        base_form_class=UnitOpeningForm,
    )

    def get_add_view_kwargs(self, **kwargs) -> dict:
        panel = self.opening.bind_to_model(self.model)
        own = {"panel": panel, "form_class": panel.get_form_class()}
        return super().get_add_view_kwargs(**kwargs) | own

    @property
    def permission_policy(self) -> KeepForever:
        return KeepForever(self.model)


class PostsPanel(Panel):
    """The posts of a person, and who rates them today; each post has its own page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "evaluations_admin/people/posts.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None) -> dict:
            context = super().get_context_data(parent_context)
            posts = self.instance.assignments.select_related("unit__agency").order_by("-starts_on", "-pk")
            return context | {
                "employee": self.instance,
                "posts": posts,
                "lines": self.instance.reporting_lines.select_related("rater").order_by("-starts_on"),
                "resolution": resolve(self.instance, timezone.localdate()),
            }


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


class EmployeeIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        present = Assignment.objects.on(timezone.localdate()).select_related("unit").order_by("kind", "pk")
        return super().get_base_queryset().prefetch_related(Prefetch("assignments", present, "present_posts"))


def _post(employee: Employee) -> str:
    return "; ".join(f"{post.position} ({post.unit})" for post in employee.present_posts)


class EmployeeViewSet(PeopleViewSet):
    model = Employee
    name = "employee"
    url_prefix = "pegawai"
    menu_label = "Pegawai"
    icon = "user"
    index_view_class = EmployeeIndexView
    list_display = [
        "name",
        "nip",
        Column("type", label="Jenis pegawai", accessor="get_employment_type_display"),
        Column("status", label="Kedudukan hukum", accessor="get_legal_status_display"),
        Column("post", label="Jabatan kini", accessor=_post),
    ]
    filterset_class = EmployeeFilterSet
    search_fields = ["name", "nip"]
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("title_before"), FieldPanel("name"), FieldPanel("title_after")]
                    ),
                    FieldPanel("nip", help_text="18 digit. Kosongkan hanya untuk penilai yang bukan ASN."),
                    FieldPanel("email"),
                ],
                heading="Orang",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("employment_type"), FieldPanel("rank")]),
                    FieldPanel("legal_status"),
                ],
                heading="Kepegawaian",
            ),
            PostsPanel(heading="Penempatan dan penilai"),
        ],
        base_form_class=EmployeeForm,
    )

    @property
    def permission_policy(self) -> KeepForever:
        return KeepForever(self.model)


class ForEmployeeCreateView(CreateView):
    """``?employee=`` fills the person in, as the links on a person's page do."""

    def get_initial(self) -> dict:
        initial = super().get_initial()
        number = self.request.GET.get("employee", "")
        return initial | ({"employee": number} if number.isdecimal() else {})


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


class AssignmentViewSet(PeopleViewSet):
    model = Assignment
    name = "assignment"
    url_prefix = "penempatan"
    menu_label = "Penempatan"
    icon = "order"
    index_view_class = AssignmentIndexView
    add_view_class = ForEmployeeCreateView
    list_display = [
        "employee",
        "position",
        "unit",
        Column("kind", label="Sifat", accessor="get_kind_display"),
        "starts_on",
        "ends_on",
    ]
    filterset_class = AssignmentFilterSet
    search_fields = ["employee__name", "employee__nip", "position", "unit__name"]
    ordering = ["employee__name", "-starts_on", "pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("employee"),
            FieldPanel("unit"),
            FieldPanel("position"),
            FieldRowPanel([FieldPanel("position_type"), FieldPanel("kind")]),
            FieldPanel(
                "post_kind",
                help_text="Menentukan tingkat kompetensi yang dibutuhkan. Bila dikosongkan, diisi dari nama "
                "jabatan sejauh dapat dikenali.",
            ),
            FieldPanel("is_head", help_text="Pemimpin unit menilai pegawai di unit itu."),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ],
        base_form_class=AssignmentForm,
    )


class ReportingLineIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("employee", "rater")


class ReportingLineViewSet(PeopleViewSet):
    model = ReportingLine
    name = "reportingline"
    url_prefix = "pengecualian-penilai"
    menu_label = "Pengecualian penilai"
    icon = "decimal"
    index_view_class = ReportingLineIndexView
    add_view_class = ForEmployeeCreateView
    list_display = ["employee", "rater", "reason", "starts_on", "ends_on"]
    search_fields = ["employee__name", "employee__nip", "rater__name", "rater__nip", "reason"]
    ordering = ["employee__name", "-starts_on", "pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("employee"),
            FieldPanel("rater"),
            FieldPanel("reason", help_text="Misalnya: tim kerja lintas unit, surat tugas nomor …"),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        ],
        base_form_class=ReportingLineForm,
    )


class PeopleGroup(ModelViewSetGroup):
    menu_label = "Pegawai & unit"
    menu_icon = "group"
    menu_order = 220
    items = (EmployeeViewSet, AssignmentViewSet, ReportingLineViewSet, UnitViewSet)
