"""Ambil dari pustaka: work results of the library, of one's own plans and of colleagues, to be taken into a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.plan_guards import WRITABLE
from evaluations.domain.evaluating.plan_offers import sources_for, take_over
from evaluations.domain.refusals import Refused
from evaluations.models import PerformancePlan
from evaluations.portal.plan_words import post_in_words
from evaluations.portal.posting import status_of
from evaluations.portal.views.plans import may_begin, own_post


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, year: int, post: int) -> HttpResponse:
    """Offers for one's own post as boxes; by POST those ticked (``ambil``) are added behind what stands there."""
    held = own_post(request, post)
    plan = PerformancePlan.objects.filter(assignment=held, year=year).first()
    if plan is None and not may_begin(held, year):
        raise Http404
    if plan is not None and plan.state not in WRITABLE:
        messages.info(request, f"SKP {year} tidak dapat diubah: {plan.get_state_display().lower()}.")
        return redirect("portal:plan", plan.pk)
    ticked, refused = request.POST.getlist("ambil"), None
    if request.method == "POST" and ticked:
        try:
            number = take_over(held, year, ticked, actor=request.user)
        except Refused as error:
            refused = error
        else:
            messages.success(
                request, f"{number} hasil kerja ditambahkan. Sesuaikan dengan tugas Anda, lalu ajukan."
            )
            return redirect("portal:plan_edit", year, post)
    elif request.method == "POST":
        messages.warning(request, "Centang hasil kerja yang akan Anda ambil.")
    context = {
        "year": year,
        "post": held,
        "post_name": post_in_words(held),
        "sources": sources_for(held, year),
        "ticked": ticked,
        "refused": refused,
    }
    status = status_of(refused) if refused else 200
    return render(request, "portal/plans/take.html", context, status=status)
