"""Capaian organisasi: BKPSDM writes down many units at once; the document goes only to those whom it concerns."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.enums import OrganizationLevel
from evaluations.models import OrganizationPerformance, PerformanceDecision
from tests import build
from tests.evidence_files import PDF

URL = reverse("performances:index")
BASIS = {"source": "Nota 1", "decided_by": "Bupati Bantul", "decided_on": "2026-07-01", "reason": ""}


@pytest.fixture
def officer(cast, login):
    build.make_period()
    return login(cast.bkpsdm)


def posted(cast, level="BAIK", **changes) -> dict:
    chosen = {f"unit-{cast.agency.pk}": level, f"unit-{cast.other_agency.pk}": ""}
    return BASIS | chosen | changes


def test_agencies_are_listed_and_the_units_below_one_step_down(cast, officer):
    first = officer.get(URL)
    assert [line.unit.name for line in first.context["lines"]] == ["Dinas Kesehatan", "Dinas Sosial"]
    below = officer.get(URL, {"induk": cast.agency.code})
    assert [line.unit for line in below.context["lines"]] == [cast.division]
    assert below.context["form"]["decided_by"].value() == "Kepala Dinas Kesehatan"


def test_a_level_is_written_down_with_its_document_and_stands_in_the_log(cast, officer):
    document = SimpleUploadedFile("Penetapan Juli.pdf", PDF)
    page = officer.post(URL, posted(cast, document=document), follow=True).content.decode()
    assert "Capaian 1 unit tercatat." in page
    assert "Dinas Kesehatan: Baik" in page
    assert "Penetapan Juli.pdf" in page
    assert OrganizationPerformance.objects.get().unit == cast.agency


def test_a_refusal_loses_nothing_that_was_typed(cast, officer):
    build.determine(build.EvaluationPeriod.objects.get(), {cast.agency: OrganizationLevel.GOOD})
    seen = {f"dilihat-{cast.agency.pk}": OrganizationPerformance.objects.get().pk}
    answer = officer.post(URL, posted(cast, "KURANG", **seen))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Capaian Dinas Kesehatan sudah pernah ditetapkan. Tuliskan alasan mengubahnya." in html
    assert '<option value="KURANG" selected>' in html
    assert "Nota 1" in html


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": " "}, "Tuliskan dasarnya."),
        ({"decided_on": "kemarin"}, "tanggal"),
        ({"decided_on": "2999-01-01"}, "Tanggal penetapan tidak boleh di masa depan."),
        ({"source": "a" * 40_000}, "250"),
    ],
)
def test_what_cannot_be_is_told_in_words(cast, officer, changes, told):
    answer = officer.post(URL, posted(cast, **changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not PerformanceDecision.objects.exists()


def test_without_a_period_there_is_nothing_to_determine(cast, login):
    client = login(cast.bkpsdm)
    assert "Belum ada periode yang dibuka" in client.get(URL).content.decode()
    assert client.post(URL, posted(cast)).status_code == 404


def test_the_page_costs_the_same_however_many_units(cast, officer, django_assert_num_queries):
    period = build.EvaluationPeriod.objects.get()
    build.determine(period, {cast.agency: "BAIK"})
    officer.get(URL)
    with django_assert_num_queries(20):
        officer.get(URL)
    for number in range(3):
        build.determine(period, {build.make_unit(f"Dinas {number}", parent=cast.root): "BAIK"})
    with django_assert_num_queries(20):
        officer.get(URL)


def test_the_document_is_read_by_those_whom_it_concerns_and_nobody_else(cast, login):
    decision = build.determine(build.make_period(), {cast.agency: "BAIK"}, document=PDF)
    url = reverse("portal:performance_document", args=[decision.pk])
    for who in (cast.bkpsdm, cast.auditor, cast.reviewer):
        answer = login(who).get(url)
        assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
        assert answer.headers["Content-Disposition"] == 'attachment; filename="penetapan.pdf"'
    leader = build.make_employee("Kepala Dinas Sosial")
    build.make_head(leader, cast.other_agency)
    for who in (cast.employee, cast.rater, cast.unit_admin, cast.stranger, leader):
        assert login(who).get(url).status_code == 404
    without = build.determine(build.make_period(2026, 8), {cast.agency: "BAIK"})
    assert (
        login(cast.bkpsdm).get(reverse("portal:performance_document", args=[without.pk])).status_code == 404
    )
