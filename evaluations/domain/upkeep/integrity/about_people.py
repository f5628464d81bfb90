"""People: posts, legal positions, exceptions of raters and NIPs that do not contradict each other."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from evaluations.domain.organization.legal_statuses import dated_statuses_on
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.enums import EVALUATED_STATUSES, AssignmentKind, LegalStatus
from evaluations.models import Assignment, Employee, FormerNip, LegalStatusSpan, ReportingLine


def overlapping_definitive_posts() -> Iterable[int]:
    return _overlapping(Assignment.objects.filter(kind=AssignmentKind.DEFINITIVE))


def overlapping_reporting_lines() -> Iterable[int]:
    return _overlapping(ReportingLine.objects.all())


def _overlapping(rows) -> Iterable[int]:
    """Dated rows of one person during which another of them begins."""
    later = rows.filter(employee=OuterRef("employee"), starts_on__gte=OuterRef("starts_on")).exclude(
        pk=OuterRef("pk")
    )
    with_end = rows.filter(ends_on__isnull=False).filter(
        Exists(later.filter(starts_on__lte=OuterRef("ends_on")))
    )
    open_ended = rows.filter(ends_on=None).filter(Exists(later))
    return [*with_end.values_list("pk", flat=True), *open_ended.values_list("pk", flat=True)]


def active_people_without_post() -> Iterable[int]:
    """ASN at work (by name and by dated position) who hold no post today and get none later."""
    today = timezone.localdate()
    away = [pk for pk, status in dated_statuses_on(today).items() if status not in EVALUATED_STATUSES]
    posts = Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), employee=OuterRef("pk"))
    rows = Employee.objects.exclude(nip=None).filter(legal_status=LegalStatus.ACTIVE).exclude(pk__in=away)
    return rows.exclude(Exists(posts)).values_list("pk", flat=True)


def legal_positions_with_the_same_start() -> Iterable[int]:
    """Of several on a day the one that began last holds; two that began together leave it open."""
    twin = LegalStatusSpan.objects.filter(employee=OuterRef("employee"), starts_on=OuterRef("starts_on"))
    rows = LegalStatusSpan.objects.filter(Exists(twin.exclude(pk=OuterRef("pk"))))
    return rows.values_list("pk", flat=True)


def nips_of_two_people() -> Iterable[int]:
    """People whose NIP somebody else had before: old files would find the wrong one."""
    others = FormerNip.objects.filter(nip=OuterRef("nip")).exclude(employee=OuterRef("pk"))
    return Employee.objects.filter(Exists(others)).values_list("pk", flat=True)


def nips_that_are_none() -> Iterable[int]:
    rows = Employee.objects.exclude(nip=None).exclude(nip__regex=r"^[0-9]{18}$")
    return rows.values_list("pk", flat=True)


def former_nips_still_in_use() -> Iterable[int]:
    return FormerNip.objects.filter(nip=F("employee__nip")).values_list("pk", flat=True)


_SEE_PERSON = "Buka pegawainya di Pegawai dan perbaiki tanggalnya."

CHECKS = (
    Check(
        "post_overlap",
        "Jabatan definitif seseorang tidak bertumpuk",
        _SEE_PERSON,
        Assignment,
        overlapping_definitive_posts,
    ),
    Check(
        "no_post",
        "Setiap ASN yang aktif punya jabatan",
        "Beri jabatan di halaman pegawai, atau catat kedudukan hukumnya bila tidak bekerja lagi.",
        Employee,
        active_people_without_post,
    ),
    Check(
        "line_overlap",
        "Pengecualian penilai seseorang tidak bertumpuk",
        _SEE_PERSON,
        ReportingLine,
        overlapping_reporting_lines,
    ),
    Check(
        "status_twin",
        "Kedudukan hukum seseorang tidak mulai pada tanggal yang sama",
        _SEE_PERSON,
        LegalStatusSpan,
        legal_positions_with_the_same_start,
    ),
    Check(
        "nip_twin",
        "NIP seseorang bukan NIP lama orang lain",
        "Pastikan pemilik NIP itu pada SIASN, lalu perbaiki NIP atau NIP lama pegawainya.",
        Employee,
        nips_of_two_people,
    ),
    Check(
        "nip_shape",
        "NIP terdiri atas 18 angka",
        "Perbaiki NIP di halaman pegawai.",
        Employee,
        nips_that_are_none,
    ),
    Check(
        "nip_former",
        "NIP lama seseorang bukan NIP yang sekarang",
        "Hapus NIP lama itu di halaman pegawai.",
        FormerNip,
        former_nips_still_in_use,
    ),
)
