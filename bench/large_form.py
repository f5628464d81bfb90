"""P14, P16: a form of sixty items in eight sections, in the officer's editor and in front of the employee."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.filling import expect
from bench.questions import SCALE, form_schema, questions
from bench.report import Row
from bench.timing import Target, medians
from bench.world import World
from forms_config import dynamic_forms
from forms_config.dynamic_forms import Surroundings
from forms_config.engine.schema import FilledBy, FormSchema, Section, SectionKind
from forms_config.models import EvaluationForm, Indicator, RatingScale, ScaleLevel
from sekin_site.templatetags.sekin import drawn
from tests import build

ITEMS, FEW, SECTIONS = 60, 15, 8
SIZE = f"{ITEMS} items in {SECTIONS} sections"
EDITOR_MS, FORM_MS = 2000, 60


class Editor:
    """The page on which an officer edits a draft whose items all come from the indicator library."""

    def __init__(self, world: World):
        self.client = Client()
        self.client.force_login(world.cast.bkpsdm)
        self.scale = RatingScale(key=SCALE.key, name=SCALE.label)
        self.scale.levels = [
            ScaleLevel(key=level.key, label=level.label, value=level.value, sort_order=number)
            for number, level in enumerate(SCALE.levels)
        ]
        self.scale.save()

    def home(self) -> None:
        expect(self.client.get(reverse("wagtailadmin_home")), 200)

    def page_of(self, items: int) -> Target:
        """The editor of a new draft with so many items."""
        name = EvaluationForm.snippet_viewset.get_url_name("edit")
        url = reverse(name, args=[self._draft(items).pk])
        return Target(lambda: expect(self.client.get(url), 200))

    def _draft(self, items: int) -> EvaluationForm:
        indicators = [
            Indicator.objects.create(code=f"uji_{items}_{n}", name=f"Indikator {n}", scale=self.scale)
            for n in range(items)
        ]
        blocks = [
            {"type": "indicator", "value": {"key": one.code, "indicator": one.pk, "required": True}}
            for one in indicators
        ]
        sections = [
            {"type": "section", "value": {"label": f"Bagian {n}", "fields": blocks[n::SECTIONS]}}
            for n in range(SECTIONS)
        ]
        form = EvaluationForm(key=f"besar_{items}", title="Formulir besar", sections=json.dumps(sections))
        form.live = False
        form.save()
        form.save_revision()
        return form


def large_schema(items: int = ITEMS, sections: int = SECTIONS) -> FormSchema:
    """The usual mix of questions, spread over sections."""
    whole = form_schema(questions(items))
    fields = whole.sections[0].fields
    parts = tuple(
        Section(f"bagian_{n}", f"Bagian {n}", SectionKind.PLAIN, fields=fields[n::sections])
        for n in range(sections)
    )
    return replace(whole, key="besar", sections=parts)


def draw(schema: FormSchema) -> str:
    """The dynamic form itself, from the schema to its HTML, every question answered."""
    answers = {question.key: question.answer for question in questions(ITEMS)}
    form = dynamic_forms.build(Surroundings(schema, answers), filled_by=FilledBy.EMPLOYEE)
    return drawn("forms/sheet.html", sections=form.sections, max_bytes=1)


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table."""
    editor, schema = Editor(world), large_schema()
    large, small = editor.page_of(ITEMS), editor.page_of(FEW)
    evaluation = world.cast.evaluation(world.period, version=build.make_form_version(schema))
    employee, url = world.employee(), reverse("portal:fill_whole", args=[evaluation.pk])
    page = Target(lambda: expect(employee.get(url), 200))
    few = max(rounds // 4, 1)
    edited, home = medians([large, Target(editor.home)], few)
    yield Row("P14", f"editor, {SIZE}", edited, 4.5, 3.5, home, "admin home")
    more = statements(large) - statements(small)
    yield Row("P14", f"statements more in it for {ITEMS} items than for {FEW}", more, 0, 0)
    # What the server works, not what it waits for others.
    [spent] = medians([large], few, clock=time.process_time)
    yield Row("P16", f"editor, {SIZE}: CPU ms", round(spent), EDITOR_MS, EDITOR_MS / 2)
    spent, shown = medians([Target(lambda: draw(schema)), page], rounds, clock=time.process_time)
    yield Row("P16", f"form, {SIZE}: CPU ms", round(spent), FORM_MS, FORM_MS / 2)
    yield Row("P16", "statements of that form", statements(Target(lambda: draw(schema))), 3, 0)
    yield Row("P16", "its whole page: CPU ms", round(shown), 2 * FORM_MS, FORM_MS)
    yield Row("P16", "statements of its whole page", statements(page), 10, 8)


def statements(target: Target) -> int:
    """What the database is asked once everything that is cached is there."""
    target.run()
    with CaptureQueriesContext(connection) as captured:
        target.run()
    return len(captured)
