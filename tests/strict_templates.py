"""In tests a name that a template of ours uses and nobody gives is an error, not an empty place on the page.

Each expression knows the file in which it stands, so that our blocks inside Wagtail's pages are held to it and
Wagtail's own templates, which rely on empty places, are not.
"""

from collections.abc import Mapping

from django.conf import settings
from django.forms import Field
from django.template import base
from django.template.base import FilterExpression, Parser, Variable, VariableDoesNotExist
from django.template.context import Context
from django.template.defaultfilters import default

OURS = f"{settings.BASE_DIR / 'templates'}/"
# Their parameters may be left out, and error pages have no navigation; ``{% if %}`` asks whether they were given.
WITHOUT_ALL = ("components/", "base.html")

slips: list[str] = []  # of the test that runs


class StrictExpression(FilterExpression):
    """``{{ a.b|filter }}`` and each part of a tag. Written down, not raised: ``{% if %}`` swallows what is raised."""

    __slots__ = ("template",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        file = str(parser.origin.name) if parser.origin else ""
        self.template = file.removeprefix(OURS) if file.startswith(OURS) else None

    def resolve(self, context: Context, ignore_failures: bool = False) -> object:
        if self.template is None or not self.is_var:
            return super().resolve(context, ignore_failures)
        try:
            value = self.var.resolve(context)
        except VariableDoesNotExist:
            if not self._may_miss(context, ignore_failures):
                slips.append(f"{self.template}: {self.token}")
            return super().resolve(context, ignore_failures)
        return _filtered(value, self, context) if self.filters else value

    def _may_miss(self, context: Context, is_asked: bool) -> bool:
        """``default`` says what stands there else; ``{% if %}`` and ``{% for %}`` may ask of nothing and of keys."""
        if self.filters and self.filters[0][0] is default:
            return True
        if not is_asked:
            return False
        *before, _ = self.var.lookups or ("",)
        try:
            owner = Variable(".".join(before)).resolve(context) if before else None
        except VariableDoesNotExist:
            before = []
        if not before:
            return self.template.startswith(WITHOUT_ALL)
        return owner in (None, "") or isinstance(owner, Mapping | Field)


def _filtered(value: object, expression: FilterExpression, context: Context) -> object:
    """Through the filters without asking for the value a second time, which would be a second query."""
    found = FilterExpression.__new__(FilterExpression)
    found.token, found.filters, found.var, found.is_var = expression.token, expression.filters, value, False
    return found.resolve(context)


def install() -> None:
    """Before any template is compiled; compiled ones are kept for the whole run."""
    base.FilterExpression = StrictExpression
