"""The sections of a form as a page, and what a browser without JavaScript makes of it."""

from html.parser import HTMLParser

from sekin_site.templatetags.sekin import drawn


def draw(sections, **context) -> str:
    return drawn("forms/sheet.html", **{"sections": sections, "max_bytes": None} | context)


class Browser(HTMLParser):
    """What a browser without JavaScript would send back from a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.tags: list[str] = []
        self.area = self.select = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append(tag)
        self.ids.add(found.get("id", ""))
        if tag == "textarea":
            self.area, self.text = found["name"], ""
        elif tag == "select":
            self.select = found["name"]
        elif tag == "option" and "selected" in found:
            self.send(self.select, found["value"])
        elif tag == "input" and self.is_sent(found):
            self.send(found["name"], found["value"])

    @staticmethod
    def is_sent(attributes) -> bool:
        is_box = attributes["type"] in ("radio", "checkbox")
        return attributes["type"] != "file" and (not is_box or "checked" in attributes)

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.send(self.area, self.text.removeprefix("\n"))
            self.area = None

    def send(self, name, value):
        self.sent.setdefault(name, []).append(value)
