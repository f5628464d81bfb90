"""The environment of ``templates/forms/``, which Jinja2 draws.

A form is hundreds of small pieces, and Django's templates need three times as long for them. The pages around are
Django's; ``{% drawn %}`` puts one into the other.
"""

from typing import Any

from django.template.defaultfilters import filesizeformat
from jinja2 import Environment, StrictUndefined

from sekin_site.templatetags.sekin import icon


def environment(**options: Any) -> Environment:
    """A name that is not there fails, as in the tests of all other templates."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.globals["icon"] = icon
    made.filters["filesizeformat"] = filesizeformat
    return made
