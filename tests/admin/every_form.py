"""Every form, filter and block with which officers work in the admin."""

from collections.abc import Iterator

from django import forms
from django.urls import get_resolver
from django_filters import FilterSet
from django_filters.filters import Filter
from wagtail.admin.viewsets import viewsets
from wagtail.blocks import FieldBlock, StructBlock
from wagtail.models import get_page_models

NOT_ADMIN = ("django.contrib.", "evaluations.portal.", "evaluations.filters")
OF_FILTERS = "FilterSetForm."  # the form that a set of filters makes for itself: looked at as its filters


def fields_of_forms() -> dict[str, forms.Field]:
    """By form and name, of all forms whose fields do not depend on a request."""
    assert get_resolver().url_patterns  # imports every screen
    _make_forms_of_models()
    return _ours(
        (form, name, field)
        for form in _below(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
    )


def filters() -> dict[str, Filter]:
    """By set and name."""
    return _ours(
        (found, name, one) for found in _below(FilterSet) for name, one in found.base_filters.items()
    )


def fields_of_blocks() -> dict[str, forms.Field]:
    """By block and name, of everything that stands in an editor of blocks."""
    return _ours(
        (block, name, one.field)
        for block in _below(StructBlock)
        for name, one in block.base_blocks.items()
        if isinstance(one, FieldBlock)
    )


def _ours(found: Iterator[tuple]) -> dict:
    named = {f"{where.__module__}.{where.__name__}.{name}": one for where, name, one in found}
    return {
        name: one for name, one in named.items() if not name.startswith(NOT_ADMIN) and OF_FILTERS not in name
    }


def _make_forms_of_models() -> None:
    for viewset in viewsets.viewsets:
        if handler := getattr(viewset, "_edit_handler", None):
            handler.get_form_class()
    for page in get_page_models():
        page.get_edit_handler().get_form_class()


def _below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)
