"""Moving the evaluations of a running period to a newer version of their form, before they are rated.

The state does not change, so this is no transition of ``workflow``: it writes form version and answers under the
same locks, raises ``version`` so that an open tab is told, and logs what was lost with its values.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.plan_versions import planned_for
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS, NOT_YET_RATED
from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation, EvaluationEvent, EvaluationPeriod, PeriodForm
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.actors import Actor
from forms_config.engine.carrying import Carried, carry, unchanged
from forms_config.engine.compare import is_wording_only
from forms_config.engine.schema import FilledBy, FormSchema
from forms_config.models import FormVersion

FORM_MOVED = "move_form"  # ``EvaluationEvent.action``
LOCKED_AT_ONCE = 200  # rows per transaction: nobody waits long to save
READ_AT_ONCE = 500

PlanRows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a move would do to one evaluation, or why it cannot be moved."""

    evaluation: Evaluation
    carried: Carried
    refused: Refused | None = None


@dataclass
class Moved:
    """What was done: how many moved, who could not be and why, how many are still waiting."""

    moved: int = 0
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    left: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """For the employee: the form was updated, and which of the own answers have no place in it any more."""

    at: datetime
    lost: list[tuple[str, str]]  # (where it stood, value in words)


class Carrying:
    """Carries the answers of many evaluations of one form into ``after``; compares each version once."""

    def __init__(self, form_id: int, after: FormSchema) -> None:
        self.after = after
        self.versions: Mapping[int, FormVersion] = FormVersion.objects.filter(form=form_id).in_bulk()
        self._wording_only: dict[int, bool] = {}

    def before(self, row: Evaluation) -> FormSchema:
        """The form as this evaluation has it now."""
        return self.versions[row.form_version_id].parsed

    def is_wording_only(self, row: Evaluation) -> bool:
        """Whether this evaluation's version says the same, at most in other words."""
        known = self._wording_only.get(row.form_version_id)
        if known is None:
            before = self.before(row)
            known = before == self.after or is_wording_only(before, self.after)
            self._wording_only[row.form_version_id] = known
        return known

    def carried(self, rows: Sequence[Evaluation]) -> Iterator[tuple[Evaluation, Carried]]:
        """Each row with its answers carried; one query for the plans of all, and none where only words differ."""
        plans = live_plan_rows([row for row in rows if not self.is_wording_only(row)])
        for row in rows:
            if self.is_wording_only(row):
                yield row, unchanged(row.answers)
            else:
                plan_rows = plans.get(row.pk, []) if row.state in IN_EMPLOYEE_HANDS else row.plan_rows
                yield row, carry(self.before(row), self.after, row.answers, plan_rows, row.figures)


def live_plan_rows(rows: Sequence[Evaluation]) -> dict[int, PlanRows]:
    """The approved plans in front of whoever still fills in, by evaluation id (as in ``answers.sheet``)."""
    filling = [row for row in rows if row.state in IN_EMPLOYEE_HANDS]
    if not filling:
        return {}
    return {pk: found.rows for pk, found in planned_for(filling).items()}


def older_evaluations(period: EvaluationPeriod, version: FormVersion) -> EvaluationQuerySet:
    """The evaluations of a period, not yet rated, that use an older version of the same form."""
    return Evaluation.objects.filter(
        period=period,
        form_version__form=version.form_id,
        form_version__number__lt=version.number,
        state__in=NOT_YET_RATED,
    )


def newer_versions(period: EvaluationPeriod, form_id: int) -> list[FormVersion]:
    """The versions to which somebody in the period could still move, the newest first."""
    used = Evaluation.objects.filter(period=period, form_version__form=form_id, state__in=NOT_YET_RATED)
    oldest = used.aggregate(oldest=Min("form_version__number"))["oldest"]
    pinned = PeriodForm.objects.filter(period=period, form=form_id).aggregate(
        oldest=Min("form_version__number")
    )
    numbers = [number for number in (oldest, pinned["oldest"]) if number is not None]
    if not numbers:
        return []
    return list(FormVersion.objects.filter(form=form_id, number__gt=min(numbers)).order_by("-number"))


def proposals(rows: EvaluationQuerySet, version: FormVersion) -> Iterator[Proposal]:
    """What moving ``rows`` (in their order) to ``version`` would do to each; writes nothing."""
    carrying = Carrying(version.form_id, version.parsed)
    stream = rows.select_related("period").iterator(chunk_size=READ_AT_ONCE)
    while chunk := list(islice(stream, READ_AT_ONCE)):
        for row, carried in carrying.carried(chunk):
            yield Proposal(row, carried, refusal(row, version, carrying))


def refusal(row: Evaluation, version: FormVersion, carrying: Carrying) -> Refused | None:
    """Why this evaluation cannot move to ``version``; None if it can."""
    now_on = carrying.versions.get(row.form_version_id)
    if now_on is None:
        return Refused("other_form", "Evaluasi ini memakai formulir lain.")
    if now_on.number > version.number:
        return Refused("older_version", "Evaluasi ini sudah memakai versi yang lebih baru.")
    if row.state not in NOT_YET_RATED:
        return Refused("already_rated", "Sudah dinilai, jadi tetap pada versi formulirnya.")
    if row.state == State.SUBMITTED and not carrying.is_wording_only(row):
        return Refused(
            "already_sent",
            "Sudah dikirim, jadi hanya perbaikan kata yang boleh masuk. Penilai dapat mengembalikannya dulu.",
        )
    return None


def move(
    period: EvaluationPeriod,
    version: FormVersion,
    *,
    actor: Actor,
    only: Collection[int] | None = None,
    may_lose: bool = False,
    limit: int | None = None,
    now: datetime | None = None,
) -> Moved:
    """Move the evaluations of ``period`` that use an older version to ``version``; ``only`` some (ids), or all.

    Without ``may_lose`` those stay that would lose answers. Stops after about ``limit``; done again it goes on, and
    done twice it does nothing the second time, since each batch is a transaction of its own.
    Raises ``Refused``: not_yours, period_closed. Rows that may not move are reported, not raised.
    """
    now = now or timezone.now()
    _check(period, actor)
    older = older_evaluations(period, version)
    if only is not None:  # whatever was chosen is moved, or told why not
        older = Evaluation.objects.filter(period=period, pk__in=only).exclude(form_version=version)
    waiting = list(older.order_by("pk").values_list("pk", flat=True))
    report = Moved()
    batch = _Batch(period, version, Carrying(version.form_id, version.parsed), actor, may_lose, now)
    while waiting and (limit is None or report.moved < limit):
        batch.move(waiting[:LOCKED_AT_ONCE], report)
        del waiting[:LOCKED_AT_ONCE]
    report.left = len(waiting)
    return report


@transaction.atomic
def pin(period: EvaluationPeriod, version: FormVersion, *, actor: Actor) -> int:
    """Whoever gets an evaluation of this form later in ``period`` gets ``version``; returns the rows changed.

    Raises ``Refused``: not_yours, period_closed.
    """
    _check(EvaluationPeriod.objects.select_for_update().get(pk=period.pk), actor)
    older = PeriodForm.objects.filter(
        period=period, form=version.form_id, form_version__number__lt=version.number
    )
    return older.update(form_version=version)


def notice(evaluation: Evaluation) -> Notice | None:
    """What to tell the employee above the form; no query unless a newer version was published in the period."""
    version, opened_at = evaluation.form_version, evaluation.period.opened_at
    if version.number == 1 or opened_at is None or version.published_at <= opened_at:
        return None
    event = evaluation.events.filter(action=FORM_MOVED).last()
    if event is None:
        return None
    own = [lost for lost in event.data["lost"] if lost["filled_by"] == FilledBy.EMPLOYEE]
    return Notice(event.at, [(lost["label"], lost["words"]) for lost in own])


def _check(period: EvaluationPeriod, actor: Actor) -> None:
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat memindahkan evaluasi ke versi lain.")
    if period.state != PeriodState.OPEN:
        raise Refused("period_closed", f"{period.name} tidak sedang dibuka. Versi formulirnya tetap.")


@dataclass(frozen=True)
class _Batch:
    """What is the same for all rows of one move."""

    period: EvaluationPeriod
    version: FormVersion
    carrying: Carrying
    actor: Actor
    may_lose: bool
    now: datetime

    @transaction.atomic
    def move(self, keys: Sequence[int], report: Moved) -> None:
        """Lock the period (it may not close meanwhile), then the rows; who saved just before is carried as saved."""
        _check(EvaluationPeriod.objects.select_for_update().get(pk=self.period.pk), self.actor)
        moved = []
        refused: list[tuple[int, Refused]] = []
        for row, carried in self.carrying.carried(self._locked(keys, refused)):
            if carried.lost and not self.may_lose:
                refused.append((row.pk, Refused("would_lose", "Ada jawabannya yang akan hilang.")))
            else:
                moved.append((row, carried))
        events = [self._event(row, carried) for row, carried in moved]
        _write(moved, self.version, self.now)
        EvaluationEvent.objects.bulk_create(events)
        report.moved += len(moved)
        report.refused += refused

    def _locked(self, keys: Sequence[int], refused: list[tuple[int, Refused]]) -> list[Evaluation]:
        """The rows that may move, locked; the others go to ``refused``."""
        locked = (
            Evaluation.objects.select_for_update(of=("self",)).select_related("period").filter(pk__in=keys)
        )
        there = self._already_there(keys)
        rows = []
        for row in locked.exclude(form_version=self.version).order_by("pk"):
            reason = refusal(row, self.version, self.carrying)
            if reason is None and (row.employee_id, row.segment) in there:
                reason = Refused("already_there", "Pegawai ini sudah punya evaluasi pada versi tersebut.")
            if reason is None:
                rows.append(row)
            else:
                refused.append((row.pk, reason))
        return rows

    def _already_there(self, keys: Sequence[int]) -> set[tuple[int, int]]:
        """Whose segment already has an evaluation on the version: there cannot be two."""
        there = Evaluation.objects.filter(
            period=self.period, form_version=self.version, employee__evaluations__in=keys
        )
        return set(there.order_by().values_list("employee_id", "segment"))

    def _event(self, row: Evaluation, carried: Carried) -> EvaluationEvent:
        """The note is read by the rater too, so it names places only; the values are kept in ``data``."""
        number = self.carrying.versions[row.form_version_id].number
        kept = "Semua jawaban tetap ada."
        if carried.lost:
            places = "; ".join(lost.label for lost in carried.lost)
            kept = f"Tidak ditanyakan lagi: {places}. Jawaban lainnya tetap ada."
        return EvaluationEvent(
            evaluation=row,
            action=FORM_MOVED,
            from_state=row.state,
            to_state=row.state,
            actor=self.actor,
            actor_name=str(self.actor),
            note=f"Versi {number} menjadi versi {self.version.number}. {kept}",
            data={
                "from_version": number,
                "to_version": self.version.number,
                "lost": [lost.to_json() for lost in carried.lost],
            },
            version=row.version + 1,
            at=self.now,
        )


def _write(moved: Sequence[tuple[Evaluation, Carried]], version: FormVersion, now: datetime) -> None:
    """One statement for all whose answers stay as they are; one each for the others."""
    same = [row.pk for row, carried in moved if carried.answers is row.answers]
    Evaluation.objects.filter(pk__in=same).update(
        form_version=version, version=F("version") + 1, updated_at=now
    )
    for row, carried in moved:
        if carried.answers is not row.answers:
            row.form_version, row.answers, row.version = version, dict(carried.answers), row.version + 1
            row.save(update_fields=["form_version", "answers", "version", "updated_at"])
