"""While something is still being counted nobody reads a zero: an ellipsis stands there, and a bar without a value."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import CodeAudience, CodeBatchState, ImportKind, ImportState
from evaluations.models import CodeBatch, ImportBatch
from tests.site.test_css_classes import PAGES

# What a script fills in, or a bar that it moves, with a number written into the template.
ZERO = re.compile(r"""data-number="[^"]*"[^>]*>\s*\d|<progress[^>]*value="\d""")


def test_no_template_writes_a_number_where_a_script_will_count():
    assert {name for name, text in PAGES.items() if ZERO.search(text)} == set()
    assert ZERO.search('<dd data-number="opened">\n 0')
    assert ZERO.search('<progress max="1" value="0">')


def file_that_is_read(officer):
    batch = ImportBatch.objects.create(
        kind=ImportKind.EMPLOYEES, state=ImportState.READING, file_name="a.xlsx", heard_at=timezone.now()
    )
    return reverse("imports:batch", args=[batch.pk]), "Berkas mulai dibaca …"


def codes_that_are_made(officer):
    now = timezone.now()
    batch = CodeBatch.objects.create(
        audience=CodeAudience.ALL, state=CodeBatchState.MAKING, total=7, created_by=officer, created_at=now,
        valid_until=now + timedelta(days=7), kept_until=now + timedelta(days=1),
    )  # fmt: skip
    return reverse("accounts:batch", args=[batch.pk]), "7 kode mulai dibuat …"


@pytest.mark.parametrize("begun", [file_that_is_read, codes_that_are_made])
def test_work_that_has_just_begun_says_so(cast, login, begun):
    address, sentence = begun(cast.bkpsdm)
    html = login(cast.bkpsdm).get(address).content.decode()
    assert sentence in html
    assert not re.search(r"\b0 (baris|dari)\b", html)
