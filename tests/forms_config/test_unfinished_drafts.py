"""Drafts as the editor saves them half-way: preview and sandbox show what there is, and never fail."""

import json
from random import Random

import pytest
from django.template.loader import render_to_string

from forms_config.compiling import compile_form
from forms_config.domain.checking import problems
from forms_config.models import EvaluationForm
from forms_config.models.form import PREVIEW_MODES
from forms_config.sandbox.previewing import preview_context
from forms_config.sandbox.trial import Act, Step, Trial
from sekin_site.templatetags.sekin import drawn
from tests.forms_config.library import make_scale
from tests.schemas import to_read

pytestmark = pytest.mark.django_db

KINDS = (
    *("indicator", "system_figure", "calculated", "long_text", "short_text", "number", "scale", "choice"),
    *("choices", "yes_no", "date", "evidence", "information"),
)
KEYS = ("", "a", "b", "c", "a", "rating")  # blank, known and used twice
TEXTS = ("", "Nama", "“<b>”", "\u200b", "x" * 200)
NUMBERS = (None, "0", "-1", "1", "120", "999999999999999", "0.000001")
FORMULAS = (
    "",
    "a",
    "a /",
    "1/0",
    "b + hilang",
    "if(",
    "sum(bagian.a)",
    "a + a * c - 1",
    "((((",
    "😀",
    "a = 'x'",
)


def draft(seed: int, scale_pk: int) -> EvaluationForm:
    """Always the same draft for a seed: blocks of any kind, in which anything may be missing or half."""
    pick = Random(seed)
    sections = [_section(pick, scale_pk) for _ in range(pick.randint(1, 4))]
    title = pick.choice(TEXTS[:4])
    return EvaluationForm(key="coba", title=title, sections=json.dumps(sections), live=False)


def _some(pick: Random, **values: object) -> dict[str, object]:
    """Some of the values, since older drafts lack what blocks learned later."""
    return {name: value for name, value in values.items() if pick.random() < 0.75}


def _section(pick: Random, scale_pk: int) -> dict[str, object]:
    value = _some(
        pick,
        label=pick.choice(TEXTS),
        key=pick.choice(("", "bagian", "bagian")),
        area=pick.choice(("general", "hasil_kerja", "perilaku", "kompetensi")),
        min_rows=pick.choice((None, 0, 3)),
        max_rows=pick.choice((None, 1, 2)),
        layout=pick.choice(("cards", "table")),
        row_label=pick.choice(TEXTS),
        overall=[_some(pick, label=pick.choice(TEXTS), scale=pick.choice((None, scale_pk)), key="rating")],
        visible_if=_visible_if(pick),
    )
    value["fields"] = [_field(pick, scale_pk) for _ in range(pick.randint(0, 6))]
    return {"type": pick.choice(("section", "plan_rows", "free_rows")), "value": value}


def _field(pick: Random, scale_pk: int) -> dict[str, object]:
    value = _some(
        pick,
        label=pick.choice(TEXTS),
        key=pick.choice(KEYS),
        filled_by=pick.choice(("employee", "rater")),
        required=pick.random() < 0.5,
        scale=pick.choice((None, scale_pk, 99999)),
        indicator=pick.choice((None, 99999)),
        choices=pick.choice(([], [{"label": ""}], [{"label": "A", "key": "p"}, {"label": "B", "key": "p"}])),
        formula=pick.choice(FORMULAS),
        source=pick.choice(("", "attendance.late_minutes", "last.predikat", "hilang")),
        minimum=pick.choice(NUMBERS),
        maximum=pick.choice(NUMBERS),
        decimals=pick.choice((None, 0, 6)),
        max_length=pick.choice((None, 1)),
        max_files=pick.choice((None, 1)),
        extensions=pick.choice(([], ["pdf"], ["xlsx", "jpg"])),
        not_applicable=pick.choice(("refused", "left_out", "zero", "full")),
        required_level=pick.choice(("", "MEETS", "HILANG")),
        required_levels=[_some(pick, post=pick.choice(("", "PELAKSANA")), level=pick.choice(("", "ABOVE")))],
        demand=_some(
            pick,
            kind=pick.choice(("", "extreme", "score_at_least")),
            field=pick.choice(KEYS),
            score=pick.choice(NUMBERS),
        ),
        scoring=_some(
            pick,
            kind=pick.choice(("", "value", "achievement")),
            scored=pick.random() < 0.5,
            weight=pick.choice(NUMBERS),
            target=pick.choice(NUMBERS),
            cap=pick.choice(NUMBERS),
            bands=[_some(pick, minimum=pick.choice(NUMBERS), score=pick.choice(NUMBERS))],
        ),
        visible_if=_visible_if(pick),
    )
    return {"type": pick.choice(KINDS), "value": value}


def _visible_if(pick: Random) -> dict[str, object]:
    condition = _some(
        pick,
        field=pick.choice(KEYS),
        operator=pick.choice(("", "equals", "one_of", "at_least", "is_empty")),
        values=pick.choice(("", ",", "MEETS", "yes", "1,5", "@na")),
    )
    return {
        "match": pick.choice(("", "all", "any")),
        "conditions": pick.choice(([], [condition], [condition] * 2)),
    }


@pytest.mark.parametrize("seed", range(60))
def test_any_unfinished_draft_is_previewed_and_walked_to_its_result(seed):
    form = draft(seed, make_scale().pk)
    found = problems(form)
    schema = compile_form(form)

    for mode, _ in PREVIEW_MODES:
        render_to_string("forms_config/preview.html", preview_context(schema, mode, found))
    trial = Trial(schema)
    for action in (Act.FILL, Act.SKIP, Act.FILL, Act.SKIP):
        drawn("forms/sheet.html", sections=trial.sections, max_bytes="")
        data = {"_jawaban": trial.state, "_langkah": trial.step.value, "_tombol": action}
        trial = Trial(schema, data)
    assert trial.step == Step.RESULT
    render_to_string("components/explanation.html", {"steps": trial.outcome.trace})
    drawn("forms/sheet.html", sections=to_read(schema, trial.answers), max_bytes="")
