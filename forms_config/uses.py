"""Where a scale, indicator, matrix or index is used: in published versions, in the library, and in drafts."""

from forms_config.compiling import chosen_indicators, chosen_scales
from forms_config.models import (
    EvaluationForm,
    FormVersion,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)

Part = RatingScale | Indicator | PredikatMatrix | IndexScheme


def versions_using(part: Part) -> list[FormVersion]:
    """The published versions that were made with it, newest first within a form."""
    return list(
        FormVersion.objects.filter(uses__in=part.version_uses.all())
        .select_related("form")
        .order_by("form__title", "-number")
        .distinct()
    )


def drafts_using(part: Part) -> list[EvaluationForm]:
    """The forms whose latest draft contains it. Reads every draft: there are dozens, not thousands."""
    forms = EvaluationForm.objects.select_related("latest_revision")
    return [form for form in forms if _contains(form.get_latest_revision_as_object(), part)]


def library_using(part: Part) -> list[Indicator | PredikatMatrix]:
    """For a scale: the indicators and matrices that are built on it."""
    return [*part.indicators.all(), *part.matrices.all()] if isinstance(part, RatingScale) else []


def is_used(thing: Part | EvaluationForm) -> bool:
    """Whether it must be deactivated instead of deleted."""
    if isinstance(thing, EvaluationForm):
        return thing.versions.exists()
    return bool(thing.version_uses.exists() or library_using(thing) or drafts_using(thing))


def _contains(form: EvaluationForm, part: Part) -> bool:
    parts: list[Part | None] = [
        *chosen_scales(form.sections),
        *chosen_indicators(form.sections),
        form.matrix,
        form.index,
    ]
    return part in parts
