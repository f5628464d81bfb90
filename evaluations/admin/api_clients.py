"""API clients in the Wagtail admin: who reads through the API, and with which tokens."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from evaluations.admin.choosers import UnitChooser
from evaluations.admin.doctor.acts import PersonField
from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.access.api_clients import (
    DEFAULT_DAYS,
    MAX_DAYS,
    create_client,
    issue_token,
    name_owner,
    ownerless_clients,
    revoke_tokens,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import ApiScope
from evaluations.models import ApiClient, OrganizationalUnit
from forms_config.admin.columns import in_words, last_logged
from forms_config.text_fields import CleanTextField

SCOPE_HELP = {
    ApiScope.AGGREGATE: "Hanya agregat: jumlah per kelompok, unit, periode, formulir, dan panduan. Tanpa nama orang.",
    ApiScope.PERSONAL: "Data pribadi: juga hasil dan data setiap pegawai.",
    ApiScope.ATTENDANCE: "Presensi: rekap presensi bulanan per pegawai. Tanpa hasil evaluasi.",
}


_DAYS = f"Isi bilangan bulat dari 1 sampai {MAX_DAYS}."


OWNERLESS = "tanpa-penanggung-jawab"


def ownerless_url() -> str:
    return reverse("api_clients:index", query={"keadaan": OWNERLESS})


class DaysForm(forms.Form):
    days = forms.IntegerField(
        label="Masa berlaku token (hari)",
        min_value=1,
        max_value=MAX_DAYS,
        initial=DEFAULT_DAYS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _DAYS),
    )


class ClientForm(DaysForm):
    name = CleanTextField(
        label="Nama klien",
        max_length=80,
        help_text="Program dan pemiliknya, misalnya Dasbor Bappeda.",
        error_messages={"required": "Isi nama klien."},
    )
    scope = forms.ChoiceField(
        label="Cakupan",
        choices=SCOPE_HELP.items(),
        widget=forms.RadioSelect,
        initial=ApiScope.AGGREGATE,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Pilih salah satu cakupan."),
    )
    unit = forms.ModelChoiceField(
        label="Hanya unit",
        queryset=OrganizationalUnit.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Unit ini sudah tidak ada. Pilih unit lain."},
        widget=UnitChooser("unit_chooser").widget_class,
        help_text="Unit ini dan semua di bawahnya. Kosong berarti seluruh kabupaten.",
    )
    owner = PersonField(
        "Penanggung jawab",
        required=False,
        help_text="Siapa yang dihubungi bila ada yang keliru dengan program ini.",
    )
    field_order = ["name", "owner", "scope", "unit", "days"]


class OwnerForm(forms.Form):
    owner = PersonField("Penanggung jawab baru")


class ClientsView(ManagersView, TemplateView):
    """The frame of every page here."""

    header_icon = "key"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("api_clients:index"), "Klien API")]


class IndexView(ClientsView):
    template_name = "evaluations_admin/api_clients/index.html"
    page_title = "Klien API"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        valid = Q(user__auth_token_set__expiry__gt=timezone.now())
        ownerless = self.request.GET.get("keadaan") == OWNERLESS
        clients = ownerless_clients() if ownerless else ApiClient.objects.all()
        clients = clients.select_related("unit", "owner").annotate(
            valid_tokens=Count("user__auth_token_set", filter=valid),
            valid_until=Max("user__auth_token_set__expiry", filter=valid),
        )
        clients = clients.order_by("name")  # grouping has dropped the model's own order
        return super().get_context_data(**kwargs) | {
            "clients": clients,
            "only_ownerless": ownerless,
            "changes": {pk: in_words(*change) for pk, change in last_logged(clients).items()},
            "ownerless": set(ownerless_clients().values_list("pk", flat=True)),
        }


class CreateView(ClientsView):
    template_name = "evaluations_admin/api_clients/create.html"
    page_title = "Klien API baru"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ClientForm()
        return super().get_context_data(**kwargs) | {"form": form, "media": form.media}

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the client and show its token; a refusal is said on the form, with everything still filled in."""
        form = ClientForm(request.POST)
        if form.is_valid():
            try:
                client, token = create_client(**form.cleaned_data, actor=request.user)
            except Refused as refused:
                form.add_error("name", refused.message)
            else:
                log(client, "wagtail.create", user=request.user)
                return _token_response(request, client, token)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ClientView(ClientsView):
    template_name = "evaluations_admin/api_clients/client.html"

    def get_page_title(self) -> str:
        return self.api_client.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        clients = ApiClient.objects.select_related("unit", "owner")
        self.api_client = get_object_or_404(clients, pk=kwargs["pk"])
        owner_form = kwargs.get("owner_form") or OwnerForm()
        return super().get_context_data(**kwargs) | {
            "api_client": self.api_client,
            "scope_help": SCOPE_HELP[ApiScope(self.api_client.scope)],
            "tokens": self.api_client.user.auth_token_set.order_by("-created"),
            "now": timezone.now(),
            "form": kwargs.get("form") or DaysForm(),
            "owner_form": owner_form,
            "media": owner_form.media,
            "is_ownerless": ownerless_clients().filter(pk=self.api_client.pk).exists(),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Name another owner (``owner``), or give a further token and show it."""
        client = get_object_or_404(ApiClient.objects.select_related("user"), pk=pk)
        if "owner" in request.POST:
            return self._name_owner(client)
        form = DaysForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(pk=pk, form=form), status=422)
        token = issue_token(client, days=form.cleaned_data["days"], actor=request.user)
        log(client, "evaluations.issue_token", user=request.user)
        return _token_response(request, client, token)

    def _name_owner(self, client: ApiClient) -> HttpResponse:
        form = OwnerForm(self.request.POST)
        if form.is_valid():
            try:
                name_owner(client, form.cleaned_data["owner"], actor=self.request.user)
            except Refused as refused:
                form.add_error("owner", refused.message)
            else:
                log(client, "wagtail.edit", user=self.request.user)
                messages.success(self.request, f"{client.owner} sekarang penanggung jawab {client}.")
                return redirect("api_clients:client", client.pk)
        return self.render_to_response(self.get_context_data(pk=client.pk, owner_form=form), status=422)


def _token_response(request: HttpRequest, client: ApiClient, token: str) -> HttpResponse:
    """The only page that ever shows the token: answered at once, so that it is stored nowhere on the way."""
    title = f"Token untuk {client.name}"
    context = {"api_client": client, "token": token, "page_title": title, "header_title": title}
    return render(request, "evaluations_admin/api_clients/token.html", context)


@require_POST
def revoke_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one token."""
    check_manager(request)
    client = get_object_or_404(ApiClient, pk=pk)
    if revoke_tokens(client, digest=request.POST.get("token", ""), actor=request.user):
        log(client, "evaluations.revoke_token", user=request.user)
        messages.success(request, "Token dicabut. Program yang memakainya langsung ditolak.")
    else:
        messages.info(request, "Token itu sudah dicabut sebelumnya.")
    return redirect("api_clients:client", pk)


class ApiClientViewSet(ViewSet):
    name = "api_clients"
    url_prefix = "klien-api"
    icon = "key"
    menu_label = "Klien API"
    menu_order = 250
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("baru/", CreateView.as_view(), name="create"),
            path("<int:pk>/", ClientView.as_view(), name="client"),
            path("<int:pk>/cabut/", revoke_view, name="revoke"),
        ]
