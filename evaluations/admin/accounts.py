"""Akun in the Wagtail admin: who can get in already, and codes for those who cannot."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import rules
from evaluations.account_forms import ProofForm
from evaluations.admin.choosers import UnitChooser
from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.access.accounts import Slip, order_codes, take_codes
from evaluations.domain.access.accounts.listing import ACTIVE, STATES, named, with_account_state
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.refusals import Refused
from evaluations.enums import CodeBatchState
from evaluations.exchange.code_columns import CODE_COLUMNS, file_name
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import AccountEvent, CodeBatch, Employee, OrganizationalUnit

PER_PAGE = 50
EVENTS = 100
MAKING = (CodeBatchState.WAITING, CodeBatchState.MAKING)


class OrderForm(forms.Form):
    """For whom codes are made at once: a unit with its subtree, or everybody."""

    unit = forms.ModelChoiceField(
        label="Hanya unit",
        queryset=OrganizationalUnit.objects.all(),
        required=False,
        widget=UnitChooser("unit_chooser").widget_class,
        help_text="Unit ini dan semua di bawahnya. Kosong berarti seluruh kabupaten.",
        error_messages={"invalid_choice": "Unit ini sudah tidak ada. Pilih unit lain."},
    )
    replaces = forms.BooleanField(
        label="Ganti juga kode yang masih berlaku",
        required=False,
        help_text="Lembar lama tidak dapat dipakai lagi. Tanpa ini, yang sudah punya kode dilewati.",
    )


class AccountsView(ManagersView, TemplateView):
    header_icon = "key"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("accounts:index"), "Akun")]


class IndexView(AccountsView):
    """How many can get in, and everybody: ``keadaan``, ``q``, ``p``."""

    template_name = "evaluations_admin/accounts/index.html"
    page_title = "Akun"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, words = self.request.GET.get("keadaan", ""), self.request.GET.get("q", "")[:100]
        people = with_account_state(Employee.objects.filter(user__is_active=True))
        counted = dict(people.order_by().values_list("account_state").annotate(n=Count("pk")))
        shown = people.filter(account_state=state) if state in STATES else people
        rows = named(shown, words).order_by("name", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))
        batches = CodeBatch.objects.filter(created_by=self.request.user).select_related("unit", "employee")
        return super().get_context_data(**kwargs) | {
            "counts": [(code, label, counted.get(code, 0)) for code, label in STATES.items()],
            "states": STATES,
            "state": state,
            "words": words,
            "page": page,
            "posts": posts_on([person.pk for person in page.object_list], timezone.localdate()),
            "batches": batches.filter(state__in=(*MAKING, CodeBatchState.READY)),
        }


class OrderView(AccountsView):
    """Codes for many."""

    template_name = "evaluations_admin/accounts/order.html"
    page_title = "Buat kode aktivasi"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or OrderForm()
        days = settings.ACTIVATION_CODE_DAYS
        return super().get_context_data(**kwargs) | {"form": form, "media": form.media, "days": days}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrderForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = order_codes(
                    actor=request.user, unit=given["unit"], keeps_pending=not given["replaces"]
                )
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                return redirect("accounts:batch", made.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class BatchView(AccountsView):
    """How far the codes of an order are; then the two ways to take them, once."""

    template_name = "evaluations_admin/accounts/batch.html"
    page_title = "Kode aktivasi"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = _own_batch(self.request, kwargs["pk"])
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "is_making": batch.state in MAKING,
            "is_ready": batch.state == CodeBatchState.READY,
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if context["is_making"]:
            response.headers["Refresh"] = "3"
        return response


class SheetView(AccountsView):
    """The answer to whoever takes codes: one slip per person, to be printed."""

    template_name = "evaluations_admin/accounts/sheet.html"
    page_title = "Lembar kode aktivasi"
    http_method_names = ["post"]
    slips: Sequence[Slip] = ()

    def post(self, request: HttpRequest) -> HttpResponse:
        address = request.build_absolute_uri(reverse("portal:activate"))
        return self.render_to_response(self.get_context_data(slips=self.slips, address=address))


@method_decorator(never_cache, name="dispatch")
class PersonView(AccountsView):
    """One account: its state, what happened to it, and by POST a new code."""

    template_name = "evaluations_admin/accounts/person.html"

    def get_page_title(self) -> str:
        return f"Akun {self.person.full_name}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people = with_account_state(Employee.objects.select_related("user"))
        self.person = get_object_or_404(people, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        events = AccountEvent.objects.filter(user=self.person.user_id).select_related("actor")
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "account_state": STATES[self.person.account_state],
            "is_active": self.person.account_state == ACTIVE,
            "may_issue": rules.can_issue_code(self.request.user, self.person),
            "form": kwargs.get("form") or ProofForm(),
            "events": events[:EVENTS],
            "days": settings.ACTIVATION_CODE_DAYS,
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The answer shows the slip, the only time."""
        form = ProofForm(request.POST)
        if form.is_valid():
            try:
                batch = order_codes(actor=request.user, employee=self.person, **form.cleaned_data)
                slips = take_codes(batch, actor=request.user)
            except Refused as refused:
                form.add_error(refused.details if refused.details in form.fields else None, refused.message)
            else:
                return SheetView.as_view(slips=slips)(request)
        return self.render_to_response(self.get_context_data(form=form), status=422)


@never_cache
@require_POST
def take_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The codes of an order, as a sheet or (``sebagai=xlsx``) a workbook: the only time they are shown."""
    check_manager(request)
    try:
        slips = take_codes(_own_batch(request, pk), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("accounts:batch", pk)
    if request.POST.get("sebagai") == "xlsx":
        workbook = write_workbook(CODE_COLUMNS, slips, title="Kode aktivasi")
        return FileResponse(
            workbook, as_attachment=True, filename=file_name(slips), content_type=CONTENT_TYPE
        )
    return SheetView.as_view(slips=slips)(request)


def _own_batch(request: HttpRequest, pk: int) -> CodeBatch:
    rows = CodeBatch.objects.filter(created_by=request.user).select_related("unit", "employee")
    return get_object_or_404(rows, pk=pk)


class AccountViewSet(ViewSet):
    name = "accounts"
    url_prefix = "akun"
    icon = "key"
    menu_label = "Akun & kode aktivasi"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", IndexView.as_view(), name="index"),
            path("kode/", OrderView.as_view(), name="order"),
            path("kode/<int:pk>/", BatchView.as_view(), name="batch"),
            path("kode/<int:pk>/ambil/", take_view, name="take"),
            path("<int:pk>/", PersonView.as_view(), name="person"),
        ]
