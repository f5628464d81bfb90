"""Angka kredit of whoever holds a functional post: what the years gave, and what is missing. 404 for others."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.domain.evaluating.credit import accounts_of
from evaluations.models import Employee


@login_required
@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    accounts = accounts_of(Employee.objects.filter(user=request.user))
    if not accounts:
        raise Http404
    return render(request, "portal/credit/credit.html", {"account": accounts[0]})
