"""Activation codes: made for one person, a unit or everybody, shown once, stored as digests.

A code is 60 random bits, so a fast keyed hash keeps it as safe as a slow one would: nobody can try 10^18 codes, and
without SECRET_KEY a stolen table cannot even be searched. A kata sandi chosen by a person needs Argon2; 10,000 of
these would take half an hour.

"Shown once" has to hold for several web servers and a worker, so nothing stays in a process. Neither are codes kept
anywhere: each follows from the ``seed`` of its batch, the person and SECRET_KEY. Whoever asked takes them once; that
very statement erases the seed, and after ``KEPT`` the timer does. From then on nobody can compute them again. The
database alone (a backup, say) never suffices, since SECRET_KEY is not in it.
"""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from evaluations import rules
from evaluations.domain.access.accounts.events import log_events
from evaluations.domain.organization.snapshots import posts_on
from evaluations.domain.refusals import Refused
from evaluations.enums import AccountAction, CodeAudience, CodeBatchState, IdentityProof
from evaluations.models import (
    ActivationCode,
    CodeBatch,
    Employee,
    OrganizationalUnit,
    accounts_kept_by,
    has_password,
    works_below,
)
from forms_config.actors import Actor

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, 5 bits each; without 0 and O, 1 and I
GROUPS, IN_GROUP = 3, 4
LENGTH = GROUPS * IN_GROUP
KEPT = timedelta(hours=24)  # how long the codes of a batch can be fetched
STUCK = timedelta(minutes=10)  # a batch that is not made by then has lost its worker
AT_ONCE = 200  # so many are made while one waits; more than that in the background
BATCH = 500


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person gets: one slip of the sheet, one row of the workbook."""

    name: str
    login: str  # the NIP, or the username of somebody without one
    code: str
    unit: str
    position: str
    valid_until: datetime


# --- what a code is -------------------------------------------------------------------------------------


def code_of(seed: str, employee_id: int) -> str:
    """The code of one person in a batch: "K7MQ-2XPD-9RTW"."""
    number = int.from_bytes(_keyed(settings.SECRET_KEY, f"{seed}:{employee_id}")[:8])
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))
    return "-".join(signs[start : start + IN_GROUP] for start in range(0, LENGTH, IN_GROUP))


def digest(code: str, key: str | None = None) -> str:
    """What is stored of a code, however it was typed: capitals, spaces and dashes do not matter."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return _keyed(key or settings.SECRET_KEY, signs).hex()


def digests(code: str) -> list[str]:
    """The digest under the present key and under each former one (SECRET_KEY_FALLBACKS)."""
    return [digest(code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _keyed(key: str, text: str) -> bytes:
    return hmac.digest(sha256(f"sekin.activation:{key}".encode()).digest(), text.encode(), "sha256")


# --- ordering -------------------------------------------------------------------------------------------


def order_codes(
    *,
    actor: Actor,
    employee: Employee | None = None,
    unit: OrganizationalUnit | None = None,
    proof: str = "",
    remark: str = "",
    keeps_pending: bool = True,
) -> CodeBatch:
    """Order codes for one person (with ``proof``), for those of a unit with its subtree, or for everybody who has none.

    Codes for many go only to people who never had a kata sandi; a new one for somebody who forgot it is made one by
    one. Few are made here, many by a job. Raises ``Refused``: not_yours, proof_needed, remark_needed, nobody.
    """
    now = timezone.now()
    if employee is not None:
        _check_person(employee, actor, proof, remark)
    elif not rules.can_order_codes(actor, unit):
        raise Refused("not_yours", "Anda tidak dapat membuat kode untuk unit ini.")
    batch = CodeBatch(
        audience=CodeAudience.PERSON if employee else CodeAudience.UNIT if unit else CodeAudience.ALL,
        employee=employee, unit=unit, proof=proof, remark=remark.strip(), keeps_pending=keeps_pending,
        seed=secrets.token_hex(32), created_by=actor, created_at=now,
        valid_until=now + timedelta(days=settings.ACTIVATION_CODE_DAYS), kept_until=now + KEPT,
    )  # fmt: skip
    batch.total = people_of(batch).count()
    if not batch.total:
        raise Refused("nobody", "Tidak ada yang perlu dibuatkan kode di sini.")
    batch.skipped = 0 if employee else _left_to_others(batch)
    batch.save()
    if batch.total <= AT_ONCE:
        make_codes(batch)
    else:
        transaction.on_commit(lambda: make_codes_job.enqueue(batch.pk))
    return batch


def _check_person(employee: Employee, actor: Actor, proof: str, remark: str) -> None:
    if not rules.can_issue_code(actor, employee):
        raise Refused("not_yours", "Anda tidak dapat membuat kode untuk orang ini.")
    if proof not in IdentityProof.values:
        raise Refused("proof_needed", "Pilih bagaimana Anda memastikan orangnya.", "proof")
    if proof == IdentityProof.OTHER and not remark.strip():
        raise Refused("remark_needed", "Jelaskan bagaimana Anda memastikan orangnya.", "remark")


def people_of(batch: CodeBatch) -> QuerySet[Employee]:
    """Who gets a code of this batch and has none of it yet, by key."""
    people = accounts_kept_by(batch.created_by)
    if batch.employee is not None:
        people = people.filter(pk=batch.employee.pk)
    else:
        people = people.exclude(has_password())
        if batch.unit is not None:
            people = people.filter(works_below(batch.unit))
        if batch.keeps_pending:
            pending = ActivationCode.objects.usable(batch.created_at).exclude(batch=batch.pk)
            people = people.exclude(pk__in=pending.values("employee"))
    made = ActivationCode.objects.filter(batch=batch.pk).values("employee")
    return people.exclude(pk__in=made).order_by("pk")


def _left_to_others(batch: CodeBatch) -> int:
    """How many of the unit have no kata sandi, and their code is not for this person to make."""
    if batch.unit is None:
        return 0
    waiting = Employee.objects.filter(works_below(batch.unit), user__is_active=True).exclude(has_password())
    return waiting.exclude(pk__in=accounts_kept_by(batch.created_by).values("pk")).count()


# --- making ---------------------------------------------------------------------------------------------


@task(backend="jobs")
def make_codes_job(batch_id: int) -> None:
    """Make the codes of a batch in the background."""
    make_codes(CodeBatch.objects.get(pk=batch_id))


def make_codes(batch: CodeBatch) -> CodeBatch:
    """Make what is missing of a batch, ``BATCH`` people per transaction; safe to run again, and beside itself."""
    while _make_some(batch.pk):
        pass
    batch.refresh_from_db()
    return batch


@transaction.atomic
def _make_some(batch_id: int) -> bool:
    """The next ``BATCH`` people; whether there may be more."""
    batch = (
        CodeBatch.objects.select_for_update(of=("self",))
        .select_related("created_by", "unit")
        .get(pk=batch_id)
    )
    if batch.state not in (CodeBatchState.WAITING, CodeBatchState.MAKING):
        return False
    people = list(people_of(batch).values_list("pk", "user_id")[:BATCH])
    if not people:
        batch.state, batch.total = CodeBatchState.READY, batch.done
        batch.save(update_fields=["state", "total"])
        return False
    now = timezone.now()
    ActivationCode.objects.open().filter(employee__in=[pk for pk, _ in people]).update(revoked_at=now)
    ActivationCode.objects.bulk_create(
        ActivationCode(
            employee_id=pk, batch=batch, digest=digest(code_of(batch.seed, pk)), valid_until=batch.valid_until,
            created_at=now,
        )
        for pk, _ in people
    )  # fmt: skip
    log_events(
        [user for _, user in people], AccountAction.CODE, actor=batch.created_by, proof=batch.proof,
        note=batch.remark or ("" if batch.employee_id else str(batch)),
    )  # fmt: skip
    batch.state, batch.done = CodeBatchState.MAKING, batch.done + len(people)
    batch.save(update_fields=["state", "done"])
    return True


def go_on(now: datetime) -> int:
    """What the timer does: finish batches whose worker died, and forget codes that nobody took in time.

    The codes of a batch that was never taken are void: nobody has seen them. Gives how many batches.
    """
    unfinished = [CodeBatchState.WAITING, CodeBatchState.MAKING]
    stuck = CodeBatch.objects.filter(state__in=unfinished, created_at__lt=now - STUCK, kept_until__gt=now)
    for batch in stuck:
        make_codes(batch)
    late = CodeBatch.objects.filter(state__in=[*unfinished, CodeBatchState.READY], kept_until__lte=now)
    return sum(_forget(pk, now) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _forget(batch_id: int, now: datetime) -> bool:
    batch = CodeBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state == CodeBatchState.TAKEN:
        return False
    batch.state, batch.seed = CodeBatchState.EXPIRED, ""
    batch.save(update_fields=["state", "seed"])
    batch.codes.open().update(revoked_at=now)
    return True


# --- taking, once ---------------------------------------------------------------------------------------


@transaction.atomic
def take_codes(batch: CodeBatch, *, actor: Actor) -> list[Slip]:
    """The codes, for whoever ordered them, the only time; by unit and name. What was used meanwhile is left out.

    Raises ``Refused``: not_yours, not_ready, taken, expired.
    """
    locked = CodeBatch.objects.select_for_update().get(pk=batch.pk)
    _check_taking(locked, actor)
    seed = locked.seed
    locked.state, locked.seed, locked.taken_at = CodeBatchState.TAKEN, "", timezone.now()
    locked.save(update_fields=["state", "seed", "taken_at"])
    codes = list(locked.codes.open().select_related("employee__user"))
    return sorted(_slips(codes, seed), key=lambda slip: (slip.unit, slip.name, slip.login))


def _check_taking(batch: CodeBatch, actor: Actor) -> None:
    if batch.created_by_id != actor.pk:
        raise Refused("not_yours", "Kode hanya dapat diambil oleh yang memintanya.")
    if batch.state == CodeBatchState.TAKEN:
        raise Refused(
            "taken", "Kode ini sudah diambil dan tidak disimpan. Buat kode baru bila lembarnya hilang."
        )
    if batch.state == CodeBatchState.EXPIRED or batch.kept_until <= timezone.now():
        raise Refused("expired", "Kode ini tidak diambil dalam sehari, jadi tidak berlaku. Buat kode baru.")
    if batch.state != CodeBatchState.READY:
        raise Refused("not_ready", "Kodenya masih dibuat. Tunggu sebentar.")


def _slips(codes: Iterable[ActivationCode], seed: str) -> Iterable[Slip]:
    codes = list(codes)
    few = [code.employee_id for code in codes] if len(codes) <= BATCH else None
    posts = posts_on(few, timezone.localdate())
    for code in codes:
        person, post = code.employee, posts.get(code.employee_id)
        yield Slip(
            name=person.full_name,
            login=person.nip or str(person.user and person.user.username),
            code=code_of(seed, person.pk),
            unit=post.unit.name if post else "",
            position=post.position if post else "",
            valid_until=code.valid_until,
        )
