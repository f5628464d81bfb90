"""One officer drafts, another approves: through the admin's own views."""

import logging
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import TaskState, Workflow, WorkflowState

from forms_config.domain.approval import TASK_NAME, WORKFLOW_NAME, add_default_workflow
from forms_config.models import EvaluationForm, FormVersion, OtherOfficerTask
from sekin_site.roles import BKPSDM, DRAFTER
from tests.build import make_user
from tests.forms_config.library import make_form, make_matrix, make_scale, posted, rated_sections, section

pytestmark = pytest.mark.django_db

SUBMIT = {"action-submit": "Ajukan"}
PUBLISH = {"action-publish": "Terbitkan"}
CANCEL = {"action-cancel-workflow": "Tarik"}


@pytest.fixture
def people(login):
    """A drafter, two officers of BKPSDM and a superuser, each with a browser."""
    users = SimpleNamespace(
        drafter=make_user("penyusun", groups=(DRAFTER,), email="penyusun@bantulkab.example"),
        officer=make_user("dewi", groups=(BKPSDM,), email="dewi@bantulkab.example"),
        other=make_user("rini", groups=(BKPSDM,)),
        admin=make_user("admin", is_superuser=True),
    )
    return SimpleNamespace(**vars(users), at={name: login(user) for name, user in vars(users).items()})


@pytest.fixture
def scale():
    return make_scale()


@pytest.fixture
def form(scale) -> EvaluationForm:
    add_default_workflow()
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def data_of(form: EvaluationForm, *sections, title: str = "Formulir coba") -> dict[str, str]:
    sections = sections or rated_sections(form.matrix.scale)
    return posted(*sections, title=title, matrix=form.matrix_id)


def at(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def submit(client, form, **values):
    return client.post(at("edit", form.pk), data_of(form, **values) | SUBMIT, follow=True)


def decide(client, form, action: str, comment: str = ""):
    """From the list of what waits on the start page."""
    task = TaskState.objects.filter(workflow_state__object_id=str(form.pk)).latest("pk")
    return client.post(at("workflow_action", form.pk, action, task.pk), {"comment": comment}, follow=True)


def state_of(form) -> str:
    return WorkflowState.objects.filter(object_id=str(form.pk)).latest("pk").status


# --- The workflow that an installation starts with --------------------------------------------------
def test_the_default_workflow_is_made_once_for_those_who_may_publish():
    add_default_workflow()
    add_default_workflow()
    task = OtherOfficerTask.objects.get()
    assert (Workflow.objects.filter(name=WORKFLOW_NAME).count(), task.name) == (1, TASK_NAME)
    assert [group.name for group in task.groups.all()] == [BKPSDM]
    assert EvaluationForm.get_default_workflow().name == WORKFLOW_NAME


def test_a_workflow_that_an_officer_took_away_stays_away(form):
    EvaluationForm.get_default_workflow().deactivate()
    add_default_workflow()
    assert EvaluationForm.get_default_workflow() is None


# --- Handing in and deciding ------------------------------------------------------------------------
def test_a_drafter_hands_in_and_another_officer_approves_with_a_comment(form, people):
    answer = submit(people.at["drafter"], form, title="Formulir 2027")
    assert answer.status_code == 200
    assert (state_of(form), FormVersion.objects.count()) == ("in_progress", 0)
    decide(people.at["officer"], form, "approve", "Sudah sesuai.")
    form.refresh_from_db()
    version = form.versions.get()
    assert (state_of(form), form.live, form.title) == ("approved", True, "Formulir 2027")
    assert (version.published_by, version.parsed.title) == (people.officer, "Formulir 2027")


def test_a_drafter_cannot_publish(form, people):
    html = people.at["drafter"].get(at("edit", form.pk)).content.decode()
    assert 'name="action-submit"' in html
    assert 'name="action-publish"' not in html
    people.at["drafter"].post(at("edit", form.pk), data_of(form) | PUBLISH)
    form.refresh_from_db()
    assert not form.live
    assert not FormVersion.objects.exists()


def test_a_new_form_can_be_handed_in_at_once(form, people):
    people.at["drafter"].post(at("add"), data_of(form, title="Formulir baru") | SUBMIT)
    assert state_of(EvaluationForm.objects.get(title="Formulir baru")) == "in_progress"


def test_an_officer_may_still_publish_without_approval(form, people):
    people.at["officer"].post(at("edit", form.pk), data_of(form) | PUBLISH)
    assert form.versions.get().published_by == people.officer


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_nobody_approves_what_they_handed_in(form, people, who):
    submit(people.at[who], form)
    html = people.at[who].get(at("edit", form.pk)).content.decode()
    assert "Setujui" not in html
    decide(people.at[who], form, "approve")
    people.at[who].post(
        at("edit", form.pk),
        data_of(form) | {"action-workflow-action": "x", "workflow-action-name": "approve"},
    )
    assert (state_of(form), FormVersion.objects.count()) == ("in_progress", 0)
    assert "Setujui" in people.at["other"].get(at("edit", form.pk)).content.decode()


def test_a_drafter_approves_nothing(form, people):
    submit(people.at["officer"], form)
    decide(people.at["drafter"], form, "approve")
    assert state_of(form) == "in_progress"


def test_a_group_without_the_right_to_publish_cannot_approve(form, people):
    OtherOfficerTask.objects.get().groups.add(Group.objects.get(name=DRAFTER))
    submit(people.at["officer"], form)
    decide(people.at["drafter"], form, "approve")
    assert (state_of(form), FormVersion.objects.count()) == ("in_progress", 0)


def test_changes_are_asked_for_with_a_comment_that_both_can_read(form, people):
    submit(people.at["drafter"], form)
    decide(people.at["officer"], form, "reject", "Tambahkan panduan perilaku.")
    assert state_of(form) == "needs_changes"
    for who in ("drafter", "officer"):
        assert "Tambahkan panduan perilaku." in people.at[who].get(at("edit", form.pk)).content.decode()
    submit(people.at["drafter"], form, title="Lengkap")
    assert state_of(form) == "in_progress"
    decide(people.at["officer"], form, "approve")
    assert form.versions.get().parsed.title == "Lengkap"
    state = WorkflowState.objects.get()
    page = people.at["drafter"].get(at("workflow_history_detail", form.pk, state.pk)).content.decode()
    assert "Tambahkan panduan perilaku." in page


def test_asking_for_changes_needs_the_reason(form, people):
    submit(people.at["drafter"], form)
    decide(people.at["officer"], form, "reject", "  ")
    assert state_of(form) == "in_progress"


def test_who_mended_and_handed_in_again_does_not_approve_that(form, people):
    submit(people.at["drafter"], form)
    decide(people.at["officer"], form, "reject", "Saya perbaiki sendiri.")
    submit(people.at["officer"], form, title="Diperbaiki")
    decide(people.at["officer"], form, "approve")
    assert state_of(form) == "in_progress"
    decide(people.at["other"], form, "approve")
    assert form.versions.get().published_by == people.other


def test_a_reviewer_may_correct_and_approve_in_one_step(form, people):
    submit(people.at["drafter"], form)
    action = {"action-workflow-action": "x", "workflow-action-name": "approve"}
    comment = {"workflow-action-extra-data": '{"comment": "Judul diperbaiki."}'}
    people.at["officer"].post(at("edit", form.pk), data_of(form, title="Judul benar") | action | comment)
    version = form.versions.get()
    assert (version.parsed.title, version.published_by) == ("Judul benar", people.officer)
    assert TaskState.objects.get().comment == "Judul diperbaiki."


def test_who_handed_in_may_take_it_back(form, people):
    submit(people.at["drafter"], form)
    people.at["drafter"].post(at("edit", form.pk), data_of(form) | CANCEL)
    assert (state_of(form), FormVersion.objects.count()) == ("cancelled", 0)
    assert form.get_latest_revision_as_object().title == "Formulir coba"


def test_nobody_but_the_reviewers_changes_what_waits_for_approval(form, people):
    submit(people.at["drafter"], form)
    answer = people.at["drafter"].post(at("edit", form.pk), data_of(form, title="Diam-diam"))
    assert "Formulir belum disimpan karena dikunci" in answer.content.decode()
    assert form.get_latest_revision_as_object().title == "Formulir coba"
    people.at["officer"].post(at("edit", form.pk), data_of(form, title="Oleh pemeriksa"))
    assert EvaluationForm.objects.get().get_latest_revision_as_object().title == "Oleh pemeriksa"


def test_what_waits_stands_on_the_start_page_of_those_who_may_decide(form, people):
    submit(people.at["officer"], form, title="Formulir menunggu")
    home = reverse("wagtailadmin_home")
    waiting = "Menunggu pemeriksaan Anda"
    assert waiting in people.at["other"].get(home).content.decode()
    assert waiting not in people.at["officer"].get(home).content.decode()
    assert waiting not in people.at["drafter"].get(home).content.decode()


def test_each_dialog_opens(form, people):
    submit(people.at["drafter"], form)
    task = TaskState.objects.get()
    for name in ("workflow_action", "collect_workflow_action_data"):
        for action in ("approve", "reject"):
            answer = people.at["officer"].get(at(name, form.pk, action, task.pk))
            assert "comment" in answer.json()["html"]
    assert people.at["officer"].get(at("confirm_workflow_cancellation", form.pk)).json()["step"] == "confirm"


# --- The checks -------------------------------------------------------------------------------------
def test_an_incomplete_form_is_not_handed_in_and_the_block_says_why(form, people):
    sections = [*rated_sections(form.matrix.scale), section("Kosong")]
    answer = people.at["drafter"].post(at("edit", form.pk), data_of(form, *sections, title="Baru") | SUBMIT)
    html = answer.content.decode()
    assert "Formulir belum diajukan" in html
    assert list(answer.context["form"].errors.as_data()["sections"][0].block_errors) == [2]
    assert 'value="Baru"' in html
    assert not WorkflowState.objects.exists()


def test_a_form_that_has_become_incomplete_is_not_approved_and_goes_on_waiting(form, people, scale):
    submit(people.at["drafter"], form)
    scale.is_active = False
    scale.save()
    html = decide(people.at["officer"], form, "approve", "Setuju").content.decode()
    assert "Belum disetujui; formulir tetap menunggu persetujuan." in html
    assert "sudah dinonaktifkan" in html
    form.refresh_from_db()
    assert (state_of(form), TaskState.objects.get().status) == ("in_progress", "in_progress")
    assert (form.live, FormVersion.objects.count()) == (False, 0)


def test_the_same_holds_for_approving_in_the_editor(form, people, scale):
    submit(people.at["drafter"], form)
    scale.is_active = False
    scale.save()
    action = {"action-workflow-action": "x", "workflow-action-name": "approve"}
    answer = people.at["officer"].post(at("edit", form.pk), data_of(form) | action)
    assert "Formulir belum disetujui dan tetap menunggu" in answer.content.decode()
    assert (state_of(form), FormVersion.objects.count()) == ("in_progress", 0)


def test_changes_may_be_asked_for_on_an_incomplete_form(form, people, scale):
    submit(people.at["drafter"], form)
    scale.is_active = False
    scale.save()
    decide(people.at["officer"], form, "reject", "Skalanya nonaktif.")
    assert state_of(form) == "needs_changes"


# --- Approval for everybody -------------------------------------------------------------------------
@pytest.fixture
def approval_needed(form):
    OtherOfficerTask.objects.update(direct_publishing=False)


def test_direct_publishing_can_be_switched_off(form, people, approval_needed):
    html = people.at["officer"].get(at("edit", form.pk)).content.decode()
    assert 'name="action-publish"' not in html
    people.at["officer"].post(at("edit", form.pk), data_of(form) | PUBLISH)
    assert not FormVersion.objects.exists()
    submit(people.at["officer"], form)
    decide(people.at["other"], form, "approve")
    assert form.versions.get().published_by == people.other


def test_the_administrator_switches_it_at_the_step_of_approval(form, people):
    task = OtherOfficerTask.objects.get()
    url = reverse("wagtailadmin_workflows:edit_task", args=[task.pk])
    assert "boleh terbit tanpa persetujuan" in people.at["admin"].get(url).content.decode().lower()
    groups = [group.pk for group in task.groups.all()]
    people.at["admin"].post(url, {"name": task.name, "groups": groups})
    assert not OtherOfficerTask.objects.get().direct_publishing
    people.at["officer"].post(url, {"name": task.name, "groups": groups, "direct_publishing": "on"})
    assert not OtherOfficerTask.objects.get().direct_publishing


# --- Mail -------------------------------------------------------------------------------------------
def test_reviewers_and_the_drafter_are_told(form, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        submit(people.at["drafter"], form)
    assert [message.to for message in mail.outbox] == [["dewi@bantulkab.example"]]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        decide(people.at["officer"], form, "reject", "Lengkapi bobotnya.")
    assert [message.to for message in mail.outbox] == [["penyusun@bantulkab.example"]]
    assert "Lengkapi bobotnya." in mail.outbox[0].body


def test_a_broken_mail_server_stops_nothing(
    form, people, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.forms_config.broken_mail.EmailBackend"
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        submit(people.at["drafter"], form)
    assert state_of(form) == "in_progress"
    assert "Server surat rusak" in caplog.text
