"""What the guidance may name of this product: its pages by the name of their address, buttons by the words on them,
and settings as they are set now. ``tests/forms_config/test_guidance_is_true.py`` looks each of them up."""

from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS
from evaluations.domain.evaluating.objection_days import rule_in_words
from evaluations.domain.periods.segments import MIN_DAYS
from evaluations.domain.upkeep.downloads import KEPT
from evaluations.models import EvaluationSettings
from forms_config.guidance_references import Button, Reference, Screen, SettingValue

# (code, name on the screen, name of the address)
SCREENS = (
    ("beranda", "Beranda", "portal:home"),
    ("evaluasi-saya", "Evaluasi saya", "portal:evaluations"),
    ("skp-saya", "SKP", "portal:plans"),
    ("presensi-saya", "Presensi", "portal:attendance"),
    ("harian-saya", "Harian", "portal:daily"),
    ("angka-kredit-saya", "Angka kredit", "portal:credit"),
    ("dialog-saya", "Dialog kinerja", "portal:dialogs"),
    ("pengembangan-saya", "Pengembangan", "portal:development"),
    ("unduhan-saya", "Unduhan saya", "portal:downloads"),
    ("akun-saya", "Akun saya", "portal:account"),
    ("sesi-saya", "Sesi saya", "portal:sessions"),
    ("langkah-kedua", "Langkah kedua", "second_step_settings"),
    ("ganti-masuk", "Ganti kata sandi", "password_change"),
    ("lupa-masuk", "Lupa kata sandi", "portal:forgot_password"),
    ("aktivasi", "Aktifkan akun", "portal:activate"),
    ("masuk", "Masuk", "login"),
    ("tanya-bkpsdm", "Tanya BKPSDM", "portal:guidance_ask"),
    ("verifikasi", "halaman verifikasi", "portal:verify"),
    ("tim-saya", "Tim saya", "portal:team"),
    ("tidak-di-tempat", "Saya tidak di tempat", "portal:absences"),
    ("pantauan", "Pantauan", "portal:monitoring"),
    ("akun-pegawai", "Akun pegawai", "portal:accounts"),
    ("ringkasan", "Ringkasan", "portal:overview"),
)

# (code, the words on it, the file where they stand)
BUTTONS = (
    ("tombol-salah-penilai", "Ini bukan atasan saya", "templates/portal/fill/_rater.html"),
    ("tombol-tarik", "Tarik kembali", "templates/portal/fill/receipt.html"),
    ("tombol-kirim", "Kirim", "templates/portal/fill/check.html"),
    ("tombol-terima", "Terima hasil", "templates/portal/evaluations/_next.html"),
    ("tombol-keberatan", "Ajukan keberatan", "templates/portal/evaluations/_next.html"),
    ("tombol-ajukan-skp", "Ajukan kepada penilai", "templates/portal/plans/detail.html"),
    ("tombol-perbarui-skp", "Buka untuk diperbarui", "templates/portal/plans/detail.html"),
    ("tombol-minta-umpan-balik", "Minta umpan balik", "templates/portal/feedback/list.html"),
    ("tombol-mulai-dialog", "Mulai dialog", "templates/portal/dialogs/of_evaluation.html"),
    ("tombol-kembalikan", "Kembalikan", "templates/portal/rating/_closing.html"),
    ("tombol-sampaikan", "Sampaikan hasil", "templates/portal/rating/_rated.html"),
    ("tombol-sudah-baca", "Saya sudah membaca halaman ini", "templates/guidance/_reading.html"),
    ("tombol-keluar", "Keluar", "templates/components/site_header.html"),
    ("tombol-kalibrasi", "Buka kalibrasi", "templates/portal/calibration/_session.html"),
    ("tombol-sesi-lain", "Akhiri semua sesi lain", "templates/portal/accounts/sessions.html"),
)


def _pause() -> str:
    return f"{int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60} menit"


# (code, name for the editor, what tells it)
VALUES: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("hari-keberatan", "Batas waktu keberatan", rule_in_words),
    ("jenis-berkas", "Jenis berkas bukti", lambda: KINDS_IN_WORDS),
    ("ukuran-berkas", "Ukuran terbesar satu berkas", lambda: filesizeformat(settings.EVIDENCE_MAX_BYTES)),
    ("banyak-berkas", "Banyaknya berkas bukti", lambda: f"{settings.EVIDENCE_MAX_FILES} berkas"),
    ("masa-kode", "Masa berlaku kode aktivasi", lambda: f"{settings.ACTIVATION_CODE_DAYS} hari"),
    ("gagal-masuk", "Salah kata sandi paling banyak", lambda: f"{settings.AXES_FAILURE_LIMIT} kali"),
    ("jeda-masuk", "Jeda sesudah salah kata sandi", _pause),
    ("lama-sesi", "Sesi paling lama", lambda: f"{settings.SESSION_MAX_AGE // 3600} jam"),
    ("bagian-terpendek", "Bagian terpendek sesudah pindah", lambda: f"{MIN_DAYS} hari"),
    ("masa-unduhan", "Lama berkas unduhan disimpan", lambda: f"{int(KEPT.total_seconds()) // 3600} jam"),
    ("dasar-utama", "Dasar hukum pada dokumen", lambda: EvaluationSettings.load().legal_basis),
)


def guidance_references() -> Iterator[Reference]:
    """All of them, for the hook of ``forms_config.guidance_references``."""
    for code, label, name in SCREENS:
        yield Screen(code, label, partial(reverse, name))
    for code, label, source in BUTTONS:
        yield Button(code, label, source)
    for code, label, tell in VALUES:
        yield SettingValue(code, label, tell)
