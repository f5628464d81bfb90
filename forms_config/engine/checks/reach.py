"""Can each section and field ever be shown? Tried with answers that the asked fields can really have.

A condition that needs an answer needs its field shown as well, so what that field asks must hold too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ..answers import is_answer
from ..kinds import answer_labels
from ..rounding import plain
from ..schema import (
    NOT_APPLICABLE,
    Condition,
    Field,
    FormSchema,
    Operator,
    OverallRating,
    Section,
    Visibility,
)
from ..visibility import holds
from .conditions import Target, targets
from .problem import INDEX, Problem, error

_BESIDES = ("0", "999999999999999", "x", "2000-01-01", NOT_APPLICABLE)  # answers that no condition names


def reach_problems(schema: FormSchema, faulty: set[tuple[str, ...]]) -> Iterator[Problem]:
    """``faulty``: paths whose conditions have an error already and are not judged again."""
    reach = _Reach(schema, faulty)
    for section in schema.sections:
        if asked := reach.conflict((section.key,), section.visible_if, None):
            yield _section_problem(schema, section, _label(reach, asked))
            continue
        for field in section.fields:
            if asked := reach.conflict((section.key, field.key), field.visible_if, section.visible_if):
                yield _field_problem(section, field, _label(reach, asked))
    if schema.index and (INDEX,) not in faulty:
        parts = [(one.label, one.condition) for one in schema.index.weight_sets]
        parts += [(one.label, one.condition) for one in schema.index.bands]
        for label, condition in parts:
            alone = Visibility((condition,)) if condition else None
            if asked := reach.conflict((INDEX,), alone, None):
                text = f"Syarat “{label}” tidak pernah terpenuhi: {_label(reach, asked)}"
                yield error("condition_never_true", (INDEX,), f"{text} Ubah syaratnya.")


class _Reach:
    def __init__(self, schema: FormSchema, faulty: set[tuple[str, ...]]) -> None:
        self.schema = schema
        self.faulty = faulty
        self.known = targets(schema)

    def conflict(self, path: tuple[str, ...], own: Visibility | None, outer: Visibility | None) -> str:
        """The key of what is asked for impossible answers; "" when this can be shown."""
        if own is None or not own.conditions or path in self.faulty:
            return ""
        around = self._needed(_certain(outer), set())
        if self._impossible(around):
            return ""  # told at the section
        conflicts = [self._own_conflict(conditions, around) for conditions in _alternatives(own)]
        return conflicts[0] if all(conflicts) else ""

    def _own_conflict(self, conditions: tuple[Condition, ...], around: list[Condition]) -> str:
        if any(self._impossible(self._needed(self._of(c), {c.field})) for c in conditions):
            return ""  # told at the field that is asked
        return self._impossible([*self._needed(conditions, set()), *around])

    def _needed(self, conditions: Iterable[Condition], seen: set[str]) -> list[Condition]:
        """These conditions, and those of the fields that they need an answer to."""
        found = []
        for condition in conditions:
            found.append(condition)
            if condition.operator != Operator.IS_EMPTY and condition.field not in seen:
                seen.add(condition.field)
                found += self._needed(self._of(condition), seen)
        return found

    def _of(self, condition: Condition) -> tuple[Condition, ...]:
        """What must hold for the asked field to be shown."""
        target = self.known.get(condition.field)
        if target is None:
            return ()
        own = target.part.visible_if if isinstance(target.part, Field) else None
        return (*_certain(own), *_certain(target.section.visible_if))

    def _impossible(self, conditions: list[Condition]) -> str:
        """The first field to which no possible answer meets all its conditions."""
        asked: Mapping[str, list[Condition]] = defaultdict(list)
        for condition in conditions:
            asked[condition.field].append(condition)
        return next((key for key, together in asked.items() if not self._possible(key, together)), "")

    def _possible(self, key: str, conditions: list[Condition]) -> bool:
        target = self.known.get(key)
        if target is None:
            return True
        answers = list(self._answers(target, conditions))
        if not answers:  # no scale, no choices yet: told at that field
            return True
        return any(all(holds(c, {key: raw}) for c in conditions) for raw in (None, *answers))

    def _answers(self, target: Target, conditions: list[Condition]) -> Iterator[object]:
        """Valid answers that tell the conditions apart: those they name, the bounds, and others."""
        part = target.part
        named = [value for condition in conditions for value in condition.values]
        keys = list(answer_labels(self.schema, part))
        if isinstance(part, OverallRating):
            yield from keys
            return
        bounds = [plain(bound) for bound in (part.minimum, part.maximum) if bound is not None]
        tried: list[object] = [*named, *bounds, *keys, *_BESIDES, True, False, [1], keys]
        yield from (raw for raw in tried if is_answer(part, raw, self.schema))


def _certain(visibility: Visibility | None) -> tuple[Condition, ...]:
    """The conditions that must all hold; none where one of several suffices."""
    alternatives = _alternatives(visibility) if visibility else []
    return alternatives[0] if len(alternatives) == 1 else ()


def _alternatives(visibility: Visibility) -> list[tuple[Condition, ...]]:
    if visibility.match == "any":
        return [(condition,) for condition in visibility.conditions]
    return [visibility.conditions]


def _label(reach: _Reach, key: str) -> str:
    return f"jawaban “{reach.known[key].part.label}” yang diminta tidak mungkin ada."


def _section_problem(schema: FormSchema, section: Section, why: str) -> Problem:
    weights = schema.index.weight_sets if schema.index else ()
    in_index = any(section.key == key for one in weights for key, _ in one.weights)
    name = f"Bagian “{section.label}”"
    if section.overall or in_index:
        use = "memuat rating keseluruhan" if section.overall else "ikut dihitung dalam indeks"
        text = f"{name} {use}, tetapi tidak pernah tampil: {why} Ubah syarat bagian ini."
        return error("needed_section_hidden", (section.key,), text)
    text = f"{name} tidak pernah tampil: {why} Ubah syarat bagian ini."
    return error("condition_never_true", (section.key,), text)


def _field_problem(section: Section, field: Field, why: str) -> Problem:
    path, name = (section.key, field.key), f"“{field.label}”"
    if field.required or field.demand:
        text = f"{name} wajib diisi, tetapi tidak pernah tampil bagi siapa pun: {why} Ubah syaratnya."
        return error("required_field_hidden", path, text)
    return error("condition_never_true", path, f"{name} tidak pernah tampil: {why} Ubah syaratnya.")
