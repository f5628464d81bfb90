"""Units, people, posts and exceptions to who rates whom, in the Wagtail admin."""

import django_filters
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permissions import ModelPermissionPolicy

from evaluations.admin.following import FollowedByEvaluations
from evaluations.admin.people_acts import person_urls, unit_urls
from evaluations.admin.people_forms import (
    AssignmentForm,
    EmployeeForm,
    LegalStatusForm,
    ReportingLineForm,
    UnitForm,
    UnitOpeningForm,
)
from evaluations.admin.people_pages import PersonView, UnitView
from evaluations.domain.organization.structure import AGENCY_KINDS
from evaluations.enums import AssignmentKind, EmploymentType, LegalStatus, PositionType, UnitKind
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit, ReportingLine
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
    list_per_page = 25  # keeps a page under 100 kB


def _agencies(request) -> QuerySet[OrganizationalUnit]:
    return OrganizationalUnit.objects.filter(kind__in=AGENCY_KINDS).order_by("name")


class BackToPage(EditView):
    """After a change one sees the page of the unit or person again."""

    def get_success_url(self) -> str:
        return self.get_inspect_url()


class UnitCreateView(CreateView):
    """``?parent=`` fills in the unit above, as the link on its page does."""

    def get_initial(self) -> dict:
        number = self.request.GET.get("parent", "")
        return super().get_initial() | ({"parent": number} if number.isdecimal() else {})

    def get_success_url(self) -> str:
        return reverse("organizationalunit:inspect", args=[self.object.pk])


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


class UnitViewSet(PeopleViewSet):
    model = OrganizationalUnit
    name = "organizationalunit"
    url_prefix = "unit"
    menu_label = "Unit organisasi"
    icon = "group"
    index_view_class = UnitIndexView
    add_view_class = UnitCreateView
    inspect_view_enabled = True
    inspect_view_class = UnitView
    edit_view_class = BackToPage
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

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), *unit_urls()]

    @property
    def permission_policy(self) -> KeepForever:
        return KeepForever(self.model)


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


def _post(employee: Employee) -> str:
    return "; ".join(f"{post.position} ({post.unit})" for post in employee.present_posts)


class EmployeeEditView(FollowedByEvaluations, BackToPage):
    """The legal position decides who rates."""


class EmployeeViewSet(PeopleViewSet):
    model = Employee
    name = "employee"
    url_prefix = "pegawai"
    menu_label = "Pegawai"
    icon = "user"
    index_view_class = EmployeeIndexView
    inspect_view_enabled = True
    inspect_view_class = PersonView
    edit_view_class = EmployeeEditView
    list_display = [
        "name",
        "nip",
        Column("type", label="Jenis pegawai", accessor="get_employment_type_display"),
        Column("status", label="Kedudukan hukum", accessor="get_legal_status_display"),
        Column("post", label="Jabatan kini", accessor=_post),
    ]
    filterset_class = EmployeeFilterSet
    search_fields = ["name", "nip", "former_nips__nip"]
    ordering = ["name", "pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("title_before"), FieldPanel("name"), FieldPanel("title_after")]
                    ),
                    FieldPanel(
                        "nip",
                        help_text="18 digit. Kosongkan hanya untuk penilai yang bukan ASN. NIP yang sudah ada "
                        "diganti lewat tindakan “Ganti NIP” pada halaman pegawai, agar NIP lama tetap tercatat.",
                    ),
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
        ],
        base_form_class=EmployeeForm,
    )

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), *person_urls()]

    @property
    def permission_policy(self) -> KeepForever:
        return KeepForever(self.model)


class ForEmployeeCreateView(FollowedByEvaluations, CreateView):
    """``?employee=`` (and ``?kind=``) fill in what the links on a person's page know; back there it goes."""

    def get_initial(self) -> dict:
        initial = super().get_initial()
        number = self.request.GET.get("employee", "")
        kind = self.request.GET.get("kind", "")
        initial |= {"employee": number} if number.isdecimal() else {}
        return initial | ({"kind": kind, "is_head": True} if kind in AssignmentKind.values else {})

    def get_success_url(self) -> str:
        return reverse("employee:inspect", args=[self.object.employee_id])


class OfEmployeeEditView(FollowedByEvaluations, EditView):
    def get_success_url(self) -> str:
        return reverse("employee:inspect", args=[self.object.employee_id])


class OfEmployeeDeleteView(FollowedByEvaluations, DeleteView):
    """For what was typed by mistake; what really ended gets its last day."""

    def get_success_url(self) -> str:
        return reverse("employee:inspect", args=[self.object.employee_id])


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
    edit_view_class = OfEmployeeEditView
    delete_view_class = OfEmployeeDeleteView
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
    edit_view_class = OfEmployeeEditView
    delete_view_class = OfEmployeeDeleteView
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


class LegalStatusFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label="Kedudukan hukum", choices=LegalStatus.choices)

    class Meta:
        model = LegalStatusSpan
        fields = ["status"]


class LegalStatusIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("employee")


class LegalStatusViewSet(PeopleViewSet):
    model = LegalStatusSpan
    name = "legalstatusspan"
    url_prefix = "kedudukan-hukum"
    menu_label = "Cuti & kedudukan hukum"
    icon = "calendar-alt"
    index_view_class = LegalStatusIndexView
    add_view_class = ForEmployeeCreateView
    edit_view_class = OfEmployeeEditView
    delete_view_class = OfEmployeeDeleteView
    list_display = [
        "employee",
        Column("status", label="Kedudukan hukum", accessor="get_status_display"),
        "starts_on",
        "ends_on",
        "reason",
    ]
    filterset_class = LegalStatusFilterSet
    search_fields = ["employee__name", "employee__nip", "reason"]
    ordering = ["-starts_on", "pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("employee"),
            FieldPanel(
                "status",
                help_text="Berlaku pada hari-hari di bawah, apa pun isi data SIASN. Yang aktif dan tugas belajar "
                "dievaluasi; hanya yang aktif dapat menilai.",
            ),
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldPanel("reason", help_text="Misalnya: SK tugas belajar nomor …"),
        ],
        base_form_class=LegalStatusForm,
    )


class PeopleGroup(ModelViewSetGroup):
    menu_label = "Pegawai & unit"
    menu_icon = "group"
    menu_order = 220
    items = (EmployeeViewSet, AssignmentViewSet, ReportingLineViewSet, LegalStatusViewSet, UnitViewSet)
