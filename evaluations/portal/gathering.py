"""Taking what the lines of the month propose into the report, as if it had been typed and attached there."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from evaluations.domain.evaluating.evidence import Prepared, add_prepared
from evaluations.domain.evaluating.gathering import Gathered, gathered, put_into
from evaluations.domain.refusals import Refused
from evaluations.models import DailyFile
from evaluations.portal.filling import Attempt
from evaluations.portal.sheets import evidence_file
from forms_config.engine.kinds import kind_of, longest
from forms_config.engine.rounding import plain, round_half_up
from forms_config.engine.schema import Field, ScoreKind
from forms_config.engine.values import parse_number

TAKE = "take_daily"  # of the button; its value is the row


@dataclass(frozen=True, slots=True)
class Proposal:
    """``is_taken``: its words and its files stand in the report already."""

    gathered: Gathered
    is_taken: bool


def proposals(page: Attempt) -> list[Proposal]:
    """For the rows on this page, where anything was written; at most two queries."""
    drawn = {place.row for place in page.form.places.values() if place.row}
    if not drawn:
        return []
    return [
        Proposal(one, _is_taken(page, one))
        for one in gathered(page.evaluation, page.sheet.plan_rows)
        if one.row in drawn
    ]


def take(request: HttpRequest, page: Attempt, row: str) -> None:
    """Put the proposal of a row into its fields: words, the number, as many files as fit.

    Files become evidence of the evaluation with this press; what is refused is named on the page.
    """
    found = next((one for one in gathered(page.evaluation, page.sheet.plan_rows) if one.row == row), None)
    if found is None:
        return
    text, number = _text_field(page, row), _number_field(page, row)
    if text:
        name, field = text
        page.form.put(name, put_into(page.form.text_at(name), found, page.evaluation, longest(field)))
    if number and found.realised is not None:
        name, field = number
        page.form.put(name, plain(round_half_up(found.realised, field.decimals)).replace(".", ","))
    place = _file_field(page, row)
    if place:
        _attach(request, page, *place, _new_files(page, place[0], found))


def _attach(request: HttpRequest, page: Attempt, name: str, field: Field, files: list[DailyFile]) -> None:
    room = max(0, field.max_files - len(page.form.ticked(name)))
    stored = []
    for file in files[:room]:
        given = Prepared(file.file, file.name, file.content_type, file.size, file.sha256)
        try:
            stored.append(add_prepared(page.evaluation, given, actor=request.user))
        except Refused as refused:
            page.upload_errors.append(refused.message)
    known = {row.pk for row in page.evidence}
    page.evidence.extend(row for row in dict.fromkeys(stored) if row.pk not in known)
    page.form.attach(name, [evidence_file(row) for row in stored])
    if len(files) > room:
        messages.warning(
            request,
            f"{room} dari {len(files)} berkas catatan harian dilampirkan, karena tempatnya terbatas. Penilai tetap "
            "dapat membuka yang lain pada catatan harian Anda.",
        )


def _is_taken(page: Attempt, one: Gathered) -> bool:
    text, number, place = (find(page, one.row) for find in (_text_field, _number_field, _file_field))
    if text:
        there = {line.strip() for line in page.form.text_at(text[0]).splitlines()}
        if not there.issuperset(one.sentences):
            return False
    if number and one.realised is not None:
        name, field = number
        if parse_number(page.form.text_at(name)) != round_half_up(one.realised, field.decimals):
            return False
    if place is None or len(page.form.ticked(place[0])) >= place[1].max_files:
        return True
    return not _new_files(page, place[0], one)


def _new_files(page: Attempt, name: str, one: Gathered) -> list[DailyFile]:
    """The files that are not attached there yet, each content once."""
    ticked = set(page.form.ticked(name))
    there = {file.sha256 for file in page.evidence if str(file.pk) in ticked}
    return [file for file in {file.sha256: file for file in one.files}.values() if file.sha256 not in there]


def _fields(page: Attempt, row: str) -> Iterator[tuple[str, Field]]:
    return ((name, place.field) for name, place in page.form.places.items() if place.row == row)


def _text_field(page: Attempt, row: str) -> tuple[str, Field] | None:
    """The first text of the row that has room for lines: where people tell what was reached."""
    return next(((name, field) for name, field in _fields(page, row) if kind_of(field).has_lines), None)


def _file_field(page: Attempt, row: str) -> tuple[str, Field] | None:
    return next(((name, field) for name, field in _fields(page, row) if kind_of(field).has_files), None)


def _number_field(page: Attempt, row: str) -> tuple[str, Field] | None:
    """The number that is compared with the target of the plan."""
    return next(((name, field) for name, field in _fields(page, row) if _is_measured(field)), None)


def _is_measured(field: Field) -> bool:
    scoring = field.scoring
    return scoring is not None and scoring.kind == ScoreKind.ACHIEVEMENT and scoring.target is None
