"""Feedback by invitation: asking colleagues, and what they write, change, take back or decline until its day."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.feedback import Words, check_words
from evaluations.domain.organization.absence import gone, why_gone
from evaluations.domain.organization.colleagues import Colleague, colleagues_of
from evaluations.domain.refusals import Refused
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import COLLEAGUES, FeedbackRequestState
from evaluations.models import Employee, Evaluation, Feedback, FeedbackRequest
from evaluations.models.feedback import FeedbackRequestQuerySet
from forms_config.actors import Actor
from forms_config.domain.pending import latest_version
from forms_config.engine.characters import clean_text
from forms_config.engine.completeness import missing
from forms_config.engine.schema import FilledBy
from forms_config.engine.visibility import valid_answers

MOST_ASKED = 10  # of one person in one period
LINE_LENGTH = 300  # of what goes with asking and declining
WAITING, ANSWERED = FeedbackRequestState.WAITING, FeedbackRequestState.ANSWERED
DECLINED, CANCELLED = FeedbackRequestState.DECLINED, FeedbackRequestState.CANCELLED


# --- asking -------------------------------------------------------------------------------------------


def asking_refusal(evaluation: Evaluation, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not ask for feedback about these days (any more); None if they may."""
    if not rules.can_ask_for_feedback(actor, evaluation):
        return Refused(
            "not_yours", "Hanya pegawai yang bersangkutan dan penilainya yang dapat meminta umpan balik."
        )
    is_late = timezone.localdate() > last_day(evaluation)
    if is_late or not evaluation.period.is_open or evaluation.state not in NOT_YET_RATED:
        return Refused(
            "too_late", "Penilaian periode ini sudah berjalan, jadi umpan balik tidak dapat diminta lagi."
        )
    return None


def last_day(evaluation: Evaluation) -> date:
    """Until when somebody may be asked to answer: the rater reads it before rating is due."""
    return timezone.localdate(evaluation.period.rate_until)


def asked_about(evaluation: Evaluation) -> FeedbackRequestQuerySet:
    """Everybody who was asked about the person in the period, and not called off."""
    asked = FeedbackRequest.objects.filter(employee=evaluation.employee_id, period=evaluation.period_id)
    return (
        asked.exclude(state=CANCELLED)
        .select_related("invited", "asked_by")
        .order_by("until", "invited__name", "pk")
    )


@transaction.atomic
def ask_for_feedback(
    evaluation: Evaluation, people: Collection[int], *, actor: Actor, until: date, message: str = ""
) -> list[FeedbackRequest]:
    """Ask colleagues (ids) for feedback until a day; whether by name is what the period says today.

    Who was asked already with the same words by the same person is a second press and is not asked again.

    Raises ``Refused``: not_yours, too_late, nobody, bad_day, message_too_long, about_oneself, gone, no_colleague,
    asked_already, too_many.
    """
    if (refused := asking_refusal(evaluation, actor=actor)) is not None:
        raise refused
    message = clean_text(message, multiline=False)
    _check_asking(evaluation, people, until, message)
    Employee.objects.select_for_update(of=("self",)).get(pk=evaluation.employee_id)  # one tab after the other
    known = {request.invited_id: request for request in asked_about(evaluation)}
    again = [known[pk] for pk in people if pk in known]
    for request in again:
        if (request.asked_by_id, request.until, request.message) != (actor.employee.pk, until, message):
            text = f"{request.invited} sudah dimintai umpan balik untuk periode ini."
            raise Refused("asked_already", text, "people")
    colleagues = _invited(evaluation, [pk for pk in people if pk not in known], actor)
    if len(known) + len(colleagues) > MOST_ASKED:
        raise Refused(
            "too_many", f"Paling banyak {MOST_ASKED} orang dimintai umpan balik dalam satu periode.", "people"
        )
    form = evaluation.period.feedback_form
    version = latest_version(form) if form is not None else None
    new = [
        FeedbackRequest.objects.create(
            employee=evaluation.employee, period=evaluation.period, invited=colleague.person,
            asked_by=actor.employee, relation=colleague.relation, until=until, message=message,
            is_anonymous=evaluation.period.anonymous_feedback and colleague.relation in COLLEAGUES,
            form_version=version,
        )
        for colleague in colleagues
    ]  # fmt: skip
    return [*again, *new]


def _check_asking(evaluation: Evaluation, people: Collection[int], until: date, message: str) -> None:
    if not people:
        raise Refused("nobody", "Pilih sedikitnya satu orang.", "people")
    if not timezone.localdate() <= until <= last_day(evaluation):
        raise Refused(
            "bad_day", "Batas jawab paling cepat hari ini dan paling lambat batas penilaian.", "until"
        )
    if len(message) > LINE_LENGTH:
        raise Refused("message_too_long", f"Pesan paling panjang {LINE_LENGTH} huruf.", "message")


def _invited(evaluation: Evaluation, people: Collection[int], actor: Actor) -> list[Colleague]:
    """Those who were chosen, each with what they are to the person today."""
    today = timezone.localdate()
    known = {colleague.person.pk: colleague for colleague in colleagues_of(evaluation.employee, today)}
    for pk in people:
        if pk in (evaluation.employee_id, actor.employee.pk):
            raise Refused(
                "about_oneself", "Umpan balik diminta dari orang lain, bukan dari diri sendiri.", "people"
            )
        if pk not in known:
            raise _no_colleague(pk, today)
    return [known[pk] for pk in people]


def _no_colleague(pk: int, on: date) -> Refused:
    """Somebody left, or moved, since the page was drawn."""
    person = Employee.objects.filter(pk=pk).first()
    if person is not None and gone(on).filter(pk=pk).exists():
        why = why_gone([pk], on)[pk]
        return Refused("gone", f"{person} {why}, jadi tidak dapat dimintai umpan balik.", "people")
    name = person or "Yang Anda pilih"
    return Refused("no_colleague", f"{name} hari ini bukan rekan satu unit, atasan, atau bawahan.", "people")


@transaction.atomic
def cancel_request(request: FeedbackRequest, *, actor: Actor) -> None:
    """Call off what nobody has answered yet. Raises ``Refused``: not_yours, wrong_state."""
    stored = _locked(request)
    if not rules.can_cancel_feedback_request(actor, stored):
        raise Refused("not_yours", "Hanya yang meminta yang dapat membatalkan permintaan.")
    if stored.state not in (WAITING, CANCELLED):
        raise Refused("wrong_state", f"{stored.invited} sudah menjawab permintaan ini.")
    _write(stored, state=CANCELLED, draft={})


# --- answering ----------------------------------------------------------------------------------------


def answer_refusal(request: FeedbackRequest, *, actor: Actor) -> Refused | None:
    """Why ``actor`` may not write, change or take back an answer; None if they may."""
    if not rules.can_answer_feedback_request(actor, request):
        return Refused("not_yours", "Permintaan ini bukan untuk Anda.")
    if request.state == CANCELLED:
        return Refused("wrong_state", f"{request.asked_by} sudah membatalkan permintaan ini.")
    if request.is_answered and request.note.read_at is not None:
        return Refused(
            "already_read", f"{request.employee} sudah membaca umpan balik ini, jadi tidak berubah lagi."
        )
    if timezone.localdate() > request.until:
        return Refused("too_late", "Batas jawab permintaan ini sudah lewat.")
    return None


def words_of(request: FeedbackRequest) -> Words:
    """What stands there: the note, else the draft."""
    if not request.is_answered:
        return Words(**{"text": "", **request.draft})
    note = request.note
    return Words(note.text, note.kind, note.value, note.result_key, note.answers)


@transaction.atomic
def save_draft(
    request: FeedbackRequest, words: Words, *, actor: Actor, expected_version: int
) -> FeedbackRequest:
    """Keep what is not finished; nobody but its writer sees it.

    Raises ``Refused``: as ``answer_refusal``, version_conflict, text_too_long, and wrong_state once it was sent.
    """
    stored = _to_write(request, words, actor, expected_version)
    if stored.is_answered:
        raise Refused("wrong_state", "Umpan balik ini sudah terkirim. Kirim perubahannya, atau tarik dahulu.")
    if words.text:
        check_words(words)
    return _write(stored, draft=_valid(stored, words).stored())


@transaction.atomic
def answer_request(
    request: FeedbackRequest, words: Words, *, actor: Actor, expected_version: int
) -> Feedback:
    """Send the answer, or change the one that was sent, until it is read or its day is over.

    Raises ``Refused``: as ``answer_refusal`` and ``check_words``, version_conflict, answers_missing.
    """
    stored = _to_write(request, words, actor, expected_version)
    check_words(words)
    words = _valid(stored, words)
    lacking = [gap.message for gap in _missing(stored, words)]
    if lacking:
        raise Refused("answers_missing", " ".join(lacking))
    written = words.stored()
    if stored.is_answered:
        Feedback.objects.filter(pk=stored.note.pk).update(**written)
        _write(stored)
        return Feedback.objects.get(pk=stored.note.pk)
    _write(stored, state=ANSWERED, draft={}, reason="")
    return Feedback.objects.create(
        employee=stored.employee, author=None if stored.is_anonymous else stored.invited, relation=stored.relation,
        request=stored, about_on=stored.about_on, form_version=stored.form_version, **written,
    )  # fmt: skip


@transaction.atomic
def decline_request(request: FeedbackRequest, reason: str = "", *, actor: Actor) -> None:
    """Say kindly that one cannot; until the day one may still think better of it.

    Raises ``Refused``: as ``answer_refusal``, wrong_state, reason_too_long.
    """
    stored, reason = _locked(request), clean_text(reason, multiline=False)
    if (refused := answer_refusal(stored, actor=actor)) is not None:
        raise refused
    if stored.is_answered:
        raise Refused("wrong_state", "Anda sudah menjawab. Tarik jawabannya dahulu bila ingin menolak.")
    if len(reason) > LINE_LENGTH:
        raise Refused("reason_too_long", f"Alasan paling panjang {LINE_LENGTH} huruf.")
    _write(stored, state=DECLINED, reason=reason)


@transaction.atomic
def take_back_answer(request: FeedbackRequest, *, actor: Actor) -> FeedbackRequest:
    """Withdraw what was sent and not read; its words are a draft again. Raises ``Refused``: as ``answer_refusal``."""
    stored = _locked(request)
    if (refused := answer_refusal(stored, actor=actor)) is not None:
        raise refused
    if not stored.is_answered:
        return stored  # a second press
    words = words_of(stored).stored()
    stored.note.delete()
    return _write(stored, state=WAITING, draft=words)


def _to_write(request: FeedbackRequest, words: Words, actor: Actor, expected_version: int) -> FeedbackRequest:
    """The row, locked, that ``actor`` may write now. What stands there already with these words is a second press."""
    stored = _locked(request)
    if (refused := answer_refusal(stored, actor=actor)) is not None:
        raise refused
    if stored.version != expected_version and words_of(stored).stored() != _valid(stored, words).stored():
        raise Refused(
            "version_conflict", "Isian ini sudah diubah di halaman lain. Muat ulang, lalu salin tulisan Anda."
        )
    return stored


def _valid(request: FeedbackRequest, words: Words) -> Words:
    """Without answers to what the form does not ask."""
    version = request.form_version
    kept = dict(valid_answers(version.parsed, words.answers)) if version else {}
    return Words(words.text, words.kind, words.value, words.result_key, kept)


def _missing(request: FeedbackRequest, words: Words) -> Iterator:
    if request.form_version is not None:
        yield from missing(request.form_version.parsed, words.answers, (), FilledBy.EMPLOYEE)


def _locked(request: FeedbackRequest) -> FeedbackRequest:
    rows = FeedbackRequest.objects.select_for_update(of=("self",))
    return rows.select_related("employee", "invited", "asked_by", "period", "form_version").get(pk=request.pk)


def _write(request: FeedbackRequest, **fields) -> FeedbackRequest:
    for name, value in {**fields, "version": request.version + 1}.items():
        setattr(request, name, value)
    request.save(update_fields=[*fields, "version"])
    return request
