"""Units, people, posts and exceptions to who rates whom, in the Wagtail admin."""

from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from evaluations.admin.following import FollowedByEvaluations
from evaluations.admin.people.acts import person_urls, unit_urls
from evaluations.admin.people.forms import (
    AssignmentForm,
    EmployeeForm,
    LegalStatusForm,
    ReportingLineForm,
    UnitForm,
    UnitOpeningForm,
)
from evaluations.admin.people.lists import (
    AssignmentFilterSet,
    AssignmentIndexView,
    EmployeeFilterSet,
    EmployeeIndexView,
    LegalStatusFilterSet,
    LegalStatusIndexView,
    ReportingLineIndexView,
    UnitFilterSet,
    UnitIndexView,
    present_post,
)
from evaluations.admin.people.pages import PersonView, UnitView
from evaluations.enums import AssignmentKind
from evaluations.models import Assignment, Employee, LegalStatusSpan, OrganizationalUnit, ReportingLine
from forms_config.admin.columns import changed_column


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
        changed_column(),
    ]
    filterset_class = UnitFilterSet
    search_fields = ["name", "code"]
    ordering = ["path"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("kind")]),
            FieldPanel("name"),
            FieldPanel("keeps_daily"),
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
        Column("post", label="Jabatan kini", accessor=present_post),
        changed_column(),
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

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                "Jabatan ini tidak dapat dihapus karena sudah ada SKP untuknya. Akhiri saja tanggalnya.",
            )
            return redirect(self.get_success_url())


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
        changed_column(),
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
    list_display = ["employee", "rater", "reason", "starts_on", "ends_on", changed_column()]
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
        changed_column(),
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
