"""The start page of the admin: numbers of the open periods, and what needs BKPSDM."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.html import strip_tags

from evaluations.enums import ImportKind, ImportState, PeriodState, State
from evaluations.models import ImportBatch, OpeningGap, RaterReport
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
    build.make_evaluation(cast.employee, closed, rater=cast.rater, state=State.OBJECTED)
    build.make_evaluation(cast.stranger, closed, rater=cast.rater, state=State.EXPLAINED)
    ImportBatch.objects.create(kind=ImportKind.EMPLOYEES, file_name="pegawai.xlsx", state=ImportState.PREVIEW)
    ImportBatch.objects.create(kind=ImportKind.EMPLOYEES, file_name="lama.xlsx", state=ImportState.APPLIED)
    EvaluationForm.objects.filter(pk=form.pk).update(has_unpublished_changes=True)
    tasks = officer.get(HOME).context["tasks"]
    assert [(task.count, task.text) for task in tasks] == [
        (1, f"pegawai belum punya penilai pada {period.name}"),
        (1, f"pegawai tidak mendapat evaluasi pada {period.name}"),
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
    assert (task.count, task.url) == (7, "/kelola/impor/")
    assert task.text.endswith(", dan 2 lagi")


def test_every_quick_link_leads_somewhere(officer, form):
    for label, address, _icon in officer.get(HOME).context["quick_links"]:
        assert officer.get(address, follow=True).status_code == 200, label


def test_the_start_page_needs_as_many_statements_for_three_periods_as_for_one(officer, cast, form):
    def add(month: int) -> None:
        period = build.make_period(month=month)
        build.make_evaluation(cast.employee, period, rater=cast.rater, state=State.OBJECTED)
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
