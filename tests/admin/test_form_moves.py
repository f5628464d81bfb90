"""Moving a running period to a newer version of its form, through the admin's own views."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import ModelLogEntry

from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation, PeriodForm
from forms_config.domain.publishing import freeze
from forms_config.models import EvaluationForm
from tests import build
from tests.counting import statements_of
from tests.forms_config.library import (
    field,
    make_form,
    make_matrix,
    make_scale,
    posted,
    rated_sections,
    section,
)

ANSWERS = {"contoh": "Ramah", "realisasi": "12 laporan"}  # not in the order of the form, on purpose
PUBLISH = {"action-publish": "Terbitkan"}


@pytest.fixture
def scale(cast):
    return make_scale()


@pytest.fixture
def form(scale) -> EvaluationForm:
    form = make_form(*rated_sections(scale), matrix=make_matrix(scale))
    freeze(form, actor=None)
    return form


@pytest.fixture
def period(form):
    period = build.make_period()
    PeriodForm.objects.create(period=period, form=form, form_version=form.versions.get())
    return period


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def publish(officer, form):
    """``publish(*sections, title=…)`` edits and publishes in the editor; returns the newest version."""

    def _publish(*sections, **values):
        url = reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[form.pk])
        officer.post(url, posted(*sections, **{"matrix": form.matrix_id} | values) | PUBLISH)
        return form.versions.first()

    return _publish


def page(form) -> str:
    return f"/kelola/formulir/{form.pk}/pindah/"


def words(response) -> str:
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def started(cast, form, period, person=None, **fields) -> Evaluation:
    fields = {"state": State.DRAFT, "answers": ANSWERS} | fields
    version = form.versions.get(number=1)
    return build.make_evaluation(person or cast.employee, period, rater=cast.rater, version=version, **fields)


def move(officer, form, period, version, **posted_values):
    data = {"periode": period.pk, "versi": version.pk, "siapa": "semua"} | posted_values
    return officer.post(page(form), data, follow=True)


def with_question(scale, *, required: bool = True):
    work, conduct = rated_sections(scale)
    conduct["value"]["fields"].append(field(label="Hambatan", required=required))
    return work, conduct


def test_a_typing_error_is_corrected_for_everybody_not_yet_rated_in_one_step(
    cast, officer, login, form, period, publish, scale
):
    states = (State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED, State.RATED)
    people = (
        cast.employee,
        cast.stranger,
        cast.unit_admin,
        cast.reviewer,
        build.make_employee("Tri Lestari"),
    )
    build.make_assignment(people[-1], cast.agency)
    rows = [
        started(cast, form, period, person=person, state=state)
        for person, state in zip(people, states, strict=True)
    ]
    stored = {row.pk: json.dumps(Evaluation.objects.get(pk=row.pk).answers) for row in rows}
    work, conduct = rated_sections(scale)
    conduct["value"]["fields"][0]["value"] |= {"key": "contoh", "label": "Contoh nyata"}
    version = publish(work, conduct)
    assert version.number == 2
    assert "Siti Aminah" in words(officer.get(page(form)))
    assert "4 evaluasi dipindahkan ke versi 2" in words(move(officer, form, period, version))
    after = {row.pk: Evaluation.objects.get(pk=row.pk) for row in rows}
    assert {pk: json.dumps(row.answers) for pk, row in after.items()} == stored
    assert [after[row.pk].form_version.number for row in rows] == [2, 2, 2, 2, 1]
    assert [after[row.pk].state for row in rows] == list(states)
    seen = words(login(cast.stranger).get(reverse("portal:fill", args=[rows[1].pk])))
    assert "Formulir diperbarui BKPSDM pada" in seen
    assert "Jawaban Anda tetap ada." in seen
    assert "Contoh nyata" in seen
    history = words(login(cast.stranger).get(reverse("portal:evaluation", args=[rows[1].pk])))
    assert "Versi 1 menjadi versi 2. Semua jawaban tetap ada." in history


def test_a_new_required_question_reaches_drafts_only(cast, officer, form, period, publish, scale):
    draft = started(cast, form, period)
    sent = started(cast, form, period, person=cast.stranger, state=State.SUBMITTED)
    final = started(cast, form, period, person=cast.unit_admin, state=State.FINAL)
    version = publish(*with_question(scale))
    preview = officer.get(page(form))
    assert dict(preview.context["counts"]) == {
        "total": 2,
        "movable": 1,
        "losing": 0,
        "asked": 1,
        "refused": 1,
    }
    assert "Perilaku: Hambatan" in words(preview)
    told = words(move(officer, form, period, version))
    assert "1 evaluasi dipindahkan ke versi 2" in told
    assert "1 evaluasi tidak dipindahkan. Sudah dikirim," in told
    numbers = dict(Evaluation.objects.values_list("pk", "form_version__number"))
    assert numbers == {draft.pk: 2, sent.pk: 1, final.pk: 1}


def test_rated_evaluations_refuse_even_when_somebody_ticks_them(cast, officer, form, period, publish, scale):
    rows = [
        started(cast, form, period, state=State.RATED),
        started(cast, form, period, person=cast.stranger, state=State.FINAL),
    ]
    version = publish(*rated_sections(scale), title="Judul lain")
    told = words(move(officer, form, period, version, siapa="dicentang", pk=[row.pk for row in rows]))
    assert "2 evaluasi tidak dipindahkan. Sudah dinilai" in told
    assert set(Evaluation.objects.values_list("form_version__number", flat=True)) == {1}


def test_who_would_lose_answers_moves_only_when_that_is_ticked(
    cast, officer, login, form, period, publish, scale
):
    row = started(cast, form, period)
    started(cast, form, period, person=cast.stranger, state=State.OPEN, answers={})
    work, conduct = rated_sections(scale)
    conduct["value"]["fields"] = [field(label="Hambatan")]
    version = publish(work, conduct)
    only_losing = words(officer.get(page(form), {"hanya": "kehilangan"}))
    assert "Perilaku: Contoh" in only_losing
    assert "Joko Susilo" not in only_losing
    assert "Ramah" not in only_losing  # drafts belong to the employee
    assert "1 evaluasi tidak dipindahkan. Ada jawabannya yang akan hilang." in words(
        move(officer, form, period, version)
    )
    assert "1 evaluasi dipindahkan" in words(move(officer, form, period, version, boleh_hilang="ya"))
    assert Evaluation.objects.get(pk=row.pk).answers == {"realisasi": "12 laporan"}
    assert "Perilaku: Contoh: Ramah" in words(login(cast.employee).get(reverse("portal:fill", args=[row.pk])))


def test_only_the_ticked_ones_move(cast, officer, form, period, publish, scale):
    mine = started(cast, form, period)
    other = started(cast, form, period, person=cast.stranger)
    version = publish(*with_question(scale))
    move(officer, form, period, version, siapa="dicentang", pk=[other.pk])
    assert dict(Evaluation.objects.values_list("pk", "form_version__number")) == {mine.pk: 1, other.pk: 2}


def test_later_evaluations_get_the_new_version_when_that_is_ticked(
    cast, officer, form, period, publish, scale
):
    started(cast, form, period)
    version = publish(*with_question(scale))
    move(officer, form, period, version)
    assert PeriodForm.objects.get().form_version.number == 1
    assert "Yang dibuka kemudian juga memakai versi 2" in words(officer.get(page(form)))
    move(officer, form, period, version, kemudian="ya")
    assert PeriodForm.objects.get().form_version == version
    assert "sudah memakai versi terbaru" in words(officer.get(page(form)))


def test_the_log_of_the_period_says_who_moved_how_many(cast, officer, form, period, publish, scale):
    started(cast, form, period)
    move(officer, form, period, publish(*with_question(scale)))
    entry = ModelLogEntry.objects.get(action="evaluations.move_form")
    assert (entry.user, entry.data["moved"], entry.data["version"]) == (cast.bkpsdm, 1, 2)


def test_a_closed_period_is_not_offered_and_refused(cast, officer, form, period, publish, scale):
    started(cast, form, period)
    version = publish(*with_question(scale))
    type(period).objects.update(state=PeriodState.CLOSED)
    assert "Tidak ada periode yang sedang dibuka" in words(officer.get(page(form)))
    assert "tidak sedang dibuka" in words(move(officer, form, period, version))
    assert Evaluation.objects.get().form_version.number == 1


def test_an_older_version_is_not_offered_and_refused(cast, officer, form, period, publish, scale):
    row = started(cast, form, period)
    move(officer, form, period, publish(*with_question(scale)), kemudian="ya")
    first = form.versions.get(number=1)
    told = words(move(officer, form, period, first, siapa="dicentang", pk=[row.pk]))
    assert "sudah memakai versi yang lebih baru" in told
    assert Evaluation.objects.get().form_version.number == 2


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "stranger", "auditor"])
def test_nobody_else_sees_or_moves(cast, login, form, period, publish, scale, who):
    row = started(cast, form, period)
    version = publish(*with_question(scale))
    client = login(getattr(cast, who))
    assert client.get(page(form)).status_code in (302, 403)
    data = {"periode": period.pk, "versi": version.pk, "siapa": "dicentang", "pk": [row.pk]}
    assert client.post(page(form), data).status_code in (302, 403)
    assert Evaluation.objects.get().form_version.number == 1


@pytest.mark.parametrize(
    "nonsense",
    [{"periode": "x"}, {"versi": "0"}, {"siapa": "dicentang", "pk": ["1; drop"]}, {"versi": "9" * 30}],
)
def test_nonsense_is_not_found(cast, officer, form, period, publish, scale, nonsense):
    started(cast, form, period)
    version = publish(*with_question(scale))
    assert move(officer, form, period, version, **nonsense).status_code == 404


def test_a_version_of_another_form_is_not_found(cast, officer, form, period, scale):
    foreign = build.make_form_version()
    assert move(officer, form, period, foreign).status_code == 404


def test_looking_takes_as_many_statements_for_three_people_as_for_one(
    cast, officer, form, period, publish, scale
):
    started(cast, form, period)
    build.make_plan(cast.employee)
    publish(*with_question(scale))
    statements_of(officer, page(form))
    one = statements_of(officer, page(form))
    for person in (cast.stranger, cast.unit_admin):
        started(cast, form, period, person=person)
        build.make_plan(person)
    assert statements_of(officer, page(form)) == one


def test_without_a_newer_version_there_is_nothing_to_move(cast, officer, form, period):
    started(cast, form, period)
    assert "sudah memakai versi terbaru" in words(officer.get(page(form)))


def test_a_page_lists_so_many_and_leads_to_the_next(cast, officer, form, period, publish, scale, monkeypatch):
    monkeypatch.setattr("evaluations.admin.form_moves.PER_PAGE", 1)
    started(cast, form, period)
    started(cast, form, period, person=cast.stranger)
    publish(*with_question(scale))
    second = words(officer.get(page(form), {"p": 2}))
    assert "Siti Aminah" in second
    assert "Joko Susilo" not in second
    assert "Halaman 2 dari 2" in second


def test_the_tools_are_offered_in_the_editor(officer, form):
    edit = officer.get(reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[form.pk]))
    assert page(form) in edit.content.decode()


def test_a_draft_section_that_nobody_uses_changes_nothing(cast, officer, form, period, publish, scale):
    started(cast, form, period)
    publish(*rated_sections(scale), section("Lain", field(label="Catatan")))
    counts = officer.get(page(form)).context["counts"]
    assert (counts["movable"], counts["losing"], counts["asked"]) == (1, 0, 0)
