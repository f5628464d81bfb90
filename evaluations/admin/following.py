"""After a change of people or units: accounts, roles and running evaluations follow at once; the officer is told."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from evaluations.domain.access.departures import settle
from evaluations.domain.periods.deputies import appoint_due
from evaluations.domain.periods.segments import Synced, follow
from evaluations.domain.periods.stand_ins import hand_over_due
from evaluations.models import Employee, OrganizationalUnit


def follow_and_tell(
    request: HttpRequest,
    people: Collection[Employee] = (),
    units: Collection[OrganizationalUnit] = (),
) -> None:
    """Call it when the change is stored and its transaction has ended."""
    if people:
        _settle_and_tell(request, people)
    done = follow(people, units, actor=request.user)
    handed_over = hand_over_due(timezone.now())
    appoint_due(timezone.now())
    if done.changed:
        messages.info(request, _in_words(done))
    if handed_over:
        messages.info(
            request, f"{handed_over} langkah yang menunggu beralih kepada pemegang jabatannya sekarang."
        )
    for gap in done.problems:
        messages.warning(request, f"{gap.employee}: {gap.reason}")


def _settle_and_tell(request: HttpRequest, people: Collection[Employee]) -> None:
    done = settle(timezone.localdate(), [person.pk for person in people])
    for user in done.closed:
        messages.info(request, f"Akun {user} ditutup karena pemiliknya tidak lagi bertugas.")
    for user in done.reopened:
        messages.info(request, f"Akun {user} dibuka kembali. Perannya, bila ada, perlu diberikan lagi.")
    for grant in done.ended:
        messages.warning(request, f"Peran {grant} berakhir. {grant.ended_reason}.")


def _in_words(done: Synced) -> str:
    said = [
        f"evaluasi {done.split} pegawai menurut penempatan barunya" if done.split else "",
        f"penilai {done.raters} evaluasi" if done.raters else "",
    ]
    return f"Evaluasi yang sedang berjalan langsung disesuaikan: {' dan '.join(filter(None, said))}."


class FollowedByEvaluations:
    """For views that create, change or delete something of one person (``employee``)."""

    request: HttpRequest
    object: Any

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[misc]
        follow_and_tell(self.request, [getattr(self.object, "employee", self.object)])
        return answer
