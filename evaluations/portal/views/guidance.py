"""Apakah jelas? and Tanya BKPSDM: what people say of the guidance, and what they ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating import guidance_questions
from evaluations.domain.refusals import Refused
from evaluations.models import GuidanceQuestion
from evaluations.places import whole_number
from evaluations.portal.forms.guidance import QuestionForm, UnclearForm
from evaluations.portal.posting import UNPROCESSABLE
from forms_config.models import GuidancePage

CLEAR = "jelas"
THANKS = "Terima kasih. Pendapat Anda membantu BKPSDM memperbaiki halaman ini; nama Anda tidak ditampilkan."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """``pendapat=jelas`` by the button on the page; else the page that asks what is unclear."""
    page = get_object_or_404(GuidancePage.objects.live(), pk=pk)
    if request.method == "POST" and request.POST.get("pendapat") == CLEAR:
        guidance_questions.find_clear(page, actor=request.user)
        messages.success(request, THANKS)
        return redirect(page.get_url(request))
    form = UnclearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guidance_questions.find_unclear(page, **form.cleaned_data, actor=request.user)
        messages.success(request, THANKS)
        return redirect(page.get_url(request))
    context = {"form": form, "page": page}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/guidance/opinion.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A form for a question (``halaman``: about which page, ``tanya``: how it begins), and one's own with answers."""
    known = whole_number(request.POST.get("halaman") or request.GET.get("halaman"))
    page = GuidancePage.objects.live().filter(pk=known).first() if known else None
    form = QuestionForm(
        request.POST or None, initial={"text": request.GET.get("tanya", "").replace("\x00", "")[:100]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            guidance_questions.ask(form.cleaned_data["text"], page, actor=request.user)
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            messages.success(
                request, "Terkirim kepada BKPSDM. Jawabannya muncul di halaman ini dan di Beranda."
            )
            return redirect("portal:guidance_ask")
    questions = list(
        GuidanceQuestion.objects.of(request.user).select_related("entry_on").order_by("-asked_at", "-pk")
    )
    GuidanceQuestion.objects.of(request.user).answered_unseen().update(seen_at=timezone.now())
    context = {"form": form, "page": page, "questions": questions}
    return render(
        request, "portal/guidance/ask.html", context, status=UNPROCESSABLE if form.is_bound else 200
    )
