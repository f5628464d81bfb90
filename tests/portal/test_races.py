"""Two presses at the same moment, in threads of another process: whoever loses is told, and nothing is half done."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.domain.evidence import add_evidence
from evaluations.enums import State
from evaluations.models import Evaluation, Evidence
from tests import build
from tests.evidence_files import PDF
from tests.other_processes import others

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

RACES = 20
# ``race(first, second)`` does both at the same moment, the one a little before the other in turn, and gives the
# status and address of both responses.
RACING = """
import json, time
from threading import Barrier, Thread
from django.db import connection
from django.test import Client
from django.urls import reverse
from sekin_site.models import User

def client(pk):
    one = Client()
    one.force_login(User.objects.get(pk=pk))
    return one

def race(number, *acts):
    start, answers = Barrier(len(acts)), [None] * len(acts)

    def act(place):
        start.wait()
        time.sleep(0.004 * ((number + place) % len(acts)) * (number % 5))
        response = acts[place]()
        answers[place] = [response.status_code, response.headers.get("Location", "")]
        connection.close()

    threads = [Thread(target=act, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
"""


def outcomes(database, program: str) -> list[list[tuple[int, str]]]:
    said = database.run(RACING + program)
    return [[tuple(answer) for answer in race] for race in json.loads(said.splitlines()[-1])]


@pytest.fixture
def drafts(db) -> list[Evaluation]:
    """Drafts of different people, each naming its one file."""
    cast = build.make_cast()
    period, version = build.make_period(), build.make_form_version()
    rows = []
    for number in range(RACES):
        person = build.make_employee(f"Pegawai {number}")
        build.make_plan(person, rater=cast.rater)
        row = build.make_evaluation(person, period, rater=cast.rater, unit=cast.division, version=version)
        evidence = add_evidence(row, SimpleUploadedFile("a.pdf", PDF), actor=person.user)
        row.answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12", "bukti_dukung": [evidence.pk]}]}
        row.state = State.DRAFT
        row.save()
        rows.append(row)
    return rows


def test_a_file_removed_while_it_is_sent_is_either_there_or_named_nowhere(drafts, tmp_path):
    database = others(tmp_path)
    races = [[row.pk, row.employee.user_id, row.evidence.get().pk, row.version] for row in drafts]
    answers = outcomes(
        database,
        f"""
found = []
for number, (row, user, file, version) in enumerate({races}):
    sender, remover = client(user), client(user)
    data = {{"version": version, "action": "submit", "hasil_kerja-rhk-1-realisasi": "12",
             "hasil_kerja-rhk-1-bukti_dukung": [str(file)]}}
    found.append(race(
        number,
        lambda: sender.post(reverse("portal:fill", args=[row]), data),
        lambda: remover.post(reverse("portal:evidence_remove", args=[file])),
    ))
print(json.dumps(found))
""",
    )
    left = {pk for (pk,) in database.rows(f"SELECT id FROM {Evidence._meta.db_table}")}
    states = dict(database.rows(f"SELECT id, state FROM {Evaluation._meta.db_table}"))
    named = dict(database.rows(f"SELECT id, answers FROM {Evaluation._meta.db_table}"))
    for (row, _, file, _), ((status, where), _) in zip(races, answers, strict=True):
        is_sent = states[row] == State.SUBMITTED
        assert is_sent == (file in left), f"race of evaluation {row}"
        assert is_sent == where.endswith("/tanda-terima/")
        assert is_sent or status in (409, 422)
        assert is_sent == ("bukti_dukung" in str(named[row]))
    assert len({status for (status, _), _ in answers}) > 1, "every race ended alike: they did not race"
