"""Several people rated on one page: each with the report in short, the overall ratings and the notes.

Only whoever needs nothing else from the rater is here: a form that also asks for levels or numbers is rated by itself.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from evaluations import queries
from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Action
from evaluations.models import Evaluation, EvaluationPeriod, Evidence
from evaluations.models.evaluation import PARSED_ALREADY
from evaluations.portal.former_ratings import Stale, left_by, stale_of
from evaluations.portal.forms.rating import RemarksForm
from evaluations.portal.rating_sheet import overall_ratings
from evaluations.portal.sheets import surroundings
from forms_config import dynamic_forms
from forms_config.actors import Actor
from forms_config.dynamic_forms import AnswerForm, SectionView
from forms_config.engine.answers import rows as answered_rows
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import FilledBy, SectionKind

_TYPED = re.compile(r"p([0-9]{1,18})-(?!version$).+")
AT_ONCE = 20  # people on one page
BOTH = "Pilih rating yang satunya juga, atau kosongkan keduanya."


@dataclass(frozen=True)
class Line:
    """One person on the page. ``remarks`` is bound where something was sent."""

    evaluation: Any  # a row of ``people``
    current: Sheet
    form: AnswerForm
    remarks: RemarksForm
    refused: str = ""

    @property
    def prefix(self) -> str:
        return f"p{self.evaluation.pk}"

    @property
    def ratings(self) -> list[SectionView]:
        """The overall ratings, under names of this person."""
        return [
            replace(
                section,
                overall=replace(item, name=f"{self.prefix}-{item.name}", anchor=self._anchor(item.name)),
            )
            for section in overall_ratings(self.form.sections)
            if (item := section.overall) is not None
        ]

    @property
    def report(self) -> list[tuple[str, str]]:
        """What was planned and what the person wrote of it, for each row of the plan."""
        return [
            (str((row.plan or {}).get("statement", "")), _written(section, row.answers))
            for section in self.current.schema.sections
            if section.kind == SectionKind.PLAN_ROWS
            for row in answered_rows(section, self.current.answers, self.current.plan_rows)
        ]

    @property
    def is_simple(self) -> bool:
        """Whether only overall ratings are still asked."""
        keys = {section.overall.key for section in self.current.schema.sections if section.overall}
        return all(getattr(one, "field", None) in keys for one in self.current.missing(FilledBy.RATER))

    def _anchor(self, name: str) -> str:
        return f"field-{self.prefix}-{name}"


def people(user, period: EvaluationPeriod) -> list[Any]:
    """Whom ``user`` may rate in the period now, by name, with what stands around; one statement."""
    before = Evaluation.objects.filter(
        employee=OuterRef("employee"),
        state__in=RESULT_KNOWN_TO_EMPLOYEE,
        period__ends_on__lt=period.starts_on,
    ).order_by("-period__ends_on", "-segment", "-pk")
    evidence = Evidence.objects.filter(evaluation=OuterRef("pk")).order_by().values("evaluation")
    rows = queries.to_rate(user).filter(period=period).select_related("form_version", "unit")
    known = rows.annotate(
        last_predikat=Subquery(before.values("predikat_label")[:1]),
        evidence_count=Coalesce(Subquery(evidence.annotate(n=Count("pk")).values("n")), 0),
    )
    return list(known.defer(*PARSED_ALREADY))


def line(evaluation: Any, data: Mapping[str, Any] | None = None) -> Line:
    """One person, with what was sent for them."""
    current = sheet(evaluation)
    own = None if data is None else _own(data, f"p{evaluation.pk}-")
    around = surroundings(current, ())
    form = dynamic_forms.build(around, filled_by=FilledBy.RATER, data=own, takes_files=False)
    stored = {"notes": evaluation.notes, "recommendation": evaluation.recommendation}
    remarks = RemarksForm(own, prefix=None, initial=stored)
    return Line(evaluation, current, form, remarks)


def rate(one: Line, actor: Actor) -> Line | None:
    """Fix the rating in a transaction of its own. None: it is fixed; else the line with the reason."""
    if not all([one.form.is_valid(), one.remarks.is_valid()]):
        return replace(one, refused=_first_error(one))
    written = {"notes": one.remarks.cleaned_data["notes"], "recommendation": one.evaluation.recommendation}
    try:
        perform(
            one.evaluation,
            Action.RATE,
            actor=actor,
            expected_version=one.remarks.cleaned_data["version"],
            answers=one.form.answers(),
            **written,
        )
    except Refused as refused:
        return replace(one, refused=_said(refused))
    return None


def chosen(one: Line) -> list[bool]:
    """For each overall rating of the person whether one was sent."""
    names = [section.overall.key for section in one.current.schema.sections if section.overall]
    return [bool(one.form.data.get(name)) for name in names]


def left_meanwhile(user, data: Mapping[str, Any], found: Iterable[Evaluation]) -> list[Stale]:
    """Of whom something was sent that ``user`` rates no more: who rates now, and what was typed."""
    sent = {int(match[1]) for name in data if data[name] and (match := _TYPED.fullmatch(name))}
    gone = sent - {row.pk for row in found}
    former = left_by(user, gone) if gone else ()
    latest = {row.evaluation_id: row for row in reversed(former)}
    return [stale_of(row, _own(data, f"p{pk}-")) for pk, row in latest.items()]


def _own(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """What was sent for one person, under the names of the form."""
    return {name.removeprefix(prefix): data[name] for name in data if name.startswith(prefix)}


def _written(section, answers: Mapping[str, object]) -> str:
    """The first longer text of the employee in a row."""
    texts = (answers.get(field.key) for field in section.fields if _is_report(field))
    return next((text for text in texts if isinstance(text, str) and text), "")


def _is_report(field) -> bool:
    return kind_of(field).has_lines and field.filled_by == FilledBy.EMPLOYEE


def _said(refused: Refused) -> str:
    details = refused.details if refused.code == "incomplete" else ()
    return " ".join(one.message for one in details) or refused.message


def _first_error(one: Line) -> str:
    for problem in one.form.problems:
        return f"{problem.label}: {problem.message}"
    name, told = next(iter(one.remarks.errors.items()))
    return f"{one.remarks.fields[name].label}: {told[0]}"
