"""The first steps of a new installation, on the start page of the admin until all are done or put away."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_POST
from wagtail.users.models import UserProfile

from evaluations.admin.managers import check_manager
from evaluations.domain.access.accounts.listing import NEVER, with_account_state
from evaluations.domain.organization.doctor import findings_on
from evaluations.enums import ImportKind
from evaluations.models import ApiClient, Employee, EvaluationPeriod, OrganizationalUnit
from forms_config.models import EvaluationForm

PUT_AWAY = "sekin-first-steps"  # among what a user has dismissed in Wagtail's profile


@dataclass(frozen=True)
class Step:
    """``done`` says what is there, ``open`` what is still to do; a step with nothing open is done."""

    title: str
    done: str
    open: str
    url: str
    action: str

    @property
    def is_done(self) -> bool:
        return not self.open


def _figure(number: int) -> str:
    return number_format(number, force_grouping=True)


def first_steps() -> list[Step]:
    """In the order in which they are taken; what comes later waits for people."""
    people = Employee.objects.filter(user__is_active=True).count()  # the accounts of leavers are closed
    return [_units(), _people(people), _findings(people), _accounts(people), _forms(), _periods(), _clients()]


def is_put_away(user) -> bool:
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(profile and profile.dismissibles.get(PUT_AWAY))


def _units() -> Step:
    number = OrganizationalUnit.objects.filter(parent__isnull=False).count()
    return Step(
        "Unit organisasi",
        f"{_figure(number)} unit di bawah pemerintah kabupaten." if number else "",
        "" if number else "Impor susunan perangkat daerah dan unitnya.",
        reverse("organizationalunit:index") if number else reverse("imports:upload", args=[ImportKind.UNITS]),
        "Lihat unit" if number else "Impor unit",
    )


def _people(number: int) -> Step:
    return Step(
        "Pegawai",
        f"{_figure(number)} pegawai yang bertugas." if number else "",
        "" if number else "Impor pegawai beserta jabatannya dari SIASN.",
        reverse("employee:index") if number else reverse("imports:upload", args=[ImportKind.EMPLOYEES]),
        "Lihat pegawai" if number else "Impor pegawai",
    )


def _findings(people: int) -> Step:
    """Only what is neither mended nor accepted."""
    if not people:
        return Step(
            "Periksa susunan pegawai", "", "Menunggu data pegawai.", reverse("doctor:index"), "Periksa"
        )
    waiting = sum(finding.accepted is None for finding in findings_on(timezone.localdate()))
    return Step(
        "Periksa susunan pegawai",
        "" if waiting else "Tidak ada temuan yang terbuka.",
        f"{_figure(waiting)} temuan belum dibereskan, misalnya pegawai tanpa penilai." if waiting else "",
        reverse("doctor:index"),
        "Bereskan temuan" if waiting else "Periksa lagi",
    )


def _accounts(people: int) -> Step:
    if not people:
        return Step("Akun pegawai", "", "Menunggu data pegawai.", reverse("accounts:index"), "Lihat akun")
    serving = Employee.objects.filter(user__is_active=True)
    without = with_account_state(serving).filter(account_state=NEVER).count()
    return Step(
        "Akun pegawai",
        f"{_figure(people - without)} dari {_figure(people)} pegawai sudah aktif atau memegang kode.",
        f"{_figure(without)} pegawai belum dapat masuk: buat kode aktivasi." if without else "",
        reverse("accounts:order") if without else reverse("accounts:index"),
        "Buat kode aktivasi" if without else "Lihat akun",
    )


def _forms() -> Step:
    number = EvaluationForm.objects.filter(live=True, is_active=True).count()
    index = reverse(EvaluationForm.snippet_viewset.get_url_name("list"))
    return Step(
        "Formulir",
        f"{_figure(number)} formulir sudah terbit." if number else "",
        "" if number else "Periksa formulir resmi, sesuaikan, lalu terbitkan.",
        index,
        "Lihat formulir" if number else "Buka formulir",
    )


def _periods() -> Step:
    number = EvaluationPeriod.objects.count()
    return Step(
        "Periode",
        f"{_figure(number)} periode sudah dibuat." if number else "",
        "" if number else "Susun kalender setahun: kapan diisi, dinilai, dan ditutup.",
        reverse("evaluationperiod:index") if number else reverse("evaluationperiod:year"),
        "Lihat periode" if number else "Susun kalender",
    )


def _clients() -> Step:
    number = ApiClient.objects.count()
    return Step(
        "Klien API untuk laporan",
        f"{_figure(number)} klien sudah dibuat." if number else "",
        "" if number else "Buat klien bila dasbor atau Excel akan membaca hasil.",
        reverse("api_clients:index") if number else reverse("api_clients:create"),
        "Lihat klien" if number else "Buat klien",
    )


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Hide the steps for this user, or show them again (``tampil``)."""
    check_manager(request)
    profile = UserProfile.get_for_user(request.user)
    profile.dismissibles[PUT_AWAY] = "tampil" not in request.POST
    profile.save(update_fields=["dismissibles"])
    return redirect("wagtailadmin_home")


urlpatterns = [path("langkah-awal/", put_away, name="put_away")]
app_name = "first_steps"
