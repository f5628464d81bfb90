"""What of stored answers survives in another schema: for moving a draft to a newer version of its form.

Answers are kept by key where the other schema still takes and shows them. Nothing is changed in silence: what
does not survive is listed with its value, and so is what the other schema asks for in addition.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .answers import Answers, PlanRows, rows
from .completeness import Missing, missing, rows_owner
from .figures import Figures
from .kinds import kind_of
from .schema import NOT_APPLICABLE, Field, FilledBy, FormSchema, OverallRating, Section, SectionKind
from .values import is_blank
from .visibility import valid_answers

Place = tuple[str | None, str | None, str]  # (rows section or None, row key or None, field key)
PRIVATE = "_"  # keys of the document that begin so are no answers: the draft's own notes


@dataclass(frozen=True, slots=True)
class Lost:
    """One answer, or the part of one, that the other schema has no place for. ``value`` as it was stored."""

    place: Place
    filled_by: FilledBy
    section_label: str
    row_label: str  # empty in a plain section
    field_label: str
    value: object
    words: str

    @property
    def label(self) -> str:
        """Where it stood, as people read it: "Hasil Kerja, Hasil kerja 1: Realisasi"."""
        where = ", ".join(part for part in (self.section_label, self.row_label) if part)
        return f"{where}: {self.field_label}" if where else self.field_label

    def to_json(self) -> dict[str, object]:
        """As the event log keeps it: where it stood and everything needed to put it back."""
        section, row, field = self.place
        return {
            "section": section,
            "row": row,
            "field": field,
            "filled_by": self.filled_by.value,
            "label": self.label,
            "words": self.words,
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class Carried:
    """``answers`` for the other schema: the very document when nothing is lost. ``kept`` counts answers."""

    answers: Answers
    kept: int
    lost: tuple[Lost, ...] = ()
    newly_required: tuple[Missing, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        return not self.lost and not self.newly_required


def carry(
    before: FormSchema,
    after: FormSchema,
    answers: Answers,
    plan_rows: PlanRows = (),
    figures: Figures | None = None,
) -> Carried:
    """The answers to ``before`` as far as ``after`` takes them, what is lost, and what ``after`` asks anew.

    Both sides' answers are carried. Never raises on answers. ``figures`` are for demands on a score.
    """
    given = dict(_leaves(answers))
    accepted = _accepted(before, after, answers, plan_rows)
    kept = dict(_leaves(accepted))
    # In the order in which it was stored where nothing is lost, so that nothing differs at all.
    document = answers if kept == given else accepted
    gone = {place: value for place, value in given.items() if kept.get(place) != value}
    return Carried(
        document,
        len(kept),
        tuple(_lost(before, answers, plan_rows, gone, kept)) if gone else (),
        _newly_required((before, answers), (after, document), plan_rows, figures),
    )


def unchanged(answers: Answers) -> Carried:
    """What ``carry`` gives between schemas that differ in wording only."""
    return Carried(answers, sum(1 for _ in _leaves(answers)))


def named(schema: FormSchema, answers: Answers, plan_rows: PlanRows = ()) -> tuple[Lost, ...]:
    """Every answer with where it stands and its words, as ``carry`` would name it if it were lost; in the order of the
    form, since PostgreSQL keeps none of keys."""
    given = dict(_leaves(answers))
    rows_of = list(dict.fromkeys((section, row) for section, row, _ in given))
    numbers = {
        (section.key if section.kind != SectionKind.PLAIN and isinstance(part, Field) else None, part.key): (
            n,
            m,
        )
        for n, section in enumerate(schema.sections)
        for m, part in enumerate(section.parts)
    }

    def place_in_form(one: Lost) -> tuple[int, int, int]:
        section, row, field = one.place
        n, m = numbers.get((section, field), (len(schema.sections), 0))
        return n, len(rows_of) if row is None else rows_of.index((section, row)), m

    return tuple(sorted(_lost(schema, answers, plan_rows, given, {}), key=place_in_form))


def put_back(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows, kept: Iterable[Mapping[str, object]]
) -> Answers:
    """``answers`` with what ``Lost.to_json`` kept, wherever nothing stands yet and ``schema`` takes it.

    Rows that the rater added come back only into a section in which no row says anything yet. The very document where
    nothing comes back.
    """
    document: dict[str, object] = {key: _copied(value) for key, value in answers.items()}
    filled = {place[0] for place, _ in _leaves(answers)}
    for one in kept:
        target = _place_in(schema, document, plan_rows, one, filled)
        if target is not None and is_blank(target.get(str(one["field"]))):
            target[str(one["field"])] = one["value"]
    accepted = _accepted(
        schema, schema, {key: value for key, value in document.items() if value != []}, plan_rows
    )
    return answers if dict(_leaves(accepted)) == dict(_leaves(answers)) else accepted


def _copied(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [dict(row) if isinstance(row, Mapping) else row for row in value]


def _place_in(
    schema: FormSchema,
    document: dict[str, object],
    plan_rows: PlanRows,
    one: Mapping[str, object],
    filled: Collection[str | None],
) -> dict[str, object] | None:
    """What an answer is written into: the document, or the row it belongs to (added where it may be); else None."""
    if one["section"] is None:
        return document
    key = str(one["section"])
    section, stored = schema.section(key), document.setdefault(key, [])
    if section is None or not isinstance(stored, list):
        return None
    is_own = section.kind == SectionKind.FREE_ROWS and rows_owner(section) == FilledBy.RATER
    if is_own and key in filled:
        return None
    found = next((row for row in stored if isinstance(row, dict) and row.get("_row") == one["row"]), None)
    if found is None and (is_own or any(str(plan["_row"]) == one["row"] for plan in plan_rows)):
        found = {"_row": one["row"]}
        stored.append(found)
    return found


def required_label(schema: FormSchema, gap: Missing) -> str:
    """What is asked for, without its row: "Perilaku Kerja: Contoh nyata"."""
    section = schema.section(gap.section)
    if section is None:
        return gap.message
    part = next((part for part in section.parts if part.key == gap.field), None)
    return f"{section.label}: {part.label if part else 'jumlah baris'}"


def _leaves(answers: Answers) -> Iterator[tuple[Place, object]]:
    """Every single answer in a document, wherever it belongs."""
    for key, value in answers.items():
        if key.startswith(PRIVATE) or is_blank(value):
            continue
        if isinstance(value, list) and isinstance(value[0], Mapping):
            for row in value:
                yield from _row_leaves(key, row)
        else:
            yield (None, None, key), value


def _row_leaves(section: str, row: object) -> Iterator[tuple[Place, object]]:
    if isinstance(row, Mapping):
        row_key = str(row.get("_row"))
        for key, value in row.items():
            if not key.startswith(PRIVATE) and not is_blank(value):
                yield (section, row_key, key), value


def _accepted(
    before: FormSchema, after: FormSchema, answers: Answers, plan_rows: PlanRows
) -> dict[str, object]:
    """What ``after`` takes and shows, in its order, and the private keys as they are."""
    document = valid_answers(after, _with_known_choices(after, answers))
    planned = {row["_row"] for row in plan_rows}
    for section in after.sections:
        was = before.section(section.key)
        # Rows that a person added are no planned work results; a row whose plan was revised stays as it is.
        if section.kind == SectionKind.PLAN_ROWS and was and was.kind != SectionKind.PLAN_ROWS:
            stored = document.get(section.key)
            if isinstance(stored, list):
                document[section.key] = [row for row in stored if row["_row"] in planned]
    return document | {key: value for key, value in answers.items() if key.startswith(PRIVATE)}


def _with_known_choices(schema: FormSchema, answers: Answers) -> Answers:
    """When one of several ticked choices is gone, the others still count."""
    changed = dict(answers)
    for section in schema.sections:
        if section.kind == SectionKind.PLAIN:
            _keep_known(section, changed)
        elif isinstance(stored := changed.get(section.key), list):
            changed[section.key] = [
                _keep_known(section, dict(row)) if isinstance(row, Mapping) else row for row in stored
            ]
    return changed


def _keep_known(section: Section, answers: dict[str, object]) -> dict[str, object]:
    for field in section.fields:
        if field.key in answers:
            answers[field.key] = kind_of(field).known(field, answers[field.key])
    return answers


def _newly_required(
    old: tuple[FormSchema, Answers],
    new: tuple[FormSchema, Answers],
    plan_rows: PlanRows,
    figures: Figures | None,
) -> tuple[Missing, ...]:
    """What is missing in ``new`` and was not in ``old``, on either side, in the order of the form."""
    gaps = missing(*new, plan_rows, None, figures)
    known = {_identity(gap) for gap in missing(*old, plan_rows, None, figures)} if gaps else set()
    return tuple(gap for gap in gaps if _identity(gap) not in known)


def _identity(gap: Missing) -> Place:
    return gap.section, gap.row, gap.field or ""


def _lost(
    schema: FormSchema,
    answers: Answers,
    plan_rows: PlanRows,
    gone: Mapping[Place, object],
    kept: Mapping[Place, object],
) -> Iterator[Lost]:
    """The answers that are gone, named as the schema named them for which they were given."""
    for place, value in gone.items():
        section, part = _part(schema, place)
        still = kept.get(place)
        if isinstance(value, list) and isinstance(still, list):
            value = [one for one in value if one not in still]
        yield Lost(
            place,
            part.filled_by if isinstance(part, Field) else FilledBy.RATER if part else FilledBy.EMPLOYEE,
            section.label if section else "",
            _row_label(section, place[1], answers, plan_rows) if section and place[1] else "",
            part.label if part else place[2],
            value,
            _in_words(schema, part, value),
        )


def _part(schema: FormSchema, place: Place) -> tuple[Section | None, Field | OverallRating | None]:
    rows_section, _, key = place
    for section in schema.sections:
        if rows_section in (section.key, None):
            in_rows = section.kind != SectionKind.PLAIN
            for part in section.parts:
                inside = in_rows and isinstance(part, Field)
                if part.key == key and inside == (rows_section is not None):
                    return section, part
    return schema.section(rows_section) if rows_section else None, None


def _row_label(section: Section, row_key: str, answers: Answers, plan_rows: PlanRows) -> str:
    found = (row.label(section) for row in rows(section, answers, plan_rows) if row.key == row_key)
    return next(found, section.row_label)


def _in_words(schema: FormSchema, part: Field | OverallRating | None, value: object) -> str:
    """A stored value as people read it; what has no words is shown as stored."""
    if value == NOT_APPLICABLE:
        return "Tidak berlaku"
    return (kind_of(part).words(schema, part, value) if part else "") or str(value)
