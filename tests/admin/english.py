"""English that somebody would read or hear on a page of the admin."""

import json
import re
from html.parser import HTMLParser

# Words of Wagtail's interface that are no Indonesian words.
ENGLISH = {
    "the", "and", "this", "you", "your", "are", "with", "from", "for", "any", "all", "new", "add", "edit",
    "delete", "save", "search", "page", "pages", "view", "show", "select", "history", "more", "actions",
    "published", "unpublish", "publish", "locked", "unlock", "close", "filters", "apply", "user", "users",
    "action", "title", "choose", "image", "images", "document", "documents", "create", "update", "usage",
    "settings", "account", "reports", "sort", "section", "toggle", "content", "preview", "comments",
    "checks", "visibility", "schedule", "saved", "unsaved", "changes", "references", "warnings", "issues",
    "workflow", "workflows", "moderation", "task", "tasks", "approve", "approved", "reject", "rejected",
    "request", "requested", "submit", "submitted", "resubmit", "cancel", "cancelled", "review", "reviewers",
    "compare", "comparing", "revision", "version", "lock", "live", "started", "completed", "used", "item",
    "root", "role", "roles", "username", "editors", "moderators", "approval", "wagtail", "welcome", "site", "sites",
    "can", "own", "default", "true", "false", "none", "choosers", "collection", "group", "groups", "permission",
    "name", "type", "types", "text", "body", "subject", "address", "phone", "link", "decorative", "another",
    "ago", "now", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks",
    "month", "months", "today", "yesterday", "yes", "date", "time", "loading", "error", "unknown",
    "is", "was", "has", "been", "have", "not", "by", "of", "to", "or", "be", "it", "will", "there", "that",
}  # fmt: skip
HARD_CODED = {
    "Actions",  # for screen readers, see indonesian.js
    "None",  # in a counter that stays hidden
    "Search",  # on a hidden button, see indonesian.js
    "Task type",  # in a dialog where superadmins set up the way of approval
}
# What runs here, names of models, random signs, and the heading that a file of another program has.
NO_WORDS = re.compile(r"Wagtail v[0-9.]+|api-[0-9a-f]+|[a-z_]+\.[a-z_]+|[A-Z]+|\w{30,}|.+ \([a-z_]+\)")
HIDDEN = ("script", "style")
READ = ("aria-label", "aria-description", "placeholder", "title", "label", "data-w-tooltip-content-value",
        "data-w-progress-active-value")  # fmt: skip
BUTTONS = ("submit", "button", "reset")


class Texts(HTMLParser):
    """Collects what somebody reads or hears on a page: its title, text and labels, templates included.

    Also the words that a page gives to its scripts, for choosers, blocks, the menu and the side panels, as JSON.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0
        self.is_json = False

    def handle_starttag(self, tag, attrs) -> None:
        self.hidden += tag in HIDDEN
        given = {name: value for name, value in attrs if value}
        self.is_json = given.get("type") == "application/json"
        self.texts += [value for name, value in given.items() if name in READ]
        if tag == "input" and given.get("type") in BUTTONS:
            self.texts.append(given.get("value", ""))
        for value in given.values():
            if value.startswith(("{", "[")):
                self.of_json(value)

    def handle_endtag(self, tag) -> None:
        self.hidden -= tag in HIDDEN

    def handle_data(self, data) -> None:
        if not self.hidden:
            self.texts.append(data.strip())
        elif self.is_json:
            self.of_json(data)

    def of_json(self, text: str) -> None:
        try:
            waiting = [json.loads(text)]
        except ValueError:  # a template of an address, say
            return
        while waiting:
            match waiting.pop():
                case dict() as found:
                    waiting += found.values()
                case list() as found:
                    waiting += found
                case str() as found if "<" in found:
                    self.texts += texts_of(found)
                case str() as found if found[:1].isupper():  # the others are names, classes and addresses
                    self.texts.append(found)


def texts_of(html: str) -> list[str]:
    parser = Texts()
    parser.feed(html)
    return parser.texts


def english_in(html: str) -> list[str]:
    """The texts with at least one English word of the interface."""
    said = [text for text in texts_of(html) if text not in HARD_CODED and not NO_WORDS.fullmatch(text)]
    return [text for text in said if ENGLISH & set(re.findall(r"[a-z]+", text.lower()))]


def unkind_in(html: str) -> list[str]:
    """The texts that speak to somebody otherwise than as "Anda"."""
    return [text for text in texts_of(html) if re.search(r"\b(anda|[Kk]amu)\b", text)]
