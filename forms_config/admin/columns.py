"""Columns of lists that know something of all rows of the page at once, so that it costs the same for any number."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model
from django.utils import dateformat, timezone
from wagtail.admin.ui.tables import Column
from wagtail.models import ModelLogEntry

# Functions that give further columns of the list of forms, which other apps know.
FORM_COLUMN_HOOK = "register_form_list_column"

Change = tuple[datetime, str]  # when, and who


class PerPageColumn(Column):
    """``values`` gives what is shown, by primary key, for the rows of one page."""

    def __init__(self, name: str, values: Callable[[list[Any]], dict[int, Any]], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.values = values

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        table = parent_context["table"]
        asked = f"_values_of_{self.name}"
        if not hasattr(table, asked):
            setattr(table, asked, self.values(list(table.data)))
        return super().get_cell_context_data(instance, parent_context) | {
            "value": getattr(table, asked).get(instance.pk, "–")
        }


def changed_column(changes: Callable[[list[Any]], dict[int, Change]] | None = None) -> PerPageColumn:
    """Who changed a row last and when, by the log of the admin or by ``changes``."""

    def values(rows: list[Any]) -> dict[int, str]:
        return {pk: in_words(*change) for pk, change in (changes or last_logged)(rows).items()}

    return PerPageColumn("changed", values, label="Terakhir diubah")


def last_logged(rows: Iterable[Model]) -> dict[int, Change]:
    """The last entry of the log for each row; what was only imported has none. One query."""
    keys = {str(row.pk): row for row in rows}
    if not keys:
        return {}
    model = type(next(iter(keys.values())))
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id__in=keys).order_by()
    last = entries.values("object_id").annotate(last=Max("pk")).values("last")
    return {
        keys[entry.object_id].pk: (entry.timestamp, entry.user_display_name)
        for entry in ModelLogEntry.objects.filter(pk__in=last).select_related("user")
    }


def in_words(at: datetime, who: str) -> str:
    """As people say it: "hari ini 10.15, Dewi", "kemarin 10.15, Dewi", "5 Agustus 2026, Dewi"."""
    moment, today = timezone.localtime(at), timezone.localdate()
    near = {today: "hari ini", today - timedelta(days=1): "kemarin"}.get(moment.date())
    day = f"{near} {dateformat.format(moment, 'H.i')}" if near else dateformat.format(moment, "j F Y")
    return f"{day}, {who}" if who else day
