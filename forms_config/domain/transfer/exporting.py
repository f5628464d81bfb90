"""A form and everything that it refers to, as one JSON file."""

import hashlib
import json
from typing import Any

from django.utils import timezone

from forms_config.models import Constant, EvaluationForm, FormVersion, GuidancePage

from . import things
from .kinds import BY_NAME, FORM, LIBRARY, PAGES

KIND = "sekin-bantul/formulir"
FORMAT = 1  # raise it when a file of the old one can no longer be read as it is

Content = dict[str, Any]


def export(form: EvaluationForm) -> str:
    """The file of this form as it stands: UTF-8 JSON, pretty, in a stable order. No personal data."""
    content = content_of(form)
    file = {
        "kind": KIND,
        "format": FORMAT,
        "exported_at": timezone.localtime().isoformat(timespec="seconds"),
        "title": form.title,
        "sha256": digest(content),
        "content": content,
    }
    return json.dumps(file, ensure_ascii=False, indent=2) + "\n"


def as_published(version: FormVersion) -> EvaluationForm | None:
    """The form as it stood in the editor when this version was published; None where that was not kept."""
    if version.source is None:
        return None
    form = version.form
    return form.with_content_json(form.serializable_data() | version.source)


def content_of(form: EvaluationForm) -> Content:
    """The form and, transitively, what it refers to, each thing once and by key."""
    plain = things.thing_to_plain(form)
    content: Content = {FORM.name: plain} | {kind.name: [] for kind in LIBRARY}
    seen: set[tuple[str, str]] = set()
    slugs: set[str] = set()
    waiting = things.references(FORM, plain)
    names = things.names_in_formulas(FORM, plain)
    if names:
        constants = Constant.objects.filter(key__in=names).values_list("key", flat=True)
        waiting += [("constants", key) for key in constants]
    while waiting:
        name, key = waiting.pop(0)
        if name == PAGES:
            slugs.add(key)
        elif (name, key) not in seen:
            seen.add((name, key))
            kind = BY_NAME[name]
            thing = things.thing_to_plain(kind.model.objects.get(**{kind.key: key}))
            content[name].append(thing)
            waiting += things.references(kind, thing)
    for kind in LIBRARY:
        content[kind.name].sort(key=lambda thing, column=kind.key: thing[column])
    pages = GuidancePage.objects.filter(slug__in=slugs).order_by("slug").values("slug", "title")
    return content | {PAGES: list(pages)}


def digest(content: Content) -> str:
    """SHA-256 (hex) of the content: tells a file that was changed by hand."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
