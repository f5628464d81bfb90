"""Our own Indonesian for the screens of Wagtail that officers meet."""

from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override

FOLDER = Path(__file__).parent.parent.parent / "locale" / "id" / "LC_MESSAGES"


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_compiled_file_says_what_the_source_says(name):
    source, compiled = polib.pofile(FOLDER / f"{name}.po"), polib.mofile(FOLDER / f"{name}.mo")
    assert {entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in source} == {
        entry.msgid: (entry.msgstr, entry.msgstr_plural) for entry in compiled
    }


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_every_placeholder_survives_the_translation(name):
    for entry in polib.pofile(FOLDER / f"{name}.po"):
        texts = [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values()
        for text in texts:
            assert set(placeholders(text)) <= set(placeholders(entry.msgid_plural or entry.msgid)), (
                entry.msgid
            )


def placeholders(text: str) -> list[str]:
    return [part.split(")")[0] for part in text.split("%(")[1:]]


def test_it_wins_over_wagtail():
    with override("id"):
        assert gettext("Save draft") == "Simpan draf"
