"""The guard over template variables itself: it notices what is missing in our templates, and only there."""

from types import SimpleNamespace

import pytest
from django.forms import CharField
from django.template import Context, Origin, Template

from tests.strict_templates import OURS, slips

GIVEN = {
    "thing": SimpleNamespace(name="Siti", nothing=None),
    "words": {"a": "b"},
    "none": None,
    "field": CharField(),
    "empty": "",
}


def slips_in(source: str, *, file: str = f"{OURS}portal/page.html") -> list[str]:
    Template(source, origin=Origin(name=file)).render(Context(GIVEN))
    found = slips.copy()
    slips.clear()
    return found


@pytest.mark.parametrize(
    "source",
    [
        "{{ thign }}",
        "{{ thing.nme }}",
        "{{ thing.nme|upper }}",
        '{{ thing.nme|date:"j M" }}',
        "{{ none.name }}",
        "{% with x=thing.nme %}{% endwith %}",
        "{% if thign %}{% endif %}",
        '{% if thing.nme == "a" %}{% endif %}',
        "{% if not thign.name %}{% endif %}",
        "{% for one in thigns %}{% endfor %}",
        "{% for one in thing.nmes %}{% endfor %}",
    ],
)
def test_what_nobody_gives_is_noticed_wherever_it_stands(source):
    assert len(slips_in(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "{{ thing.name|upper }}{{ words.a }}",
        '{{ words.c|default:"–" }}',
        "{% if words.c or none.name or thing.nothing.name or empty.name %}{% endif %}",
        "{% if field.descriptors %}{% endif %}",
        "{% for one in words.c %}{% endfor %}",
    ],
)
def test_what_may_be_missing_is_asked_for(source):
    assert slips_in(source) == []


def test_parameters_of_components_may_be_left_out_but_not_shown():
    assert slips_in("{% if lead %}{% endif %}", file=f"{OURS}components/page_header.html") == []
    assert len(slips_in("{{ lead }}", file=f"{OURS}components/page_header.html")) == 1


def test_other_peoples_templates_may_do_without():
    assert slips_in("{{ thign }}", file="/elsewhere/wagtailadmin/base.html") == []
