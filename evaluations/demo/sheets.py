"""Invented but plausible answers for any published form: by kind of field, by how well somebody did."""

from decimal import Decimal
from random import Random
from typing import Any

from evaluations.demo import texts
from evaluations.enums import CoreValue
from forms_config.engine.schema import (
    Area,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    ScoreKind,
    Section,
    SectionKind,
)


def employee_answers(
    schema: FormSchema, plan_rows: list[dict[str, Any]], level: str, chance: Random
) -> dict[str, Any]:
    """What the employee writes when the work goes at ``level`` (ABOVE, MEETS, BELOW)."""
    return _answers(schema, plan_rows, FilledBy.EMPLOYEE, level, level, chance)


def rater_answers(
    schema: FormSchema, plan_rows: list[dict[str, Any]], results: str, behaviour: str, chance: Random
) -> dict[str, Any]:
    """What the rater adds: feedback, competence levels, the two overall ratings."""
    answers = _answers(schema, plan_rows, FilledBy.RATER, results, behaviour, chance)
    for area, rating in ((Area.HASIL_KERJA, results), (Area.PERILAKU, behaviour)):
        overall = schema.overall(area)
        if overall is not None:
            answers[overall.key] = rating
    return answers


def merged(mine: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """Both sides' answers in one document; rows are joined by their key."""
    answers = mine | others
    for key in mine.keys() & others.keys():
        if isinstance(mine[key], list):
            extra = {row["_row"]: row for row in others[key]}
            answers[key] = [row | extra.get(row["_row"], {}) for row in mine[key]]
    return answers


def _answers(
    schema, plan_rows, side: FilledBy, results: str, behaviour: str, chance: Random
) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for section in schema.sections:
        level = behaviour if section.area == Area.PERILAKU else results
        if section.kind == SectionKind.PLAN_ROWS:
            rows = [_row(schema, section, row, side, level, chance) for row in plan_rows]
            answers[section.key] = rows
        elif section.kind == SectionKind.PLAIN:
            answers |= _values(schema, section, None, side, level, chance)
    return answers


def _row(schema, section: Section, row: dict[str, Any], side, level: str, chance: Random) -> dict[str, Any]:
    return {"_row": row["_row"]} | _values(schema, section, row, side, level, chance)


def _values(schema, section: Section, row, side, level: str, chance: Random) -> dict[str, Any]:
    values = {}
    for field in section.fields:
        if field.filled_by == side:
            value = _value(schema, section, field, row, level, chance)
            if value is not None:
                values[field.key] = value
    return values


def _value(schema: FormSchema, section: Section, field: Field, row, level: str, chance: Random) -> Any:
    if field.kind == FieldKind.LONG_TEXT:
        return _text(section, field, row, level, chance)
    if field.kind == FieldKind.NUMBER:
        return str(_number(field, row, level, chance))
    if field.kind == FieldKind.SCALE:
        keys = [item.key for item in schema.scale(field.scale).levels]
        if level in keys:
            return level
        wish = {"ABOVE": 0.8, "MEETS": 0.6, "BELOW": 0.35}[level] + chance.uniform(-0.15, 0.15)
        return keys[min(len(keys) - 1, max(0, int(wish * len(keys))))]
    if field.kind == FieldKind.YES_NO:
        return level == "ABOVE" and chance.random() < 0.5
    if field.kind == FieldKind.CHOICE and field.choices:
        return chance.choice(field.choices).key
    return None


def _text(section: Section, field: Field, row, level: str, chance: Random) -> str | None:
    if row is not None and field.filled_by == FilledBy.EMPLOYEE:
        return _done(row, level, chance)
    if row is not None:
        return chance.choice(texts.RESULT_FEEDBACK[level])
    if field.filled_by == FilledBy.EMPLOYEE:
        return chance.choice(texts.REFLECTIONS)
    if field.key in CoreValue.values and chance.random() < 0.35:
        return texts.BEHAVIOUR_FEEDBACK[level]
    return texts.BEHAVIOUR_FEEDBACK[level] if field.required else None


def _done(row: dict[str, Any], level: str, chance: Random) -> str:
    indicator = row["indicators"][0]
    share = max(Decimal(1), Decimal(indicator["target_value"] or 1))  # of the period
    done = share * _factor(level, indicator["polarity"], chance)
    return chance.choice(texts.DONE[level]).format(
        done=round(done), share=round(share), unit=indicator["unit"]
    )


def _factor(level: str, polarity: str, chance: Random) -> Decimal:
    low, high = {"ABOVE": (110, 130), "MEETS": (95, 105), "BELOW": (60, 85)}[level]
    if polarity == "LOWER":
        low, high = {"ABOVE": (70, 88), "MEETS": (95, 104), "BELOW": (120, 150)}[level]
    return Decimal(chance.randint(low, high)) / 100


def _number(field: Field, row, level: str, chance: Random) -> Decimal:
    base = Decimal(100)
    polarity = "HIGHER"
    if field.scoring and field.scoring.kind == ScoreKind.ACHIEVEMENT:
        polarity = str(field.scoring.polarity)
        base = field.scoring.target or base
        for indicator in (row or {}).get("indicators", []):
            if indicator["target_value"] is not None:
                base, polarity = Decimal(indicator["target_value"]), indicator["polarity"]
                break
    number = round(base * _factor(level, polarity, chance), field.decimals)
    if field.maximum is not None:
        number = min(number, field.maximum)
    return max(number, field.minimum) if field.minimum is not None else number
