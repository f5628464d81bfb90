"""One step of a walk through a form: what was posted → the answers, and the page that comes next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import cached_property

from forms_config.dynamic_forms import (
    AnswerForm,
    SectionView,
    Surroundings,
    build,
    read_only,
    with_examples,
    without_answers,
)
from forms_config.engine.answers import well_formed
from forms_config.engine.completeness import Missing, missing
from forms_config.engine.outcome import Outcome, evaluate
from forms_config.engine.schema import FilledBy, FormSchema, ScaleLevel
from forms_config.sandbox import invented

from .surroundings import SurroundingsForm

STATE, STEP, ACTION = "_jawaban", "_langkah", "_tombol"  # names beside those of the fields
MAX_STATE = 1_000_000  # characters


class Step(StrEnum):
    EMPLOYEE = "asn"
    RATER = "penilai"
    RESULT = "hasil"


class Act(StrEnum):
    """What a button does; anything else (Enter, a row more) shows the page again."""

    FILL = "isi"
    CLEAR = "kosongkan"
    NEXT = "lanjut"
    SKIP = "lewati"  # go on although something is missing
    BACK = "kembali"


STEPS = tuple(Step)
SIDES = {Step.EMPLOYEE: FilledBy.EMPLOYEE, Step.RATER: FilledBy.RATER}
STEP_LABELS = {Step.EMPLOYEE: "Mengisi sebagai ASN", Step.RATER: "Menilai", Step.RESULT: "Hasil"}
NEXT_LABELS = {Step.EMPLOYEE: "Lanjut sebagai penilai", Step.RATER: "Lihat hasil"}


@dataclass(frozen=True, slots=True)
class StepView:
    """For ``components/steps.html``."""

    label: str
    state: str  # done, current, todo
    note: str = ""

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def is_current(self) -> bool:
        return self.state == "current"


class Trial:
    """A walk at one step. ``data`` None: it begins. Reads and computes only."""

    def __init__(self, schema: FormSchema, data: Mapping[str, Any] | None = None) -> None:
        self.schema = schema
        self.surroundings = SurroundingsForm(schema, data)
        self.around = self.surroundings.invented()
        self.files = invented.example_files(schema)
        self.answers = read_state(schema, "" if data is None else data.get(STATE, ""))
        self.step = _step("" if data is None else data.get(STEP, ""))
        self.is_asked_to_go_on = False
        self._bound: AnswerForm | None = None
        if data is not None:
            self._act(data, data.get(ACTION, ""))

    @cached_property
    def form(self) -> AnswerForm | None:
        """The form of this step, with what could not be read still in its place; None on the result."""
        if self.step not in SIDES:
            return None
        return self._bound or self._build(None)

    @property
    def sections(self) -> tuple[SectionView, ...]:
        if self.form is not None:
            return self.form.sections
        return read_only(self._drawn_from())

    @cached_property
    def missing(self) -> list[Missing]:
        """What this side still has to fill in, as the portal asks it before sending."""
        if self.step not in SIDES:
            return []
        side = SIDES[self.step]
        return missing(self.schema, self.answers, self.around.plan_rows, side, figures=self.around.figures)

    @cached_property
    def outcome(self) -> Outcome:
        return evaluate(self.schema, self.answers, self.around.plan_rows, self.around.figures)

    @property
    def ratings(self) -> list[tuple[str, str]]:
        """Every overall rating with the level that was given."""
        found = []
        for overall in filter(None, (section.overall for section in self.schema.sections)):
            level = self._level(overall.scale, self.answers.get(overall.key))
            found.append((overall.label, level.label if level else "Belum diberikan"))
        return found

    @property
    def steps(self) -> list[StepView]:
        place = STEPS.index(self.step)
        states = ["done"] * place + ["current"] + ["todo"] * (len(STEPS) - place - 1)
        return [StepView(STEP_LABELS[step], state) for step, state in zip(STEPS, states, strict=True)]

    @property
    def state(self) -> str:
        """The answers, to travel in the page."""
        return json.dumps(self.answers)

    def _act(self, data: Mapping[str, Any], action: str) -> None:
        side = SIDES.get(self.step)
        if side is not None:
            form = self._build(data)
            form.is_valid()
            self.answers = form.answers()
            self._bound = form if form.problems else None
            self._change(side, action)
        if action == Act.BACK:
            self._go(-1)
        elif action == Act.SKIP or (action == Act.NEXT and self._may_go_on()):
            self._go(1)

    def _change(self, side: FilledBy, action: str) -> None:
        if action == Act.FILL:
            self.answers = with_examples(
                self.schema,
                self.answers,
                filled_by=side,
                plan_rows=self.around.plan_rows,
                files=self.files.values(),
            )
        elif action == Act.CLEAR:
            self.answers = without_answers(self.schema, self.answers, filled_by=side)
        if action in (Act.FILL, Act.CLEAR):
            self._bound = None

    def _may_go_on(self) -> bool:
        """As in the portal: not while something is missing or could not be read."""
        self.is_asked_to_go_on = bool(self.missing or self._bound)
        return not self.is_asked_to_go_on

    def _go(self, by: int) -> None:
        self.__dict__.pop("missing", None)
        self._bound = None
        self.step = STEPS[max(0, min(len(STEPS) - 1, STEPS.index(self.step) + by))]

    def _build(self, data: Mapping[str, Any] | None) -> AnswerForm:
        return build(self._drawn_from(), filled_by=SIDES[self.step], data=data, takes_files=False)

    def _drawn_from(self) -> Surroundings:
        around = self.around
        return Surroundings(
            self.schema, self.answers, around.plan_rows, around.figures, around.expectations, self.files
        )

    def _level(self, scale_key: str, raw: object) -> ScaleLevel | None:
        scale = self.schema.scale(scale_key)
        return scale.level(raw) if scale and isinstance(raw, str) else None


def read_state(schema: FormSchema, text: object) -> dict[str, object]:
    """The answers that travelled in the page, as strictly as stored ones; nothing where it is no JSON of ours."""
    if not isinstance(text, str) or len(text) > MAX_STATE:
        return {}
    try:
        given = json.loads(text or "{}")
        json.dumps(given, ensure_ascii=False).encode()  # halves of surrogate pairs could not be shown
    except (ValueError, RecursionError):
        return {}
    return well_formed(schema, given)


def _step(name: object) -> Step:
    return Step(name) if name in set(STEPS) else Step.EMPLOYEE
