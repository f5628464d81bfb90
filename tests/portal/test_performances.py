"""Capaian unit in the portal: the leader one step up determines it; everybody else finds nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import OrganizationLevel, PeriodState, Role
from evaluations.models import OrganizationPerformance, PerformanceDecision
from tests import build
from tests.counting import statements_of
from tests.evidence_files import PDF

URL = reverse("portal:performances")


@pytest.fixture
def period(cast):
    return build.make_period()


def typed(cast, level: str = "BAIK", **changes) -> dict:
    basis = {"source": "Nota 1", "decided_on": f"{timezone.localdate()}", "reason": ""}
    return basis | {f"unit-{cast.division.pk}": level} | changes


def test_the_leader_sees_the_units_right_below_and_decides_with_the_own_post(cast, login, period):
    build.make_unit("Seksi Imunisasi", parent=cast.division)
    page = login(cast.reviewer).get(URL)
    assert [line.unit for line in page.context["form"].lines] == [cast.division]
    assert page.context["form"]["decided_by"].value() == "Kepala Dinas Kesehatan"


def test_it_is_determined_with_its_document_which_only_those_concerned_read(cast, login, period):
    client = login(cast.reviewer)
    data = typed(cast, document=SimpleUploadedFile("Penetapan Juli.pdf", PDF), decided_by="Bupati Bantul")
    page = client.post(URL, data, follow=True).content.decode()
    assert "Capaian 1 unit ditetapkan." in page
    made = PerformanceDecision.objects.get()
    assert (made.decided_by, made.recorded_by) == ("Kepala Dinas Kesehatan", cast.reviewer.user)
    assert OrganizationPerformance.objects.get().level == OrganizationLevel.GOOD
    for words in ("Bidang Pencegahan Penyakit: <strong>Baik", "Nota 1", "Penetapan Juli.pdf"):
        assert words in page
    address = reverse("portal:performance_document", args=[made.pk])
    assert client.get(address).status_code == login(cast.rater).get(address).status_code == 200
    assert (
        login(cast.employee).get(address).status_code == login(cast.stranger).get(address).status_code == 404
    )


def test_another_word_needs_its_reason_and_the_first_stays_in_the_history(cast, login, period):
    client = login(cast.reviewer)
    client.post(URL, typed(cast))
    seen = {f"dilihat-{cast.division.pk}": OrganizationPerformance.objects.get().pk}
    answer = client.post(URL, typed(cast, "KURANG", **seen))
    assert answer.status_code == 422
    assert "Tuliskan alasan mengubahnya" in answer.content.decode()
    page = client.post(
        URL, typed(cast, "KURANG", reason="Angka dikoreksi", **seen), follow=True
    ).content.decode()
    for words in ("<strong>Kurang", "Angka dikoreksi", "diganti"):
        assert words in page


def test_what_another_determined_meanwhile_is_not_overwritten(cast, login, period):
    client = login(cast.reviewer)
    build.determine(period, {cast.division: OrganizationLevel.EXCEPTIONAL})
    answer = client.post(URL, typed(cast, **{f"dilihat-{cast.division.pk}": 0}))
    assert answer.status_code == 422
    assert "baru saja ditetapkan petugas lain" in answer.content.decode()


@pytest.mark.parametrize(
    "who", ["employee", "rater", "unit_admin", "stranger", "bkpsdm", "auditor", "superadmin"]
)
def test_nobody_else_finds_the_page(cast, login, period, who):
    """The rater leads the division itself; BKPSDM has a page of its own."""
    client = login(getattr(cast, who))
    assert client.get(URL).status_code == 404
    assert client.post(URL, typed(cast)).status_code == 404
    assert not PerformanceDecision.objects.exists()


def test_the_role_of_a_leader_alone_is_not_enough(cast, login, period):
    build.make_grant(cast.unit_admin, Role.LEADER, cast.agency)
    client = login(cast.unit_admin)
    assert client.get(URL).status_code == 404
    assert URL not in client.get(reverse("portal:overview")).content.decode()


def test_a_unit_that_one_does_not_lead_is_not_there(cast, login, period):
    client = login(cast.reviewer)
    assert client.get(URL, {"unit": cast.root.code}).status_code == 404
    other = build.make_unit("Bidang Rehabilitasi", parent=cast.other_agency)
    client.post(URL, typed(cast, **{f"unit-{other.pk}": "KURANG", f"unit-{cast.agency.pk}": "KURANG"}))
    assert OrganizationPerformance.objects.get().unit == cast.division


def test_who_leads_two_units_chooses_the_one(cast, login, period):
    build.make_head(cast.reviewer, cast.other_agency, "Kepala Dinas Sosial")
    other = build.make_unit("Bidang Rehabilitasi", parent=cast.other_agency)
    client = login(cast.reviewer)
    page = client.get(URL, {"unit": cast.other_agency.code})
    assert [line.unit for line in page.context["form"].lines] == [other]
    assert page.context["form"]["decided_by"].value() == "Kepala Dinas Sosial"
    assert f"?unit={cast.agency.code}" in page.content.decode()


def test_it_is_reached_from_the_overview_of_whoever_determines(cast, login, period):
    assert (
        f"{URL}?periode={period.pk}" in login(cast.reviewer).get(reverse("portal:overview")).content.decode()
    )
    assert URL not in login(cast.auditor).get(reverse("portal:overview")).content.decode()


def test_before_any_period_is_opened_it_says_so(cast, login):
    build.make_period(state=PeriodState.DRAFT)
    page = login(cast.reviewer).get(URL).content.decode()
    assert "Capaian ditetapkan setelah BKPSDM membuka periode." in page


def test_it_costs_the_same_for_more_units(cast, login, period):
    client = login(cast.reviewer)
    client.get(URL)
    before = statements_of(client, URL)
    for number in range(5):
        build.make_unit(f"Bidang {number}", parent=cast.agency)
    assert statements_of(client, URL) == before <= 13
