"""What travels with a form, in the order in which it is made: each needs only what stands above it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from forms_config.models import (
    Constant,
    EvaluationForm,
    GuidancePage,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)

PAGES = "pages"  # named by slug; the pages themselves stay where they are


@dataclass(frozen=True, slots=True)
class Kind:
    """``name``: its list in the file. ``key``: the column by which others name it."""

    name: str
    model: type[models.Model]
    label: str
    key: str = "key"


FORM = Kind("form", EvaluationForm, "Formulir")
LIBRARY = (
    Kind("constants", Constant, "Tetapan"),
    Kind("scales", RatingScale, "Skala"),
    Kind("indicators", Indicator, "Indikator", "code"),
    Kind("matrices", PredikatMatrix, "Kuadran"),
    Kind("indexes", IndexScheme, "Indeks"),
)
BY_NAME = {kind.name: kind for kind in (*LIBRARY, FORM)}
_MODELS: dict[str, type[models.Model]] = {kind.name: kind.model for kind in LIBRARY} | {PAGES: GuidancePage}

# Deliberately left out, since it belongs to the installation and not to the content.
_OWN_STATE = {"id", "is_active"}
LEFT_OUT: dict[type[models.Model], set[str]] = {
    EvaluationForm: _OWN_STATE
    | {
        "keeps_library",
        "live",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "live_revision",
        "latest_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
    }
} | {kind.model: _OWN_STATE for kind in LIBRARY}


def kind_of(model: type[models.Model]) -> str:
    """The name of the kind that a chooser or foreign key to ``model`` names. TypeError: none is known."""
    for name, known in _MODELS.items():
        if known is model:
            return name
    raise TypeError(f"The transfer of forms does not know references to {model.__name__}.")


def key_column(kind: str) -> str:
    """The column by which things of this kind are named."""
    return "slug" if kind == PAGES else BY_NAME[kind].key


def primary_keys(kind: str) -> dict[str, int]:
    """Primary keys by key, of all things of this kind."""
    rows = _MODELS[kind].objects.values_list(key_column(kind), "pk")  # type: ignore[attr-defined]
    return dict(rows)


def resolver() -> Callable[[str, str], int | None]:
    """``resolve(kind, key)`` → primary key, None where there is none. One query per kind; to be used at once."""
    known: dict[str, dict[str, int]] = {}

    def resolve(kind: str, key: str) -> int | None:
        if kind not in known:
            known[kind] = primary_keys(kind)
        return known[kind].get(key)

    return resolve
