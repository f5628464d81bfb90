"""Two officers in the same form: who saves second hears of it first, and both texts stay."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from wagtail.models import Revision
from wagtail.utils.timestamps import render_timestamp

from forms_config.domain.pending import author


class NoticesOthers:
    """Mixin for the edit view: a save over a draft that is newer than the one on the screen is refused once.

    Wagtail asks only in the browser, and only when it has heard of the other one in time. The page that
    answers shows everything that was typed and knows the newer draft, so that saving again goes through.
    """

    has_conflict = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The officer decides what goes over the newer draft, so the page does not save by itself this once."""
        context = super().get_context_data(**kwargs)
        if self.has_conflict:
            context["autosave_enabled"] = False
        return context

    def is_valid(self, form: Any) -> bool:
        is_valid = super().is_valid(form)
        if self.expects_json_response or self.locked_for_user or not self.is_out_of_date:
            return is_valid
        self.has_conflict = True
        self.produced_error_code = "invalid_revision"
        self.produced_error_message = self._conflict()
        return False

    def _conflict(self) -> str:
        newer: Revision = self.latest_revision
        own = newer.user == self.request.user
        return format_html(
            "Belum disimpan: {who} menyimpan draf yang lebih baru pada {when}, setelah Anda membuka formulir ini. "
            "Semua isian Anda masih ada di layar ini. <a href='{url}' target='_blank'>Lihat bedanya</a>, lalu "
            "simpan sekali lagi bila isian Anda yang dipakai. Draf itu tetap ada dalam riwayat.",
            who="Anda sendiri, di jendela lain," if own else author(newer),
            when=render_timestamp(newer.created_at),
            url=self._compare_url(newer),
        )

    def _compare_url(self, newer: Revision) -> str:
        """From what was loaded to what is stored now; the history where that cannot be told."""
        loaded = self.request.POST.get("loaded_revision_id", "")
        if loaded.isdecimal() and int(loaded) != newer.pk:
            return reverse(self.revisions_compare_url_name, args=[self.object.pk, loaded, newer.pk])
        return self.get_history_url()
