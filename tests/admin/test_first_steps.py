"""The first steps on the start page of the admin: what is done, what is open, and where to go on."""

from django.urls import reverse
from django.utils import timezone

from evaluations.admin.first_steps import first_steps
from evaluations.domain.access.api_clients import create_client
from evaluations.domain.organization.doctor import findings_on
from evaluations.enums import ApiScope
from evaluations.models import Employee
from forms_config.models import EvaluationForm
from tests import build

HOME = "/kelola/"
TITLES = [
    "Unit organisasi",
    "Pegawai",
    "Periksa susunan pegawai",
    "Akun pegawai",
    "Formulir",
    "Periode",
    "Klien API untuk laporan",
]


def state() -> dict[str, bool]:
    return {step.title: step.is_done for step in first_steps()}


def test_an_empty_installation_has_everything_before_it(db, login):
    officer = login(build.make_user("bkpsdm", groups=("Pengelola BKPSDM",)))
    EvaluationForm.objects.update(live=False)
    page = officer.get(HOME)
    assert [step.title for step in page.context["steps"]] == TITLES
    assert not any(step.is_done for step in page.context["steps"])
    text = page.content.decode()
    assert "Impor susunan perangkat daerah dan unitnya." in text
    assert reverse("imports:upload", args=["units"]) in text


def test_each_step_leads_to_a_page_that_opens(cast, login):
    officer = login(cast.bkpsdm)
    for step in first_steps():
        assert officer.get(step.url).status_code == 200, step.title


def test_a_step_is_done_when_its_thing_is_there(cast):
    EvaluationForm.objects.update(live=False)
    before = state()
    assert before["Unit organisasi"]
    assert before["Pegawai"]
    assert not before["Periode"]
    assert not before["Formulir"]
    assert not before["Klien API untuk laporan"]
    build.make_form_version()
    EvaluationForm.objects.update(live=True)
    build.make_period()
    create_client(name="Dasbor", scope=ApiScope.AGGREGATE, actor=None)
    after = state()
    assert after["Periode"]
    assert after["Formulir"]
    assert after["Klien API untuk laporan"]


def test_accounts_are_done_when_everybody_has_a_password(cast):
    [step] = [step for step in first_steps() if step.title == "Akun pegawai"]
    number = Employee.objects.count()
    assert f"{number} pegawai belum dapat masuk" in step.open
    for person in Employee.objects.select_related("user"):
        person.user.set_password("sandi-untuk-uji-coba")
        person.user.save()
    assert state()["Akun pegawai"]


def test_findings_are_open_until_they_are_mended_or_accepted(cast):
    build.make_employee("Tanpa Jabatan")
    [step] = [step for step in first_steps() if step.title == "Periksa susunan pegawai"]
    waiting = [finding for finding in findings_on(timezone.localdate()) if finding.accepted is None]
    assert f"{len(waiting)} temuan" in step.open
    assert not step.is_done


def test_the_list_goes_when_all_is_done(cast, login, monkeypatch):
    monkeypatch.setattr("evaluations.admin.dashboard.first_steps", lambda: first_steps()[:2])
    page = login(cast.bkpsdm).get(HOME)
    assert page.context["steps"] == []
    assert "Langkah awal" not in page.content.decode()


def test_an_officer_puts_the_list_away_and_takes_it_out_again(cast, login):
    officer, other = login(cast.bkpsdm), login(cast.superadmin)
    assert "Langkah awal" in officer.get(HOME).content.decode()
    assert officer.post(reverse("first_steps:put_away")).status_code == 302
    page = officer.get(HOME).content.decode()
    assert "Sembunyikan langkah awal" not in page
    assert "Tampilkan langkah awal" in page
    assert "Sembunyikan langkah awal" in other.get(HOME).content.decode()
    officer.post(reverse("first_steps:put_away"), {"tampil": "1"})
    assert "Sembunyikan langkah awal" in officer.get(HOME).content.decode()


def test_only_those_who_manage_evaluations_have_first_steps(cast, login):
    drafter = login(build.make_user("penyusun", groups=("Penyusun Formulir",)))
    assert "Langkah awal" not in drafter.get(HOME).content.decode()
    assert drafter.post(reverse("first_steps:put_away")).status_code in (302, 403)
    assert login(cast.bkpsdm).get(reverse("first_steps:put_away")).status_code == 302
