"""Every screen on which officers draft, approve, compare and move forms speaks Indonesian, messages included."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowState

from forms_config.domain.approval import add_default_workflow
from forms_config.models import (
    Constant,
    EvaluationForm,
    IndexScheme,
    Indicator,
    OtherOfficerTask,
    PredikatMatrix,
    RatingScale,
)
from sekin_site.roles import BKPSDM, DRAFTER
from tests import build
from tests.admin.english import english_in
from tests.forms_config.library import (
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    posted,
    rated_sections,
    section,
)

LIBRARY = (EvaluationForm, Indicator, RatingScale, PredikatMatrix, IndexScheme, Constant)
XHR = {"x-requested-with": "XMLHttpRequest"}
JSON = {"accept": "application/json"}


@pytest.fixture
def world(db, login) -> SimpleNamespace:
    """A form with a published version and a newer draft, one of everything else, and who works on it."""
    add_default_workflow()
    scale = make_scale()
    matrix = make_matrix(scale)
    indicator = make_indicator(scale=scale)
    IndexScheme.objects.create(name="Indeks")
    Constant.objects.create(name="Hari kerja", key="hari_kerja", value=22)
    officer = build.make_user("dewi", groups=(BKPSDM,), first_name="Dewi", email="dewi@bantulkab.example")
    drafter = build.make_user("ani", groups=(DRAFTER,), first_name="Ani", email="ani@bantulkab.example")
    admin = build.make_user("admin", is_superuser=True, first_name="Admin")
    form = make_form(*rated_sections(scale), matrix=matrix)
    form.latest_revision.publish(user=officer)
    form.refresh_from_db()
    taken = {"type": "indicator", "value": {"indicator": indicator.pk}}
    form.sections = json.dumps([*rated_sections(scale), section("Lain", field("number", "Jumlah"), taken)])
    form.save_revision(user=drafter)
    return SimpleNamespace(
        form=form, scale=scale, matrix=matrix, users=SimpleNamespace(officer=officer, drafter=drafter),
        officer=login(officer), drafter=login(drafter), admin=login(admin),
    )  # fmt: skip


def at(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def edit(world) -> str:
    return at(EvaluationForm, "edit", world.form.pk)


def english_on(answer) -> list[str]:
    """The English texts of an answer: a page, or JSON with a piece of a page or a message."""
    assert answer.status_code in (200, 400), answer.status_code
    if not answer.headers["Content-Type"].startswith("application/json"):
        return english_in(answer.content.decode())
    told = answer.json()
    return english_in(told.get("html") or told.get("error_message") or "")


def english_at(client: Client, urls: dict[str, str]) -> dict[str, list[str]]:
    """By the name of the screen; empty when all is well."""
    found = {name: english_on(client.get(url, follow=True)) for name, url in urls.items()}
    return {name: texts for name, texts in found.items() if texts}


def data(world, **values) -> dict[str, str]:
    return posted(*rated_sections(world.scale), matrix=world.matrix.pk, **values)


# --- Looking ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", LIBRARY)
def test_the_screens_of_the_library(world, model):
    pk = model.objects.first().pk
    name = model._meta.model_name
    choosers = f"wagtailsnippetchoosers_forms_config_{name}"
    urls = {one: at(model, one) for one in ("list", "add")}
    urls |= {one: at(model, one, pk) for one in ("edit", "copy", "history", "usage", "delete")}
    urls["bulk delete"] = reverse("wagtail_bulk_action", args=["forms_config", name, "delete"]) + f"?id={pk}"
    urls |= {one: reverse(f"{choosers}:{one}") for one in ("choose", "choose_results")}
    urls["nothing found"] = reverse(f"{choosers}:choose_results") + "?q=zzz"
    urls["no match"] = at(model, "list") + "?q=zzz&is_active=false"
    assert english_at(world.officer, urls) == {}
    assert english_at(world.drafter, urls) == {}


@pytest.mark.parametrize("model", LIBRARY)
def test_deleting_what_nobody_uses(world, model):
    pk = model.objects.create(
        **{"key" if hasattr(model, "key") else "code": "baru"}, **needed(model, world)
    ).pk
    bulk = (
        reverse("wagtail_bulk_action", args=["forms_config", model._meta.model_name, "delete"]) + f"?id={pk}"
    )
    assert english_at(world.officer, {"one": at(model, "delete", pk), "bulk": bulk}) == {}
    answer = world.officer.post(f"{bulk}&next={at(model, 'list')}", follow=True)
    assert english_on(answer) == []
    assert not model.objects.filter(pk=pk).exists()


def needed(model, world) -> dict[str, object]:
    """What a row of this model cannot do without."""
    match model.__name__:
        case "Constant":
            return {"name": "Baru", "value": 1}
        case "PredikatMatrix":
            return {"name": "Baru", "scale": world.scale}
        case "EvaluationForm":
            return {"title": "Baru", "live": False}
        case _:
            return {"name": "Baru"}


def form_screens(world) -> Iterator[tuple[str, str]]:
    form = world.form
    first, last = form.revisions.order_by("pk").first(), form.revisions.order_by("pk").last()
    for name in ("unpublish", "workflow_history"):
        yield name, at(EvaluationForm, name, form.pk)
    yield "compare revisions", at(EvaluationForm, "revisions_compare", form.pk, first.pk, last.pk)
    yield "compare with live", at(EvaluationForm, "revisions_compare", form.pk, "live", "latest")
    yield "revert", at(EvaluationForm, "revisions_revert", form.pk, first.pk)
    yield "look at revision", at(EvaluationForm, "revisions_view", form.pk, first.pk)
    yield "published version", reverse("forms_config:form_version", args=[form.versions.get().pk])
    for name in ("compare", "sandbox", "insert"):
        yield name, reverse(f"forms_config:{name}", args=[form.pk])
    for side in ("employee", "rater", "result"):
        yield f"sandbox {side}", reverse("forms_config:sandbox", args=[form.pk]) + f"?side={side}"
    yield "import", reverse("forms_config:import_form")
    yield "impact", reverse("form_impact:page", args=[form.pk])
    yield "moving drafts", reverse("form_moves:page", args=[form.pk])
    yield "history of everything", reverse("wagtailadmin_reports:site_history")
    yield "home", reverse("wagtailadmin_home")


def test_the_screens_of_a_form(world):
    assert english_at(world.officer, dict(form_screens(world))) == {}


def test_the_screens_for_those_who_set_up_approval(world):
    task, workflow = OtherOfficerTask.objects.get(), Workflow.objects.get(name="Persetujuan formulir")
    world.drafter.post(edit(world), data(world) | {"action-submit": "x"})
    urls = {
        name: reverse(f"wagtailadmin_workflows:{name}")
        for name in ("index", "add", "task_index", "select_task_type", "task_chooser")
    }
    urls |= {
        "edit workflow": reverse("wagtailadmin_workflows:edit", args=[workflow.pk]),
        "usage": reverse("wagtailadmin_workflows:usage", args=[workflow.pk]),
        "disable": reverse("wagtailadmin_workflows:disable", args=[workflow.pk]),
        "edit task": reverse("wagtailadmin_workflows:edit_task", args=[task.pk]),
        "disable task": reverse("wagtailadmin_workflows:disable_task", args=[task.pk]),
        "new task": reverse("wagtailadmin_workflows:add_task", args=["forms_config", "otherofficertask"]),
        "report": reverse("wagtailadmin_reports:workflow"),
        "report on tasks": reverse("wagtailadmin_reports:workflow_tasks"),
    }
    assert english_at(world.admin, urls) == {}


# --- Saving and publishing --------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["edit", "publish", "submit"])
def test_what_is_said_after_saving(world, action):
    button = {} if action == "edit" else {f"action-{action}": "x"}
    incomplete = posted(section("Kosong"), title="") | button
    assert english_on(world.officer.post(edit(world), incomplete, follow=True)) == []
    assert english_on(world.officer.post(edit(world), data(world) | button, follow=True)) == []
    new = data(world, title="Formulir baru") | button
    assert english_on(world.officer.post(at(EvaluationForm, "add"), new, follow=True)) == []


def test_what_is_said_after_the_other_acts(world):
    pk = world.form.pk
    first = world.form.revisions.order_by("pk").first().pk
    acts = [(at(EvaluationForm, name, pk), {}) for name in ("lock", "unlock", "unpublish")]
    acts.append((at(EvaluationForm, "revisions_revert", pk, first), data(world)))
    acts.append((at(EvaluationForm, "delete", pk), {}))
    for url, values in acts:
        assert english_on(world.officer.post(url, values, follow=True)) == [], url
        assert english_on(world.drafter.get(edit(world), follow=True)) == [], url


def test_a_form_that_somebody_else_locked(world):
    world.admin.post(at(EvaluationForm, "lock", world.form.pk))
    assert english_on(world.drafter.get(edit(world))) == []
    assert english_on(world.drafter.post(edit(world), data(world))) == []
    assert english_on(world.drafter.post(edit(world), data(world), headers=JSON)) == []


def test_two_officers_at_once(world):
    html = world.officer.get(edit(world)).content.decode()
    seen = dict(re.findall(r'name="(loaded_revision_[a-z_]+)" value="([^"]*)"', html))
    ping = re.search(r'data-w-swap-src-value="([^"]+)"', html)[1]
    world.admin.get(edit(world))
    mine = {"revision_id": seen["loaded_revision_id"]} | {
        "revision_created_at": seen["loaded_revision_created_at"]
    }
    assert english_on(world.officer.post(ping, mine)) == []
    saved = world.drafter.post(edit(world), data(world), headers=JSON)
    assert english_on(saved) == []
    assert english_on(world.officer.post(ping, mine)) == []
    assert english_on(world.officer.post(edit(world), data(world) | seen, headers=JSON)) == []
    assert english_on(world.officer.post(edit(world), data(world) | seen)) == []


# --- Approval ---------------------------------------------------------------------------------------
def test_the_way_through_approval(world, django_capture_on_commit_callbacks):
    everybody = (world.drafter, world.officer, world.admin)

    def look(*more: str) -> None:
        state = WorkflowState.objects.latest("pk")
        urls = {
            "edit": edit(world),
            "list": at(EvaluationForm, "list"),
            "history": at(EvaluationForm, "history", world.form.pk),
            "approvals": at(EvaluationForm, "workflow_history", world.form.pk),
            "approval": at(EvaluationForm, "workflow_history_detail", world.form.pk, state.pk),
            "home": reverse("wagtailadmin_home"),
        } | {url: url for url in more}
        assert [english_at(client, urls) for client in everybody] == [{}, {}, {}]

    def act(client, action: str, comment: str = "") -> None:
        task = TaskState.objects.latest("pk")
        for name in ("workflow_action", "collect_workflow_action_data"):
            dialog = at(EvaluationForm, name, world.form.pk, action, task.pk)
            assert english_on(client.get(dialog)) == []
        url = at(EvaluationForm, "workflow_action", world.form.pk, action, task.pk)
        assert english_on(client.post(url, {"comment": comment}, follow=True)) == []

    def send(client, action: str, **values) -> None:
        sent = data(world, **values) | {f"action-{action}": "x"}
        assert english_on(client.post(edit(world), sent, follow=True)) == []

    with django_capture_on_commit_callbacks(execute=True):
        send(world.drafter, "submit")
        look(at(EvaluationForm, "confirm_workflow_cancellation", world.form.pk))
        send(world.drafter, "edit")
        act(world.officer, "reject", "")
        act(world.officer, "reject", "Tambahkan bobot.")
        look(at(EvaluationForm, "confirm_workflow_cancellation", world.form.pk))
        send(world.officer, "restart-workflow")
        send(world.officer, "cancel-workflow")
        look()
        send(world.drafter, "submit")
        act(world.officer, "approve", "Sudah sesuai.")
        look()
    assert len(mail.outbox) > 3
    sent = [text for one in mail.outbox for text in (one.subject, re.sub(r"https?://\S+", "", one.body))]
    assert [text for text in sent if english_in(text)] == []


def test_what_is_said_to_those_who_come_too_late_or_may_not(world):
    world.drafter.post(edit(world), data(world) | {"action-submit": "x"})
    task = TaskState.objects.get()
    url = at(EvaluationForm, "workflow_action", world.form.pk, "approve", task.pk)
    assert english_on(world.drafter.post(url, {}, follow=True)) == []
    world.officer.post(url, {})
    assert english_on(world.officer.post(url, {}, follow=True)) == []
    assert (
        english_on(world.drafter.get(at(Indicator, "delete", Indicator.objects.get().pk), follow=True)) == []
    )
