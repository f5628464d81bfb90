"""Writes what a file brings, as the officer chose: one transaction, nothing published, nothing overwritten."""

import json
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from forms_config.actors import Actor
from forms_config.blocks.keys import keyed_blocks
from forms_config.domain.drafts import DraftIsLocked, latest_draft, save_draft
from forms_config.keys import KEY_LENGTH
from forms_config.models import EvaluationForm

from . import blocks, things
from .comparing import Choice, Comparison, compare
from .kinds import FORM, LIBRARY, Kind, primary_keys, resolver
from .leaves import BadFile
from .reading import File
from .things import Plain

COPY = " (salinan)"
IMPORTED = "sekin.import_form"  # the action's name in the history of the form


class Changed(Exception):
    """What is here is no longer what the officer was shown. ``now``: the comparison as it stands."""

    def __init__(self, now: Comparison) -> None:
        super().__init__("Isi di sini berubah sejak pratinjau dibuat.")
        self.now = now


@transaction.atomic
def import_form(file: File, given: Mapping[str, str], *, fingerprint: str, actor: Actor) -> EvaluationForm:
    """The new draft. ``given``: choices by ``Finding.name``. ``actor``: the user, for rights and history.

    Raises Changed when the library is not what ``fingerprint`` says, BadFile when something cannot be made;
    nothing is written then.
    """
    comparison = compare(file)
    if comparison.fingerprint != fingerprint:
        raise Changed(comparison)
    chosen = comparison.chosen(given)
    try:
        names = _make_library(file, chosen, actor)
        return _make_form(file.form, chosen[comparison.form.name], names, actor)
    except IntegrityError as error:
        raise BadFile("Baru saja ada perubahan oleh orang lain. Unggah berkasnya sekali lagi.") from error
    except ValidationError as error:
        raise BadFile(f"Isi berkas tidak dapat disimpan: {' '.join(error.messages)}") from error


# --- Library ----------------------------------------------------------------------------------------
Names = dict[tuple[str, str], str]  # (kind, key in the file) → key here, of what was copied


def _make_library(file: File, chosen: Mapping[str, Choice], actor: Actor) -> Names:
    """Make what is new or copied. What is built on a copy is copied too, unless the officer keeps ours."""
    names: Names = {}
    for kind in LIBRARY:
        taken, in_file = set(primary_keys(kind.name)), {row[kind.key] for row in file.content[kind.name]}
        for plain in file.content[kind.name]:
            key = plain[kind.key]
            choice = chosen[f"{kind.name}:{key}"]
            follows = any(reference in names for reference in things.references(kind, plain))
            is_equal = choice == Choice.OURS and _is_the_same(kind, plain)
            if choice == Choice.COPY or (is_equal and follows):
                names[kind.name, key] = free_key(key, taken | in_file)
            elif choice != Choice.CREATE:
                continue
            _make(kind, _following(kind, plain, names), names.get((kind.name, key), key), actor)
            taken.add(names.get((kind.name, key), key))
    return names


def _is_the_same(kind: Kind, plain: Plain) -> bool:
    return things.thing_to_plain(kind.model._default_manager.get(**{kind.key: plain[kind.key]})) == plain


def _following(kind: Kind, plain: Plain, names: Names) -> Plain:
    return things.changed_references(kind, plain, lambda name, key: names.get((name, key), key))


def _make(kind: Kind, plain: Plain, key: str, actor: Actor) -> None:
    _check_right(actor, "add", kind)
    row = kind.model()
    is_copy = key != plain[kind.key]
    named = {kind.key: key} | ({"name": with_copy(plain["name"], kind)} if is_copy else {})
    things.fill(row, plain | named, resolver())
    row.full_clean()
    row.save()
    log(row, "wagtail.create", user=actor)


def _check_right(actor: Actor, action: str, kind: Kind) -> None:
    if not actor.has_perm(f"forms_config.{action}_{kind.model._meta.model_name}"):
        verb = "menambah" if action == "add" else "mengubah"
        raise BadFile(
            f"Anda tidak berwenang {verb} {kind.label.lower()}. Mintalah petugas yang berwenang mengimpornya."
        )


# --- Form -------------------------------------------------------------------------------------------
def _make_form(plain: Plain, choice: Choice, names: Names, actor: Actor) -> EvaluationForm:
    plain = _following(FORM, plain, names)
    plain = plain | {"sections": _with_constants(plain["sections"], names)}
    if choice == Choice.REVISION:
        return _make_revision(plain, actor)
    _check_right(actor, "add", FORM)
    if choice == Choice.COPY:
        key = free_key(plain["key"], set(EvaluationForm.objects.values_list("key", flat=True)))
        plain = plain | {"key": key, "title": with_copy(plain["title"], FORM)}
    form = EvaluationForm(live=False)
    things.fill(form, plain, resolver())
    form.clean()
    form.save()
    form.save_revision(user=actor, clean=False)
    log(form, IMPORTED, user=actor)
    return form


def _make_revision(plain: Plain, actor: Actor) -> EvaluationForm:
    _check_right(actor, "change", FORM)
    try:
        draft = latest_draft(EvaluationForm.objects.get(key=plain["key"]), actor=actor)
    except DraftIsLocked as locked:
        raise BadFile(str(locked)) from locked
    ids = {value["key"]: block_id for block_id, value in keyed_blocks(draft.sections) if value["key"]}
    things.fill(draft, plain, resolver())
    draft.sections = json.dumps(blocks.with_ids(draft.sections.get_prep_value(), ids), default=str)
    save_draft(draft, actor=actor, action=IMPORTED)
    return draft


def _with_constants(sections: list[Plain], names: Names) -> list[Plain]:
    """Formulas name constants; the key of an item comes first there, so such a name is left alone."""
    items = {part["key"] for part in blocks.keyed_parts(sections)}
    constants = {key: new for (kind, key), new in names.items() if kind == "constants" and key not in items}
    stream = EvaluationForm._meta.get_field("sections").stream_block
    return blocks.with_names(stream, sections, constants, formulas_only=True)


# --- Names of copies ----------------------------------------------------------------------------------
def free_key(key: str, taken: set[str]) -> str:
    """``key`` with the first number that makes it free: "kuadran" → "kuadran_2"."""
    number = 2
    while (found := f"{key[: KEY_LENGTH - 4]}_{number}") in taken:
        number += 1
    return found


def with_copy(title: str, kind: Kind) -> str:
    column = "title" if kind is FORM else "name"
    longest = kind.model._meta.get_field(column).max_length or 0
    return f"{title[: longest - len(COPY)]}{COPY}"
