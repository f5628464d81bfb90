"""Rights come from roles alone, logins belong to whom they are named after, programs only read."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from evaluations.domain.access.role_groups import out_of_step
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.models import ApiClient, Employee, FormerNip, RoleGrant


def users_with_rights_of_their_own() -> Iterable[int]:
    """A permission given to a person and not to a role stands in no list of who may do what."""
    rows = get_user_model().objects.filter(user_permissions__isnull=False)
    return rows.order_by().distinct().values_list("pk", flat=True)


def people_out_of_step_with_their_roles() -> Iterable[int]:
    """Wagtail asks the groups, everything else the roles: where they differ somebody may too much or too little."""
    surplus, lacking = out_of_step(None, timezone.localdate())
    return {user for user, _ in surplus | lacking}


def people_without_account() -> Iterable[int]:
    """Nobody can give them a code, and they never see what is written about them."""
    return Employee.objects.filter(user=None).values_list("pk", flat=True)


def logins_named_after_somebody_else() -> Iterable[int]:
    """A login that is the NIP of another person would be taken for theirs."""
    owner = Employee.objects.filter(nip=OuterRef("username")).exclude(user=OuterRef("pk"))
    return get_user_model().objects.filter(Exists(owner)).values_list("pk", flat=True)


def logins_named_after_a_nip_of_nobody() -> Iterable[int]:
    """The login of an employee follows the NIP; what is neither the present nor a former one came in past that."""
    rows = get_user_model().objects.filter(username__regex=r"^[0-9]{18}$", employee__isnull=False)
    former = FormerNip.objects.filter(employee__user=OuterRef("pk"), nip=OuterRef("username"))
    return rows.exclude(username=F("employee__nip")).exclude(Exists(former)).values_list("pk", flat=True)


def programs_with_rights_of_people() -> Iterable[int]:
    person = Employee.objects.filter(user=OuterRef("user"))
    role = RoleGrant.objects.filter(user=OuterRef("user"))
    rows = ApiClient.objects.filter(
        Q(user__is_superuser=True)
        | Q(user__is_staff=True)
        | Q(user__groups__isnull=False)
        | Exists(person)
        | Exists(role)
    )
    return rows.order_by().distinct().values_list("pk", flat=True)


CHECKS = (
    Check(
        "own_right",
        "Hak akses hanya berasal dari peran",
        "Cabut hak yang melekat pada penggunanya, lalu beri peran yang sesuai.",
        get_user_model(),
        users_with_rights_of_their_own,
    ),
    Check(
        "role_group",
        "Grup setiap pengguna sesuai dengan perannya",
        "Jalankan manage.py tick, yang menyamakannya. Bila terulang, grupnya diubah dengan tangan.",
        get_user_model(),
        people_out_of_step_with_their_roles,
    ),
    Check(
        "no_account",
        "Setiap pegawai punya akun",
        "Simpan pegawainya sekali lagi di halaman Pegawai, atau impor lagi: akunnya dibuat saat itu.",
        Employee,
        people_without_account,
    ),
    Check(
        "foreign_login",
        "Nama masuk berupa NIP adalah NIP pemiliknya",
        "Ganti nama masuk pengguna itu, atau kaitkan dengan pegawai pemilik NIP.",
        get_user_model(),
        logins_named_after_somebody_else,
    ),
    Check(
        "login_nip",
        "Nama masuk berupa NIP adalah NIP pegawainya, sekarang atau dahulu",
        "Pastikan NIP-nya pada SIASN, lalu samakan nama masuk penggunanya atau catat NIP lama pegawainya.",
        get_user_model(),
        logins_named_after_a_nip_of_nobody,
    ),
    Check(
        "program_right",
        "Klien API tidak memegang peran orang",
        "Cabut peran dari pengguna klien API itu; cakupannya diatur pada Klien API.",
        ApiClient,
        programs_with_rights_of_people,
    ),
)
