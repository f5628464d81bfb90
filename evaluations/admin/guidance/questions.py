"""Pertanyaan kepada BKPSDM: the queue, the answer, and the answer as an entry of the guidance with one press."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.managers import ManagersMenuItem, ManagersView, QueueView
from evaluations.domain.evaluating import guidance_questions
from evaluations.domain.refusals import Refused
from evaluations.models import GuidanceQuestion
from forms_config.text_fields import CleanTextField

WAITING, ANSWERED = "menunggu", "terjawab"
STATES = [(WAITING, "Menunggu"), (ANSWERED, "Terjawab")]
PUBLISH = "terbit"


class IndexView(QueueView):
    """The queue, the oldest first: ``keadaan`` (waiting unless said otherwise)."""

    template_name = "evaluations_admin/guidance/questions.html"
    page_title = "Pertanyaan kepada BKPSDM"
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("keadaan", WAITING)
        rows = GuidanceQuestion.objects.select_related("agency", "page", "entry_on").defer("asked_by")
        rows = rows.filter(answered_at__isnull=state != ANSWERED)
        if self.agency:
            rows = rows.filter(agency=self.agency)
        queue = self.queue(rows.order_by("asked_at", "pk"))
        return (
            super().get_context_data(**kwargs)
            | queue
            | {"lines": queue["page"], "states": STATES, "state": state}
        )


class AnswerForm(forms.Form):
    answer = CleanTextField(
        label="Jawaban",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Dibaca penanya di Beranda.",
        error_messages={"required": "Tulis jawabannya."},
    )
    wording = CleanTextField(
        label="Pertanyaan untuk semua orang",
        required=False,
        max_length=250,
        widget=forms.TextInput,
        help_text="Bila ditambahkan ke Tanya jawab: tulis tanpa nama, NIP, atau unit siapa pun.",
    )


class QuestionView(ManagersView, TemplateView):
    """One question; by POST the answer, with ``aksi=terbit`` also as an entry for everybody."""

    template_name = "evaluations_admin/guidance/question.html"
    page_title = "Pertanyaan"
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.question = get_object_or_404(
            GuidanceQuestion.objects.select_related("agency", "page"), pk=kwargs["pk"]
        )
        self.form = AnswerForm(
            request.POST or None,
            initial={"answer": self.question.answer, "wording": " ".join(self.question.text.split())[:250]},
        )
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("guidance_questions:index"), IndexView.page_title)]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.form.is_valid():
            try:
                self._answer(request)
            except Refused as refused:
                self.form.add_error("wording" if refused.code == "wording_missing" else None, refused.message)
            else:
                return redirect("guidance_questions:index")
        return self.render_to_response(self.get_context_data(), status=422)

    def _answer(self, request: HttpRequest) -> None:
        given = self.form.cleaned_data
        guidance_questions.answer(self.question, given["answer"], actor=request.user)
        if request.POST.get("aksi") != PUBLISH:
            messages.success(request, "Jawaban tersimpan. Penanya melihatnya di Beranda.")
            return
        row = guidance_questions.make_entry(self.question, given["wording"], actor=request.user)
        page = row.entry_on
        if page is not None and page.has_unpublished_changes:
            messages.warning(request, f"Jawaban masuk ke draf “{page.title}”, yang belum diterbitkan.")
        else:
            messages.success(request, f"Jawaban tersimpan dan terbit di “{page}”.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"question": self.question, "form": self.form}


class QuestionViewSet(ViewSet):
    name = "guidance_questions"
    url_prefix = "pertanyaan-panduan"
    icon = "mail"
    menu_label = "Pertanyaan"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", IndexView.as_view(), name="index"),
            path("<int:pk>/", QuestionView.as_view(), name="question"),
        ]
