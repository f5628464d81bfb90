"""Addresses of the portal: the employee's pages here, those of raters and leaders in ``urls_rating``."""

from django.urls import path

from evaluations.portal import urls_rating
from evaluations.portal.views import (
    account,
    accounts,
    activation,
    attendance,
    credit,
    daily,
    daily_readers,
    development,
    dialogs,
    downloads,
    evaluations,
    evidence,
    fill,
    guidance,
    home,
    more_evidence,
    objection,
    passwords,
    plan_actions,
    plan_documents,
    plan_offers,
    plans,
    pulse,
    rater_report,
    reading,
    result_documents,
    verification,
)

app_name = "portal"

employee_pages = [
    path("", home.home, name="home"),
    path("evaluasi/", evaluations.evaluations, name="evaluations"),
    path("evaluasi/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluasi/<int:pk>/dokumen/", result_documents.document, name="document"),
    path("evaluasi/<int:pk>/dokumen/cetak/", result_documents.document_pdf, name="document_pdf"),
    path("evaluasi/<int:pk>/formulir/", result_documents.appraisal, name="appraisal"),
    path("evaluasi/<int:pk>/formulir/cetak/", result_documents.appraisal_file, name="appraisal_pdf"),
    path("evaluasi/<int:pk>/isi/", fill.fill, name="fill"),
    path("evaluasi/<int:pk>/isi/semua/", fill.whole, name="fill_whole"),
    path("evaluasi/<int:pk>/isi/langkah/<str:step>/", fill.step, name="fill_step"),
    path("evaluasi/<int:pk>/isi/periksa/", fill.check, name="fill_check"),
    path("evaluasi/<int:pk>/simpan/", fill.save, name="save"),
    path("evaluasi/<int:pk>/kirim/", fill.submit, name="submit"),
    path("evaluasi/<int:pk>/tanda-terima/", fill.receipt, name="receipt"),
    path("evaluasi/<int:pk>/tarik/", fill.withdraw, name="withdraw"),
    path("evaluasi/<int:pk>/bukti/", fill.upload, name="evidence_upload"),
    path("evaluasi/<int:pk>/bukti/satu/", evidence.add, name="evidence_add"),
    path("evaluasi/<int:pk>/bukti/tambah/", more_evidence.more, name="evidence_more"),
    path("bukti/<int:pk>/", evidence.download, name="evidence"),
    path("bukti/<int:pk>/lihat/", evidence.look, name="evidence_look"),
    path("bukti/<int:pk>/hapus/", evidence.remove, name="evidence_remove"),
    path("evaluasi/<int:pk>/terima/", evaluations.acknowledge, name="acknowledge"),
    path("evaluasi/<int:pk>/salah-penilai/", rater_report.wrong_rater, name="wrong_rater"),
    path("evaluasi/<int:pk>/salah-penilai/tarik/", rater_report.withdraw, name="wrong_rater_withdraw"),
    path("evaluasi/<int:pk>/keberatan/", objection.objection, name="objection"),
    path("evaluasi/<int:pk>/suara/", pulse.pulse, name="pulse"),
    path("evaluasi/<int:pk>/dialog/", dialogs.of_evaluation, name="dialog_of"),
    path("dialog/", dialogs.dialogs, name="dialogs"),
    path("dialog/<int:pk>/", dialogs.dialog, name="dialog"),
    path("dialog/<int:pk>/pokok/", dialogs.agenda, name="dialog_agenda"),
    path("dialog/<int:pk>/cetak/", dialogs.document, name="dialog_pdf"),
    path("dialog/kesepakatan/<int:pk>/", dialogs.agreement, name="agreement"),
    path("pengembangan/", development.own, name="development"),
    path("pengembangan/<int:employee_id>/", development.person, name="development_of"),
    path("pengembangan/<int:employee_id>/usul/<str:key>/", development.propose, name="development_propose"),
    path("pengembangan/kegiatan/<int:pk>/", development.step, name="development_step"),
    path("harian/", daily.today, name="daily"),
    path("harian/sama/", daily.same, name="daily_same"),
    path("harian/<int:year>/<int:month>/", daily.month, name="daily_month"),
    path("harian/<int:year>/<int:month>/e-kinerja/", daily_readers.export, name="daily_export"),
    path("harian/<int:pk>/", daily.edit, name="daily_edit"),
    path("harian/<int:pk>/hapus/", daily.remove, name="daily_remove"),
    path("harian/berkas/<int:pk>/", daily.download, name="daily_file"),
    path("skp/", plans.plans, name="plans"),
    path("skp/<int:pk>/", plans.plan, name="plan"),
    path("skp/<int:pk>/versi/<int:number>/", plans.version, name="plan_version"),
    path("skp/<int:pk>/cetak/", plan_documents.plan_document, name="plan_pdf"),
    path("skp/<int:pk>/versi/<int:number>/cetak/", plan_documents.version_document, name="plan_version_pdf"),
    path("skp/<int:year>/jabatan/<int:post>/ubah/", plans.edit, name="plan_edit"),
    path(
        "skp/<int:year>/jabatan/<int:post>/rencana-aksi/<str:key>/", plan_actions.actions, name="plan_actions"
    ),
    path("skp/<int:year>/jabatan/<int:post>/salin/", plans.copy, name="plan_copy"),
    path("skp/<int:year>/jabatan/<int:post>/ambil/", plan_offers.take, name="plan_take"),
    path("skp/<int:pk>/ajukan/", plans.submit, name="plan_submit"),
    path("skp/<int:pk>/tarik/", plans.withdraw, name="plan_withdraw"),
    path("skp/<int:pk>/perbarui/", plans.revise, name="plan_revise"),
    path("panduan-dibaca/<int:pk>/", reading.confirm, name="guidance_read"),
    path("panduan-pendapat/<int:pk>/", guidance.opinion, name="guidance_opinion"),
    path("panduan-tanya/", guidance.ask, name="guidance_ask"),
    path("presensi/", attendance.attendance, name="attendance"),
    path("angka-kredit/", credit.credit, name="credit"),
]

# Open to everybody: how one gets into the own account.
ways_in = [
    path("aktivasi/", activation.activate, name="activate"),
    path("aktivasi/kata-sandi/", activation.new_password, name="new_password"),
    path("lupa-kata-sandi/", passwords.forgot, name="forgot_password"),
    path("lupa-kata-sandi/<str:who>/<str:token>/", activation.open_link, name="password_link"),
]

# Open to everybody who holds a printed document.
open_pages = [
    path("verifikasi/", verification.ask, name="verify"),
    path("verifikasi/<str:code>/", verification.verify, name="verify_code"),
]

account_pages = [
    path("akun-saya/", account.account, name="account"),
    path("sesi-saya/", account.sessions, name="sessions"),
    path("sesi-saya/akhiri-lainnya/", account.end_others, name="sessions_end_others"),
    path("sesi-saya/<int:pk>/akhiri/", account.end, name="session_end"),
]

download_pages = [
    path("unduhan/", downloads.downloads, name="downloads"),
    path("unduhan/dokumen/", downloads.order_documents, name="documents_order"),
    path("unduhan/<int:pk>/batal/", downloads.cancel, name="download_cancel"),
    path("unduhan/<int:pk>/berkas/", downloads.fetch, name="download_file"),
]

# Of unit administrators: helping people of the own subtree into their account.
accounts_pages = [
    path("akun/", accounts.accounts, name="accounts"),
    path("akun/<int:pk>/kode/", accounts.issue, name="account_code"),
    path("akun/kode/", accounts.order, name="accounts_codes"),
    path("akun/kode/<int:pk>/", accounts.batch, name="account_batch"),
    path("akun/kode/<int:pk>/ambil/", accounts.take, name="account_take"),
]

urlpatterns = (
    employee_pages
    + ways_in
    + open_pages
    + account_pages
    + download_pages
    + accounts_pages
    + urls_rating.urlpatterns
)
