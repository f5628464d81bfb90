"""The pages of a dialog kinerja: who opens them, what stays on them, and where agreements come back."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from evaluations.domain.evaluating.dialog_agreements import end_agreement
from evaluations.domain.evaluating.dialog_writing import Content
from evaluations.domain.evaluating.dialogs import confirm_dialog, save_dialog
from evaluations.domain.evaluating.feedback import give_feedback
from evaluations.enums import AgreementState, Doer
from evaluations.models import DialogAgreement, Evaluation, PerformanceDialog
from evaluations.portal.forms.dialog import EMPTY_ROWS
from tests import build, dialogs
from tests.dialogs import begun, closed, content, promise

DAY = timedelta(days=1)


@pytest.fixture
def row(cast) -> Evaluation:
    return dialogs.this_month(cast)


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def page(client, name: str, *args) -> str:
    response = client.get(at(name, *args))
    assert response.status_code == 200
    return response.content.decode()


def day_in_form(day) -> str:
    return f"{day:%Y-%m-%d}"


def typed(dialog: PerformanceDialog, **fields) -> dict:
    """What the page posts when nothing was changed, with ``fields``."""
    data = {"version": dialog.version, "held_on": day_in_form(dialog.held_on), "point": ""}
    for point in dialog.points.all():
        data |= {f"pokok{point.pk}-note": point.note, f"pokok{point.pk}-state": point.state}
    for number in range(EMPTY_ROWS):
        data |= {f"baru{number}-text": "", f"baru{number}-doer": Doer.EMPLOYEE, f"baru{number}-due_on": ""}
    return data | fields


def agreed(text: str = "Menyusun jadwal", day=None) -> dict:
    return {"baru0-text": text, "baru0-due_on": day_in_form(day or timezone.localdate() + 5 * DAY)}


# --- who opens what ---


def test_either_begins_one_from_the_evaluation_and_sees_what_will_be_proposed(cast, login, row):
    give_feedback(cast.employee, actor=cast.rater.user, text="Lebih awal", about_on=timezone.localdate())
    client = login(cast.employee)
    assert at("dialog_of", row.pk) in page(client, "evaluation", row.pk)
    assert "Umpan balik: Lebih awal" in page(client, "dialog_of", row.pk)
    response = client.post(at("dialog_of", row.pk), {"held_on": day_in_form(timezone.localdate())})
    assert response.url == at("dialog", PerformanceDialog.objects.get().pk)


def test_a_day_that_cannot_be_is_said_beside_it(cast, login, row):
    early = day_in_form(row.first_day - DAY)
    for day, words in (
        (early, "tidak boleh sebelum"),
        ("", "Pilih harinya"),
        ("31-02-2026", "Tulis tanggal"),
    ):
        response = login(cast.rater).post(at("dialog_of", row.pk), {"held_on": day})
        assert response.status_code == 422
        assert words in response.content.decode()
    assert not PerformanceDialog.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "unit_admin"])
def test_strangers_find_nothing(cast, login, row, who):
    dialog = closed(row)
    client = login(getattr(cast, who))
    pages = {
        "dialog_of": row.pk, "dialog": dialog.pk, "dialog_pdf": dialog.pk, "agreement": dialog.agreements.get().pk,
    }  # fmt: skip
    assert {client.get(at(name, pk)).status_code for name, pk in pages.items()} == {404}
    acts = pages | {"dialog_agenda": dialog.pk}
    del acts["dialog_pdf"]
    assert {client.post(at(name, pk)).status_code for name, pk in acts.items()} == {404}


def test_the_raters_superior_reads_and_has_no_button(cast, login, row):
    dialog = begun(row)
    client = login(cast.reviewer)
    assert "<textarea" not in page(client, "dialog", dialog.pk)
    assert "Mulai dialog" not in page(client, "dialog_of", row.pk)
    response = client.post(at("dialog", dialog.pk), typed(dialog, point="Cuti"))
    assert response.status_code == 422
    assert "Cuti" in response.content.decode()
    assert not dialog.points.exists()


# --- writing and confirming ---


def test_both_write_confirm_and_find_it_frozen(cast, login, row):
    dialog = begun(row)
    rater, employee = login(cast.rater), login(cast.employee)
    data = typed(dialog, point="Beban kerja", **agreed())
    assert rater.post(at("dialog", dialog.pk), data).status_code == 302
    dialog.refresh_from_db()
    point = dialog.points.get()
    note = {f"pokok{point.pk}-note": "Dibagi dua", "action": "confirm"}
    assert rater.post(at("dialog", dialog.pk), typed(dialog) | note).status_code == 302
    dialog.refresh_from_db()
    assert "Konfirmasi dialog kinerja" in page(employee, "home")
    assert employee.post(at("dialog", dialog.pk), typed(dialog, action="confirm")).status_code == 302
    told = page(employee, "dialog", dialog.pk)
    assert "Dikonfirmasi keduanya" in told
    assert "<textarea" not in told
    assert [(p.text, p.note, p.state) for p in dialog.points.all()] == [
        ("Beban kerja", "Dibagi dua", "DISCUSSED")
    ]
    assert "Konfirmasi dialog kinerja" not in page(employee, "home")


def test_what_cannot_be_read_stays_on_the_page_with_its_place(cast, login, row):
    dialog = begun(row)
    wrong = typed(dialog, point="x" * 40_000, **{"baru0-text": "Tanpa hari", "baru1-due_on": "besok"})
    response = login(cast.rater).post(at("dialog", dialog.pk), wrong)
    told = response.content.decode()
    assert response.status_code == 422
    assert "x" * 40_000 in told
    for anchor in ("field-point", "field-baru0-due_on", "field-baru1-due_on"):
        assert f'href="#{anchor}"' in told
    assert "Tanpa hari" in told


def test_an_old_page_keeps_what_was_typed_and_loses_nothing_of_the_other(cast, login, row):
    dialog = begun(row)
    old = typed(dialog, point="Dari tab ini")
    save_dialog(dialog, Content(dialog.held_on, {}, ["Dari yang lain"]), actor=cast.employee.user)
    response = login(cast.rater).post(at("dialog", dialog.pk), old)
    assert response.status_code == 409
    assert "Dari tab ini" in response.content.decode()
    assert "Dari yang lain" in response.content.decode()
    assert [point.text for point in dialog.points.all()] == ["Dari yang lain"]


def test_an_agreement_is_taken_out_by_its_box(cast, login, row):
    dialog = save_dialog(begun(row), content(begun(row)), actor=cast.rater.user)
    key = f"sepakat{dialog.agreements.get().pk}"
    data = typed(dialog) | {f"{key}-text": "Menyusun jadwal", f"{key}-due_on": "", f"{key}-remove": "on"}
    assert login(cast.rater).post(at("dialog", dialog.pk), data).status_code == 302
    assert not dialog.agreements.exists()


def test_what_has_come_up_since_is_offered_and_added(cast, login, row):
    dialog = begun(row)
    client = login(cast.rater)
    assert at("dialog_agenda", dialog.pk) not in page(client, "dialog", dialog.pk)
    give_feedback(cast.employee, actor=cast.rater.user, text="Lebih awal", about_on=timezone.localdate())
    assert at("dialog_agenda", dialog.pk) in page(client, "dialog", dialog.pk)
    client.post(at("dialog_agenda", dialog.pk))
    assert [point.text for point in dialog.points.all()] == ["Lebih awal"]


# --- agreements come back ---


def test_what_was_agreed_stands_beside_filling_in_and_rating_until_it_is_done(cast, login, row):
    dialog = closed(row, added=[promise("Menyusun jadwal kunjungan")])
    places = ((cast.employee, "fill", row.pk), (cast.rater, "rate", row.pk), (cast.employee, "dialogs"))
    for who, *place in places:
        assert "Menyusun jadwal kunjungan" in page(login(who), *place)
    end_agreement(dialog.agreements.get(), AgreementState.DONE, "", actor=cast.rater.user)
    for who, *place in places:
        assert "Menyusun jadwal kunjungan" not in page(login(who), *place)


@pytest.mark.parametrize(
    ("days", "is_told"), [(8, ""), (7, "Kesepakatan sampai"), (0, "Kesepakatan sampai"), (-1, "lewat batas")]
)
def test_an_agreement_is_a_task_from_a_week_before_its_day_on(cast, login, row, monkeypatch, days, is_told):
    due = timezone.localdate() + 10 * DAY
    closed(row, added=[promise(due_on=due)])
    moment = timezone.now() + (10 - days) * DAY
    monkeypatch.setattr(timezone, "now", lambda: moment)
    told = page(login(cast.employee), "home")
    assert ("Kesepakatan sampai" in told or "lewat batas" in told) == bool(is_told)
    assert is_told in told
    assert "Kesepakatan sampai" not in page(login(cast.rater), "home")


@pytest.mark.parametrize(("days", "is_told"), [(4, False), (3, True), (0, True)])
def test_a_dialog_is_a_task_of_both_from_three_days_before_on(cast, login, row, days, is_told):
    PerformanceDialog.objects.filter(pk=begun(row).pk).update(held_on=timezone.localdate() + days * DAY)
    for who in (cast.employee, cast.rater):
        assert ("ialog kinerja" in page(login(who), "home")) == is_told
    assert "ialog kinerja" not in page(login(cast.reviewer), "home")


def test_one_says_what_became_of_it_and_a_reason_is_asked_where_it_is_dropped(cast, login, row):
    agreement = closed(row).agreements.get()
    client = login(cast.employee)
    dropped = {"state": AgreementState.DROPPED, "outcome": ""}
    refused = client.post(at("agreement", agreement.pk), dropped)
    assert refused.status_code == 422
    assert "mengapa kesepakatan ini dibatalkan" in refused.content.decode()
    long = client.post(at("agreement", agreement.pk), dropped | {"outcome": "y" * 40_000})
    assert "y" * 40_000 in long.content.decode()
    client.post(at("agreement", agreement.pk), dropped | {"outcome": "Tugas dialihkan"})
    assert "Tugas dialihkan" in page(client, "agreement", agreement.pk)
    assert "<textarea" not in page(client, "agreement", agreement.pk)


def test_who_ends_it_second_with_other_words_is_told_by_whom_it_was_ended(cast, login, row):
    agreement = closed(row).agreements.get()
    end_agreement(agreement, AgreementState.DONE, "", actor=cast.rater.user)
    data = {"state": AgreementState.DROPPED, "outcome": "Kata saya"}
    response = login(cast.employee).post(at("agreement", agreement.pk), data)
    told = response.content.decode()
    assert response.status_code == 409
    assert "Kata saya" in told
    assert f"dicatat oleh {cast.rater}" in told


# --- on paper ---


def words_of(response) -> str:
    pages = PdfReader(BytesIO(response.content)).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def test_it_prints_on_one_sheet_with_names_points_agreements_and_both_confirmations(cast, login, row):
    dialog = begun(row)
    assert "Belum dikonfirmasi keduanya" in words_of(login(cast.rater).get(at("dialog_pdf", dialog.pk)))
    save_dialog(dialog, Content(dialog.held_on, {}, ["Beban kerja"]), actor=cast.rater.user)
    confirm_dialog(dialog, content(dialog), actor=cast.rater.user)
    confirm_dialog(dialog, Content(dialog.held_on, {}), actor=cast.employee.user)
    told = words_of(login(cast.employee).get(at("dialog_pdf", dialog.pk)))
    for words in (
        "DIALOG KINERJA",
        "Beban kerja",
        "Sudah",
        "Menyusun jadwal",
        cast.employee.nip,
        cast.rater.nip,
    ):
        assert words in told
    assert told.count("dikonfirmasi") == 2


# --- statements ---


def test_the_pages_cost_the_same_however_much_was_talked_about(cast, login, row, django_assert_num_queries):
    dialog = begun(row)
    client = login(cast.rater)
    page(client, "dialog", dialog.pk)
    for texts in ([], [f"Pokok {number}" for number in range(20)]):
        added = [promise(text) for text in texts]
        save_dialog(dialog, Content(dialog.held_on, {}, texts, added=added), actor=cast.rater.user)
        with django_assert_num_queries(COSTS["dialog"]):
            page(client, "dialog", dialog.pk)
    for person in range(3):
        other = build.make_employee(f"Pegawai {person}")
        build.make_assignment(other, cast.division)
        closed(build.make_evaluation(other, row.period, rater=cast.rater), added=[promise(doer=Doer.BOTH)])
        with django_assert_num_queries(COSTS["dialogs"]):
            page(client, "dialogs")
        with django_assert_num_queries(COSTS["home"]):
            page(client, "home")
    assert DialogAgreement.objects.in_force().count() == 3


COSTS = {"dialog": 14, "dialogs": 7, "home": 23}
