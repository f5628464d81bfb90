"""Addresses of the portal: the employee's pages here, those of raters and leaders in ``urls_rating``."""

from django.urls import path

from evaluations.portal import urls_rating
from evaluations.portal.views import (
    attendance,
    evaluations,
    evidence,
    fill,
    home,
    objection,
    plans,
    rater_report,
    reading,
    reminders,
)

app_name = "portal"

employee_pages = [
    path("", home.home, name="home"),
    path("evaluasi/", evaluations.evaluations, name="evaluations"),
    path("evaluasi/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("evaluasi/<int:pk>/dokumen/", evaluations.document, name="document"),
    path("evaluasi/<int:pk>/isi/", fill.fill, name="fill"),
    path("evaluasi/<int:pk>/simpan/", fill.save, name="save"),
    path("evaluasi/<int:pk>/kirim/", fill.submit, name="submit"),
    path("evaluasi/<int:pk>/tanda-terima/", fill.receipt, name="receipt"),
    path("evaluasi/<int:pk>/bukti/", fill.upload, name="evidence_upload"),
    path("bukti/<int:pk>/", evidence.download, name="evidence"),
    path("bukti/<int:pk>/hapus/", evidence.remove, name="evidence_remove"),
    path("evaluasi/<int:pk>/terima/", evaluations.acknowledge, name="acknowledge"),
    path("evaluasi/<int:pk>/salah-penilai/", rater_report.wrong_rater, name="wrong_rater"),
    path("evaluasi/<int:pk>/salah-penilai/tarik/", rater_report.withdraw, name="wrong_rater_withdraw"),
    path("evaluasi/<int:pk>/keberatan/", objection.objection, name="objection"),
    path("skp/", plans.plans, name="plans"),
    path("skp/<int:pk>/", plans.plan, name="plan"),
    path("skp/<int:year>/ubah/", plans.edit, name="plan_edit"),
    path("skp/<int:year>/ajukan/", plans.submit, name="plan_submit"),
    path("skp/<int:pk>/perbarui/", plans.revise, name="plan_revise"),
    path("panduan-dibaca/<int:pk>/", reading.confirm, name="guidance_read"),
    path("pengingat/<int:pk>/dibaca/", reminders.read, name="reminder_read"),
    path("presensi/", attendance.attendance, name="attendance"),
]

urlpatterns = employee_pages + urls_rating.urlpatterns
