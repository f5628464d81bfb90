"""Two people at the same moment: an employee saves while BKPSDM moves the form. Either order ends consistently."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import form_moves
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation
from tests import build, schemas

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OLD = {"loyal": "Setia", "akuntabel": "Jujur"}
NEW = {"loyal": "Setia sekali", "akuntabel": "Jujur sekali"}
A_MOMENT = 0.3  # long enough for the other one to reach the lock
AT_MOST = 20


@pytest.fixture
def draft(db):
    """A draft on version 1; version 2 no longer asks for "loyal"."""
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one write after the other, whoever asks for a lock.")
    cast = build.make_cast()
    first = build.make_form_version()
    work, conduct = schemas.official_form().sections
    fields = tuple(field for field in conduct.fields if field.key != "loyal")
    second = build.make_form_version(
        replace(schemas.official_form(), sections=(work, replace(conduct, fields=fields)))
    )
    row = cast.evaluation(state=State.DRAFT, answers=OLD, version=first)
    return cast, row, second


def at_the_same_time(act: Callable[[], object]) -> Thread:
    """``act`` in another connection, as in another process."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_who_saves_first_is_carried_as_saved(draft):
    cast, row, second = draft
    reports = []
    with transaction.atomic():
        perform(row, Action.SAVE, actor=cast.employee.user, answers=NEW, expected_version=1)
        moving = at_the_same_time(
            lambda: reports.append(form_moves.move(row.period, second, actor=cast.bkpsdm, may_lose=True))
        )
        moving.join(A_MOMENT)
        assert moving.is_alive()  # waits for the save
    moving.join(AT_MOST)
    after = Evaluation.objects.get(pk=row.pk)
    assert reports[0].moved == 1
    assert (after.form_version, after.version, after.answers) == (second, 3, {"akuntabel": "Jujur sekali"})
    assert after.events.get().data["lost"][0]["value"] == "Setia sekali"


def test_who_saves_second_is_told_and_nothing_is_overwritten(draft, monkeypatch):
    cast, row, second = draft
    codes, locked, go_on = [], Event(), Event()
    write = form_moves._write

    def write_when_told(*args) -> None:
        locked.set()
        assert go_on.wait(AT_MOST)
        write(*args)

    def save() -> None:
        try:
            perform(row, Action.SAVE, actor=cast.employee.user, answers=NEW, expected_version=1)
        except Refused as refused:
            codes.append(refused.code)

    monkeypatch.setattr(form_moves, "_write", write_when_told)
    moving = at_the_same_time(lambda: form_moves.move(row.period, second, actor=cast.bkpsdm, may_lose=True))
    assert locked.wait(AT_MOST)
    saving = at_the_same_time(save)
    saving.join(A_MOMENT)
    assert saving.is_alive()  # waits for the move
    go_on.set()
    moving.join(AT_MOST)
    saving.join(AT_MOST)
    after = Evaluation.objects.get(pk=row.pk)
    assert codes == ["version_conflict"]
    assert (after.form_version, after.answers) == (second, {"akuntabel": "Jujur"})
