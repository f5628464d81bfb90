"""Addresses under /kelola/ beside Wagtail's own. Name space: ``forms_config``."""

from django.urls import path

from forms_config.admin.editor_data import check_formula, definition, library
from forms_config.admin.guidance_views import guidance
from forms_config.admin.inserting_views import InsertView
from forms_config.admin.level_views import level_inputs
from forms_config.admin.sandbox_views import sandbox
from forms_config.admin.transfer_views import ImportView, export_form
from forms_config.admin.trial_views import try_indicator
from forms_config.admin.version_views import compare, form_version, take_draft_back

app_name = "forms_config"

urlpatterns = [
    path("formulir/versi/<int:pk>/", form_version, name="form_version"),
    path("formulir/<int:pk>/bandingkan/", compare, name="compare"),
    path("formulir/<int:pk>/kembalikan/<int:number>/", take_draft_back, name="take_draft_back"),
    path("formulir/<int:pk>/coba/", sandbox, name="sandbox"),
    path("formulir/definisi/", definition, name="definition"),
    path("formulir/pilihan/", library, name="library"),
    path("formulir/rumus/", check_formula, name="check_formula"),
    path("panduan/", guidance, name="guidance"),
    path("skala/tingkat/<str:model>/", level_inputs, name="level_inputs"),
    path("indikator/coba/", try_indicator, name="try_indicator"),
    path("formulir/impor/", ImportView.as_view(), name="import_form"),
    path("formulir/<int:pk>/ekspor/", export_form, name="export_form"),
    path("formulir/<int:pk>/sisipkan/", InsertView.as_view(), name="insert"),
]
