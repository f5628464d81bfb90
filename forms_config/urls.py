"""Addresses under /kelola/ beside Wagtail's own. Name space: ``forms_config``."""

from django.urls import path

from forms_config.editor_data import check_formula, library
from forms_config.views import form_version

app_name = "forms_config"

urlpatterns = [
    path("formulir/versi/<int:pk>/", form_version, name="form_version"),
    path("formulir/pilihan/", library, name="library"),
    path("formulir/rumus/", check_formula, name="check_formula"),
]
