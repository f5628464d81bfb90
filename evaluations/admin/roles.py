"""Peran in the Wagtail admin: who may do what for others, given and taken by people, from a day to a day."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from evaluations import rules
from evaluations.admin.choosers import UnitChooser
from evaluations.admin.doctor.acts import DayField, PersonField
from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.domain.access import role_holders, roles
from evaluations.domain.organization.structure import day as in_words
from evaluations.domain.refusals import Refused
from evaluations.enums import Role
from evaluations.exchange.role_columns import ROLE_COLUMNS
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Assignment, Employee, OrganizationalUnit, RoleGrant
from evaluations.places import whole_number
from forms_config.actors import Actor
from forms_config.text_fields import CleanTextField

PER_PAGE = 50
GIVE, TAKE = "evaluations.give_role", "evaluations.take_role"
ROLE_HELP = {
    Role.BKPSDM: "mengatur formulir, periode, pegawai, dan impor di Kelola; melihat seluruh kabupaten.",
    Role.DRAFTER: "menyusun formulir di Kelola dan mengusulkannya; tidak menerbitkan, tidak melihat pegawai.",
    Role.LEADER: "membaca hasil unit itu dan di bawahnya. Kepala unit sudah mendapatnya karena jabatan.",
    Role.AUDITOR: "membaca semua hasil, seluruh kabupaten atau satu unit; tidak mengubah apa pun.",
    Role.UNIT_ADMIN: "memantau, mengingatkan, dan membantu akun di unit itu dan di bawahnya; tidak melihat nilai.",
}


class RoleUnitField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            OrganizationalUnit.objects.all(),
            required=False,
            widget=UnitChooser("unit_chooser").widget_class,
            error_messages={"invalid_choice": "Unit ini sudah tidak ada. Pilih unit lain."},
            **kwargs,
        )


class AskForm(forms.Form):
    """The filters of the list, all of which may be left out."""

    nama = CleanTextField(label="Nama atau NIP", required=False, max_length=100)
    peran = forms.ChoiceField(label="Peran", required=False, choices=[("", "Semua"), *Role.choices])
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=list(role_holders.STATES.items()))
    pada = forms.DateField(label="Pada tanggal", required=False, widget=AdminDateInput)
    unit = RoleUnitField(label="Unit dan semua di bawahnya")

    def asked(self) -> role_holders.Asked:
        """What cannot be read is said at its field and narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return role_holders.Asked(
            on=given.get("pada") or timezone.localdate(),
            state=given.get("keadaan") or role_holders.NOW,
            role=given.get("peran") or "",
            unit=given.get("unit"),
            name=(given.get("nama") or "").strip(),
        )


class RolesView(ManagersView, TemplateView):
    header_icon = "user"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("roles:index"), "Peran")]


class IndexView(RolesView):
    """Who holds which role where: ``nama, peran, keadaan, pada, unit, p``; ``unduh`` gives the list as a workbook."""

    template_name = "evaluations_admin/roles/index.html"
    page_title = "Peran"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "unduh" not in request.GET:
            return super().get(request, *args, **kwargs)
        workbook = write_workbook(
            ROLE_COLUMNS, role_holders.all_holdings(AskForm(request.GET).asked()), title="Peran"
        )
        name = f"peran-{timezone.localdate():%Y%m%d}.xlsx"
        return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = AskForm({"pada": timezone.localdate()} | self.request.GET.dict())
        asked = form.asked()
        page = Paginator(role_holders.holders(asked), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "form": form,
            "media": form.media,
            "asked": asked,
            "page": page,
            "lines": role_holders.holdings(list(page.object_list), asked.on),
            "superadmins": list(role_holders.superadmins()),
        }


@dataclass(frozen=True)
class Line:
    """A role of one person with what the viewer may do about it."""

    holding: role_holders.Holding
    may_take: bool


class HolderView(RolesView):
    """Every role that one login holds and held: who gave and took it, when and why."""

    template_name = "evaluations_admin/roles/holder.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        logins = get_user_model().objects.select_related("employee")
        self.holder = get_object_or_404(logins, pk=kwargs["pk"])
        self.person: Employee | None = getattr(self.holder, "employee", None)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Peran {self.person or self.holder}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today, user = timezone.localdate(), self.request.user
        grants = role_holders.of_grants(self.holder.role_grants.order_by("-starts_on", "-pk"), today)
        posts = role_holders.of_posts(self._led(), today)
        over = role_holders.ENDED
        return super().get_context_data(**kwargs) | {
            "holder": self.holder,
            "person": self.person,
            "lines": [Line(one, one.state != over and rules.can_give_role(user, one.role)) for one in grants],
            "posts": posts,
            "may_give": self.holder.pk != user.pk,
        }

    def _led(self) -> QuerySet[Assignment]:
        return Assignment.objects.filter(is_head=True, employee=self.person).order_by("-starts_on", "-pk")


class GiveForm(forms.Form):
    """``holder`` is a login already chosen; without it the person is asked for."""

    person = PersonField("Pegawai")
    role = forms.ChoiceField(
        label="Peran", widget=forms.RadioSelect,
        error_messages={"required": "Pilih perannya.", "invalid_choice": "Peran itu tidak dapat Anda berikan."},
    )  # fmt: skip
    unit = RoleUnitField(
        label="Unit",
        help_text="Unit ini dan semua di bawahnya. Wajib bagi pimpinan dan pengelola kepegawaian; auditor tanpa unit "
        "membaca seluruh kabupaten.",
    )
    starts_on = DayField("Mulai")
    ends_on = DayField(
        "Hari terakhir", required=False, help_text="Kosong: sampai dicabut. Plt biasanya bertanggal."
    )
    reason = CleanTextField(
        label="Dasar", max_length=200, help_text="Misalnya: SK atau surat tugas nomor …",
        error_messages={"required": "Tuliskan dasarnya."},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, holder: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.holder = actor, holder
        if holder is not None:
            del self.fields["person"]
        self.fields["role"].choices = [
            (role.value, f"{role.label}: {text}")
            for role, text in ROLE_HELP.items()
            if rules.can_give_role(actor, role)
        ]

    def clean_person(self) -> Employee:
        person = self.cleaned_data["person"]
        if person.user is None:
            raise forms.ValidationError("Pegawai ini belum punya akun. Buatkan akunnya dulu.")
        return person

    def act(self) -> RoleGrant:
        given = self.cleaned_data
        user = self.holder or given["person"].user
        return roles.give(
            user, Role(given["role"]), unit=given["unit"], starts_on=given["starts_on"],
            ends_on=given["ends_on"], reason=given["reason"], actor=self.actor,
        )  # fmt: skip


class TakeForm(forms.Form):
    on = DayField("Tidak berlaku lagi mulai", help_text="Hari ini: langsung dicabut.")
    reason = CleanTextField(
        label="Alasan", max_length=200, error_messages={"required": "Tuliskan alasannya."}
    )


class FormView(RolesView):
    """A form that gives or takes; what is refused is said at its field, with everything still filled in."""

    template_name = "evaluations_admin/roles/form.html"
    button = ""
    lead = ""

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> RoleGrant:
        raise NotImplementedError

    def said(self, grant: RoleGrant) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                grant = self.act(form)
            except Refused as refused:
                form.add_error(refused.details if refused.details in form.fields else None, refused.message)
            else:
                messages.success(request, self.said(grant))
                return redirect("roles:holder", grant.user_id)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        return super().get_context_data(**kwargs) | {
            "button": self.button,
            "lead": self.lead,
            "back": self.trail()[-1][0],
            "media": kwargs["form"].media,
        }


class GiveView(FormView):
    """``pegawai`` fills in a person, ``akun`` fixes a login (an officer without employee record, say)."""

    button = "Beri peran"

    def get_page_title(self) -> str:
        return f"Beri peran: {self.holder}" if self.holder else "Beri peran"

    def trail(self) -> list[tuple[str, str]]:
        above = super().trail()
        if self.holder:
            above.append((reverse("roles:holder", args=[self.holder.pk]), str(self.holder)))
        return above

    @cached_property
    def holder(self) -> Any:
        number = whole_number(self.request.GET.get("akun"))
        return get_object_or_404(get_user_model(), pk=number) if number else None

    def form(self, data: Any = None) -> GiveForm:
        initial = {"starts_on": timezone.localdate(), "person": self.request.GET.get("pegawai")}
        return GiveForm(data, actor=self.request.user, holder=self.holder, initial=initial)

    def act(self, form: GiveForm) -> RoleGrant:
        grant = form.act()
        log(grant, GIVE, user=self.request.user, data={"what": str(grant), "reason": grant.reason})
        return grant

    def said(self, grant: RoleGrant) -> str:
        until = f" sampai {in_words(grant.ends_on)}" if grant.ends_on else ""
        return f"{grant.user} memegang peran {grant.in_words} mulai {in_words(grant.starts_on)}{until}."


class TakeView(FormView):
    button = "Cabut peran"

    @property
    def lead(self) -> str:
        grant = self.grant
        since = in_words(grant.starts_on)
        return f"{grant.user} memegang peran {grant.in_words} mulai {since}. Dasar: {grant.reason}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.grant = get_object_or_404(RoleGrant.objects.select_related("user", "unit"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Cabut {self.grant.in_words}: {self.grant.user}"

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (reverse("roles:holder", args=[self.grant.user_id]), str(self.grant.user))]

    def form(self, data: Any = None) -> TakeForm:
        return TakeForm(data, initial={"on": timezone.localdate()})

    def act(self, form: TakeForm) -> RoleGrant:
        grant = roles.take(self.grant, actor=self.request.user, **form.cleaned_data)
        log(grant, TAKE, user=self.request.user, data={"what": str(grant), "reason": grant.ended_reason})
        return grant

    def said(self, grant: RoleGrant) -> str:
        return f"Peran {grant.in_words} tidak lagi dipegang {grant.user} mulai {in_words(grant.ended_on)}."


class RoleViewSet(ViewSet):
    name = "roles"
    url_prefix = "peran"
    icon = "user"
    menu_label = "Peran"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", IndexView.as_view(), name="index"),
            path("beri/", GiveView.as_view(), name="give"),
            path("akun/<int:pk>/", HolderView.as_view(), name="holder"),
            path("<int:pk>/cabut/", TakeView.as_view(), name="take"),
        ]
