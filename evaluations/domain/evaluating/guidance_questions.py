"""What people say of the guidance and ask of BKPSDM, and how an answer becomes an entry that everybody can read."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from evaluations.domain.organization.assignments import current_post
from evaluations.domain.refusals import Refused
from evaluations.models import Employee, GuidanceOpinion, GuidanceQuestion, OrganizationalUnit, UnclearReason
from forms_config.actors import Actor
from forms_config.models import GuidancePage

SHORTEST, LONGEST = 10, 1000
MOST_WAITING = 5  # questions of one person without an answer
ENTRIES = "Pertanyaan yang pernah diajukan"  # the part of the page to which answers are added


def find_clear(page: GuidancePage, *, actor: Any) -> GuidanceOpinion:
    return _say(page, actor, is_clear=True)


def find_unclear(page: GuidancePage, reason: str, words: str, *, actor: Any) -> GuidanceOpinion:
    """``reason``: an ``UnclearReason``; raises ``Refused`` reason_missing."""
    if reason not in UnclearReason.values:
        raise Refused("reason_missing", "Pilih apa yang membingungkan.")
    return _say(page, actor, is_clear=False, reason=reason, words=words.strip()[:500])


def _say(page: GuidancePage, user: Any, **said: Any) -> GuidanceOpinion:
    """The latest word of a person counts."""
    values = {"reason": "", "words": "", "agency": _agency_of(user), "said_at": timezone.now()} | said
    opinion, _ = GuidanceOpinion.objects.update_or_create(page=page, user=user, defaults=values)
    return opinion


def _agency_of(user: Any) -> OrganizationalUnit | None:
    employee = Employee.objects.filter(user=user).first()
    post = current_post(employee, timezone.localdate()) if employee else None
    return post.unit.agency if post else None


@transaction.atomic
def ask(text: str, page: GuidancePage | None, *, actor: Any) -> GuidanceQuestion:
    """Raises ``Refused`` too_short, too_long, too_many; the same question twice while it waits is one."""
    text = text.strip()
    if len(text) < SHORTEST:
        raise Refused("too_short", "Tulis pertanyaan Anda dengan satu kalimat.")
    if len(text) > LONGEST:
        raise Refused("too_long", f"Pertanyaannya terlalu panjang, paling banyak {LONGEST} huruf.")
    waiting = GuidanceQuestion.objects.of(actor).waiting()
    if (same := waiting.filter(text=text).first()) is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        raise Refused(
            "too_many",
            f"{MOST_WAITING} pertanyaan Anda masih menunggu jawaban. Tunggu sampai salah satunya terjawab.",
        )
    return GuidanceQuestion.objects.create(
        asked_by=actor, agency=_agency_of(actor), page=page, text=text, asked_at=timezone.now()
    )


def answer(question: GuidanceQuestion, text: str, *, actor: Actor) -> GuidanceQuestion:
    """BKPSDM answers, or writes the answer anew; the person reads it. Raises ``Refused`` answer_missing."""
    text = text.strip()
    if not text:
        raise Refused("answer_missing", "Tulis jawabannya.")
    if text != question.answer:
        question.answer, question.answered_by = text, actor
        question.answered_at, question.seen_at = timezone.now(), None
        question.save()
    return question


@transaction.atomic
def make_entry(question: GuidanceQuestion, wording: str, *, actor: Actor) -> GuidanceQuestion:
    """Put the answer among the entries of the page of questions, as ``wording`` asks: nothing of the person goes along.

    Where the page has a draft that is not published, the entry joins it and waits for its publishing. A second press
    adds nothing. Raises ``Refused`` not_answered, wording_missing, no_page.
    """
    question = GuidanceQuestion.objects.select_for_update().get(pk=question.pk)
    if question.entry_on_id is not None:
        return question
    if not question.answer:
        raise Refused("not_answered", "Jawab dulu pertanyaannya.")
    wording = wording.strip()
    if not wording or len(wording) > 250:
        raise Refused("wording_missing", "Tulis pertanyaannya untuk semua orang, paling banyak 250 huruf.")
    page = GuidancePage.objects.live().filter(kind=GuidancePage.Kind.FAQ).order_by("path").first()
    if page is None:
        raise Refused("no_page", "Belum ada halaman berjenis Tanya jawab yang terbit.")
    _add_entry(page, {"question": wording, "answer": _paragraphs(question.answer)}, actor)
    question.entry_on = page
    question.save(update_fields=["entry_on"])
    return question


def _add_entry(page: GuidancePage, entry: dict[str, str], actor: Actor) -> None:
    draft = page.get_latest_revision_as_object()
    had_draft = page.has_unpublished_changes
    body = list(draft.body.raw_data)
    heads = [at for at, block in enumerate(body) if block["type"] == "heading" and block["value"] == ENTRIES]
    item = {"type": "item", "id": str(uuid4()), "value": entry}
    if heads and heads[0] + 1 < len(body) and body[heads[0] + 1]["type"] == "faq":
        entries = body[heads[0] + 1]
        body[heads[0] + 1] = entries | {"value": [*entries["value"], item]}
    else:
        body += [{"type": "heading", "value": ENTRIES}, {"type": "faq", "value": [item]}]
    draft.body = GuidancePage._meta.get_field("body").to_python(body)
    revision = draft.save_revision(user=actor, log_action=True)
    if not had_draft:
        revision.publish(user=actor)


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    return "".join(f"<p>{escape(part)}</p>" for part in parts)
