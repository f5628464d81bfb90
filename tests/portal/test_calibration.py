"""Kalibrasi in the portal: the head sees everybody, changes with a reason, closes with a record; others only look."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.calibrating import calibrate, close_session
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import Action, State
from evaluations.models import CalibrationChange, CalibrationSession, Evaluation
from tests import build
from tests.counting import statements_of
from tests.domain.periods.test_calibrating import OTHERS, RATINGS, rated, session

__all__ = ["rated", "session"]

ROOM = reverse("portal:calibration")
CLOSING = {"others": "Budi, Kepala Bidang", "conclusion": "Ukuran disamakan"}


def at(name: str, *args) -> str:
    return reverse(f"portal:calibration_{name}", args=args)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def changing(row, **changes) -> dict:
    version = Evaluation.objects.get(pk=row.pk).version
    return {"version": version, "action": "change", "reason": "Bukti kurang", **OTHERS} | changes


def test_the_head_finds_the_room_from_the_overview_and_everybody_in_the_quadrant(cast, login, rated):
    client = login(cast.reviewer)
    assert ROOM in client.get(reverse("portal:overview")).content.decode()
    page = client.get(ROOM)
    assert "Dinas Kesehatan" in text(page)
    [above, *_] = page.context["rows"]
    assert [cell.count for cell in above[1]] == [0, 1, 0]
    assert "Siti Aminah" in text(page)
    assert "Buka kalibrasi" in text(page)


def test_it_is_opened_changed_told_and_closed(cast, login, rated):
    client = login(cast.reviewer)
    opened = client.post(at("begin"), {"unit": "10200", "periode": rated.period_id}, follow=True)
    assert "Kalibrasi dibuka." in text(opened)
    session = CalibrationSession.objects.get()
    assert at("change", session.pk, rated.pk) in opened.content.decode()
    done = text(client.post(at("change", session.pk, rated.pk), changing(rated), follow=True))
    assert "Rating Siti Aminah diubah. Budi Santoso melihat alasannya." in done
    assert "sebelumnya 1" in done
    record = text(client.post(at("close", session.pk), CLOSING, follow=True))
    assert "Berita Acara Kalibrasi Penilaian Kinerja" in record
    told = (
        "Budi, Kepala Bidang",
        "1 → 0",
        "predikat Baik → Kurang/misconduct",
        "Alasan: Bukti kurang",
        "Ukuran",
    )
    assert [words for words in told if words not in record] == []
    assert client.get(at("close", session.pk)).url == at("record", session.pk)


def test_the_rater_is_told_on_the_first_page_in_the_team_and_at_the_rating(cast, login, rated, session):
    calibrate(session, rated, **OTHERS, reason="Bukti kurang", actor=cast.reviewer.user)
    client = login(cast.rater)
    assert "1 di antaranya diubah dalam kalibrasi." in text(client.get(reverse("portal:home")))
    assert "Diubah dalam kalibrasi" in text(client.get(reverse("portal:team")))
    rating = text(client.get(reverse("portal:rate", args=[rated.pk])))
    assert "Baik → Kurang/misconduct" in rating
    assert "Bukti kurang" in rating
    assert 'value="rate"' not in rating


def test_the_employee_reads_the_reason_once_the_result_is_delivered_and_not_before(
    cast, login, rated, session
):
    after = calibrate(session, rated, **OTHERS, reason="Bukti kurang", actor=cast.reviewer.user)
    url = reverse("portal:evaluation", args=[rated.pk])
    assert "Bukti kurang" not in text(login(cast.employee).get(url))
    assert "Bukti kurang" in text(login(cast.rater).get(url))
    close_session(session, attendees=["Budi"], conclusion="Selesai", actor=cast.reviewer.user)
    perform(after, Action.DELIVER, actor=cast.rater.user)
    assert "Bukti kurang" in text(login(cast.employee).get(url))


def test_a_preview_says_what_would_follow_and_changes_nothing(cast, login, rated, session):
    url = at("change", session.pk, rated.pk)
    answer = login(cast.reviewer).post(url, changing(rated, action="preview", reason=""))
    assert answer.status_code == 200
    assert "Pratinjau, belum ditetapkan" in text(answer)
    assert "Kurang/misconduct" in text(answer)
    assert not CalibrationChange.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "told"),
    [
        ({"reason": ""}, 422, "Tuliskan alasannya terlebih dahulu."),
        ({"reason": "a" * 40_000}, 422, "2000"),
        ({"rating_perilaku": ""}, 422, "Pilih rating perilaku."),
        ({"rating_perilaku": "TINGGI"}, 422, "TINGGI"),
        (RATINGS, 422, "Kedua rating sama dengan yang lama."),
        ({"version": 1}, 409, "sudah berubah di tab atau perangkat lain"),
    ],
)
def test_what_is_refused_is_told_and_stays_on_the_page(cast, login, rated, session, changes, status, told):
    data = changing(rated, **changes)
    answer = login(cast.reviewer).post(at("change", session.pk, rated.pk), data)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert data["reason"] in answer.content.decode()
    assert not CalibrationChange.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"others": " "}, "Tuliskan siapa saja yang hadir."),
        ({"conclusion": ""}, "Tuliskan kesimpulannya terlebih dahulu."),
        ({"present": "Orang lain"}, "Orang lain"),
        ({"others": "x\n" * 201}, "Paling banyak 200 orang."),
    ],
)
def test_a_record_without_people_or_words_is_refused(cast, login, session, changes, told):
    answer = login(cast.reviewer).post(at("close", session.pk), CLOSING | changes)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert CalibrationSession.objects.get().closed_at is None


def test_raters_who_were_there_are_ticked(cast, login, session, rated):
    Evaluation.objects.filter(pk=rated.pk).update(rater_position="Kepala Bidang")
    client = login(cast.reviewer)
    given = {"present": "Budi Santoso, Kepala Bidang", "conclusion": "Selesai"}
    client.post(at("close", session.pk), given)
    assert CalibrationSession.objects.get().attendees == ["Budi Santoso, Kepala Bidang"]


def test_who_leads_no_agency_finds_nothing_and_who_looks_over_one_only_looks(cast, login, rated, session):
    pages = (ROOM, at("change", session.pk, rated.pk), at("close", session.pk))
    for who in (cast.employee, cast.rater, cast.unit_admin, cast.stranger):
        client = login(who)
        assert [client.get(url).status_code for url in pages] == [404, 404, 404]
        assert client.post(at("begin"), {"unit": "10200", "periode": rated.period_id}).status_code == 404
    for who in (cast.bkpsdm, cast.auditor):
        client = login(who)
        assert [client.get(url, {"unit": "10200"}).status_code for url in pages] == [200, 404, 404]
        page = text(client.get(ROOM, {"unit": "10200"}))
        assert at("change", session.pk, rated.pk) not in page
        assert "Tutup dan buat berita acara" not in page
    leader = build.make_employee("Kepala Dinas Sosial")
    build.make_head(leader, cast.other_agency)
    assert login(leader).get(ROOM, {"unit": "10200"}).status_code == 404
    assert login(leader).get(at("close", session.pk)).status_code == 404


def test_the_record_is_read_by_overseers_once_it_is_closed(cast, login, session):
    url = at("record", session.pk)
    assert login(cast.reviewer).get(url).status_code == 404
    close_session(session, attendees=["Budi"], conclusion="Selesai", actor=cast.reviewer.user)
    for who, status in (
        (cast.reviewer, 200), (cast.bkpsdm, 200), (cast.auditor, 200), (cast.rater, 404), (cast.employee, 404),
    ):  # fmt: skip
        assert login(who).get(url).status_code == status


def test_filters_stand_in_the_address_and_nonsense_finds_nobody(cast, login, rated):
    client = login(cast.reviewer)
    for query in ({"sel": "ABOVE-MEETS"}, {"nama": "siti"}, {"bagian": "20071"}, {"penilai": cast.rater.pk}):
        assert [seat.pk for seat in client.get(ROOM, query).context["page"]] == [rated.pk], query
    for query in (
        {"sel": "belum"},
        {"sel": "X"},
        {"nama": "joko"},
        {"bagian": "x"},
        {"jenis": "x"},
        {"berubah": "ya"},
    ):
        assert "Tidak ada yang cocok" in text(client.get(ROOM, query)), query
    assert client.get(ROOM, {"penilai": "9" * 30}).status_code == 200
    assert client.get(ROOM, {"unit": "x"}).status_code == 404


def test_the_pattern_and_the_reasons_of_raters_stand_beside(cast, login, rated):
    load_official_distribution()
    for _ in range(9):
        person = build.make_employee()
        build.make_assignment(person, cast.division)
        build.make_evaluation(
            person,
            rated.period,
            rater=cast.rater,
            state=State.RATED,
            predikat="BAIK",
            rated_at=timezone.now(),
            **RATINGS,
        )
    build.determine(rated.period, {cast.agency: "BAIK"})
    rated.period.deviations.create(
        rater=cast.rater, level="BAIK", counts={}, waiting=0, broken=[{"code": "B", "words": "Baik paling banyak 70%"}],
        reason="Semua target tercapai", given_by=cast.rater.user, given_at=timezone.now(),
    )  # fmt: skip
    page = text(login(cast.reviewer).get(ROOM))
    assert "Baik paling banyak 70% (7 dari 10 orang), sekarang 10." in page
    assert "Semua target tercapai" in page


def test_the_room_costs_the_same_for_more_people(cast, login, rated):
    client = login(cast.reviewer)
    client.get(ROOM)
    one = statements_of(client, ROOM)
    for _ in range(5):
        person = build.make_employee()
        build.make_assignment(person, cast.division)
        build.make_evaluation(
            person, rated.period, rater=cast.rater, state=State.RATED, rated_at=timezone.now()
        )
    assert statements_of(client, ROOM) == one <= 11
