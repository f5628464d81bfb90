"""Taking the draft of a form back to a published version. Never publishes, and loses nothing."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models, transaction
from wagtail import blocks
from wagtail.log_actions import LogFormatter, log

from forms_config.actors import Actor
from forms_config.domain.checking import problems
from forms_config.domain.content import EDITED, editor_content
from forms_config.domain.drafts import latest_draft, save_draft
from forms_config.engine.vocabulary import YearRule
from forms_config.fitting import fitted
from forms_config.models import EvaluationForm, FormVersion

LOG_ACTION = "forms_config.take_back"
INACTIVE = "_inactive"  # how the codes of checks about what was switched off end
CHOSEN_FOR_FORM = ("matrix", "index", "required_page")


class CannotTakeBack(Exception):
    """The draft stays as it is. The text is for the officer."""


class TakeBackFormatter(LogFormatter):
    """How the history of a form tells it."""

    label = "Kembalikan draf"

    def format_message(self, log_entry: Any) -> str:
        return f"Draf dikembalikan ke versi {log_entry.data['version']}"


def draft_like(draft: EvaluationForm, version: FormVersion) -> EvaluationForm:
    """``draft`` with the content that ``version`` was made from; unsaved. What is gone is left empty.

    Raises CannotTakeBack where the version kept no editor content.
    """
    if version.source is None:
        raise CannotTakeBack(
            f"Versi {version.number} terbit sebelum isi editor ikut disimpan, jadi hanya dapat dibandingkan. "
            "Buka “Riwayat” formulir ini: draf dari masa itu dapat dikembalikan dari sana."
        )
    restored: EvaluationForm = draft.with_content_json(draft.serializable_data() | _edited(version))
    return restored


def _edited(version: FormVersion) -> dict[str, Any]:
    """What stood in the editor; what could not be chosen yet when it was published was not chosen."""
    source = version.source or {}
    unchosen = dict.fromkeys(CHOSEN_FOR_FORM) | {"year_rule": YearRule.REFERENCE.value}
    return unchosen | {name: source[name] for name in EDITED if name in source}


@transaction.atomic
def take_back(form: EvaluationForm, version: FormVersion, *, seen: int | None, actor: Actor) -> None:
    """Make ``version`` the draft of ``form``, as a new revision; the draft until now stays in the history.

    ``seen``: the revision that ``actor`` looked at. Raises CannotTakeBack where the draft is another by now or
    the version kept no editor content, and DraftIsLocked.
    """
    draft = latest_draft(form, actor=actor)
    if draft.latest_revision_id != seen:
        raise CannotTakeBack(
            "Draf ini berubah sejak Anda membuka halaman. Periksa sekali lagi perbandingannya."
        )
    _keep(draft, actor)
    restored = draft_like(draft, version)
    save_draft(restored, actor=actor, action=False)
    log(
        instance=restored,
        action=LOG_ACTION,
        user=actor,
        revision=restored.latest_revision,
        content_changed=True,
        data={"version": version.number},
    )


def _keep(draft: EvaluationForm, actor: Actor) -> None:
    """A form that was loaded by a command, or changed by one, has no revision of its present content."""
    kept = draft.latest_revision
    now = editor_content(draft)
    if kept is None or {name: kept.content.get(name) for name in EDITED} != now:
        draft.save_revision(user=actor, clean=False, log_action=True)


# --- What is no longer there ------------------------------------------------------------------------
class Choice(NamedTuple):
    """Something that a version chose, and for what."""

    model: type[models.Model]
    pk: Any
    where: str


def lost(version: FormVersion) -> list[str]:
    """Sentences on what the version held and today's blocks cannot hold, and on what it chose that is gone."""
    content, unreadable = fitted(_edited(version), EvaluationForm)
    return [*unreadable, *_gone(content)]


def _gone(content: dict[str, Any]) -> list[str]:
    choices = list(_choices(content))
    existing = {
        model: set(model._default_manager.filter(pk__in=pks).values_list("pk", flat=True))
        for model in {one.model for one in choices}
        if (pks := [one.pk for one in choices if one.model is model])
    }
    return [
        f"{one.model._meta.verbose_name.capitalize()} pada “{one.where}” sudah dihapus, jadi dikosongkan."
        for one in choices
        if one.pk not in existing[one.model]
    ]


def inactive(restored: EvaluationForm) -> list[str]:
    """Sentences on what was switched off since."""
    return [problem.message for problem in problems(restored) if problem.code.endswith(INACTIVE)]


def _choices(content: dict[str, Any]) -> Iterator[Choice]:
    for name in CHOSEN_FOR_FORM:
        if content.get(name) is not None:
            field = EvaluationForm._meta.get_field(name)
            yield Choice(field.related_model, content[name], str(field.verbose_name).capitalize())
    block = EvaluationForm._meta.get_field("sections").stream_block
    yield from _chosen(block, json.loads(content.get("sections") or "[]"), "Formulir")


def _chosen(block: blocks.Block, raw: Any, where: str) -> Iterator[Choice]:
    """Every choice in the raw value of a block; a block itself answers None for what is gone."""
    if isinstance(block, blocks.ChooserBlock):
        if raw is not None:
            yield Choice(block.model_class, raw, where)
    elif isinstance(block, blocks.StructBlock):
        values = raw or {}
        for name, child in block.child_blocks.items():
            yield from _chosen(child, values.get(name), values.get("label") or where)
    elif isinstance(block, blocks.StreamBlock):
        for one in raw or ():
            yield from _chosen(block.child_blocks[one["type"]], one["value"], where)
    elif isinstance(block, blocks.ListBlock):
        for one in raw or ():  # as Wagtail stores it since 2.16, or bare
            is_wrapped = isinstance(one, dict) and one.get("type") == "item"
            yield from _chosen(block.child_block, one["value"] if is_wrapped else one, where)
