"""Where a scale, indicator, matrix, index or constant is used: in published versions, in drafts, in every
older draft that is still stored, and in the rest of the library."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from forms_config.compiling import compile_form
from forms_config.engine import schema as engine
from forms_config.models import (
    Constant,
    EvaluationForm,
    FormVersion,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)

Part = RatingScale | Indicator | PredikatMatrix | IndexScheme | Constant
Mention = tuple[type, int | str]  # a model and a primary key; a constant by its key, as formulas name it

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CHOSEN = {"scale": RatingScale, "indicator": Indicator, "matrix": PredikatMatrix, "index": IndexScheme}


@dataclass(slots=True)
class Uses:
    """Forms are listed once: in ``drafts`` when the latest draft contains it, else in ``history``."""

    versions: list[FormVersion] = field(default_factory=list)
    drafts: list[EvaluationForm] = field(default_factory=list)
    history: list[EvaluationForm] = field(default_factory=list)
    library: list[Part] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.versions or self.drafts or self.history or self.library)


def uses_of(part: Part) -> Uses:
    """Reads every stored draft once: there are dozens of forms, not thousands."""
    return _uses_of(part, stored_drafts())


def used_among(things: Iterable[Any]) -> list[Any]:
    """Those that must be deactivated instead of deleted; for any number of them the drafts are read once."""
    drafts = stored_drafts()
    return [
        thing
        for thing in things
        if (isinstance(thing, EvaluationForm) and thing.versions.exists())
        or (isinstance(thing, Part) and _uses_of(thing, drafts))
    ]


def _uses_of(part: Part, drafts: "StoredDrafts") -> Uses:
    library = library_using(part)
    wanted = {mention_of(one) for one in (part, *library)}
    versions = FormVersion.objects.filter(uses__in=part.version_uses.all())
    found = Uses(library=library)
    found.versions = list(
        versions.select_related("form")
        .defer("schema", "source")
        .order_by("form__title", "-number")
        .distinct()
    )
    for form in drafts.forms:
        if wanted & drafts.latest[form.pk]:
            found.drafts.append(form)
        elif wanted & drafts.older[form.pk]:
            found.history.append(form)
    return found


def library_using(part: Part) -> list[Part]:
    """What else of the library is built on it, so that a form uses it without naming it."""
    match part:
        case RatingScale():
            return [*part.indicators.all(), *part.matrices.all()]
        case Constant():
            return list(part.indicators.all())
        case _:
            return []


# --- Drafts -----------------------------------------------------------------------------------------
@dataclass(slots=True)
class StoredDrafts:
    """What the latest and the older drafts of each form mention, by the form's pk."""

    forms: list[EvaluationForm]
    latest: dict[int, set[Mention]]
    older: dict[int, set[Mention]]


def stored_drafts() -> StoredDrafts:
    """Two queries, and one look at each draft's JSON: blocks are not built for it."""
    forms = list(EvaluationForm.objects.order_by("title"))
    latest_of = {form.pk: form.latest_revision_id for form in forms}
    drafts = StoredDrafts(forms, {pk: set() for pk in latest_of}, {pk: set() for pk in latest_of})
    kind = ContentType.objects.get_for_model(EvaluationForm)
    revisions = Revision.objects.filter(base_content_type=kind).values_list("pk", "object_id", "content")
    for revision, object_id, content in revisions.iterator():
        pk = int(object_id)
        if pk in latest_of:
            kept = drafts.latest if revision == latest_of[pk] else drafts.older
            kept[pk] |= set(mentions(content))
    for form in forms:
        if form.latest_revision_id is None:
            drafts.latest[form.pk] |= set(mentions(form.serializable_data()))
    return drafts


def mention_of(part: Part) -> Mention:
    return (Constant, part.key) if isinstance(part, Constant) else (type(part), part.pk)


def mentions(content: Mapping[str, Any]) -> Iterator[Mention]:
    """Everything of the library that a stored draft (``Revision.content``) names itself."""
    for name in ("matrix", "index"):
        if content.get(name):
            yield _CHOSEN[name], content[name]
    yield from _in_blocks(json.loads(content.get("sections") or "[]"))


def _in_blocks(raw: Any) -> Iterator[Mention]:
    if isinstance(raw, list):
        for one in raw:
            yield from _in_blocks(one)
    elif isinstance(raw, dict):
        for name, value in raw.items():
            if name in _CHOSEN and isinstance(value, int):
                yield _CHOSEN[name], value
            elif name == "formula" and isinstance(value, str):
                yield from ((Constant, word) for word in _NAME.findall(value))
            else:
                yield from _in_blocks(value)


# --- Levels of a scale ------------------------------------------------------------------------------
def names_level(scale: RatingScale, key: str) -> list[Part | EvaluationForm]:
    """What names this level itself and has to be mended when it goes: library first, then latest drafts."""
    found: list[Part | EvaluationForm] = [
        matrix
        for matrix in scale.matrices.all()
        if key in matrix.cells or any(key in row for row in matrix.cells.values())
    ]
    found += [
        indicator
        for indicator in scale.indicators.all()
        if key in indicator.descriptors or key in indicator.required_levels.values()
    ]
    drafts = [form.get_latest_revision_as_object() for form in EvaluationForm.objects.order_by("title")]
    return [*found, *(form for form in drafts if _names_level(compile_form(form), scale.key, key))]


def _names_level(schema: engine.FormSchema, scale: str, key: str) -> bool:
    parts = [part for section in schema.sections for part in section.parts if part.scale == scale]
    fields = [part for part in parts if isinstance(part, engine.Field)]
    keys = {part.key for part in parts}
    named = {one.required_level for one in fields}
    for one in fields:
        # What an indicator says of its levels is mended there, and listed there.
        described = () if one.indicator else one.descriptors
        named |= {told.level for told in (*one.required_levels, *described)}
    return key in named or any(one.field in keys and key in one.values for one in _conditions(schema))


def _conditions(schema: engine.FormSchema) -> Iterator[engine.Condition]:
    for section in schema.sections:
        for part in (section, *section.fields):
            if part.visible_if:
                yield from part.visible_if.conditions
    if schema.index:
        chosen = (one.condition for one in (*schema.index.weight_sets, *schema.index.bands))
        yield from (condition for condition in chosen if condition)
