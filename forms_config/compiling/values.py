"""What blocks refer to, as the schema names it."""

from typing import Any

from forms_config.models import RatingScale


def key_of(scale: RatingScale | None) -> str:
    return scale.key if scale else ""


def slug_of(page: Any) -> str:
    return page.slug if page else ""


def lines(written: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in written.splitlines() if line.strip())
