"""Suara pegawai in numbers: how fair people find their evaluation, by agency and period, beside their objections.

Only what was shown already is read (``PulseTally.shown_counts``), which moves by five answers at a time. What stands
for several agencies is the sum of what is shown of each, so that no subtraction leads to what is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef

from evaluations.domain.small_groups import FEWEST_PERSONS, Group, hidden_groups
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Predikat
from evaluations.models import COVERS_REGENCY, Evaluation, EvaluationPeriod, OrganizationalUnit, PulseTally
from forms_config.engine.tallies import answers_to, countable

Place = tuple[int, int]  # ids of a period and an agency
Labels = tuple[tuple[str, str], ...]  # key and label of the answers to a question, in order


class By(StrEnum):
    """What the lines of a table are."""

    AGENCY = "agency"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Share:
    """One answer on a line: how often, and where it stands in the bar (per cent).

    ``code`` is its colour, as of a predikat: the first answer the best. None for whoever did not answer.
    """

    label: str
    count: int
    start: float
    width: float
    code: str | None

    @property
    def percent(self) -> int:
        return round(self.width)


@dataclass(frozen=True, slots=True)
class Line:
    """One agency or period in the table of a question. ``number`` of answers that are shown, a multiple of five."""

    key: int
    name: str
    number: int
    shares: list[Share]


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the same answers to choose from; of a changed form each wording is a question of its own."""

    label: str
    answers: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of an agency or period besides the answers; None: too small to be shown, or it would identify."""

    key: int
    name: str
    number: int
    rate: int | None  # per cent of those who know their result
    objections: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of some tallies, and whatever stands beside them."""

    tallies: list[PulseTally]
    told: Mapping[Place, int]  # people who know their result
    objections: Mapping[Place, int | None]
    of_regency: Mapping[int, int | None] | None = (
        None  # objections by period, where these are of all agencies
    )

    @property
    def periods(self) -> list[EvaluationPeriod]:
        """The latest first."""
        found = {tally.period_id: tally.period for tally in self.tallies}
        return sorted(found.values(), key=lambda period: (period.ends_on, period.pk), reverse=True)

    @property
    def agencies(self) -> list[OrganizationalUnit]:
        found = {tally.agency_id: tally.agency for tally in self.tallies}
        return sorted(found.values(), key=lambda unit: unit.name)

    def of(self, *, agency: int | None = None, period: int | None = None) -> "Figures":
        """Those of one agency, or of one period."""
        kept = [
            tally
            for tally in self.tallies
            if agency in (None, tally.agency_id) and period in (None, tally.period_id)
        ]
        whole = self.of_regency if agency is None else None
        return Figures(kept, self.told, self.objections, whole)

    def questions(self, by: By) -> list[Question]:
        """A table for each question, in the order of the form; the versions of a form that ask alike together."""
        tables: dict[tuple[str, str, Labels], dict[int, dict[str, int]]] = {}
        for tally in self.tallies:
            schema = tally.form_version.parsed
            for field in countable(schema):
                asked = (field.key, field.label, tuple(answers_to(schema, field).items()))
                line = tables.setdefault(asked, {}).setdefault(getattr(tally, f"{by}_id"), {})
                for answer, count in tally.shown_counts[field.key].items():
                    line[answer] = line.get(answer, 0) + count
        names = self._names(by)
        return [
            Question(
                label,
                [words for _, words in labels],
                [_line(key, names[key], labels, found[key]) for key in names if key in found],
            )
            for (_, label, labels), found in tables.items()
        ]

    def beside(self, by: By) -> list[Beside]:
        """One line for each agency or period."""
        return [self._beside(by, key, name) for key, name in self._names(by).items()]

    def _names(self, by: By) -> dict[int, str]:
        """By the id, in the order of the lines: agencies by name, periods the latest first."""
        if by == By.AGENCY:
            return {unit.pk: unit.name for unit in self.agencies}
        return {period.pk: period.name for period in self.periods}

    def _beside(self, by: By, key: int, name: str) -> Beside:
        mine = [tally for tally in self.tallies if getattr(tally, f"{by}_id") == key]
        number = sum(tally.shown_answers for tally in mine)
        places = {(tally.period_id, tally.agency_id) for tally in mine}
        rate = _rate(number, sum(self.told.get(place, 0) for place in places))
        if by == By.PERIOD and self.of_regency is not None:
            return Beside(key, name, number, rate, self.of_regency.get(key, 0))
        found = [self.objections.get(place, 0) for place in places]
        return Beside(key, name, number, rate, None if None in found else sum(filter(None, found)))


def pulse_figures(user) -> Figures:
    """What this person may see; three queries."""
    rows = PulseTally.objects.visible_to(user).shown().select_related("period", "agency", "form_version")
    rows = rows.defer("counts", "answers", "form_version__source")
    found = list(rows.order_by("form_version__form", "-form_version__number", "pk"))
    told, objected = _told_and_objected()
    groups: dict[Group, int] = {(period, agency): n for (period, agency), n in objected.items()}
    hidden = hidden_groups(groups)
    shown = {place: None if place in hidden else number for place, number in objected.items()}
    return Figures(found, told, shown, _by_period(objected) if user.has_perm(COVERS_REGENCY) else None)


def _told_and_objected() -> tuple[dict[Place, int], dict[Place, int]]:
    """Of every agency in the periods that were asked about: whoever reads, the same numbers are hidden."""
    asked = PulseTally.objects.filter(period=OuterRef("period")).order_by()
    rows = Evaluation.objects.filter(
        Exists(asked), counts=True, state__in=RESULT_KNOWN_TO_EMPLOYEE, agency__isnull=False
    )
    counted = rows.order_by().values_list("period", "agency")
    found = list(counted.annotate(told=Count("pk"), objected=Count("objection")))
    told = {(period, agency): number for period, agency, number, _ in found}
    return told, {(period, agency): number for period, agency, _, number in found}


def _by_period(objected: Mapping[Place, int]) -> dict[int, int | None]:
    """Of all agencies; what is hidden of them are at least two and five together."""
    sums: dict[int, int] = defaultdict(int)
    for (period, _), number in objected.items():
        sums[period] += number
    return {period: None if 0 < number < FEWEST_PERSONS else number for period, number in sums.items()}


def _rate(number: int, told: int) -> int | None:
    """Not where nearly everybody has answered: then it would say who did."""
    if told - number < FEWEST_PERSONS:
        return None
    return round(100 * number / told)


def _line(key: int, name: str, labels: Labels, counts: Mapping[str, int]) -> Line:
    number = sum(counts.values())
    return Line(key, name, number, list(_shares(labels, counts, number)))


def _shares(labels: Labels, counts: Mapping[str, int], number: int) -> Iterable[Share]:
    start = 0.0
    codes = _codes(len(labels) - 1)
    for (key, label), code in zip(labels, codes, strict=True):
        count = counts.get(key, 0)
        width = 100 * count / number if number else 0.0
        yield Share(label, count, start, width, code)
        start += width


def _codes(answers: int) -> list[str | None]:
    """From the best to the worst colour, as evenly as there are answers; the last, nothing, has none."""
    colours = list(Predikat)
    step = (len(colours) - 1) / max(1, answers - 1)
    return [*(colours[round(number * step)].value for number in range(answers)), None]
