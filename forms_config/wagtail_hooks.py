"""What the Wagtail admin shows to BKPSDM, and what it keeps out of the way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from forms_config.admin.approving import hide_direct_publishing
from forms_config.admin.viewsets import EvaluationGroup
from forms_config.domain import transfer
from forms_config.domain.library_checks import unfinished
from forms_config.domain.restoring import LOG_ACTION, TakeBackFormatter
from forms_config.domain.uses import Part, used_among
from forms_config.tools import HOOK, FormTool

# Files are chosen where a page needs them; the pages stand under Panduan, with all that belongs to them.
HIDDEN_MENU_ITEMS = ("help", "images", "documents", "explorer")

# Wagtail's own entries as they are called here, and where they stand among those of this tool (``menu_order``).
MENU = {"reports": ("Riwayat", 260)}

register_snippet(EvaluationGroup)
hooks.register("construct_snippet_action_menu", hide_direct_publishing)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("", include("forms_config.admin.urls"))]


@hooks.register("construct_main_menu")
def tidy_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]
    for item in menu_items:
        item.label, item.order = MENU.get(item.name, (item.label, item.order))


@hooks.register("construct_homepage_summary_items")
def no_counts_of_pages_and_files(request: HttpRequest, summary_items: list[Any]) -> None:
    summary_items.clear()


@hooks.register("construct_reports_menu")
def no_reports_of_page_types(request: HttpRequest, menu_items: list[Any]) -> None:
    """Two kinds of pages need no statistics, and the menu stands on every page of the admin."""
    menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("sekin/css/admin.css"))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_is_unfinished(request: HttpRequest, instance: Any) -> None:
    if isinstance(instance, Part) and (missing := unfinished(instance)):
        more = f" dan {len(missing) - 1} hal lain" if len(missing) > 1 else ""
        text = f"“{instance}” tersimpan, tetapi belum lengkap: {missing[0]}{more}"
        messages.warning(request, f"{text} Formulir yang memakainya belum dapat diterbitkan.")


@hooks.register("insert_editor_js")
def words_in_editors() -> str:
    return format_html('<script type="module" src="{}"></script>', static("sekin/js/admin/words.js"))


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Published versions and drafts still point to it; deactivating keeps it out of new ones."""
    used = [str(one) for one in used_among(instances)]
    if not used:
        return None
    names = ", ".join(f"“{name}”" for name in used)
    messages.error(
        request,
        f"{names} sudah dipakai, jadi tidak dapat dihapus; draf lama dalam riwayat ikut dihitung. "
        "Bila tidak dipakai lagi, hilangkan tanda “Aktif”: tidak dapat dipilih lagi, yang terbit tetap utuh.",
    )
    return redirect(reverse(instances[0].snippet_viewset.get_url_name("list")))


@hooks.register("before_bulk_action")
def refuse_to_bulk_delete_what_is_used(
    request: HttpRequest, action_type: str, instances: Any, action: Any
) -> HttpResponse | None:
    return refuse_to_delete_what_is_used(request, list(instances)) if action_type == "delete" else None


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(LOG_ACTION)(TakeBackFormatter)


@hooks.register(HOOK)
def trying_tool() -> FormTool:
    return FormTool(
        label="Coba formulir ini",
        help_text="Jalani draf terakhir sebagai ASN, sebagai penilai, sampai hasilnya. Tidak ada yang disimpan.",
        icon="view",
        url_name="forms_config:sandbox",
        order=20,
    )


@hooks.register(HOOK)
def comparing_tool() -> FormTool:
    return FormTool(
        label="Bandingkan versi",
        help_text="Apa yang berubah antara dua versi, antara versi terakhir dan draf, atau dengan formulir lain.",
        icon="history",
        url_name="forms_config:compare",
        order=40,
        before_publishing=True,
    )


@hooks.register(HOOK)
def inserting_tool() -> FormTool:
    return FormTool(
        label="Sisipkan bagian siap pakai",
        help_text="Bagian resmi, bagian dari formulir lain, atau kumpulan indikator, sekali pilih.",
        icon="plus-inverse",
        url_name="forms_config:insert",
        order=10,
    )


@hooks.register(HOOK)
def exporting_tool() -> FormTool:
    return FormTool(
        label="Ekspor formulir",
        help_text="Satu berkas berisi draf ini beserta skala, indikator, tetapan, kuadran, dan indeksnya.",
        icon="download",
        url_name="forms_config:export_form",
        order=80,
    )


@hooks.register("register_log_actions")
def name_imports_in_the_history(actions: Any) -> None:
    actions.register_action(transfer.IMPORTED, "Impor formulir", "Diimpor dari berkas")
