"""The design system: numbers and dates as people read them, icons, components, contrast and weight."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from evaluations.enums import PlanState, Predikat, Rating, State
from sekin_site.templatetags import sekin

STATIC = Path(sekin.__file__).parent.parent / "static" / "sekin"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
SYMBOLS = {element.get("id") for element in ElementTree.parse(STATIC / "img/icons.svg").getroot()}


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1234.50"), None, "1.234,5"),
        (Decimal("100.00"), None, "100"),
        (1200, None, "1.200"),
        (1234567, None, "1.234.567"),
        (Decimal("0.005"), 2, "0,01"),
        (Decimal("86.5"), 2, "86,50"),
        (-3, None, "-3"),
        (0, None, "0"),
        (None, None, "–"),
    ],
)
def test_numbers_are_written_the_indonesian_way(value, decimals, text):
    assert sekin.angka(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("12.50"), "12.5"), (1200, "1200"), (1 / 3, "0.33"), (0, "0")]
)
def test_numbers_in_drawings_have_a_point(value, text):
    assert Template("{% load sekin %}{{ v|svg_number }}").render(Context({"v": value})) == text


@pytest.mark.parametrize(
    ("value", "total", "text"), [(1, 8, "12.5"), (9, 8, "100"), (3, 0, "0"), (None, 8, "0")]
)
def test_a_share_stays_between_nothing_and_all(value, total, text):
    assert sekin.svg_number(sekin.share(value, total)) == text


def test_moments_are_told_in_the_time_of_bantul():
    at = datetime(2026, 7, 2, 18, 3, tzinfo=UTC)
    assert sekin.waktu(at) == "3 Juli 2026 pukul 01.03"
    assert sekin.tanggal(at) == "3 Juli 2026"
    assert sekin.tanggal_pendek(date(2026, 8, 17)) == "17 Agu 2026"
    assert sekin.tanggal(None) == sekin.waktu(None) == "–"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=15), "15 menit"),
        (timedelta(seconds=61), "2 menit"),
        (timedelta(hours=2), "2 jam"),
        (timedelta(hours=2, minutes=5), "2 jam 5 menit"),
        (timedelta(0), "0 menit"),
    ],
)
def test_a_length_of_time_is_rounded_up_to_minutes(length, text):
    assert sekin.durasi(length) == text


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Drs. Budi Santoso, M.M.", "BS"), ("Siti", "S"), ("dr. H. Agus Tri Wibowo", "AW"), ("", "")],
)
def test_initials_leave_titles_out(name, letters):
    assert sekin.inisial(name) == letters


def test_an_icon_is_decoration_from_our_own_sprite():
    html = Template('{% load sekin %}{% icon "home" "icon--l" %}').render(Context())
    assert html == (
        '<svg class="icon icon--l" aria-hidden="true" focusable="false">'
        '<use href="/static/sekin/img/icons.svg#home"></use></svg>'
    )


def test_every_icon_that_is_named_exists():
    named = {*sekin.BADGE_ICONS.values(), *sekin.TONE_ICONS.values(), "info"}
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        named |= set(re.findall(r'{% icon "([^"]+)"', text)) | set(re.findall(r'icon_name="([^"]+)"', text))
    assert named - SYMBOLS == set()


def test_every_code_has_its_own_icon_and_colour():
    css = (STATIC / "css/components.css").read_text()
    codes = {*State.values, *PlanState.values, *Predikat.values, *Rating.values}
    assert set(sekin.BADGE_ICONS) == codes
    # An evaluation that nobody has touched keeps the neutral look; so does nothing else.
    assert {code for code in codes if f".badge--{code.lower()}" not in css} == {"OPEN"}


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_a_place_in_the_steps(state):
    steps = sekin.workflow_steps(state)
    assert [step.label for step in steps] == ["Mengisi", "Dikirim", "Dinilai", "Disampaikan", "Selesai"]
    assert sum(step.state == "current" for step in steps) == (state != State.FINAL)


def test_steps_before_the_current_one_are_done():
    assert [step.state for step in sekin.workflow_steps("RATED")] == [
        "done",
        "done",
        "current",
        "todo",
        "todo",
    ]
    assert sekin.workflow_steps("RETURNED")[0].note == "Perlu diperbaiki"


# --- Components --------------------------------------------------------------------------------------


class Answer(forms.Form):
    text = forms.CharField(label="Realisasi", help_text="Angkanya juga.")
    rating = forms.ChoiceField(
        label="Rating", widget=forms.RadioSelect, choices=[("MEETS", "Sesuai <Ekspektasi>")]
    )
    sure = forms.BooleanField(label="Benar")
    file = forms.FileField(label="Bukti")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_opens_with_a_comment_and_has_nothing_inline(path):
    text = path.read_text()
    assert text.startswith("{% comment %}\n")
    assert re.findall(r"\s(?:style|on\w+)=|<style|<script|\|safe", text) == []


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("page_header", {"title": "Evaluasi"}, "<h1>Evaluasi</h1>"),
        ("callout", {"text": "Batas besok."}, "callout--info"),
        ("empty_state", {"title": "Kosong"}, "#info"),
        ("card", {"title": "Juli", "url": "/x/"}, 'href="/x/"'),
        ("progress", {"value": Decimal("2.5"), "total": 12, "label": "Terisi"}, 'value="2.5" max="12"'),
        ("task_card", {"title": "Isi", "text": "t", "url": "/", "action": "Mulai"}, "Mulai"),
        ("state_badge", {"state": "DRAFT", "label": "Sedang diisi"}, "badge--draft"),
        ("action_bar", {"label": "Kirim"}, ">Kirim</button>"),
        ("print_button", {}, "Cetak"),
        (
            "bar_chart",
            {"caption": "S", "bars": [{"label": "Baik", "value": 1, "code": "BAIK"}], "total": 8},
            'bar__fill--baik" width="12.5%"',
        ),
    ],
)
def test_a_component_needs_only_its_required_parameters(name, parameters, expected):
    assert expected in render_to_string(f"components/{name}.html", parameters)


def test_a_field_ties_label_hint_and_error_to_its_control():
    form = Answer({})
    html = render_to_string("components/field.html", {"field": form["text"]})
    assert 'id="field-text"' in html
    assert 'for="id_text"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_helptext"' in html
    assert 'id="id_text_error"' in html
    assert "wajib" in html


def test_choices_are_a_group_with_descriptors():
    form = Answer()
    form.fields["rating"].descriptors = {"MEETS": "Target & mutu tercapai."}
    html = render_to_string("components/field.html", {"field": form["rating"]})
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert "Target &amp; mutu tercapai." in html
    assert "Sesuai &lt;Ekspektasi&gt;" in html


def test_the_error_summary_links_to_every_wrong_field():
    html = render_to_string("components/form_errors.html", {"form": Answer({})})
    assert re.findall(r'href="#([^"]+)"', html) == ["field-text", "field-rating", "field-sure", "field-file"]
    assert render_to_string("components/form_errors.html", {"form": Answer()}).strip() == ""


# --- Weight and contrast -----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "limit"), [("css", 43_520), ("js", 31_744)])
def test_the_files_stay_small(kind, limit):
    files = [
        path for path in (STATIC / kind).glob(f"*.{kind}") if path.name != "admin.css"
    ]  # not in the portal
    without_comments = (
        re.sub(r"(?s)/\*.*?\*/", "", path.read_text()) for path in files
    )  # nobody saves at words
    assert 0 < sum(len(text.encode()) for text in without_comments) < limit


def _tokens() -> dict[str, str]:
    found = dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{3,6}|var\(--[\w-]+\));", (STATIC / "css/tokens.css").read_text())
    )
    return {name: found[value[6:-1]] if value.startswith("var") else value for name, value in found.items()}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "mori", 7),
        ("ink-soft", "mori", 4.5),
        ("ink-soft", "mori-200", 4.5),
        ("nila-700", "mori", 4.5),
        ("surface", "nila-800", 4.5),
        ("soga-700", "mori", 4.5),
        ("soga-800", "soga-100", 4.5),
        ("soga-800", "soga-200", 4.5),
        ("surface", "soga-700", 4.5),
        ("good", "good-soft", 4.5),
        ("warn", "warn-soft", 4.5),
        ("bad", "bad-soft", 4.5),
        ("surface", "good", 4.5),
        ("surface", "bad", 4.5),
        ("line-strong", "surface", 3),
        ("line-strong", "mori", 3),
        ("focus", "surface", 3),
        ("focus", "mori-200", 3),
    ],
)
def test_text_and_borders_stand_out_from_their_ground(text, ground, least):
    """WCAG 2.2 AA: 4.5 for text, 3 for the borders of controls and for focus."""
    tokens = _tokens()
    dark, light = sorted((_luminance(tokens[text]), _luminance(tokens[ground])))
    assert (light + 0.05) / (dark + 0.05) >= least
