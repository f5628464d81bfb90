"""Checking a printed document by its code: what everybody is told, and who finds the way to the content."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.batches import finalize_due
from evaluations.domain.evaluating.verifying import check, issue, read_code, spelled
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, DocumentKind, ObjectionOutcome, PlanState, State
from evaluations.models import Objection, PlanVersion, VerificationCode
from evaluations.portal.views.verification import PER_MINUTE
from tests import build
from tests.documents.test_plan_pdf import pages_of

ASK = reverse("portal:verify")


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    cache.clear()


@pytest.fixture
def version(cast):
    return build.make_plan(cast.employee, rater=cast.rater).versions.get()


@pytest.fixture
def address(version) -> str:
    return reverse("portal:verify_code", args=[spelled(version.verification.code)])


def test_every_approved_version_has_a_code_of_its_own(cast, version):
    other = build.make_plan(cast.rater).versions.get()
    codes = {version.verification.code, other.verification.code}
    assert len(codes) == 2
    assert {len(code) for code in codes} == {16}


def test_an_outsider_is_told_kind_day_and_unit_and_nothing_else(cast, client, version, address):
    page = client.get(address)
    html = page.content.decode()
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    for word in ("Dokumen ini asli", "Sasaran Kinerja Pegawai (SKP)", version.people["employee"]["unit"]):
        assert word in html
    people = version.people.values()
    for secret in (
        *(who[name] for who in people for name in ("name", "nip") if who), cast.employee.name,
        version.people["employee"]["position"], version.rows[0]["statement"], f"/skp/{version.plan_id}/",
    ):  # fmt: skip
        assert secret not in html


def test_only_who_may_see_it_finds_the_content(cast, login, version, address):
    link = reverse("portal:plan_version", args=[version.plan_id, version.number])
    for who in (cast.employee, cast.rater, cast.bkpsdm):
        assert f'href="{link}"' in login(who).get(address).content.decode()
    for who in (cast.stranger, cast.unit_admin):
        page = login(who).get(address)
        assert page.status_code == 200
        assert link not in page.content.decode()


def test_a_code_is_read_however_it_is_typed(client, version, address):
    code = version.verification.code
    for typed in (code, code.lower(), spelled(code), f" {spelled(code).replace('-', ' ')} "):
        assert client.get(ASK, {"kode": typed}).url == address


def test_a_code_is_printed_in_four_groups_of_four():
    assert spelled("ABCDEFGHJKMNPQRS") == "ABCD-EFGH-JKMN-PQRS"


@pytest.mark.parametrize("typed", ["ABCD", "ABCD-EFGH-JKMN-PQR0", "x" * 500, "<script>", "ABCDEFGHJKMNPQRST"])
def test_what_cannot_be_a_code_is_told_and_stays_in_the_field(client, db, typed):
    assert read_code(typed) == ""
    page = client.get(ASK, {"kode": typed})
    assert page.status_code == 422
    assert "Kode belum lengkap" in page.content.decode()


def test_each_code_tells_of_its_own_document(cast, client, version):
    other = build.make_plan(cast.stranger).versions.get()
    units = []
    for one in (version, other):
        page = client.get(reverse("portal:verify_code", args=[spelled(one.verification.code)]))
        units.append(page.context["checked"].unit)
    assert units == [one.people["employee"]["unit"] for one in (version, other)]
    assert len(set(units)) == 2


def test_a_code_of_no_document_is_told_also_where_there_are_others(client, version):
    page = client.get(reverse("portal:verify_code", args=["ABCD-EFGH-JKMN-PQRS"]))
    assert page.status_code == 404
    assert "Dokumen tidak ditemukan" in page.content.decode()


def test_a_code_that_belongs_to_no_document_tells_of_none(db):
    """The next kind of document begins with a column of its own."""
    code = VerificationCode.objects.create(kind=DocumentKind.PLAN).code
    assert check(code) is None


@pytest.mark.parametrize("people", [{}, {"employee": {"name": "Siti Aminah"}}])
def test_a_version_that_names_no_unit_is_genuine_all_the_same(cast, people):
    plan = build.make_plan(cast.employee, state=PlanState.DRAFT)
    version = PlanVersion.objects.create(
        plan=plan, number=1, rows=[], expectations={}, people=people, approved_at=timezone.now()
    )
    issue([version])
    assert check(version.verification.code).unit == ""


def test_without_a_code_the_page_asks_for_one(client, db):
    page = client.get(ASK)
    assert page.status_code == 200
    assert 'name="kode"' in page.content.decode()


def test_whoever_tries_too_often_waits_and_others_do_not(client, address):
    for _ in range(PER_MINUTE):
        assert client.get(address).status_code == 200
    late = client.get(address)
    assert late.status_code == 429
    assert "Dokumen ini asli" not in late.content.decode()
    assert client.get(address, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_code_is_never_changed_or_taken_away(version):
    codes = VerificationCode.objects.all()
    for act in (lambda: codes.update(code="A" * 16), codes.delete):
        with (
            pytest.raises(DatabaseError, match="a code belongs to one document for good"),
            transaction.atomic(),
        ):
            act()


# --- results ---


@pytest.fixture
def final(cast):
    long_ago = timezone.now() - timedelta(days=60)
    row = cast.evaluation(state=State.DELIVERED, delivered_at=long_ago, predikat="BAIK", notes="Rahasia")
    return perform(row, Action.FINALIZE, actor=None)


def test_a_result_gets_its_code_when_it_becomes_final_one_by_one_or_together(cast, final):
    assert final.verification.kind == DocumentKind.EVALUATION
    other = build.make_evaluation(
        cast.rater, final.period, rater=cast.reviewer, unit=cast.division, state=State.DELIVERED,
        delivered_at=final.delivered_at,
    )  # fmt: skip
    assert not VerificationCode.objects.filter(evaluation=other).exists()
    assert finalize_due() == 1
    assert other.verification.code != final.verification.code


def test_a_result_that_is_decided_gets_its_code_too(cast):
    row = cast.evaluation(state=State.OBJECTED)
    Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=timezone.now())
    perform(row, Action.DECIDE, actor=cast.reviewer.user, note="Sesuai", outcome=ObjectionOutcome.UPHELD)
    assert check(row.verification.code).document == row


def test_of_a_result_an_outsider_learns_kind_day_and_unit_alone(cast, client, login, final):
    address = reverse("portal:verify_code", args=[spelled(final.verification.code)])
    html = client.get(address).content.decode()
    for word in ("Dokumen ini asli", "Dokumen Evaluasi Kinerja Pegawai", final.unit_name):
        assert word in html
    for secret in (final.name, final.nip, "Baik", "Rahasia", final.rater_name, f"/evaluasi/{final.pk}/"):
        assert secret not in html
    link = reverse("portal:document", args=[final.pk])
    for who in (cast.employee, cast.rater, cast.reviewer, cast.bkpsdm):
        assert f'href="{link}"' in login(who).get(address).content.decode()
    for who in (cast.stranger, cast.unit_admin):
        assert link not in login(who).get(address).content.decode()


def test_the_document_of_a_result_is_a_file_with_its_code(cast, login, final):
    client = login(cast.employee)
    pdf = reverse("portal:document_pdf", args=[final.pk])
    page = client.get(reverse("portal:document", args=[final.pk])).content.decode()
    assert pdf in page
    assert spelled(final.verification.code) in page
    answer = client.get(pdf)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('inline; filename="dokumen-evaluasi-')
    assert spelled(final.verification.code) in pages_of(answer.content)[0]


def test_the_file_is_for_whoever_may_read_the_result(cast, login, final):
    pdf = reverse("portal:document_pdf", args=[final.pk])
    for who in (cast.rater, cast.reviewer, cast.bkpsdm):
        assert login(who).get(pdf).status_code == 200
    for who in (cast.stranger, cast.unit_admin):
        assert login(who).get(pdf).status_code == 404
    rated = build.make_evaluation(
        cast.employee, build.make_period(2026, 8), rater=cast.rater, unit=cast.division, state=State.RATED
    )
    assert login(cast.employee).get(reverse("portal:document_pdf", args=[rated.pk])).status_code == 404
    assert (
        "Belum final"
        in pages_of(login(cast.rater).get(reverse("portal:document_pdf", args=[rated.pk])).content)[0]
    )


# --- the document itself ---


def test_an_approved_plan_is_printed_as_its_version_with_its_code(cast, login, version, address):
    client = login(cast.employee)
    plan_pdf = reverse("portal:plan_pdf", args=[version.plan_id])
    assert plan_pdf in client.get(reverse("portal:plan", args=[version.plan_id])).content.decode()
    page = client.get(plan_pdf, follow=True)
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"].startswith('inline; filename="skp-2026-')
    assert f"http://testserver{address}" in pages_of(page.content)[0]


def test_what_is_not_approved_is_printed_without_a_code_and_says_so(cast, login):
    plan = build.make_plan(cast.employee, rater=cast.rater, state="SUBMITTED")
    page = login(cast.rater).get(reverse("portal:plan_pdf", args=[plan.pk]))
    assert "Belum disetujui" in pages_of(page.content)[0]
    assert "Kode verifikasi" not in pages_of(page.content)[0]


def test_a_document_is_printed_by_who_may_read_it(cast, login, version):
    addresses = [
        reverse("portal:plan_pdf", args=[version.plan_id]),
        reverse("portal:plan_version_pdf", args=[version.plan_id, 1]),
    ]
    for address in addresses:
        for who in (cast.employee, cast.rater, cast.bkpsdm):
            assert login(who).get(address, follow=True).status_code == 200
        for who in (cast.stranger, cast.unit_admin, cast.reviewer):
            assert login(who).get(address).status_code == 404
