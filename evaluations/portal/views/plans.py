"""SKP: one's own plans by post, writing a draft, and reading a plan with its versions and history."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.domain.evaluating.plan_content import annexes_of, ordered_results
from evaluations.domain.evaluating.plan_guards import WRITABLE
from evaluations.domain.evaluating.plan_layout import columns_of_plan
from evaluations.domain.evaluating.plan_posts import posts_asked, posts_in, rater_of
from evaluations.domain.evaluating.plan_versions import results_in_force
from evaluations.domain.evaluating.plan_writing import copy_plan, draft_plan, save_plan
from evaluations.domain.evaluating.plans import can_withdraw, revise_plan, submit_plan, withdraw_plan
from evaluations.domain.evaluating.repeats import is_repeated_on_plan, is_same_plan
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState, WorkResultKind
from evaluations.models import Assignment, Employee, PerformancePlan, PlanVersion, WorkResult
from evaluations.places import whole_number
from evaluations.portal.forms.plan import PlanForm
from evaluations.portal.plan_events import plan_entries
from evaluations.portal.plan_words import (
    actions_of,
    annexes_in_words,
    changes_since_approval,
    compared_versions,
    days_in_words,
    groups_in_words,
    post_in_words,
    spreads_of,
)
from evaluations.portal.posting import post_only, status_of


@dataclass(frozen=True, slots=True)
class Line:
    """A plan in the list."""

    plan: PerformancePlan

    @property
    def post(self) -> str:
        return post_in_words(self.plan.assignment)

    @property
    def days(self) -> str:
        return days_in_words(self.plan)


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """One's own plans by year and post, and the ones to make for the posts held now."""
    employee = get_object_or_404(Employee, user=request.user)
    rows = PerformancePlan.objects.filter(employee=employee).select_related("assignment__unit")
    today = timezone.localdate()
    context = {
        "year": today.year,
        "lines": [Line(row) for row in rows.order_by("-year", "-assignment__starts_on", "pk")],
        "missing": [
            (asked.post.pk, post_in_words(asked.post))
            for asked in posts_asked(employee, today)
            if asked.state is None
        ],
    }
    return render(request, "portal/plans/list.html", context)


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan to read: its owner, the rater once it was handed in, BKPSDM."""
    rows = PerformancePlan.objects.visible_to(request.user).with_content()
    row = get_object_or_404(rows, pk=pk)
    is_own = rules.is_plan_owner(request.user, row)
    context = {
        "plan": row,
        "line": Line(row),
        "is_own": is_own,
        "is_rater": rules.is_plan_rater(request.user, row),
        "way_back": _way_back(request.user, row),
        "can_edit": is_own and row.state in WRITABLE and row.assignment is not None,
        "can_revise": is_own and row.state == PlanState.APPROVED,
        "can_withdraw": is_own and can_withdraw(row),
        "groups": _groups(row),
        "spreads": spreads_of(row),
        "actions": actions_of(row),
        "expectations": _expectations((one.value, one.text) for one in row.expectations.all()),
        "annexes": annexes_in_words(annexes_of(row)),
        "needs_target": columns_of_plan(row).needs_target,
        "versions": compared_versions(row),
        "changes": None if row.state == PlanState.APPROVED else changes_since_approval(row),
        "entries": plan_entries(row.events.all()),
    }
    return render(request, "portal/plans/detail.html", context)


def _way_back(user, row: PerformancePlan) -> list[tuple[str, str]]:
    """(label, address) of the list in which this reader found the plan."""
    if rules.is_plan_owner(user, row):
        return [("SKP saya", reverse("portal:plans"))]
    if rules.is_manager(user):
        return [("Semua SKP", reverse("plans:index", query={"tahun": row.year}))]
    return [("Tim saya", reverse("portal:team"))] if rules.is_plan_rater(user, row) else []


@login_required
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A plan as it was approved: its owner and rater, who rates by it, BKPSDM."""
    rows = PlanVersion.objects.visible_to(request.user).select_related(
        "plan__assignment__unit", "plan__employee"
    )
    row = get_object_or_404(rows, plan=pk, number=number)
    compared = next(one for one in compared_versions(row.plan) if one.version == row)
    context = {
        "plan": row.plan,
        "line": Line(row.plan),
        "version": row,
        "is_own": rules.is_plan_owner(request.user, row.plan),
        "changes": compared.changes,
        "groups": groups_in_words(row.rows),
        "expectations": _expectations(row.expectations.items()),
        "annexes": annexes_in_words(row.annexes),
    }
    return render(request, "portal/plans/version.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int, post: int) -> HttpResponse:
    """Write one's own draft for a post and year. Every button saves first, so nothing typed is lost."""
    held = own_post(request, post)
    row = PerformancePlan.objects.filter(assignment=held, year=year).with_content().first()
    if row is None and not may_begin(held, year):
        raise Http404
    if row is not None and row.state not in WRITABLE and request.method != "POST":
        messages.info(request, f"SKP {year} tidak dapat diubah: {row.get_state_display().lower()}.")
        return redirect("portal:plan", row.pk)
    rater = rater_of(held, timezone.localdate())
    supportable = _supportable(row, rater, year)
    if request.method != "POST":
        form = PlanForm(
            row,
            post=held,
            year=year,
            supportable=supportable,
            offer=request.GET.get("tambah", ""),
            spreads=request.GET.get("bulan", ""),
        )
        return _edit_page(request, held, year, row, form, rater)
    form = PlanForm(row, post=held, year=year, supportable=supportable, data=request.POST)
    refused = None
    if form.is_valid():
        try:
            return _saved(request, held, year, form)
        except Refused as error:
            if row is not None and _is_sent_again(request, row, form):
                return redirect("portal:plan", row.pk)
            refused = error
    return _edit_page(request, held, year, row, form, rater, refused)


@login_required
@post_only("portal:plan_edit")
def copy(request: HttpRequest, year: int, post: int) -> HttpResponse:
    """Begin a plan with what stands in another one of one's own (``dari``)."""
    held = own_post(request, post)
    own = PerformancePlan.objects.filter(employee__user=request.user)
    source = get_object_or_404(own, pk=whole_number(request.POST.get("dari")))
    if not may_begin(held, year):
        raise Http404
    try:
        copy_plan(source, held, year, actor=request.user)
    except Refused as refused:
        if not _is_copied(source, held, year):
            messages.error(request, refused.message)
    else:
        messages.success(request, "Isinya disalin. Sesuaikan dengan jabatan ini, lalu ajukan.")
    return redirect("portal:plan_edit", year, post)


@login_required
@post_only("portal:plan")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in what is stored; a second press leads to the same place."""
    row = get_object_or_404(PerformancePlan, pk=pk, employee__user=request.user)
    if row.state == PlanState.SUBMITTED:
        return redirect("portal:plan", row.pk)
    return _submitted(request, row)


@login_required
@post_only("portal:plan")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the rater has not read yet."""
    row = get_object_or_404(PerformancePlan, pk=pk, employee__user=request.user)
    try:
        withdraw_plan(row, actor=request.user)
    except Refused as refused:
        if not is_repeated_on_plan(row, "withdraw", actor=request.user):
            messages.error(request, refused.message)
        return redirect("portal:plan", pk)
    messages.success(request, "SKP Anda tarik kembali. Ajukan lagi setelah selesai.")
    return redirect("portal:plan", pk)


@login_required
@post_only("portal:plan")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one's own approved plan again, with the reason."""
    row = get_object_or_404(PerformancePlan, pk=pk, employee__user=request.user)
    try:
        revise_plan(row, actor=request.user, note=request.POST.get("note", ""))
    except Refused as refused:
        note = request.POST.get("note", "")
        if is_repeated_on_plan(row, "revise", actor=request.user, note=note):
            return _to_edit(row)
        messages.error(request, refused.message)
        return redirect("portal:plan", pk)
    messages.success(request, "SKP dibuka untuk diperbarui. Ajukan lagi setelah selesai.")
    return _to_edit(row)


def own_post(request: HttpRequest, pk: int) -> Assignment:
    """A post of one's own; anybody else's answers 404."""
    posts = Assignment.objects.select_related("unit", "employee")
    return get_object_or_404(posts, pk=pk, employee__user=request.user)


def may_begin(post: Assignment, year: int) -> bool:
    """A plan is begun for a year close by, on a day of which the post is held."""
    is_near = abs(year - timezone.localdate().year) <= 1
    return is_near and any(held.pk == post.pk for held in posts_in(post.employee, year))


def _is_copied(source: PerformancePlan, post: Assignment, year: int) -> bool:
    """The second press: the plan holds what the first one copied."""
    own = WorkResult.objects.filter(plan__assignment=post, plan__year=year).order_by("order", "pk")
    copied = WorkResult.objects.filter(plan=source).order_by("order", "pk")
    return list(own.values_list("statement")) == list(copied.values_list("statement"))


def _to_edit(row: PerformancePlan) -> HttpResponse:
    if row.assignment_id is None:  # from before plans belonged to posts
        return redirect("portal:plan", row.pk)
    return redirect("portal:plan_edit", row.year, row.assignment_id)


def _is_sent_again(request: HttpRequest, row: PerformancePlan, form: PlanForm) -> bool:
    """The second press of "Ajukan", with the same words; another tab may hold others."""
    row.refresh_from_db()
    sends = request.POST.get("then") == "submit" and row.state == PlanState.SUBMITTED
    return (
        sends
        and is_repeated_on_plan(row, "submit", actor=request.user)
        and is_same_plan(row, **form.content())
    )


def _saved(request: HttpRequest, post: Assignment, year: int, form: PlanForm) -> HttpResponse:
    """Store the draft, then do what the button said."""
    spreads = request.POST.get("bagi", "")
    why_not = form.spread(spreads)
    content = form.content()
    row = save_plan(
        draft_plan(post, year, actor=request.user),
        actor=request.user,
        **content,
        expected_version=form.expected_version(),
    )
    if request.POST.get("then") == "submit":
        return _submitted(request, row)
    messages.success(request, "SKP tersimpan.")
    if request.POST.get("then") == "take":
        return redirect("portal:plan_take", year, post.pk)
    if why_not:
        messages.warning(request, why_not)
    address = reverse("portal:plan_edit", args=[year, post.pk])
    born = dict(zip((result["key"] for result in content["results"]), _keys_in_order(row), strict=True))
    actions = born.get(request.POST.get("aksi", ""))
    if actions:
        return redirect("portal:plan_actions", year, post.pk, actions)
    for name, wanted in (("tambah", request.POST.get("tambah", "")), ("bulan", spreads.partition(":")[0])):
        if wanted:
            token = born.get(wanted, wanted)  # a row that was new on the page has its key now
            return redirect(f"{address}?{urlencode({name: token})}#{token}")
    return redirect(address)


def _keys_in_order(row: PerformancePlan) -> list[str]:
    return list(row.results.order_by("order", "pk").values_list("key", flat=True))


def _submitted(request: HttpRequest, row: PerformancePlan) -> HttpResponse:
    try:
        submit_plan(row, actor=request.user)
    except Refused as refused:
        if is_repeated_on_plan(row, "submit", actor=request.user):
            return redirect("portal:plan", row.pk)
        messages.error(request, refused.message)
        return _to_edit(row)
    messages.success(request, f"SKP {row.year} diajukan kepada penilai Anda.")
    return redirect("portal:plan", row.pk)


def _edit_page(
    request: HttpRequest,
    post: Assignment,
    year: int,
    row: PerformancePlan | None,
    form: PlanForm,
    rater: Employee | None,
    refused: Refused | None = None,
) -> HttpResponse:
    others = PerformancePlan.objects.filter(employee=post.employee).select_related("assignment__unit")
    context = {
        "year": year,
        "post": post,
        "post_name": post_in_words(post),
        "plan": row,
        "form": form,
        "rater": rater,
        "refused": refused,
        "copyable": [Line(other) for other in others.order_by("-year", "-pk")] if row is None else [],
    }
    bad = refused is not None or (form.data is not None)
    return render(request, "portal/plans/edit.html", context, status=status_of(refused) if bad else 200)


def _supportable(row: PerformancePlan | None, rater: Employee | None, year: int) -> list[WorkResult]:
    """The rater's results; those already named stay possible when the rater has changed since."""
    offered = {result.pk: result for result in results_in_force(rater, year)}
    named = [result.supported_result for result in row.results.all()] if row else []
    return list(offered.values()) + [result for result in named if result and result.pk not in offered]


def _groups(row: PerformancePlan) -> list[tuple[str, list[WorkResult]]]:
    results = ordered_results(row)
    return [
        (kind.label, [result for result in results if result.kind == kind])
        for kind in WorkResultKind
        if any(result.kind == kind for result in results)
    ]


def _expectations(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(value, text) of those that stand in the plan, in the official order."""
    texts = dict(found)
    return [(value.label, texts[value]) for value in CoreValue if value in texts]
