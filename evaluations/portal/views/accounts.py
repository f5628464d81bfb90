"""Akun pegawai: a unit administrator helps people of the own subtree into their account."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.account_forms import ProofForm
from evaluations.domain.access.accounts import Slip, order_codes, take_codes
from evaluations.domain.access.accounts.listing import STATES, named, with_account_state, with_keeper
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.refusals import Refused
from evaluations.enums import CodeBatchState, Role
from evaluations.exchange.code_columns import CODE_COLUMNS, file_name
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import CodeBatch, Employee, accounts_kept_by, works_below
from evaluations.places import Place, chosen_place
from evaluations.portal.posting import post_only

PAGE_SIZE = 50
ROLES = (Role.UNIT_ADMIN,)


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """The people of a unit and below: ``unit``, ``keadaan``, ``nama``, ``p``."""
    place = _place(request)
    context: dict[str, Any] = {"place": place, "states": STATES}
    if place.unit is not None:
        state, name = request.GET.get("keadaan", ""), request.GET.get("nama", "")[:100]
        if state and state not in STATES:
            raise Http404
        people = with_account_state(Employee.objects.filter(works_below(place.unit), user__is_active=True))
        counted = dict(people.order_by().values_list("account_state").annotate(n=Count("pk")))
        shown = people.filter(account_state=state) if state else people
        page = Paginator(
            with_keeper(named(shown, name), request.user).order_by("name", "pk"), PAGE_SIZE
        ).get_page(request.GET.get("p"))
        context |= {
            "counts": [(code, label, counted.get(code, 0)) for code, label in STATES.items()],
            "waiting": sum(n for code, n in counted.items() if code != "aktif"),
            "page": page,
            "rows": _with_posts(page.object_list),
            "state": state,
            "name": name,
            "query": urlencode({"unit": place.unit.code, "keadaan": state, "nama": name}),
            "batches": _open_batches(request),
        }
    return render(request, "portal/accounts/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A code for one person, after the question; the answer is the page with the slip, the only time."""
    person = get_object_or_404(accounts_kept_by(request.user), pk=pk)
    if not rules.can_issue_code(request.user, person):
        raise Http404
    form, status = ProofForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = order_codes(actor=request.user, employee=person, **form.cleaned_data)
                return _sheet(request, take_codes(made, actor=request.user))
            except Refused as refused:
                form.add_error(refused.details if refused.details in form.fields else None, refused.message)
        status = 422
    context = {
        "form": form,
        "person": person,
        "is_active": person.user.has_usable_password(),
        "days": settings.ACTIVATION_CODE_DAYS,
    }
    return render(request, "portal/accounts/issue.html", context, status=status)


@login_required
@post_only("portal:accounts")
def order(request: HttpRequest) -> HttpResponse:
    """Codes for everybody of a unit with its subtree who has no kata sandi yet."""
    place = _place(request)
    if place.unit is None:
        raise Http404
    try:
        made = order_codes(actor=request.user, unit=place.unit, keeps_pending="ganti" not in request.POST)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("portal:accounts")
    return redirect("portal:account_batch", made.pk)


@login_required
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the codes are made; then the two ways to take them, once."""
    row = _own_batch(request, pk)
    is_making = row.state in (CodeBatchState.WAITING, CodeBatchState.MAKING)
    context = {"batch": row, "is_making": is_making, "is_ready": row.state == CodeBatchState.READY}
    response = render(request, "portal/accounts/batch.html", context)
    if is_making:
        response.headers["Refresh"] = "3"
    return response


@never_cache
@login_required
def take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The codes, as a sheet to print or as a workbook (``sebagai=xlsx``): the only time they are shown."""
    row = _own_batch(request, pk)
    if request.method != "POST":
        return redirect("portal:account_batch", pk)
    try:
        slips = take_codes(row, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("portal:account_batch", pk)
    if request.POST.get("sebagai") == "xlsx":
        workbook = write_workbook(CODE_COLUMNS, slips, title="Kode aktivasi")
        return FileResponse(
            workbook, as_attachment=True, filename=file_name(slips), content_type=CONTENT_TYPE
        )
    return _sheet(request, slips)


def _sheet(request: HttpRequest, slips: list[Slip]) -> HttpResponse:
    address = request.build_absolute_uri("/aktivasi/")
    return render(request, "portal/accounts/sheet.html", {"slips": slips, "address": address})


def _place(request: HttpRequest) -> Place:
    """The unit that ``unit`` (GET or POST) names, within what the person administers."""
    if not rules.can_keep_accounts(request.user):
        raise Http404
    return chosen_place(request, ROLES)


def _own_batch(request: HttpRequest, pk: int) -> CodeBatch:
    return get_object_or_404(
        CodeBatch.objects.select_related("unit", "employee"), pk=pk, created_by=request.user
    )


def _open_batches(request: HttpRequest) -> list[CodeBatch]:
    """What the person ordered and has not taken yet."""
    states = (CodeBatchState.WAITING, CodeBatchState.MAKING, CodeBatchState.READY)
    return list(
        CodeBatch.objects.filter(created_by=request.user, state__in=states).select_related("unit", "employee")
    )


def _with_posts(people) -> list[tuple[Employee, str]]:
    posts = posts_on([person.pk for person in people], timezone.localdate())
    return [(person, f"{posts[person.pk].position}, {posts[person.pk].unit}") for person in people]
