"""From an evaluation to what ``dynamic_forms`` draws: answers, plan, figures, expectations, files."""

from collections.abc import Iterable

from django.urls import reverse

from evaluations import rules
from evaluations.domain.evaluating.answers import Sheet
from evaluations.models import Evaluation, Evidence
from forms_config import dynamic_forms
from forms_config.dynamic_forms import EvidenceFile, Item, SectionView, Surroundings
from forms_config.engine.kinds import KINDS
from forms_config.engine.schema import Area, FilledBy


def evidence_file(evidence: Evidence) -> EvidenceFile:
    """The file as forms name it; its address checks permission by itself."""
    return EvidenceFile(
        evidence.pk, evidence.name, evidence.size, reverse("portal:evidence", args=[evidence.pk])
    )


def surroundings(sheet: Sheet, evidence: Iterable[Evidence]) -> Surroundings:
    """What ``dynamic_forms`` draws the form of an evaluation from."""
    return Surroundings(
        sheet.schema,
        sheet.answers,
        sheet.plan_rows,
        sheet.figures,
        sheet.expectations,
        {row.pk: evidence_file(row) for row in evidence},
    )


def readable_sections(user, evaluation: Evaluation, sheet: Sheet) -> tuple[SectionView, ...]:
    """Plan and expectations always; the answers of each side only as far as the reader may see them."""
    reads_report = rules.can_read_employee_answers(user, evaluation)
    allowed = {FilledBy.EMPLOYEE: reads_report, FilledBy.RATER: rules.can_read_result(user, evaluation)}
    return dynamic_forms.read_only(
        surroundings(sheet, evaluation.evidence.all() if reads_report else ()),
        sides=[side for side, may_read in allowed.items() if may_read],
    )


def competence(user, evaluation: Evaluation, sheet: Sheet) -> list[Item]:
    """The rated competencies, each with the level that the post needs and the gap; as far as ``user`` may read."""
    keys = {section.key for section in sheet.schema.sections if section.area == Area.KOMPETENSI}
    sections = readable_sections(user, evaluation, sheet) if keys else ()
    items = (
        item for section in sections if section.key in keys for row in section.rows for item in row.items
    )
    return [item for item in items if KINDS[item.kind].has_levels and item.text]
