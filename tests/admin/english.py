"""English that somebody would read or hear on a page of the admin."""

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
    "is", "was", "has", "been", "have", "not", "by", "of", "to", "or", "be", "it", "will", "there", "that",
}  # fmt: skip
HARD_CODED = {
    "Actions",
    "Content types",
}  # in Wagtail's header, for screen readers; where workflows are set up
# Wagtail asks for these words when it is imported, and pytest first imports it in `migrate`, which never translates.
WORDS_OF_IMPORT = re.compile(r"Search|Page|Task type|(Choose( another)?|Edit this) .+")
HIDDEN = ("script", "style")
READ = ("aria-label", "placeholder", "title", "alt", "data-w-progress-active-value")


class Texts(HTMLParser):
    """Collects what somebody reads or hears on a page: text and labels, templates included."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs) -> None:
        self.hidden += tag in HIDDEN
        self.texts += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag) -> None:
        self.hidden -= tag in HIDDEN

    def handle_data(self, data) -> None:
        if not self.hidden:
            self.texts.append(data.strip())


def english_in(html: str) -> list[str]:
    """The texts with at least one English word of the interface."""
    parser = Texts()
    parser.feed(html)
    return [
        text
        for text in parser.texts
        if text not in HARD_CODED
        and not WORDS_OF_IMPORT.fullmatch(text)
        and ENGLISH & set(re.findall(r"[a-z]+", text.lower()))
    ]
