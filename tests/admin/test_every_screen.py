"""No English on any screen under /kelola/, titles, labels and words of scripts included, whoever opens it."""

import polib
import pytest
from django.apps import apps
from django.test import Client
from django.utils.translation.trans_real import DjangoTranslation

from tests.admin.english import english_in, unkind_in
from tests.site.addresses import World, addresses

ON_PURPOSE = {"kelola/failwhale/"}  # fails, so that operators can see its 500
# Indonesian says the same, or nobody ever sees it.
SAME_IN_BOTH = {
    "%(field_label)s:", "%(related_model_name)s %(field_label)s", "%(status_display)s %(task_name)s %(started_at)s",
    "%(time_zone_option)s: %(localized_time_zone_label)s", "Alias", "Email", "Format", "ID", "hostname",
    "Status", "Status ", "Status %(status)s", "Status: ", "Tag", "URL", "port", "status", "tag",
}  # fmt: skip
# Of what is switched off here: several languages, Wagtail's own news, its API, its cache.
SWITCHED_OFF = ("translat", "Wagtail ", "Your version: ", "Don't worry, we've got your back.")


def html_of(answer) -> str:
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200 or answer.streaming:
        return ""
    if kind.startswith("application/json"):
        told = answer.json()
        return told.get("html") or "" if isinstance(told, dict) else ""
    return answer.content.decode() if kind.startswith("text/html") else ""


def screens(client: Client, world: World):
    for address in addresses(world):
        if address.route.startswith("kelola/") and address.route not in ON_PURPOSE:
            yield address.route, address.path, html_of(client.get(address.path))


@pytest.mark.parametrize("role", ["BKPSDM", "superadmin", "drafter"])
def test_no_screen_has_english_words_or_says_you_unkindly(db, role):
    world = World()
    client = world.visitors()[role].client
    seen, found = 0, {}
    for route, _, html in screens(client, world):
        seen += html != ""
        if wrong := english_in(html) + unkind_in(html):
            found[route] = wrong
    assert found == {}
    assert seen > 60


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_whatever_wagtail_says_has_an_indonesian_translation(domain):
    """Messages after an act, dialogs and scripts too, which no page shows at first."""
    ours = DjangoTranslation("id", domain=domain)
    english = set()
    for app in apps.get_app_configs():
        for entry in _entries(app.path, domain):
            name = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
            said = ours.ngettext(name, entry.msgid_plural, 2) if entry.msgid_plural else ours.gettext(name)
            if said in (entry.msgid, entry.msgid_plural, name):
                english.add(entry.msgid)
    unexcused = {one for one in english - SAME_IN_BOTH if not any(word in one for word in SWITCHED_OFF)}
    assert unexcused == set()


def _entries(path: str, domain: str) -> list[polib.POEntry]:
    file = f"{path}/locale/en/LC_MESSAGES/{domain}.po"
    if "wagtail" not in path:
        return []
    try:
        return [entry for entry in polib.pofile(file) if entry.msgid]
    except OSError:  # without words of its own
        return []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_translation_says_you_kindly(domain):
    catalog = DjangoTranslation("id", domain=domain)._catalog
    said = [catalog[name] for name in catalog.keys() if name]  # noqa: SIM118  no mapping
    assert unkind_in("<p>".join(said)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<title>Akun - Wagtail</title>",
        '<p title="Edit this">Judul</p>',
        "<th>Username</th>",
        '<input type="submit" value="Search pages">',
        '<svg><title id="x">True</title></svg>',
        '<i aria-label="Sort by role"></i>',
        '<input placeholder="Email address">',
        """<div data-block='{"label": "Choose another skala"}'></div>""",
        '<script type="application/json">{"STRINGS": ["All pages selected"]}</script>',
        "<td>Moderators approval</td>",
        "<a>Root</a>",
        "<p>Editors</p>",
        "<p>Dikirim a minute ago</p>",
    ],
)
def test_english_would_be_found(html):
    assert len(english_in(html)) == 1
    assert unkind_in("<p>Apakah anda yakin?</p>") == ["Apakah anda yakin?"]


def test_words_of_scripts_and_of_both_languages_pass():
    assert english_in('<script>the page</script><p class="page">Status: Terbit</p><b>Email</b>') == []
