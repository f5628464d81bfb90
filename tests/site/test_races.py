"""Two presses at the same moment, in threads of another process: whoever loses is told, and nothing is half done.

All races are run once, in one process (``tests.racers``), one kind after the other; each test judges one kind.
"""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.access.accounts import order_codes, take_codes
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, IdentityProof, ImportKind, ImportState, Role, State
from evaluations.exchange.imports import preview
from evaluations.models import Evaluation
from tests import build, pulse
from tests.evidence_files import PDF
from tests.first_contents import first_contents, put_back
from tests.other_processes import OtherProcesses, others

pytestmark = pytest.mark.django_db

RACES = 12  # of the kind in which either may win, so that both have; of the others a few are enough
FEW = 5
TYPED = {"hasil_kerja-rhk-1-realisasi": "12"}
RATINGS = ("ABOVE", "MEETS")
PASSWORDS = ("hujan di sawah kami", "angin di bukit itu")

Race = list[dict[str, Any]]  # its presses, see ``tests.racers``


@pytest.fixture(scope="module")
def world(request, django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """What every kind of race is about, committed, and given back to the tests after it."""
    with django_db_blocker.unblock():
        first_contents(request.config)
        found = SimpleNamespace(cast=build.make_cast(), period=build.make_period())
        found.version = build.make_form_version()
        found.asking = pulse.asking(month=9)
        try:
            yield found
        finally:
            put_back(request.config)


@pytest.fixture(scope="module")
def ran(world, tmp_path_factory, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Every race with the answers to its presses, and the database afterwards."""
    kinds = {kind.__name__: kind for kind in KINDS}
    with django_db_blocker.unblock():
        races = {name: kind(world) for name, kind in kinds.items()}
        database = others(tmp_path_factory.mktemp("races"))
        answers = run(database, [race for kind in races.values() for race, _ in kind])
        done = {name: [(about, answers.pop(0)) for _, about in kind] for name, kind in races.items()}
        yield SimpleNamespace(rows=database.rows, **done)


def run(database: OtherProcesses, races: list[Race]) -> list[list[dict[str, Any]]]:
    said, errors = (process := database.start("-m", "tests.racers", json.dumps(races))).communicate(
        timeout=120
    )
    assert process.returncode == 0, errors
    return json.loads(said)


def press(who, name: str, *args: Any, before: Any = (), **data: Any) -> dict[str, Any]:
    user = getattr(who, "user", who)
    return {"user": user and user.pk, "path": reverse(name, args=args), "data": data, "before": before}


# --- What is raced for -------------------------------------------------------------------------------
# Each kind gives ``(race, what it is about)``.
def draft(world: SimpleNamespace) -> Evaluation:
    person = build.make_employee(f"Pegawai {Evaluation.objects.count()}")
    build.make_assignment(person, world.cast.division)
    build.make_plan(person, rater=world.cast.rater)
    return build.make_evaluation(
        person, world.period, rater=world.cast.rater, unit=world.cast.division, version=world.version
    )


def removals(world) -> list[tuple[Race, Any]]:
    """A file is removed while the draft that names it is sent."""
    found = []
    for _ in range(RACES):
        row = draft(world)
        who = row.employee
        file = add_evidence(row, SimpleUploadedFile("a.pdf", PDF), actor=who.user)
        row.answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12", "bukti_dukung": [file.pk]}]}
        row.state = State.DRAFT
        row.save()
        data = TYPED | {
            "version": row.version,
            "hasil_kerja-rhk-1-bukti_dukung": [str(file.pk)],
        }
        race = [press(who, "portal:submit", row.pk, **data), press(who, "portal:evidence_remove", file.pk)]
        found.append((race, (row.pk, file.pk)))
    return found


def sendings(world) -> list[tuple[Race, Any]]:
    """“Kirim” in two tabs, with the same words."""
    rows = [draft(world) for _ in range(FEW)]
    return [
        ([press(row.employee, "portal:submit", row.pk, version=row.version, **TYPED)] * 2, row.pk)
        for row in rows
    ]


def ratings(world) -> list[tuple[Race, Any]]:
    """Two tabs of a rater with different ratings, and with different buttons."""
    found = []
    answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12"}]}
    for number in range(FEW):
        row = draft(world)
        row = perform(row, Action.SUBMIT, actor=row.employee.user, answers=answers)
        buttons = ("rate", "save" if number % 2 else "rate")
        race = [
            press(
                world.cast.rater, "portal:rate", row.pk, version=row.version, action=button, notes=rating,
                rating_hasil_kerja=rating, rating_perilaku=rating,
            )
            for rating, button in zip(RATINGS, buttons, strict=True)
        ]  # fmt: skip
        found.append((race, (row.pk, buttons)))
    return found


def activations(world) -> list[tuple[Race, Any]]:
    """One code in two browsers, each with a kata sandi of its own."""
    found = []
    for number in range(FEW):
        person = build.make_employee(f"Belum aktif {number}")
        build.make_assignment(person, world.cast.division)
        batch = order_codes(actor=world.cast.unit_admin.user, employee=person, proof=IdentityProof.MET)
        code = take_codes(batch, actor=world.cast.unit_admin.user)[0].code
        enter = [(reverse("portal:activate"), {"name": person.nip, "code": code})]
        race = [
            press(None, "portal:new_password", before=enter, password=one, again=one) for one in PASSWORDS
        ]
        found.append((race, person.user))
    return found


def imports(world) -> list[tuple[Race, Any]]:
    """“Terapkan” of one import by two officers."""
    officers = (world.cast.bkpsdm, build.make_user("petugas2", groups=("Pengelola BKPSDM",)))
    root = {"id": "10000", "id_jenis_unor": "1", "parent_id": None, "name": "Pemerintah Kabupaten Bantul"}
    found = []
    for number in range(FEW):
        unit = {"id": f"3000{number}", "id_jenis_unor": "2", "parent_id": "10000", "name": f"Dinas {number}"}
        content = json.dumps({"result": [root, unit]}).encode()
        batch = preview(ImportKind.UNITS, content, "unor.json", actor=officers[0])
        found.append(([press(who, "imports:confirm", batch.pk) for who in officers], (batch.pk, unit["id"])))
    return found


def roles(world) -> list[tuple[Race, Any]]:
    """The same role, given to the same person by two officers."""
    officers = (world.cast.bkpsdm, build.make_user("petugas3", groups=("Pengelola BKPSDM",)))
    found = []
    for number in range(FEW):
        person = build.make_employee(f"Calon {number}")
        build.make_assignment(person, world.cast.agency)
        data = {"person": person.pk, "role": Role.UNIT_ADMIN, "unit": world.cast.agency.pk, "reason": "SK 1"}
        data["starts_on"] = timezone.localdate().isoformat()
        found.append(([press(who, "roles:give", **data) for who in officers], person.user_id))
    return found


def voices(world) -> list[tuple[Race, Any]]:
    """Five people of one agency say how fair their result was, the first of them in two tabs with other answers."""
    found = []
    for number in range(FEW):
        unit = build.make_unit(f"Dinas suara {number}", parent=world.cast.root, code=f"4000{number}")
        rows = pulse.readers(unit, world.asking, 5)
        version = world.asking.pulse_form.versions.get().pk
        race = [
            press(row.employee, "portal:pulse", row.pk, _version=version, **{pulse.FAIR: answer})
            for row, answer in zip([*rows, rows[0]], ["ABOVE"] * 5 + ["BELOW"], strict=True)
        ]
        found.append((race, unit.pk))
    return found


KINDS = (removals, sendings, ratings, activations, imports, roles, voices)


# --- What came of it ---------------------------------------------------------------------------------
def statuses(answers: list[dict[str, Any]]) -> list[int]:
    return [answer["status"] for answer in answers]


def events(ran, row: int) -> list[str]:
    sql = f"SELECT action FROM evaluations_evaluationevent WHERE evaluation_id = {row} ORDER BY at, id"
    return [action for (action,) in ran.rows(sql)]


def evaluation(ran, row: int, *columns: str) -> tuple:
    (found,) = ran.rows(f"SELECT {', '.join(columns)} FROM evaluations_evaluation WHERE id = {row}")
    return found


def test_a_file_removed_while_it_is_sent_is_either_there_or_named_nowhere(ran):
    for (row, file), (sending, _) in ran.removals:
        state, answers = evaluation(ran, row, "state", "answers")
        is_sent = state == State.SUBMITTED
        assert is_sent == bool(ran.rows(f"SELECT id FROM evaluations_evidence WHERE id = {file}"))
        assert is_sent == sending["to"].endswith("/tanda-terima/")
        assert is_sent or sending["status"] in (409, 422)
        assert is_sent == ("bukti_dukung" in str(answers))
    seen = {sending["status"] for _, (sending, _) in ran.removals}
    assert len(seen) > 1, "every race ended alike: they did not race"


def test_two_presses_of_send_are_one_sending_and_both_lead_to_the_receipt(ran):
    for row, answers in ran.sendings:
        assert [answer["to"] for answer in answers] == [reverse("portal:receipt", args=[row])] * 2
        assert events(ran, row) == ["submit"]


def test_of_two_ratings_one_counts_as_a_whole_and_the_other_tab_is_told(ran):
    done = {"rate": ["rate"], "save": []}
    for (row, buttons), answers in ran.ratings:
        assert sorted(statuses(answers)) == [302, 409]
        winner = statuses(answers).index(302)
        rating, button = RATINGS[winner], buttons[winner]
        counted = rating if done[button] else ""
        notes, work, conduct, stored = evaluation(
            ran, row, "notes", "rating_hasil_kerja", "rating_perilaku", "answers"
        )
        assert (notes, work, conduct) == (rating, counted, counted)
        assert [word in str(stored) for word in RATINGS] == [word == rating for word in RATINGS]
        assert events(ran, row) == ["submit", *done[button]]


def test_a_code_opens_an_account_once_and_with_one_kata_sandi(ran):
    for user, answers in ran.activations:
        places = [answer["to"] for answer in answers]
        assert sorted(places) == sorted([reverse("portal:account"), reverse("portal:activate")])
        winner = places.index(reverse("portal:account"))
        assert [answer["user"] for answer in answers] == [
            str(user.pk) if place == winner else None for place in range(2)
        ]
        ((user.password,),) = ran.rows(f"SELECT password FROM sekin_site_user WHERE id = {user.pk}")
        assert [user.check_password(one) for one in PASSWORDS] == [place == winner for place in range(2)]
        done = (
            f"SELECT action FROM evaluations_accountevent WHERE user_id = {user.pk} AND action = 'activated'"
        )
        assert len(ran.rows(done)) == 1


def test_an_import_confirmed_twice_is_written_once(ran):
    for (batch, code), answers in ran.imports:
        assert sorted(tag for answer in answers for tag in answer["tags"]) == ["error", "success"]
        ((state, applied_at),) = ran.rows(
            f"SELECT state, applied_at FROM evaluations_importbatch WHERE id = {batch}"
        )
        assert (state, applied_at is not None) == (ImportState.APPLIED, True)
        journal = (
            f"SELECT SUM(count) FROM evaluations_importchunk WHERE batch_id = {batch} AND sort = 'journal'"
        )
        assert ran.rows(journal) == [(1,)]
        assert len(ran.rows(f"SELECT id FROM evaluations_organizationalunit WHERE code = '{code}'")) == 1


def test_a_role_given_by_two_officers_is_held_once(ran):
    for user, answers in ran.roles:
        assert sorted(statuses(answers)) == [302, 422]
        assert len(ran.rows(f"SELECT id FROM evaluations_rolegrant WHERE user_id = {user}")) == 1


def test_voices_at_the_same_moment_are_all_counted_and_each_person_once(ran):
    """The fifth shows them, whoever it was; of two tabs one counts, and both lead to the result."""
    for unit, answers in ran.voices:
        assert statuses(answers) == [302] * 6
        assert sorted(tag for answer in answers for tag in answer["tags"]) == ["info"] + ["success"] * 5
        (counted,) = ran.rows(
            "SELECT answers, shown_answers, counts, shown_counts FROM evaluations_pulsetally "
            f"WHERE agency_id = {unit}"
        )
        counts, shown = (json.loads(one) if isinstance(one, str) else one for one in counted[2:])
        assert counted[:2] == (5, 5)
        assert counts == shown
        assert sum(counts[pulse.FAIR].values()) == 5
    ((marks,),) = ran.rows("SELECT COUNT(*) FROM evaluations_pulsemark")
    assert marks == 5 * FEW
