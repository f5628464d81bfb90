"""Publishing: blocks → FormSchema → checks → FormVersion. The only writer of form versions."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published

from forms_config.compiling import chosen_indicators, chosen_scales, compile_form, keyed_blocks
from forms_config.engine import checks, codec
from forms_config.engine.checks import INDEX, MATRIX, SCALES, Level, Problem
from forms_config.engine.checks.problem import error
from forms_config.models import EvaluationForm, FormVersion, FormVersionUse

__all__ = ["FormHasProblems", "compile_form", "freeze", "problems"]


class FormHasProblems(Exception):
    """The form cannot be published. ``problems`` are the errors."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in found))
        self.problems = found


def problems(form: EvaluationForm) -> list[Problem]:
    """What stands against publishing (errors) and what is worth a look (warnings). Works on any draft."""
    schema = compile_form(form)
    return [*checks.problems(schema), *_inactive(form), *_changed_keys(form)]


@transaction.atomic
def freeze(form: EvaluationForm, *, actor: Any) -> FormVersion:
    """The version of this content: a new one, or the latest when nothing changed since.

    ``actor``: the user who publishes, or None for the system. Raises FormHasProblems and writes nothing then.
    """
    errors = [problem for problem in problems(form) if problem.level == Level.ERROR]
    if errors:
        raise FormHasProblems(errors)
    schema = compile_form(form)
    content_hash = codec.content_hash(schema)
    EvaluationForm.objects.select_for_update().get(pk=form.pk)  # two officers publish one after the other
    latest = form.versions.order_by("-number").first()
    if latest is not None and latest.content_hash == content_hash:
        return latest
    version = FormVersion.objects.create(
        form=form,
        number=latest.number + 1 if latest else 1,
        schema=codec.dump(schema),
        content_hash=content_hash,
        published_at=timezone.now(),
        published_by=actor,
    )
    FormVersionUse.objects.bulk_create(FormVersionUse(version=version, **use) for use in _uses(form))
    return version


@receiver(published, sender=EvaluationForm)
def freeze_what_is_published(instance: EvaluationForm, revision: Any, **kwargs: Any) -> None:
    """Wagtail also says "published" when a form that was never published is only scheduled."""
    if instance.live:
        freeze(instance, actor=revision.user)


def _uses(form: EvaluationForm) -> Iterator[dict[str, Any]]:
    scales = {scale.pk: scale for scale in chosen_scales(form.sections)}
    if form.matrix:
        scales.setdefault(form.matrix.scale_id, form.matrix.scale)
        yield {"matrix": form.matrix}
    if form.index:
        yield {"index": form.index}
    yield from ({"scale": scale} for scale in scales.values())
    yield from ({"indicator": indicator} for indicator in chosen_indicators(form.sections))


def _inactive(form: EvaluationForm) -> Iterator[Problem]:
    """What was switched off must not get into a new version."""
    text = "{} “{}” sudah dinonaktifkan. Pilih yang lain atau aktifkan kembali."
    for section in form.sections:
        for child in section.value["fields"]:
            indicator = child.value.get("indicator")
            if indicator and not indicator.is_active:
                path = (section.value["key"], child.value["key"])
                yield error("indicator_inactive", path, text.format("Indikator", indicator))
    for scale in chosen_scales(form.sections):
        if not scale.is_active:
            yield error("scale_inactive", (SCALES, scale.key), text.format("Skala", scale))
    if form.matrix and not form.matrix.is_active:
        yield error("matrix_inactive", (MATRIX,), text.format("Kuadran", form.matrix))
    if form.index and not form.index.is_active:
        yield error("index_inactive", (INDEX,), text.format("Indeks", form.index))


def _changed_keys(form: EvaluationForm) -> Iterator[Problem]:
    """Answers are stored under the key, so a key that was published once stays."""
    live = EvaluationForm.objects.filter(pk=form.pk, versions__isnull=False).distinct().first()
    if live is None:
        return
    frozen = {block_id: value["key"] for block_id, value in keyed_blocks(live.sections) if block_id}
    for section in form.sections:
        parts = [*section.value["fields"], *section.value["overall"].bound_blocks]
        for block, path in [(section, ()), *((part, (section.value["key"],)) for part in parts)]:
            key, before = block.value["key"], frozen.get(block.id)
            if before and before != key:
                text = (
                    f"Kunci “{before}” sudah terbit dan tidak dapat diganti menjadi “{key}”. Kembalikan "
                    "kuncinya; bila maksudnya isian baru, hapus yang ini lalu tambahkan yang baru."
                )
                yield error("key_changed", (*path, key), text)
