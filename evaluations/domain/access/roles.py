"""Giving and taking roles, and roles that end by themselves when somebody leaves.

A role that was given is never changed, only ended; so the rows are their own log. Which hold on a day is said by
``RoleGrant.objects.in_force`` alone.
"""

import logging
from collections.abc import Collection
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.access.role_groups import put_in_step
from evaluations.domain.organization.legal_statuses import out_of_service
from evaluations.domain.organization.structure import day as in_words
from evaluations.domain.refusals import Refused
from evaluations.enums import UNIT_REQUIRED, UNIT_ROLES, AssignmentKind, Role
from evaluations.models import Assignment, OrganizationalUnit, RoleGrant
from forms_config.actors import Actor

log = logging.getLogger("sekin.roles")


@transaction.atomic
def give(
    user, role: Role, *, unit: OrganizationalUnit | None = None, starts_on: date, ends_on: date | None = None,
    reason: str, actor: Actor,
) -> RoleGrant:  # fmt: skip
    """Give ``user`` a role over ``unit`` with all below it, or over the regency (None), from a day to a day.

    Over a unit of the own agency it holds as long as the definitive post is there. Raises ``Refused`` (``details``:
    the field): not_yours, own_role, has_left, unit_needed, no_unit, starts_in_the_past, ends_before_start,
    already_given, reason_required.
    """
    get_user_model().objects.select_for_update().get(pk=user.pk)
    grant = RoleGrant(
        user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), given_by=actor
    )  # fmt: skip
    _check(grant)
    grant.in_own_agency = _works_there(grant)
    grant.save()
    put_in_step([user.pk])
    log.info("role given: grant=%s role=%s unit=%s actor=%s", grant.pk, role, unit and unit.pk, actor.pk)
    return grant


@transaction.atomic
def take(grant: RoleGrant, *, on: date, reason: str, actor: Actor) -> RoleGrant:
    """End a role: it no longer holds from ``on`` on, today or later.

    Raises ``Refused`` (``details``: the field): not_yours, ended_already, ends_in_the_past, ends_anyway,
    reason_required.
    """
    get_user_model().objects.select_for_update().get(pk=grant.user_id)
    grant = RoleGrant.objects.select_related("user", "unit").get(pk=grant.pk)
    _check_end(grant, on, reason, actor)
    _end(grant, on, reason.strip(), actor)
    put_in_step([grant.user_id])
    log.info("role taken: grant=%s on=%s actor=%s", grant.pk, on, actor.pk)
    return grant


def end_departed(on: date, employee_ids: Collection[int] | None = None) -> list[RoleGrant]:
    """End the roles of people out of service, and those given for an agency that the person has left.

    Somebody without a definitive post on the day has not moved: the role rests until there is one. A correction later
    does not bring an ended role back; BKPSDM, who sees it on the start page, gives it anew.
    """
    rows = RoleGrant.objects.not_over(on)
    if employee_ids is not None:
        rows = rows.filter(user__employee__in=employee_ids)
    rows = rows.select_related("user", "unit")
    gone = rows.filter(user__employee__in=out_of_service(on).values("pk"))
    ended = [_end(grant, on, "Pemegang tidak lagi bertugas", None) for grant in gone]
    ended += [_end(grant, on, f"Pemegang pindah ke {where}", None) for grant, where in _moved_away(rows, on)]
    if ended:
        put_in_step([grant.user_id for grant in ended], on)
    return ended


def _moved_away(rows: QuerySet[RoleGrant], on: date) -> list[tuple[RoleGrant, OrganizationalUnit]]:
    """Roles begun for an agency in which the holder has no definitive post any more, with where the post is now."""
    bound = list(rows.filter(in_own_agency=True, starts_on__lte=on))
    posts = Assignment.objects.on(on).filter(
        kind=AssignmentKind.DEFINITIVE, employee__user__in=[grant.user_id for grant in bound]
    )
    homes: dict[int, list[OrganizationalUnit]] = {}
    for post in posts.select_related("unit__agency", "employee"):
        homes.setdefault(post.employee.user_id, []).append(post.unit.agency or post.unit)
    return [
        (grant, homes[grant.user_id][0])
        for grant in bound
        if grant.user_id in homes and _agency_of(grant) not in {home.pk for home in homes[grant.user_id]}
    ]


def _agency_of(grant: RoleGrant) -> int | None:
    return grant.unit.agency_id if grant.unit else None


def _end(grant: RoleGrant, on: date, reason: str, actor: Actor | None) -> RoleGrant:
    grant.ended_on, grant.ended_at, grant.ended_reason, grant.ended_by = on, timezone.now(), reason, actor
    grant.save(update_fields=["ended_on", "ended_at", "ended_reason", "ended_by"])
    if actor is None:
        log.info("role ended by itself: grant=%s reason=%s", grant.pk, reason)
    return grant


# --- what is refused ------------------------------------------------------------------------------------


def _check(grant: RoleGrant) -> None:
    _check_actor(grant, grant.given_by)
    if grant.user_id == grant.given_by_id:
        raise Refused("own_role", "Anda tidak dapat memberi peran kepada diri sendiri.", "person")
    if grant.unit is None and grant.role in UNIT_REQUIRED:
        raise Refused(
            "unit_needed",
            "Pilih unitnya. Untuk seluruh kabupaten, pilih Pemerintah Kabupaten.",
            "unit",
        )
    if grant.unit is not None and grant.role not in UNIT_ROLES:
        label = Role(grant.role).label
        raise Refused("no_unit", f"{label} berlaku untuk seluruh kabupaten. Kosongkan unitnya.", "unit")
    if grant.starts_on < timezone.localdate():
        raise Refused(
            "starts_in_the_past", "Peran tidak berlaku surut. Pilih hari ini atau sesudahnya.", "starts_on"
        )
    if grant.ends_on is not None and grant.ends_on < grant.starts_on:
        raise Refused(
            "ends_before_start",
            f"Hari terakhir mendahului tanggal mulai ({in_words(grant.starts_on)}). Perbaiki salah satunya.",
            "ends_on",
        )
    if not grant.reason:
        raise Refused("reason_required", "Tuliskan dasarnya.", "reason")
    _check_in_service(grant)
    _check_given_once(grant)


def _check_actor(grant: RoleGrant, actor: Actor | None) -> None:
    if not rules.can_give_role(actor, Role(grant.role)):
        label = Role(grant.role).label
        raise Refused("not_yours", f"Hanya superadmin yang dapat memberi dan mencabut peran {label}.", "role")


def _check_in_service(grant: RoleGrant) -> None:
    if out_of_service(grant.starts_on).filter(user=grant.user_id).exists():
        raise Refused("has_left", f"{grant.user} tidak lagi bertugas pada tanggal itu.", "person")


def _check_given_once(grant: RoleGrant) -> None:
    same = RoleGrant.objects.filter(user=grant.user, role=grant.role, unit=grant.unit)
    same = same.not_over(grant.starts_on)
    if grant.ends_on is not None:
        same = same.filter(starts_on__lte=grant.ends_on)
    other = same.order_by("starts_on").first()
    if other is not None:
        raise Refused(
            "already_given",
            f"{grant.user} sudah memegang peran itu pada masa tersebut, mulai {in_words(other.starts_on)}.",
            "starts_on",
        )


def _check_end(grant: RoleGrant, on: date, reason: str, actor: Actor) -> None:
    _check_actor(grant, actor)
    if grant.ended_on is not None and grant.ended_on <= on:
        raise Refused("ended_already", f"Peran ini sudah berakhir mulai {in_words(grant.ended_on)}.")
    if on < timezone.localdate():
        raise Refused("ends_in_the_past", "Pilih hari ini atau sesudahnya.", "on")
    if grant.ends_on is not None and on > grant.ends_on:
        raise Refused(
            "ends_anyway",
            f"Peran ini sudah berakhir sendiri sesudah {in_words(grant.ends_on)}. Pilih tanggal sebelumnya.",
            "on",
        )
    if not reason.strip():
        raise Refused("reason_required", "Tuliskan alasannya.", "reason")


def _works_there(grant: RoleGrant) -> bool:
    """Does the definitive post on the first day lie in the agency of the unit?"""
    if grant.unit is None or grant.unit.agency_id is None:
        return False
    posts = Assignment.objects.on(grant.starts_on).filter(kind=AssignmentKind.DEFINITIVE)
    return posts.filter(employee__user=grant.user_id, unit__agency=grant.unit.agency_id).exists()
