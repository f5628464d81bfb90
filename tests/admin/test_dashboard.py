"""The start page of the admin: numbers of the open periods, and what needs BKPSDM."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.html import strip_tags

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import (
    ApiScope,
    ImportKind,
    ImportState,
    LegalStatus,
    ObjectionOutcome,
    PeriodState,
    Role,
    State,
)
from evaluations.models import ImportBatch, Objection, OpeningGap, RaterReport, RoleGrant
from forms_config.models import EvaluationForm
from tests import build
from tests.counting import statements_of

HOME = "/kelola/"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def form(cast) -> EvaluationForm:
    """A published form without drafts, as ``make_period`` uses it."""
    version = build.make_form_version()
    EvaluationForm.objects.update(live=True, has_unpublished_changes=False)
    return version.form


def make_objection(employee, period, *, state=State.OBJECTED, since=None, **fields) -> Objection:
    """An objection in one of its three states; ``since``: when it was handed in."""
    now = timezone.now()
    explained = {"explanation": "Sudah benar.", "explained_at": now}
    decided = {"outcome": ObjectionOutcome.UPHELD, "decision": "Tetap.", "decided_at": now}
    return Objection.objects.create(
        evaluation=build.make_evaluation(employee, period, state=state, **fields),
        reasons="Bukti saya belum dibaca.",
        submitted_at=since or now,
        **{State.EXPLAINED: explained, State.FINAL: decided}.get(state, {}),
    )


def words(response) -> str:
    """What the page says, with single spaces."""
    return re.sub(r"\s+", " ", strip_tags(response.content.decode()))


def test_nothing_to_do_is_said(officer, form):
    page = words(officer.get(HOME))
    assert "Tidak ada yang perlu perhatian sekarang." in page
    assert "Belum ada periode yang dibuka." in page


def test_an_open_period_shows_how_far_it_is(officer, cast, form):
    period = build.make_period()
    for person, state in (
        (cast.employee, State.OPEN),
        (cast.rater, State.SUBMITTED),
        (cast.unit_admin, State.RATED),
    ):
        build.make_evaluation(person, period, rater=cast.reviewer, state=state)
    closed = build.make_period(month=1, state=PeriodState.CLOSED)
    page = officer.get(HOME)
    assert [one.period for one in page.context["periods"]] == [period]
    said = words(page)
    assert "Sudah dikirim 2 dari 3" in said
    assert "Sudah dinilai 1 dari 3" in said
    assert "Belum diisi 1 Sedang diisi 0 Menunggu penilaian 1 Dinilai 1 Disampaikan 0 Selesai 0" in said
    assert f"/kelola/periode/inspect/{period.pk}/" in page.content.decode()
    assert closed.name not in said


def test_what_needs_attention_is_listed_with_its_number(officer, cast, form):
    period = build.make_period()
    closed = build.make_period(month=1, state=PeriodState.CLOSED)
    for where in (period, closed):
        OpeningGap.objects.create(period=where, employee=cast.employee, reason_code="no_rater", reason="…")
        OpeningGap.objects.create(period=where, employee=cast.stranger, reason_code="no_post", reason="…")
    make_objection(cast.employee, closed, rater=cast.rater)
    make_objection(cast.stranger, closed, rater=cast.rater, state=State.EXPLAINED)
    ImportBatch.objects.create(kind=ImportKind.EMPLOYEES, file_name="pegawai.xlsx", state=ImportState.PREVIEW)
    ImportBatch.objects.create(kind=ImportKind.EMPLOYEES, file_name="lama.xlsx", state=ImportState.APPLIED)
    EvaluationForm.objects.filter(pk=form.pk).update(has_unpublished_changes=True)
    tasks = officer.get(HOME).context["tasks"]
    assert [(task.count, task.text) for task in tasks] == [
        (1, f"pegawai belum punya penilai pada {period.name}"),
        (1, f"pegawai tidak mendapat evaluasi pada {period.name}"),
        (2, "langkah menunggu orang yang tidak ada"),  # nobody to decide
        (1, "keberatan menunggu penjelasan penilai"),
        (1, "keberatan menunggu keputusan atasan penilai"),
        (1, "impor menunggu konfirmasi: Pegawai: pegawai.xlsx"),
        (1, f"formulir punya draf yang belum terbit: {form.title}"),
    ]
    for task in tasks:
        assert officer.get(task.url).status_code == 200, task.url


def test_many_of_a_kind_lead_to_the_list(officer, form):
    for number in range(7):
        ImportBatch.objects.create(kind=ImportKind.UNITS, file_name=f"unor{number}.json")
    [task] = officer.get(HOME).context["tasks"]
    assert (task.count, task.url) == (7, "/kelola/impor/?keadaan=PREVIEW#riwayat")
    assert task.text.endswith(", dan 2 lagi")


def test_every_quick_link_leads_somewhere(officer, form):
    for label, address, _icon in officer.get(HOME).context["quick_links"]:
        assert officer.get(address, follow=True).status_code == 200, label


def test_the_start_page_needs_as_many_statements_for_three_periods_as_for_one(officer, cast, form):
    def add(month: int) -> None:
        period = build.make_period(month=month)
        make_objection(cast.employee, period, rater=cast.rater)
        OpeningGap.objects.create(period=period, employee=cast.stranger, reason_code="no_post", reason="…")
        ImportBatch.objects.create(kind=ImportKind.UNITS, file_name="unor.json")

    add(1)
    officer.get(HOME)
    once = statements_of(officer, HOME)
    add(2)
    add(3)
    assert statements_of(officer, HOME) == once


def test_somebody_without_the_right_to_manage_gets_no_overview(cast, login):
    editor = build.make_user("editor")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    page = login(editor).get(HOME)
    assert page.status_code == 200
    assert "Perlu perhatian" not in page.content.decode()


def test_what_is_overdue_and_reported_is_named_with_a_way_there(officer, cast, form):
    past = timezone.now() - timedelta(hours=2)
    period = build.make_period(fill_until=past, rate_until=past + timedelta(days=3))
    evaluation = cast.evaluation(period)
    RaterReport.objects.create(
        evaluation=evaluation, employee=cast.employee, text="Atasan saya Bu Ratna", created_at=timezone.now()
    )
    page = officer.get(HOME)
    said = words(page)
    assert f"1 evaluasi {period.name} belum dikirim dan sudah lewat batas" in said
    assert "1 laporan salah penilai menunggu keputusan" in said
    assert "Belum mengirim, lewat batas 1" in said
    assert "ketepatan=fill_missing" in page.content.decode()


def test_the_next_periods_say_when_they_open(officer, cast, form):
    later = timezone.now() + timedelta(days=1)
    build.make_period(name="Agustus 2026", month=8, state=PeriodState.DRAFT, opens_at=later)
    assert "Agustus 2026 dibuka besok pukul" in words(officer.get(HOME))


@pytest.fixture
def busy(cast, form):
    """Two or more of everything that the start page counts, and of each kind one that it must not count."""
    past = timezone.now() - timedelta(hours=2)
    period = build.make_period(fill_until=past, rate_until=past + timedelta(days=3))
    closed = build.make_period(month=1, state=PeriodState.CLOSED)
    people = [build.make_employee(f"Pegawai {number}") for number in range(8)]
    for person in people:
        build.make_assignment(person, cast.division)
    for person, state in zip(people, [State.OPEN, *State], strict=False):
        evaluation = build.make_evaluation(person, period, rater=cast.rater, state=state)
        if state in (State.OPEN, State.DRAFT):
            RaterReport.objects.create(evaluation=evaluation, employee=person, text="Bukan", created_at=past)
    for number, person in enumerate(people):
        code = "no_rater" if number < 3 else "no_post"
        OpeningGap.objects.create(period=period, employee=person, reason_code=code, reason="…")
        state = State.EXPLAINED if number < 3 else State.OBJECTED
        make_objection(person, closed, rater=cast.rater, state=state)
        ImportBatch.objects.create(
            kind=ImportKind.UNITS,
            file_name="unor.json",
            state=ImportState.PREVIEW if number < 3 else ImportState.APPLIED,
        )
    today = timezone.localdate()
    for person in people[:2]:
        grant = build.make_grant(person, Role.LEADER, cast.agency, starts_on=today - timedelta(days=9))
        RoleGrant.objects.filter(pk=grant.pk).update(
            ended_on=today, ended_at=timezone.now(), ended_reason="Pindah tugas."
        )
        create_client(name=person.name, scope=ApiScope.AGGREGATE, unit=None, days=9, owner=person, actor=None)
        person.legal_status = LegalStatus.RETIRED
        person.save()
    create_client(name="Lain", scope=ApiScope.AGGREGATE, unit=None, days=9, owner=people[5], actor=None)
    for number in range(3):
        EvaluationForm.objects.create(title=f"Draf {number}", live=False, is_active=number < 2)
    return period


def rows_behind(answer) -> int:
    """How many rows the list on this page has, on all its pages."""
    context = answer.context
    if "clients" in context:
        return len(context["clients"])
    return context["page" if "page" in context else "page_obj"].paginator.count


def test_every_number_leads_to_the_very_rows_it_counts(officer, busy):
    home = officer.get(HOME).context
    [period] = home["periods"]
    numbers = [*period.numbers, *period.stage_numbers, *home["tasks"]]
    assert len(home["tasks"]) == 11
    assert all(task.count > 1 for task in home["tasks"])
    assert {one.url: rows_behind(officer.get(one.url)) for one in numbers} == {
        one.url: one.count for one in numbers
    }


def test_every_number_that_is_shown_stands_in_a_link(officer, busy):
    page = officer.get(HOME).content.decode()
    figures = page[page.index('class="admin-tasks"') :]
    outside = re.sub(
        r"<a .*?</a>|<ul class=\"admin-period__deadlines.*?</ul>|<h3.*?</h3>", "", figures, flags=re.DOTALL
    )
    outside = outside[: outside.index("</main>")]
    assert re.findall(r">\s*\d+", outside) == []
