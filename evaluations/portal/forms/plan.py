"""The plan (SKP) as one page: work results with their indicators, and the leader's expectations.

A draft is read leniently: whatever was typed is kept, wholly empty rows are dropped. What a plan needs before
it can be handed in is asked by ``domain.evaluating.plans.submit_plan``. Rows are named by tokens: the key of a stored
work result, or ``new…`` for one that the page offers.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from evaluations.domain.evaluating.plan_content import (
    INDICATOR_FIELDS,
    SPREAD_FIELDS,
    annexes_of,
    ordered_results,
)
from evaluations.domain.evaluating.plan_layout import Columns, columns_of, layout_of
from evaluations.domain.evaluating.plan_writing import MAX_RESULTS
from evaluations.enums import PlanApproach, WorkResultKind
from evaluations.models import Assignment, PerformancePlan, WorkResult
from evaluations.places import whole_number
from evaluations.portal.forms.plan_parts import (
    AnnexesForm,
    ApproachForm,
    ExpectationsForm,
    IndicatorForm,
    ResultForm,
)
from evaluations.portal.forms.plan_targets import BY_HAND, MonthsForm, spread_out
from forms_config.engine.rounding import spoken
from forms_config.engine.targets import gathering_of
from forms_config.engine.vocabulary import Gathering

MAX_INDICATORS = 10


@dataclass
class IndicatorRow:
    """One indicator on the page with the months of its target."""

    token: str
    form: IndicatorForm
    months: MonthsForm

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.months.is_valid()])

    def content(self) -> dict[str, Any]:
        given = self.form.cleaned_data
        return {name: given.get(name, "") for name in (*INDICATOR_FIELDS, "gathering")} | {
            "months": self.months.content()
        }

    @property
    def gathering(self) -> Gathering:
        """How the year comes together by what stands on the page."""
        said = str(self.form["gathering"].value() or "")
        return gathering_of(
            {
                "gathering": said if said in {*Gathering} else "",
                "unit": self.form["unit"].value(),
                "polarity": self.form["polarity"].value(),
            }
        )

    @property
    def is_same_all_year(self) -> bool:
        """Then nothing is spread, and there are no boxes unless some were filled before."""
        return self.gathering == Gathering.AVERAGE and not self.months.fields

    @property
    def is_added_up(self) -> bool:
        return self.gathering == Gathering.CUMULATIVE

    @property
    def sum(self) -> str:
        """What the boxes come to, in words; empty where nothing is spread or nothing is added up."""
        numbers = self.months.numbers.values()
        return spoken(sum(numbers, Decimal(0))) if numbers and self.is_added_up else ""


@dataclass
class ResultRow:
    """One work result on the page with its indicators, each by its token."""

    token: str
    form: ResultForm
    indicators: list[IndicatorRow]
    is_open: bool = True  # else folded, with its first words and the number of its indicators

    @property
    def kind(self) -> str:
        return str(self.form["kind"].value() or WorkResultKind.MAIN)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(indicator.is_valid() for indicator in self.indicators)])

    def content(self) -> dict[str, Any] | None:
        """What ``save_plan`` takes; None for a row in which nothing stands."""
        filled = [one.content() for one in self.indicators if not one.form.is_empty()]
        given = self.form.cleaned_data
        if not given["statement"] and not filled:
            return None
        return {
            "key": self.token,
            "kind": given["kind"],
            "statement": given["statement"],
            "perspective": given.get("perspective", ""),
            "assigned_by": given.get("assigned_by", ""),
            "supported_result": given.get("supported_result"),
            "indicators": filled,
        }


class PlanForm:
    """All rows of a plan, read from the database or from what was posted.

    ``offer`` names what an unposted page offers empty: a kind ("UTAMA"), or the token of a row that gets one
    more indicator; ``spreads`` the row whose indicators get boxes for the months.
    """

    def __init__(
        self,
        plan: PerformancePlan | None,
        *,
        post: Assignment,
        year: int,
        supportable: list[WorkResult],
        data: QueryDict | None = None,
        offer: str = "",
        spreads: str = "",
    ) -> None:
        self.supportable = supportable
        self.spreads = spreads
        planned = plan or PerformancePlan(assignment=post, year=year)
        self.months = range(planned.first_day.month, planned.last_day.month + 1)
        self.data = data
        approach = plan.approach if plan else PlanApproach.QUANTITATIVE
        self.approach = ApproachForm(data, initial={"approach": approach})
        self.approach_chosen = str(self.approach["approach"].value() or approach)
        self.columns: Columns = columns_of(layout_of(post), self.approach_chosen)
        self.annexes = AnnexesForm(data, initial=annexes_of(plan) if plan else {})
        self.rows = self._stored_rows(plan, offer) if data is None else self._posted_rows(data)
        stored = {row.value: row.text for row in plan.expectations.all()} if plan else {}
        self.expectations = ExpectationsForm(data, initial=stored)
        version = plan.version if plan else 1
        self.version = data.get("version", "") if data is not None else str(version)

    @property
    def approach_label(self) -> str:
        """Of the approach that the page is made for."""
        return (
            PlanApproach(self.approach_chosen).label if self.approach_chosen in PlanApproach.values else "–"
        )

    @property
    def groups(self) -> list[tuple[WorkResultKind, list[ResultRow]]]:
        """A. Utama and B. Tambahan, each with its rows."""
        return [(kind, [row for row in self.rows if row.kind == kind]) for kind in WorkResultKind]

    def is_valid(self) -> bool:
        return all(
            [*(row.is_valid() for row in self.rows), *(form.is_valid() for form in self._single_forms)]
        )

    @property
    def _single_forms(self) -> tuple[ApproachForm, ExpectationsForm, AnnexesForm]:
        return self.approach, self.expectations, self.annexes

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) for everything that could not be read."""
        every = [
            form
            for row in self.rows
            for form in (row.form, *(form for one in row.indicators for form in (one.form, one.months)))
        ]
        return [
            (f"field-{form[name].html_name}", f"{form[name].label}: {message}")
            for form in (*every, *self._single_forms)
            if form.is_bound
            for name, found in form.errors.items()
            for message in found
        ]

    def results(self) -> list[dict[str, Any]]:
        """What ``save_plan`` takes; only after ``is_valid()``. A removed row or indicator is left out."""
        gone = self.data.get("hapus", "") if self.data is not None else ""
        kept = []
        for row in self.rows:
            row.indicators = [one for one in row.indicators if f"{row.token}:{one.token}" != gone]
            content = row.content() if row.token != gone else None
            if content is not None:
                kept.append(content)
        return kept

    def content(self) -> dict[str, Any]:
        """All that ``save_plan`` takes; only after ``is_valid()``."""
        return {
            "results": self.results(),
            "approach": self.approach.cleaned_data["approach"],
            "expectations": self.expectations.cleaned_data,
            "annexes": self.annexes.cleaned_data,
        }

    def expected_version(self) -> int:
        """The version the page was made from; 0, which never fits, when it is no number."""
        return whole_number(self.version)

    def _stored_rows(self, plan: PerformancePlan | None, offer: str) -> list[ResultRow]:
        rows = [self._stored_row(result, offer) for result in (ordered_results(plan) if plan else [])]
        for row in rows:  # one thing at a time: the rows that nobody is at are folded
            row.is_open = len(rows) == 1 or row.token in (offer, self.spreads)
        kinds = [offer] if offer in WorkResultKind.values else []
        if not rows and WorkResultKind.MAIN not in kinds:
            kinds.insert(0, WorkResultKind.MAIN.value)
        kinds = kinds[: max(0, MAX_RESULTS - len(rows))]
        return rows + [self._row(f"new{n}", ["i0"], {"kind": kind}, {}) for n, kind in enumerate(kinds)]

    def _stored_row(self, result: WorkResult, offer: str) -> ResultRow:
        indicators = {f"i{n}": indicator for n, indicator in enumerate(result.indicators.all())}
        tokens = list(indicators)
        if not tokens or (offer == result.key and len(tokens) < MAX_INDICATORS):
            tokens.append(f"i{len(tokens)}")
        initial = {
            "statement": result.statement,
            "supported_result": result.supported_result_id,
            "perspective": result.perspective,
            "assigned_by": result.assigned_by,
            "kind": result.kind,
        }
        stored = {
            token: {name: getattr(indicator, name) for name in (*INDICATOR_FIELDS, *SPREAD_FIELDS)}
            for token, indicator in indicators.items()
        }
        return self._row(result.key, tokens, initial, stored)

    def _posted_rows(self, data: QueryDict) -> list[ResultRow]:
        tokens = list(dict.fromkeys(data.getlist("row")))[:MAX_RESULTS]
        return [
            self._row(token, list(dict.fromkeys(data.getlist(f"{token}-row")))[:MAX_INDICATORS], {}, {})
            for token in tokens
        ]

    def _row(self, token: str, indicators: list[str], initial: dict, stored: dict[str, dict]) -> ResultRow:
        form = ResultForm(
            self.data, prefix=token, initial=initial, supportable=self.supportable, columns=self.columns
        )
        return ResultRow(
            token,
            form,
            [self._indicator(token, name, stored.get(name, {})) for name in indicators],
        )

    def _indicator(self, row: str, token: str, stored: dict[str, Any]) -> IndicatorRow:
        """With boxes for the months where a spread is stored, posted, or asked for."""
        prefix = f"{row}-{token}"
        months = stored.get("months", [])
        if self.data is not None:
            has_boxes = any(name.startswith(f"{prefix}-bulan") for name in self.data)
        else:
            has_boxes = bool(months) or self.spreads == row
        return IndicatorRow(
            token,
            IndicatorForm(self.data, prefix=prefix, initial=stored, columns=self.columns),
            MonthsForm(self.data, prefix=prefix, months=self.months if has_boxes else (), stored=months),
        )

    def spread(self, wanted: str) -> str:
        """Fill the months of ``row:indicator:how``; only after ``is_valid()``. Why not, where it cannot be done."""
        for row in self.rows:
            for one in row.indicators:
                place, _, how = wanted.rpartition(":")
                if place == f"{row.token}:{one.token}" and how != BY_HAND:
                    found, why_not = spread_out(one.content(), how, self.months)
                    one.months = MonthsForm(months=self.months, stored=found)
                    return why_not
        return ""
