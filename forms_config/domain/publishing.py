"""Publishing: blocks → FormSchema → checks → FormVersion. The only writer of form versions."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import published

from forms_config.actors import Actor
from forms_config.compiling import chosen_constants, chosen_indicators, chosen_scales, compile_form
from forms_config.domain.checking import problems
from forms_config.domain.content import editor_content
from forms_config.domain.pending import latest_version, words_only
from forms_config.engine import codec
from forms_config.engine.checks import Level, Problem
from forms_config.engine.checks.problem import error
from forms_config.engine.schema import FormSchema
from forms_config.models import EvaluationForm, FormVersion, FormVersionUse

__all__ = ["FormHasProblems", "compile_form", "freeze", "problems"]


class FormHasProblems(Exception):
    """The form cannot be published. ``problems`` are the errors."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in found))
        self.problems = found


@transaction.atomic
def freeze(form: EvaluationForm, *, actor: Actor) -> FormVersion:
    """The version of this content: a new one, or the latest when nothing changed since.

    ``actor``: the user who publishes, or None for the system. Raises FormHasProblems and writes nothing then.
    """
    errors = [problem for problem in problems(form) if problem.level == Level.ERROR]
    if errors:
        raise FormHasProblems(errors)
    EvaluationForm.objects.select_for_update().get(pk=form.pk)  # two officers publish one after the other
    latest = latest_version(form)
    schema = _to_publish(form, latest)
    content_hash = codec.content_hash(schema)
    if latest is not None and latest.content_hash == content_hash:
        return latest
    version = FormVersion.objects.create(
        form=form,
        number=latest.number + 1 if latest else 1,
        schema=codec.dump(schema),
        source=editor_content(form),
        content_hash=content_hash,
        published_at=timezone.now(),
        published_by=actor,
    )
    FormVersionUse.objects.bulk_create(FormVersionUse(version=version, **use) for use in _uses(form))
    return version


def _to_publish(form: EvaluationForm, latest: FormVersion | None) -> FormSchema:
    if not form.keeps_library or latest is None:
        return compile_form(form)
    schema = words_only(form, latest)
    if schema is None:
        text = "Draf ini mengubah lebih dari kata-kata. Terbitkan semuanya, atau kembalikan dulu perubahan yang lain."
        raise FormHasProblems([error("more_than_words", (), text)])
    return schema


@receiver(published, sender=EvaluationForm)
def freeze_what_is_published(instance: EvaluationForm, revision: Any, **kwargs: Any) -> None:
    """Wagtail also says "published" when a form that was never published is only scheduled."""
    if instance.live:
        freeze(instance, actor=getattr(revision, "published_by", None) or revision.user)


def _uses(form: EvaluationForm) -> Iterator[dict[str, Any]]:
    scales = {scale.pk: scale for scale in chosen_scales(form.sections)}
    if form.matrix:
        scales.setdefault(form.matrix.scale_id, form.matrix.scale)
        yield {"matrix": form.matrix}
    if form.index:
        yield {"index": form.index}
    yield from ({"scale": scale} for scale in scales.values())
    yield from ({"indicator": indicator} for indicator in chosen_indicators(form.sections))
    yield from ({"constant": constant} for constant in chosen_constants(form.sections))
