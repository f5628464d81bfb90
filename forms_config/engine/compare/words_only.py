"""Only the words of a change: what was corrected by hand, on top of a form that stays as it was published."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..schema import FormSchema


def with_words(published: FormSchema, before: FormSchema, after: FormSchema) -> FormSchema:
    """``published`` with whatever differs from ``before`` to ``after``, and nothing of what differs between
    ``published`` and ``before``. For an edit that ``is_wording_only`` allows: parts are paired by key, none added.
    """
    merged: FormSchema = _merged(published, before, after)
    return merged


def _merged(published: Any, before: Any, after: Any) -> Any:
    if before == after:
        return published
    if is_dataclass(after) and not isinstance(after, type) and type(published) is type(before) is type(after):
        names = [one.name for one in fields(after)]
        return replace(
            published,
            **{name: _merged(*(getattr(one, name) for one in (published, before, after))) for name in names},
        )
    if isinstance(published, tuple) and all(hasattr(one, "key") for one in (*published, *before, *after)):
        old, new = ({one.key: one for one in side} for side in (before, after))
        return tuple(
            _merged(one, old[one.key], new[one.key]) if one.key in old and one.key in new else one
            for one in published
        )
    return after
