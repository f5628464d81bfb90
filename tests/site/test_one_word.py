"""One word for password everywhere: "kata sandi"."""

import re
from pathlib import Path

from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.trans_real import DjangoTranslation

ROOT = Path(settings.BASE_DIR)
OTHER_WORDS = re.compile(r"(?<!kata )\bsandi(?:nya|mu)?\b|\bpasswords?\b|\bkata kunci masuk\b", re.IGNORECASE)
# Text between quotes that ends like a sentence or stands as a label: what people may read in code.
LITERAL = re.compile(r'"([^"\n]*)"')


def test_every_translation_that_an_officer_may_meet_says_kata_sandi():
    catalogue = DjangoTranslation("id")._catalog
    said: dict = {}
    for part in catalogue._catalogs:
        for key, text in part.items():
            said.setdefault(key, text)
    assert said["Forgotten password?"] == "Lupa kata sandi?"
    assert {
        key: text for key, text in said.items() if isinstance(text, str) and OTHER_WORDS.search(text)
    } == {}


def test_every_template_says_kata_sandi():
    pages = list((ROOT / "templates").rglob("*.html"))
    assert len(pages) > 100
    found = {page.name: OTHER_WORDS.findall(_words_of(page)) for page in pages}
    assert {name: words for name, words in found.items() if words} == {}


def _words_of(page: Path) -> str:
    """What stands on the page itself, without tags, variables, comments and attributes of code."""
    source = re.sub(r"(?s)\{% comment %\}.*?\{% endcomment %\}", "", page.read_text())
    text = " ".join(
        token.contents for token in Lexer(source).tokenize() if token.token_type == TokenType.TEXT
    )
    text = re.sub(r'(?:type|name|id|for|autocomplete|href|action)="[^"]*"', "", text)
    return " ".join(text.split())


def test_every_indonesian_sentence_in_the_code_says_kata_sandi():
    """A sentence is recognised by a word that English does not have."""
    indonesian = re.compile(r"\b(yang|tidak|atau|dan|untuk|Anda|dengan|baru|sudah|belum|harus)\b")
    modules = [
        path for app in ("evaluations", "forms_config", "sekin_site") for path in (ROOT / app).rglob("*.py")
    ]
    texts = [(path.name, text) for path in modules for text in LITERAL.findall(path.read_text())]
    assert len(texts) > 1000
    found = [(name, text) for name, text in texts if indonesian.search(text) and OTHER_WORDS.search(text)]
    assert found == []


def test_guidance_that_ships_says_kata_sandi():
    assert OTHER_WORDS.findall((ROOT / "forms_config/official/guidance.json").read_text()) == []
