"""The pages of filling in, each from one ``Attempt``: all at once, the overview, one step, the check of all answers."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evaluations.domain.evaluating.annual import months_of_year
from evaluations.domain.evaluating.deadlines import hand_in_by, hand_in_words, is_soon
from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS, quota_of
from evaluations.domain.periods import form_moves
from evaluations.domain.periods.segments import parts_of
from evaluations.models import DialogAgreement, Evaluation
from evaluations.portal import filling
from evaluations.portal.filling import Attempt, step_address, step_after, step_before
from evaluations.portal.gathering import proposals
from evaluations.portal.posting import status_of
from evaluations.portal.sheets import evidence_file
from evaluations.portal.views.evaluations import return_reason
from forms_config import dynamic_forms
from forms_config.engine.schema import FilledBy
from forms_config.engine.steps import FormStep
from forms_config.engine.yearly import rule_words


def page_of(request: HttpRequest, page: Attempt) -> HttpResponse:
    """The page from which something was posted."""
    if page.step is not None:
        return step_page(request, page)
    if page.is_short or page.form.is_typed:
        return whole_page(request, page)
    return overview_page(request, page)


def whole_page(request: HttpRequest, page: Attempt) -> HttpResponse:
    row = page.evaluation
    context = _shared(request, page) | {
        **_year(page),
        "parts": parts_of(row, request.user),
        "agreements": list(DialogAgreement.objects.in_force().of(row.employee_id)),
        "is_short": page.is_short,
        "proposals": proposals(page),
    }
    return render(request, "portal/fill/whole.html", context, status=_status(page))


def _year(page: Attempt) -> dict[str, Any]:
    """The months beside a year, and what the annual rating takes from them."""
    row = page.evaluation
    months = list(months_of_year(row)) if row.is_annual else []
    return {"months": months, "year_rule": rule_words(page.form.around.schema, is_own=True)}


def overview_page(request: HttpRequest, page: Attempt) -> HttpResponse:
    row = page.evaluation
    lines = [{"step": one, "url": step_address(row, one), "lacking": page.lacking(one)} for one in page.steps]
    context = _shared(request, page) | {
        "lines": lines,
        "done": sum(not line["lacking"] for line in lines),
        "next": next((line for line in lines if line["lacking"]), None),
        "is_begun": any(one.answered for one in page.steps),
        **_year(page),
        "parts": parts_of(row, request.user),
        "agreements": list(DialogAgreement.objects.in_force().of(row.employee_id)),
        "figures": _read_only_part(page),
        "no_addresses": {},
    }
    return render(request, "portal/fill/overview.html", context, status=_status(page))


def step_page(request: HttpRequest, page: Attempt) -> HttpResponse:
    row, this = page.evaluation, page.step
    assert this is not None
    context = _shared(request, page) | {
        "step": this,
        "proposals": proposals(page),
        "section": page.form.sections[0],
        "number": 1 + [one.address for one in page.steps].index(this.address),
        "total": len(page.steps),
        "previous_url": _previous_url(row, step_before(page.steps, this)),
        "is_last": step_after(page.steps, this) is None,
    }
    return render(request, "portal/fill/step.html", context, status=_status(page))


def _previous_url(row: Evaluation, before: FormStep | None) -> str:
    return step_address(row, before) if before else reverse("portal:fill", args=[row.pk])


def check_page(request: HttpRequest, page: Attempt) -> HttpResponse:
    sections = dynamic_forms.read_only(page.form.around, sides=[FilledBy.EMPLOYEE])
    context = _shared(request, page) | {
        "sections": sections,
        "addresses": {_scope(one): page.home_of(one) for one in page.steps},
        "asked_to_submit": page.refused is not None
        and page.refused.code in ("incomplete", "reading_missing"),
    }
    return render(request, "portal/fill/check.html", context, status=_status(page))


def _scope(step: FormStep) -> str:
    """As ``RowView.scope``; of a whole section its key."""
    return step.section if step.row is None else f"{step.section}-{step.row}"


def _read_only_part(page: Attempt) -> list[Any]:
    """What the form shows and the employee does not fill in: days of attendance, what the rater will look at."""
    asked = {one.section for one in page.steps}
    shown = dynamic_forms.read_only(page.form.around, sides=[FilledBy.EMPLOYEE])
    others = [section for section in shown if section.key not in asked]
    return [section for section in others if section.expected or any(row.items for row in section.rows)]


def _shared(request: HttpRequest, page: Attempt) -> dict[str, Any]:
    """Context that all pages of filling in have."""
    row, refused = page.evaluation, page.refused
    is_conflict = refused is not None and refused.code == "version_conflict"
    differences = page.form.differences if is_conflict else []
    return {
        "evaluation": row,
        # Where something typed stands against the newer version the person chooses first.
        "version": request.POST.get("version", "") if differences else row.version,
        "form": page.form,
        "gaps": page.gaps(),
        "unread": page.sheet.unread,
        "reading_url": filling.reading_address(row, page.sheet.unread) if page.sheet.unread else "",
        "refused": refused,
        "is_conflict": is_conflict,
        "differences": differences,
        "upload_errors": page.upload_errors,
        "evidence": [evidence_file(one, is_own=True) for one in page.evidence],
        "until": hand_in_words(row),
        "is_soon": is_soon(hand_in_by(row)),
        "return_reason": return_reason(row),
        "form_moved": form_moves.notice(row),
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "quota": quota_of(len(page.evidence), sum(one.size for one in page.evidence if not one.is_reused)),
        "file_kinds": KINDS_IN_WORDS,
    }


def _status(page: Attempt) -> int:
    is_bad = page.refused is not None or page.upload_errors or (page.form.is_bound and page.form.problems)
    return status_of(page.refused) if is_bad else 200
