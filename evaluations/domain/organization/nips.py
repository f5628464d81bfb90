"""A NIP can change (a PPPK moves to another agency): the person stays, and old numbers still find them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from evaluations.domain.organization.structure import day
from evaluations.domain.refusals import Refused
from evaluations.models import Employee, FormerNip
from forms_config.engine.nip import NipError, parse_nip


@transaction.atomic
def change_nip(employee: Employee, new: str, *, on: date, reason: str) -> Employee:
    """Give somebody another NIP from ``on`` on; evaluations that name the old one stay as they are.

    The login follows where it was the old NIP. Going back to an earlier NIP of the same person mends a mistake. Raises
    ``Refused`` (``details``: the field): a kind of ``NipError``, nothing_changed, nip_taken, future_day,
    before_last_change.
    """
    number = read_nip(new)
    employee = Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
    old = employee.nip
    if number == old:
        raise Refused("nothing_changed", "NIP ini sama dengan yang sekarang.", "nip")
    check_free(number, employee)
    _check_day(employee, on)
    employee.former_nips.filter(nip=number).delete()
    if old:
        FormerNip.objects.create(employee=employee, nip=old, until=on - timedelta(days=1), reason=reason)
    employee.nip = number
    employee.save(update_fields=["nip", "updated_at"])
    if old and employee.user and employee.user.username == old:
        employee.user.username = number
        employee.user.save(update_fields=["username"])
    return employee


def read_nip(written: str) -> str:
    """The 18 digits of what was typed. Raises ``Refused`` with the kinds of ``NipError``."""
    try:
        return parse_nip(written).number
    except NipError as error:
        raise Refused(error.kind, error.message, "nip") from error


def check_free(number: str, employee: Employee | None = None) -> None:
    """Raises ``Refused`` nip_taken when somebody else has, or once had, this NIP or logs in with it."""
    other = find_by_nip(number)
    if other is not None and (employee is None or other.pk != employee.pk):
        how = "NIP" if other.nip == number else "NIP lama"
        raise Refused("nip_taken", f"NIP {number} adalah {how} {other}. Periksa lagi nomornya.", "nip")
    logins = get_user_model().objects.filter(username=number)
    if employee is not None and employee.user_id:
        logins = logins.exclude(pk=employee.user_id)
    if logins.exists():
        raise Refused("nip_taken", f"{number} sudah dipakai untuk masuk oleh akun lain.", "nip")


def find_by_nip(number: str) -> Employee | None:
    """The person who has this NIP, else the one who once had it."""
    return people_by_nip([number]).get(number)


def people_by_nip(numbers: Iterable[str]) -> dict[str, Employee]:
    """People by the NIP under which they were looked for, present or former; two queries.

    Compare ``person.nip`` with the key to see whether the number is an old one.
    """
    wanted = set(numbers)
    former = FormerNip.objects.filter(nip__in=wanted).select_related("employee")
    present = Employee.objects.filter(nip__in=wanted)
    return {row.nip: row.employee for row in former} | {str(person.nip): person for person in present}


def _check_day(employee: Employee, on: date) -> None:
    if on > timezone.localdate():
        raise Refused("future_day", "NIP baru dicatat sesudah berlaku. Pilih hari ini atau sebelumnya.", "on")
    last = employee.former_nips.order_by("until").last()
    if last is not None and on <= last.until:
        raise Refused(
            "before_last_change",
            f"NIP sebelumnya berlaku sampai {day(last.until)}. Pilih tanggal sesudah itu.",
            "on",
        )
