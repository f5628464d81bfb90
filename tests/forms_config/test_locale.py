"""Our own Indonesian for the screens of Wagtail that officers meet."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
import wagtail
from django.utils.translation import gettext, override
from django.utils.translation.trans_real import DjangoTranslation

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


# --- All of it --------------------------------------------------------------------------------------
APPS = (
    "admin", "", "snippets", "documents", "images", "users", "sites", "contrib/settings",
    "contrib/typed_table_block",
)  # fmt: skip
# Names of apps, news about Wagtail's own versions, and sites in several languages: all switched off here.
NEVER_SHOWN = re.compile(
    r"Wagtail (API|core|frontend|routable|sitemaps)|.*(translation|Wagtail Editor Guide|New version:)"
)


def texts_of_wagtail(domain: str) -> Iterator[polib.POEntry]:
    for app in APPS:
        source = Path(wagtail.__file__).parent / app / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if source.exists():
            yield from (entry for entry in polib.pofile(source) if not entry.obsolete)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_text_of_the_admin_is_left_without_indonesian(domain):
    known = DjangoTranslation("id", domain=domain)

    def is_known(entry: polib.POEntry) -> bool:
        name = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        return bool(known._catalog.get((name, 0) if entry.msgid_plural else name))

    missing = [entry.msgid for entry in texts_of_wagtail(domain) if not is_known(entry)]
    assert [text for text in missing if not NEVER_SHOWN.match(text)] == []
