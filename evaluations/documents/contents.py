"""What stands on the document of an evaluation, and the code on it: for one page and for many documents in a row."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from evaluations import rules
from evaluations.documents.evaluation import Competence, Content
from evaluations.documents.pages import Seal
from evaluations.domain.evaluating.annual import months_of_year
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.feedback import notes_by_leaders
from evaluations.domain.evaluating.performance import performance_of
from evaluations.domain.evaluating.verifying import spelled
from evaluations.models import Evaluation, EvaluationSettings
from forms_config.dynamic_forms import Surroundings, read_only
from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import Area, FilledBy


def content_of(row: Evaluation, reader, settings: EvaluationSettings | None = None) -> Content:
    """All of it that ``reader`` may know; ``settings`` for whoever makes many."""
    settings = settings or EvaluationSettings.load()
    return Content(
        evaluation=row,
        performance=performance_of(row),
        objection=getattr(row, "objection", None),
        feedback=list(notes_by_leaders(row, reader)),
        months=list(months_of_year(row)) if row.is_annual else [],
        competence=competence_of(row, reader),
        legal_basis=settings.legal_basis,
        record_note=settings.record_note,
        printed_at=timezone.now(),
    )


def competence_of(row: Evaluation, reader) -> list[Competence]:
    """The rated competencies, each with the level that the post needs and the gap."""
    current = sheet(row)
    keys = {section.key for section in current.schema.sections if section.area == Area.KOMPETENSI}
    if not keys:
        return []
    around = Surroundings(
        current.schema, current.answers, current.plan_rows, current.figures, current.expectations, {}
    )
    sides = [FilledBy.EMPLOYEE] if rules.can_read_employee_answers(reader, row) else []
    sides += [FilledBy.RATER] if rules.can_read_result(reader, row) else []
    items = (
        item
        for section in read_only(around, sides=sides)
        if section.key in keys
        for line in section.rows
        for item in line.items
    )
    rated = (item for item in items if KINDS[item.kind].has_levels and item.text)
    return [Competence(item.label, item.text, item.required_level, item.gap) for item in rated]


def seal_of(row: Evaluation, absolute: Callable[[str], str]) -> Seal | None:
    """None before it is final. ``absolute`` makes a path an address that a telephone can open."""
    found = getattr(row, "verification", None)
    if found is None:
        return None
    code = spelled(found.code)
    return Seal(code, absolute(reverse("portal:verify_code", args=[code])))
