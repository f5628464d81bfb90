"""What a plan (SKP) needs before it is handed in and approved, beside the leader's expectations.

At least one main result; every result wholly written, as the form of the post and the approach have it. Additional
results, who assigned them, and the annexes may stay empty.
"""

from evaluations.domain.evaluating.plan_content import indicator_row
from evaluations.domain.evaluating.plan_layout import Columns, columns_of_plan
from evaluations.domain.refusals import Refused
from evaluations.enums import WorkResultKind
from evaluations.models import PerformancePlan, WorkResult
from forms_config.engine.rounding import spoken
from forms_config.engine.targets import Days, Indicator, gathering_of, months_of, planned_sum
from forms_config.engine.values import parse_number
from forms_config.engine.vocabulary import Gathering


def require_content(plan: PerformancePlan, *, asks_perspective: bool = False) -> None:
    """``asks_perspective``: not of what waits since before plans had one.

    Raises ``Refused``: plan_empty, targets_differ.
    """
    columns = columns_of_plan(plan)
    results = list(plan.results.prefetch_related("indicators"))
    if not any(result.kind == WorkResultKind.MAIN for result in results):
        raise Refused("plan_empty", "Isi sedikitnya satu rencana hasil kerja utama.")
    for result in results:
        _require_result(result, columns)
        if asks_perspective and columns.has_perspective and not result.perspective:
            raise Refused("plan_empty", f"Pilih perspektif untuk hasil kerja “{result.statement}”.")
    held = Days(plan.first_day, plan.last_day)
    for result in results:
        for indicator in result.indicators.all():
            _require_spread(indicator_row(indicator), held)


def _require_spread(indicator: Indicator, held: Days) -> None:
    """What the months are given adds up to the year; of an end state the milestone of the last month is the year."""
    annual = parse_number(indicator["target_value"])
    months = months_of(indicator)
    if annual is None or not months:
        return
    given, what = planned_sum(indicator, held), "jumlah target bulanan"
    if gathering_of(indicator) == Gathering.END_STATE:
        given, what = months[held.last.month - 1], "target bulan terakhir"
    if given is not None and given != annual:
        raise Refused(
            "targets_differ",
            f"Pada indikator “{indicator['text']}” {what} {spoken(given)}, "
            f"padahal target setahun {spoken(annual)}. Samakan dahulu.",
        )


def _require_result(result: WorkResult, columns: Columns) -> None:
    indicators = list(result.indicators.all())
    name = "Indikator" if columns.needs_target else "Ukuran keberhasilan"
    lacks = (
        (not result.statement, "Ada rencana hasil kerja yang belum ditulis."),
        (not indicators, f"Rencana hasil kerja “{result.statement}” belum punya {name.lower()}."),
        (not all(one.text for one in indicators), f"{name} pada “{result.statement}” belum punya nama."),
        (
            columns.needs_target and not all(one.target for one in indicators),
            f"{name} pada “{result.statement}” belum punya target.",
        ),
    )
    for is_lacking, sentence in lacks:
        if is_lacking:
            raise Refused("plan_empty", sentence)
