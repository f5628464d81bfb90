"""Addresses for raters, their superiors and those who follow progress; included by ``portal.urls``."""

from django.urls import path

from evaluations.portal.views import (
    calibration,
    daily_readers,
    deliveries,
    feedback,
    guide,
    monitoring,
    objections,
    overview,
    performance,
    plan_approval,
    plan_cascade,
    rating,
    reminders,
    team,
)

urlpatterns = [
    path("tim/", team.team, name="team"),
    path("tim/pola/<int:pk>/", guide.guide, name="guide"),
    path("evaluasi/<int:pk>/nilai/", rating.rate, name="rate"),
    path("evaluasi/<int:pk>/nilai/simpan/", rating.save, name="rate_save"),
    path("evaluasi/<int:pk>/kembalikan/", rating.send_back, name="return"),
    path("evaluasi/<int:pk>/harian/", daily_readers.of_evaluation, name="evaluation_daily"),
    path("evaluasi/<int:pk>/sampaikan/", rating.deliver, name="deliver"),
    path("tim/sampaikan/", deliveries.deliveries, name="deliveries"),
    path("evaluasi/<int:pk>/penjelasan/", objections.explain, name="explain"),
    path("evaluasi/<int:pk>/keputusan/", objections.decide, name="decide"),
    path("umpan-balik/", feedback.feedback_list, name="feedback"),
    path("umpan-balik/<int:pk>/hapus/", feedback.feedback_delete, name="feedback_delete"),
    path("umpan-balik/untuk/<int:employee_id>/", feedback.feedback_give, name="feedback_give"),
    path("skp/tim/", plan_cascade.own_cascade, name="plan_cascade"),
    path("skp/tim/<int:employee_id>/", plan_cascade.cascade, name="plan_cascade_of"),
    path("skp/persetujuan/", plan_approval.plan_approvals, name="plan_approvals"),
    path("skp/<int:pk>/persetujuan/", plan_approval.plan_review, name="plan_review"),
    path("pantauan/", monitoring.monitoring, name="monitoring"),
    path("pantauan/ingatkan/", reminders.remind, name="remind"),
    path("ringkasan/", overview.overview, name="overview"),
    path("kalibrasi/", calibration.room, name="calibration"),
    path("kalibrasi/mulai/", calibration.begin, name="calibration_begin"),
    path("kalibrasi/<int:pk>/ubah/<int:evaluation_id>/", calibration.change, name="calibration_change"),
    path("kalibrasi/<int:pk>/tutup/", calibration.close, name="calibration_close"),
    path("kalibrasi/<int:pk>/berita-acara/", calibration.record, name="calibration_record"),
    path("capaian/<int:pk>/dokumen/", performance.document, name="performance_document"),
]
