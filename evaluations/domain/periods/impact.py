"""What the draft of a form would do, computed on the real data and written nowhere.

Two questions: what would happen to the evaluations in progress if they were moved to it, and how would the results
of a past period have come out with it. Both are answered in chunks by primary key, so that a screen can show
progress; ``Findings`` of chunks add up.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from evaluations.domain.periods.form_moves import NOT_YET_RATED, Carrying
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState, Rating
from evaluations.models import Evaluation, EvaluationPeriod
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.domain.publishing import compile_form, problems
from forms_config.engine import codec
from forms_config.engine.carrying import Carried, required_label
from forms_config.engine.checks import Level, Problem
from forms_config.engine.outcome import Result, result
from forms_config.engine.rounding import round_half_up, spoken
from forms_config.engine.schema import Area, FormSchema
from forms_config.models import EvaluationForm

CHUNK = 1000
STORED_DECIMALS = 2  # as many as an evaluation stores of a score
NONE = "–"
# The parts of a result that are compared, with their names for people.
PARTS = {
    "rating_hasil_kerja": "Rating hasil kerja",
    "rating_perilaku": "Rating perilaku",
    "predikat": "Predikat",
    "index_score": "Indeks",
    "index_label": "Rentang indeks",
}
RESULT_FIELDS = (*PARTS, "predikat_label")


@dataclass(frozen=True)
class Draft:
    """The newest saved state of a form with all it refers to. ``problems`` are those that forbid publishing."""

    form: EvaluationForm
    schema: FormSchema
    problems: list[Problem]

    @property
    def fingerprint(self) -> str:
        """Changes with every change that counts; also when a scale or scheme is edited, which makes no revision."""
        return codec.content_hash(self.schema)

    def check(self, fingerprint: str) -> None:
        """Refuse to go on with another draft than the one begun with. Raises ``Refused``: draft_changed,
        draft_has_problems."""
        if self.problems:
            raise Refused("draft_has_problems", "Perbaiki dulu draf ini, lalu hitung lagi.", self.problems)
        if fingerprint != self.fingerprint:
            raise Refused(
                "draft_changed", "Draf ini baru saja berubah. Muat ulang halaman, lalu hitung dari awal."
            )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the draft touches: ``was`` and ``would_be`` by the names of ``PARTS``, or ``text``."""

    nip: str
    name: str
    unit: str
    text: str
    was: dict[str, str] = field(default_factory=dict)
    would_be: dict[str, str] = field(default_factory=dict)


@dataclass
class Findings:
    """What one chunk showed, or several together. ``after``: go on behind this key; None when this was the end."""

    seen: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)  # place → evaluations
    required: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)  # (predikat was, would be) → evaluations
    people: list[Person] = field(default_factory=list)
    after: int | None = None

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.seen + other.seen,
            self.counts + other.counts,
            self.lost + other.lost,
            self.required + other.required,
            self.moved + other.moved,
            self.people + other.people,
            other.after,
        )


def draft_of(form: EvaluationForm) -> Draft:
    """The draft as it would be published now."""
    latest = form.get_latest_revision_as_object()
    errors = [problem for problem in problems(latest) if problem.level == Level.ERROR]
    return Draft(form, compile_form(latest), errors)


def in_progress_rows(form: EvaluationForm) -> EvaluationQuerySet:
    """The evaluations of open periods on any version of the form that are not yet rated."""
    return Evaluation.objects.filter(
        form_version__form=form, period__state=PeriodState.OPEN, state__in=NOT_YET_RATED
    )


def result_rows(form: EvaluationForm, period: EvaluationPeriod) -> EvaluationQuerySet:
    """The evaluations of a period with a result on any version of the form."""
    rows: EvaluationQuerySet = Evaluation.objects.filter(form_version__form=form, period=period)
    return rows.exclude(state__in=NOT_YET_RATED)


def periods_with_results(form: EvaluationForm) -> QuerySet[EvaluationPeriod]:
    """The periods that can be chosen, the latest first."""
    rated = Evaluation.objects.filter(form_version__form=form, period=OuterRef("pk"))
    periods = EvaluationPeriod.objects.exclude(state=PeriodState.DRAFT)
    return periods.filter(Exists(rated.exclude(state__in=NOT_YET_RATED))).order_by("-ends_on", "pk")


def on_progress(draft: Draft, after: int = 0, size: int = CHUNK) -> Findings:
    """One chunk of the evaluations in progress, as if they were moved to the draft."""
    names = (
        "nip",
        "name",
        "unit_name",
        "state",
        "answers",
        "plan_rows",
        "figures",
        "employee",
        "form_version",
        *(
            "unit",
            "starts_on",
            "ends_on",
            "period__year",
            "period__starts_on",
            "period__ends_on",
        ),  # whose plans
    )
    rows = in_progress_rows(draft.form).select_related("period").only(*names)
    chunk = list(rows.filter(pk__gt=after).order_by("pk")[:size])
    found = Findings(seen=len(chunk), after=chunk[-1].pk if len(chunk) == size else None)
    for row, carried in Carrying(draft.form.pk, draft.schema).carried(chunk):
        _count_carried(found, draft.schema, row, carried)
    return found


def on_results(draft: Draft, period: EvaluationPeriod, after: int = 0, size: int = CHUNK) -> Findings:
    """One chunk of the results of a period, computed again with the draft from their frozen inputs."""
    names = ("pk", "nip", "name", "unit_name", "answers", "plan_rows", "figures", *RESULT_FIELDS)
    rows = result_rows(draft.form, period).filter(pk__gt=after).order_by("pk").values(*names)
    chunk = list(rows[:size])
    found = Findings(seen=len(chunk), after=chunk[-1]["pk"] if len(chunk) == size else None)
    words = _rating_words(draft.schema)
    for row in chunk:
        outcome = result(draft.schema, row["answers"], row["plan_rows"], row["figures"])
        _count_result(found, row, outcome, words)
    return found


def whole(part: Callable[[int], Findings]) -> Findings:
    """All chunks of a part, one after the other."""
    found = part(0)
    while found.after is not None:
        found += part(found.after)
    return found


def changed_people(draft: Draft, period: EvaluationPeriod) -> Iterator[Person]:
    """Everybody whose result would change, for a table that is streamed."""
    after: int | None = 0
    while after is not None:
        chunk = on_results(draft, period, after)
        yield from chunk.people
        after = chunk.after


def predikat_axis(schemas: Iterable[FormSchema]) -> dict[str, str]:
    """The predikats that these forms can give, best first, and none at all: ``{code: label}``."""
    axis: dict[str, str] = {}
    for schema in schemas:
        for level in schema.matrix.levels if schema.matrix else ():
            axis.setdefault(level.code, level.label)
    return axis | {"": "Tanpa predikat"}


def _count_carried(found: Findings, schema: FormSchema, row: Evaluation, carried: Carried) -> None:
    found.counts["untouched" if carried.changes_nothing else "touched"] += 1
    places = {f"{lost.section_label}: {lost.field_label}" for lost in carried.lost}
    asked = {required_label(schema, gap) for gap in carried.newly_required}
    found.lost.update(places)
    found.required.update(asked)
    found.counts["losing"] += bool(places)
    found.counts["asked"] += bool(asked)
    if places:
        found.people.append(Person(row.nip, row.name, row.unit_name, "; ".join(sorted(places))))


def _count_result(found: Findings, row: dict[str, Any], outcome: Result, words: dict[str, str]) -> None:
    """Compare what is stored with what the draft gives; scores as they would be stored."""
    score = outcome.index_score
    now = {
        "rating_hasil_kerja": outcome.rating_hasil_kerja or "",
        "rating_perilaku": outcome.rating_perilaku or "",
        "predikat": outcome.predikat or "",
        "index_score": None if score is None else round_half_up(score, STORED_DECIMALS),
        "index_label": outcome.index_label or "",
    }
    differing = [part for part in PARTS if row[part] != now[part]]
    found.counts["same" if not differing else "changed"] += 1
    found.counts.update(differing)
    found.moved[row["predikat"], outcome.predikat or ""] += 1
    if differing:
        was = _in_words(row, row["predikat_label"], words)
        would_be = _in_words(now, outcome.predikat_label or "", words)
        text = "; ".join(f"{PARTS[part]}: {was[part]} → {would_be[part]}" for part in differing)
        found.people.append(Person(row["nip"], row["name"], row["unit_name"], text, was, would_be))


def _in_words(parts: dict[str, Any], predikat_label: str, words: dict[str, str]) -> dict[str, str]:
    score: Decimal | None = parts["index_score"]
    return {
        "rating_hasil_kerja": words.get(parts["rating_hasil_kerja"], parts["rating_hasil_kerja"]) or NONE,
        "rating_perilaku": words.get(parts["rating_perilaku"], parts["rating_perilaku"]) or NONE,
        "predikat": predikat_label or parts["predikat"] or NONE,
        "index_score": NONE if score is None else spoken(score, STORED_DECIMALS),
        "index_label": parts["index_label"] or NONE,
    }


def _rating_words(schema: FormSchema) -> dict[str, str]:
    """Labels of the ratings: those of the draft's scales, else the official ones."""
    words = {rating.value: str(rating.label) for rating in Rating}
    for area in (Area.HASIL_KERJA, Area.PERILAKU):
        overall = schema.overall(area)
        scale = schema.scale(overall.scale) if overall else None
        words |= {level.key: level.label for level in scale.levels} if scale else {}
    return words
