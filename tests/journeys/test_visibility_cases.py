"""The browser's half of the table that ``visibility.py`` and ``reveal.js`` share: the same answers show the same."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.forms_config.pages import draw
from tests.visibility_cases import CASES

# The database only for ``contents_are_kept`` in conftest.py.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SCRIPT = Path(settings.BASE_DIR, "sekin_site/static/sekin/js/reveal.js")
BIND = """async (source) => {
  const script = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  script.bindReveal(document);
}"""
TYPE = """(everything) => [...document.forms].map((form, number) => {
  for (const [name, value] of Object.entries(everything[number])) {
    for (const input of form.querySelectorAll(`[name="${name}"]`)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked = [value].flat().includes(input.value);
      else input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  const shown = [...form.querySelectorAll("[id^=field-]")].filter((field) => !field.closest("[hidden]"));
  return shown.map((field) => field.id.replace("field-", ""));
})"""


def test_the_browser_shows_what_the_table_says(browser):
    page = browser.new_page()
    forms = [f"<form>{draw(case.form().sections)}</form>" for case in CASES]
    page.set_content("".join(forms), wait_until="domcontentloaded")
    page.evaluate(BIND, SCRIPT.read_text())
    shown = page.evaluate(TYPE, [case.typed for case in CASES])
    page.close()
    found = {case.about: names & case.names for case, names in zip(CASES, map(set, shown), strict=True)}
    assert found == {case.about: case.shown for case in CASES}
