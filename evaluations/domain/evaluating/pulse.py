"""Suara pegawai (pulse): asked once, without a name, of whoever has read a result.

An answer becomes counts of the agency at once and is kept nowhere else; beside it stays a mark that somebody has
answered or passed it over, which only the secret of the server leads back to a person. Both in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import dateformat, timezone
from django.utils.crypto import salted_hmac

from evaluations import rules
from evaluations.domain.evaluating.objection_days import objection_until
from evaluations.domain.refusals import Refused
from evaluations.models import Evaluation, PulseMark, PulseTally
from forms_config.actors import Actor
from forms_config.domain.pending import latest_version
from forms_config.engine.tallies import UNSAID, chosen
from forms_config.models import FormVersion

AFTER_OBJECTIONS = timedelta(days=14)  # so long one can answer after the last day for an objection
LATEST = timedelta(days=180)  # after the last day of the period nobody can, however late a result came
ANSWERED = "Anda sudah menjawab atau melewati pertanyaan ini. Yang pertama tetap berlaku."


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody can answer now: to which version of the questions, and until when."""

    version: FormVersion
    until: datetime


def answer_until(evaluation: Evaluation) -> datetime | None:
    """The last moment for an answer; None where nothing is asked: no questions, no agency, no result that was read."""
    until = objection_until(evaluation)
    asks = evaluation.period.pulse_form_id is not None and evaluation.agency_id is not None
    has_read = evaluation.result_read_at is not None and evaluation.counts
    if until is None or not (asks and has_read):
        return None
    last_day = timezone.make_aware(datetime.combine(evaluation.period.ends_on, datetime.max.time()))
    return min(until + AFTER_OBJECTIONS, last_day + LATEST)


def is_open(evaluation: Evaluation, now: datetime) -> bool:
    """Whether one could answer by the clock alone; no query."""
    until = answer_until(evaluation)
    return until is not None and now <= until


def asked_now(evaluation: Evaluation, *, actor: Actor, now: datetime | None = None) -> Asked:
    """The questions for this person. Raises ``Refused``: not_yours, not_asked, too_late, answered_already."""
    now = now or timezone.now()
    if not rules.is_employee(actor, evaluation):
        raise Refused("not_yours", "Pertanyaan ini untuk pemilik hasil.")
    until = answer_until(evaluation)
    form = evaluation.period.pulse_form
    version = latest_version(form) if form is not None else None
    if until is None or version is None:
        raise Refused("not_asked", "Pada periode ini tidak ada pertanyaan tentang penilaian.")
    if now > until:
        day = dateformat.format(timezone.localtime(until), "j F Y")
        raise Refused("too_late", f"Pertanyaan ini sudah ditutup sejak {day}.")
    if is_done(evaluation):
        raise Refused("answered_already", ANSWERED)
    return Asked(version, until)


def is_asked(evaluation: Evaluation) -> bool:
    """Whether the person whose result it is can still answer; no query where the period does not ask."""
    return is_open(evaluation, timezone.now()) and not is_done(evaluation)


def is_done(evaluation: Evaluation) -> bool:
    """Whether the person has answered, or passed it over, in this period; one query."""
    return PulseMark.objects.filter(digest__in=_digests(evaluation)).exists()


@transaction.atomic
def answer_pulse(
    evaluation: Evaluation,
    answers: Mapping[str, object],
    *,
    actor: Actor,
    version: int,
    now: datetime | None = None,
) -> None:
    """Count the answers (``engine.schema``) to the questions that the person has read (id of their version).

    Raises ``Refused`` as ``asked_now``, and: questions_changed, nothing_said.
    """
    asked = asked_now(evaluation, actor=actor, now=now)
    if asked.version.pk != version:
        raise Refused("questions_changed", "Pertanyaannya baru saja diubah. Baca lagi, lalu jawab.")
    said = chosen(asked.version.parsed, answers)
    if all(answer == UNSAID for answer in said.values()):
        raise Refused("nothing_said", "Pilih sedikitnya satu jawaban, atau lewati.")
    _mark(evaluation)
    found, _ = PulseTally.objects.get_or_create(
        period=evaluation.period, agency=evaluation.agency, form_version=asked.version
    )
    tally = PulseTally.objects.select_for_update(of=("self",)).get(pk=found.pk)
    tally.add(said)
    tally.save()


def pass_over(evaluation: Evaluation, *, actor: Actor, now: datetime | None = None) -> None:
    """Be asked no more in this period. Raises ``Refused`` as ``asked_now``."""
    asked_now(evaluation, actor=actor, now=now)
    _mark(evaluation)


def forget_marks(now: datetime) -> int:
    """Delete the marks of periods in which nobody can answer any more; gives how many."""
    over = timezone.localdate(now) - LATEST
    deleted, _ = PulseMark.objects.filter(period__ends_on__lt=over).delete()
    return deleted


def digest_of(employee: int, period: int, secret: str | None = None) -> str:
    """What stands in a mark. Without the secret of the server nobody finds the person by trying everybody."""
    value = f"{employee}:{period}"
    return salted_hmac("evaluations.pulse", value, secret=secret, algorithm="sha256").hexdigest()


def _digests(evaluation: Evaluation) -> list[str]:
    """Also those that were made with a secret which the server has given up since."""
    secrets = (None, *settings.SECRET_KEY_FALLBACKS)
    return [digest_of(evaluation.employee_id, evaluation.period_id, secret) for secret in secrets]


def _mark(evaluation: Evaluation) -> None:
    digest = digest_of(evaluation.employee_id, evaluation.period_id)
    try:
        with transaction.atomic():
            PulseMark.objects.create(digest=digest, period=evaluation.period)
    except IntegrityError:  # in another tab
        raise Refused("answered_already", ANSWERED) from None
