"""From an evaluation to what ``dynamic_forms`` draws: answers, plan, figures, expectations, files."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import dateformat

from evaluations import rules
from evaluations.domain.evaluating.answers import Sheet
from evaluations.enums import EvidenceKind, Scan
from evaluations.models import Evaluation, Evidence
from forms_config import dynamic_forms
from forms_config.dynamic_forms import EvidenceFile, SectionView, Surroundings
from forms_config.engine.schema import FilledBy

PDF, PICTURES = "application/pdf", ("image/jpeg", "image/png")  # what browsers show by themselves
SAYS_NOTHING = (Scan.NONE, Scan.CLEAN)


def evidence_file(evidence: Evidence, *, is_own: bool = False) -> EvidenceFile:
    """The evidence as forms name it; the address of a file checks permission by itself.

    What is not yet checked for viruses only its owner opens (``is_own``), what was infected nobody.
    """
    kind = EvidenceKind(evidence.kind)
    if kind == EvidenceKind.FILE:
        may_open = evidence.opens(for_owner=is_own)
        address = reverse("portal:evidence", args=[evidence.pk]) if may_open else ""
        is_picture = evidence.content_type in PICTURES
        preview = address if is_picture else _page_of(evidence) if may_open else ""
        return EvidenceFile(
            evidence.pk,
            evidence.name,
            evidence.size,
            address,
            about=about(evidence),
            preview=preview,
            is_picture=is_picture,
        )
    return EvidenceFile(evidence.pk, evidence.name, 0, evidence.url, kind.lower(), about(evidence))


def _page_of(evidence: Evidence) -> str:
    """Where a document that browsers show by themselves is looked at."""
    return reverse("portal:evidence_look", args=[evidence.pk]) if evidence.content_type == PDF else ""


def about(evidence: Evidence) -> str:
    """What stands below the name: the size of a file, the host of a link, number and date of a letter."""
    if evidence.letter_date is not None:
        day = dateformat.format(evidence.letter_date, "j F Y")
        return f"Surat nomor {evidence.letter_number}, {day}"
    if evidence.url:
        return f"Tautan ke {evidence.host}"
    size = filesizeformat(evidence.size)
    return size if evidence.scan in SAYS_NOTHING else f"{size}. {evidence.get_scan_display()}"


def surroundings(sheet: Sheet, evidence: Iterable[Evidence], *, is_own: bool = False) -> Surroundings:
    """What ``dynamic_forms`` draws the form of an evaluation from. ``is_own``: for the employee."""
    return Surroundings(
        sheet.schema,
        sheet.answers,
        sheet.plan_rows,
        sheet.figures,
        sheet.expectations,
        {row.pk: evidence_file(row, is_own=is_own) for row in evidence},
    )


def readable_sections(user, evaluation: Evaluation, sheet: Sheet) -> tuple[SectionView, ...]:
    """Plan and expectations always; the answers of each side only as far as the reader may see them."""
    reads_report = rules.can_read_employee_answers(user, evaluation)
    allowed = {FilledBy.EMPLOYEE: reads_report, FilledBy.RATER: rules.can_read_result(user, evaluation)}
    return dynamic_forms.read_only(
        surroundings(
            sheet,
            evaluation.evidence.all() if reads_report else (),
            is_own=rules.is_employee(user, evaluation),
        ),
        sides=[side for side, may_read in allowed.items() if may_read],
    )
