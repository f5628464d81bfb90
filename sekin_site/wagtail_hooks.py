"""What Wagtail's admin shows of logging in; everything itself stands in ``sekin_site.login``."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.forms.models import register_form_field_override

from forms_config.moments import MomentField
from forms_config.numbers import TypedDecimalField
from sekin_site.login import admin
from sekin_site.wagtail_labels import speak_indonesian

speak_indonesian()
register_form_field_override(models.DateTimeField, override={"form_class": MomentField})
register_form_field_override(models.DecimalField, override={"form_class": TypedDecimalField})


@hooks.register("register_admin_urls")
def second_steps() -> list[Any]:
    return admin.urlpatterns


@hooks.register("register_settings_menu_item")
def second_steps_menu_item():
    return admin.menu_item()


@hooks.register("register_account_menu_item")
def own_second_step(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("second_step_settings"),
        "label": "Langkah kedua",
        "help_text": "Kode dari ponsel yang diminta setelah kata sandi.",
    }


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    actions.register_action(admin.LOG_ACTION, "Hapus langkah kedua", "Menghapus langkah kedua")


@hooks.register("insert_global_admin_js")
def leave_typed_dates_alone() -> str:
    return format_html('<script src="{}"></script>', static("sekin/js/admin/dates.js"))


@hooks.register("insert_global_admin_js")
def ask_before_logging_out() -> str:
    return format_html('<script type="module" src="{}"></script>', static("sekin/js/admin/logout.js"))


@hooks.register("insert_global_admin_js")
def say_the_rest_in_indonesian() -> str:
    return format_html('<script type="module" src="{}"></script>', static("sekin/js/admin/indonesian.js"))
