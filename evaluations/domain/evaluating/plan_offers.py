"""Work results that one may take into the own plan (SKP): of the library, of colleagues in the same post, of one's own.

Only what was approved, only results with their indicators and targets, without names. Taken over, it stands behind
what is there already; nothing is overwritten, and what stands there in the same words is not added twice.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from evaluations.domain.evaluating.plan_content import INDICATOR_FIELDS, SPREAD_FIELDS
from evaluations.domain.evaluating.plan_guards import WRITABLE, locked, require_state
from evaluations.domain.evaluating.plan_writing import MAX_RESULTS, add_results, draft_plan
from evaluations.domain.refusals import Refused
from evaluations.enums import WorkResultKind
from evaluations.models import Assignment, LibraryResult, PerformancePlan, PlanVersion
from forms_config.actors import Actor
from forms_config.engine.values import read_number

COLLEAGUES = 30  # plans that are looked through: of a large post the newest are enough
SHOWN = 40  # results of one source


@dataclass(frozen=True, slots=True)
class Offer:
    """A result that may be taken: ``token`` names it in forms; ``row`` as ``plan_writing.save_plan`` takes it."""

    token: str
    row: dict[str, Any]

    @property
    def statement(self) -> str:
        return str(self.row["statement"])


@dataclass(frozen=True, slots=True)
class Source:
    """Where offers come from, in words."""

    label: str
    offers: list[Offer]


def sources_for(post: Assignment, year: int) -> list[Source]:
    """What is offered for a post (with its unit) and year; a statement stands once. Four queries."""
    plan = PerformancePlan.objects.filter(assignment=post, year=year).first()
    seen = {_plain(text) for text in plan.results.values_list("statement", flat=True)} if plan else set()
    colleagues = PlanVersion.objects.of_same_post(post).filter(plan__year__range=(year - 1, year))
    own = PlanVersion.objects.newest().filter(plan__employee=post.employee_id).exclude(plan=plan)
    found = (
        ("Pustaka BKPSDM untuk jabatan Anda", _of_library(post)),
        ("SKP Anda yang lain", _of_versions(own.order_by("-approved_at", "-pk")[:COLLEAGUES])),
        (
            "Rekan pada jabatan yang sama",
            _of_versions(colleagues.order_by("-approved_at", "-pk")[:COLLEAGUES]),
        ),
    )
    sources = [Source(label, list(_new(offers, seen))[:SHOWN]) for label, offers in found]
    return [source for source in sources if source.offers]


@transaction.atomic
def take_over(post: Assignment, year: int, tokens: Collection[str], *, actor: Actor) -> int:
    """Add the offers that are named behind what stands in the own plan; returns how many were new.

    Raises ``Refused``: not_yours, wrong_state, too_many_results.
    """
    plan = locked(draft_plan(post, year, actor=actor))
    require_state(plan, *WRITABLE)
    rows = [
        offer.row for source in sources_for(post, year) for offer in source.offers if offer.token in tokens
    ]
    if plan.results.count() + len(rows) > MAX_RESULTS:
        raise Refused(
            "too_many_results",
            f"Satu SKP memuat paling banyak {MAX_RESULTS} hasil kerja. Pilih lebih sedikit.",
        )
    if rows:
        add_results(plan, rows)
    return len(rows)


def _new(offers: Iterable[Offer], seen: set[str]) -> Iterator[Offer]:
    for offer in offers:
        if (words := _plain(offer.statement)) not in seen:
            seen.add(words)
            yield offer


def _plain(statement: str) -> str:
    return " ".join(statement.lower().split())


def _of_library(post: Assignment) -> Iterator[Offer]:
    for result in LibraryResult.objects.for_post(post).prefetch_related("indicators"):
        indicators = [
            {name: getattr(one, name) for name in INDICATOR_FIELDS} for one in result.indicators.all()
        ]
        yield Offer(f"p{result.pk}", _row(result.statement, "", indicators))


def _of_versions(versions: Iterable[PlanVersion]) -> Iterator[Offer]:
    """Of additional results nothing: they are what somebody was asked beside the post."""
    for version in versions:
        for row in version.rows:
            if row["kind"] == WorkResultKind.MAIN:
                indicators = [_indicator(one) for one in row["indicators"]]
                yield Offer(
                    f"v{version.pk}:{row['_row']}",
                    _row(row["statement"], row.get("perspective", ""), indicators),
                )


def _indicator(stored: Mapping[str, Any]) -> dict[str, Any]:
    value = stored.get("target_value")
    given = {name: stored.get(name, "") for name in INDICATOR_FIELDS}
    return given | {
        "target_value": None if value is None else read_number(value),
        "gathering": stored.get("gathering", ""),
    }


def _row(statement: str, perspective: str, indicators: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "kind": WorkResultKind.MAIN,
        "statement": statement,
        "perspective": perspective,
        "indicators": [SPREAD_FIELDS | dict(one) for one in indicators],
    }
