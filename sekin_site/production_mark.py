"""A database that production has migrated is marked, and refuses every other settings from then on.

Development has a public password, shows tracebacks and loads invented people: a DATABASE_URL in the wrong shell, or a
restored backup on a laptop, must not bring them together with real ones.
"""

from contextlib import closing

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from sekin_site.models import ProductionMark


def leave_mark(using: str, **kwargs) -> None:
    """After ``migrate`` under production settings; idempotent."""
    if settings.PRODUCTION:
        ProductionMark.objects.using(using).get_or_create(pk=1)


def refuse_marked_database(connection: BaseDatabaseWrapper, **kwargs) -> None:
    """On each new connection outside production. Raises ImproperlyConfigured where the mark is."""
    if settings.PRODUCTION:
        return
    table = ProductionMark._meta.db_table
    with closing(connection.create_cursor()) as cursor:  # the bare one: no wrapper sees what it runs
        if table not in connection.introspection.table_names(cursor):
            return
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
        [marks] = cursor.fetchone()
    if marks:
        connection.close()
        raise ImproperlyConfigured(
            "Basis data ini milik instalasi produksi; pengaturan pengembangan tidak boleh memakainya. "
            "Isi DATABASE_URL dengan basis data lain, atau "
            "DJANGO_SETTINGS_MODULE=sekin_site.settings.production."
        )
