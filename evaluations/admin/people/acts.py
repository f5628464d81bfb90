"""What BKPSDM does to a unit or a person on a day: typed, foreseen in sentences, confirmed, done and logged."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from evaluations.admin.following import follow_and_tell
from evaluations.admin.people.act_forms import (
    ActForm,
    CloseForm,
    EndPostForm,
    Foreseen,
    MergeForm,
    MoveForm,
    NipForm,
    RenameForm,
    TransferForm,
)
from evaluations.domain.organization import structure
from evaluations.domain.refusals import Refused
from evaluations.models import Employee, OrganizationalUnit

LOG_ACTION = "evaluations.people_act"


class ActView(WagtailAdminTemplateMixin, TemplateView):
    """The form; by POST first what will happen, then (``confirm``) it happens."""

    template_name = "evaluations_admin/people/act.html"
    model: type[Model] = Employee
    form_class: type[ActForm] = ActForm
    home: str = "employee:inspect"  # name of the address of the subject's page
    header_icon = "edit"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(f"evaluations.change_{self.model._meta.model_name}"):
            raise PermissionDenied
        self.subject = get_object_or_404(self.model, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.form_class.title}: {self.subject}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        prefix = self.home.partition(":")[0]
        return [
            *self.breadcrumbs_items,
            {
                "url": reverse(f"{prefix}:index"),
                "label": str(self.model._meta.verbose_name_plural).capitalize(),
            },
            {"url": self.home_url(), "label": str(self.subject)},
            {"url": "", "label": self.get_page_title()},
        ]

    def home_url(self) -> str:
        return reverse(self.home, args=[self.subject.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(**kwargs) | {
            "form": form, "media": form.media, "foreseen": kwargs.get("foreseen"), "home_url": self.home_url(),
        }  # fmt: skip

    def form(self, data: Any = None) -> ActForm:
        initial = {name: self.request.GET[name] for name in ("post",) if name in self.request.GET}
        return self.form_class(data, subject=self.subject, actor=self.request.user, initial=initial)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.answer(form, status=422)
        if "back" in request.POST:
            return self.answer(form)
        if "confirm" not in request.POST:
            foreseen = form.foresee()
            return self.answer(form, foreseen, status=200 if foreseen else 422)
        try:
            done = form.act()
        except Refused as refused:  # something happened between the preview and the confirmation
            form.refuse(refused)
            return self.answer(form, status=422)
        title = form.title
        log(
            self.subject, LOG_ACTION, user=request.user, data={"act": title, "what": " ".join(done.sentences)}
        )
        messages.success(request, " ".join(done.sentences))
        is_unit = isinstance(self.subject, OrganizationalUnit)
        follow_and_tell(request, units=[self.subject]) if is_unit else follow_and_tell(
            request, [self.subject]
        )
        return redirect(self.home_url())

    def answer(self, form: ActForm, foreseen: Foreseen | None = None, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, foreseen=foreseen), status=status)


@require_POST
def cancel_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the planned change of a unit."""
    if not request.user.has_perm("evaluations.change_organizationalunit"):
        raise PermissionDenied
    unit = get_object_or_404(OrganizationalUnit, pk=pk)
    try:
        structure.cancel(unit)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        log(unit, LOG_ACTION, user=request.user, data={"act": "Batalkan rencana", "what": str(unit)})
        messages.success(request, "Rencana perubahan dibatalkan.")
    return redirect("organizationalunit:inspect", pk)


UNIT_ACTS: dict[str, type[ActForm]] = {
    "ganti-nama": RenameForm,
    "pindah-induk": MoveForm,
    "gabung": MergeForm,
    "tutup": CloseForm,
}

PERSON_ACTS: dict[str, type[ActForm]] = {
    "pindah": TransferForm,
    "akhiri-jabatan": EndPostForm,
    "ganti-nip": NipForm,
}


def unit_urls() -> list:
    return [
        *_urls(UNIT_ACTS, OrganizationalUnit, "organizationalunit:inspect"),
        path("<int:pk>/batalkan-rencana/", cancel_plan, name="cancel_plan"),
    ]


def person_urls() -> list:
    return _urls(PERSON_ACTS, Employee, "employee:inspect")


def _urls(acts: dict[str, type[ActForm]], model: type[Model], home: str) -> list:
    return [
        path(f"<int:pk>/{name}/", ActView.as_view(model=model, form_class=form, home=home), name=name)
        for name, form in acts.items()
    ]
