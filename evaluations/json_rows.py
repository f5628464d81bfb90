"""The rows of one question as a value in the rows of another: two questions of one page in one statement."""

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery


class JsonRows(Subquery):
    """A list of ``{name: value}`` for ``rows``, a queryset of ``values()`` whose names are columns; [] for none.

    Values come as JSON has them: a decimal as a number, a day as text.
    """

    output_field = JSONField()

    def __init__(self, rows: QuerySet, **extra: Any) -> None:
        self.names = [*rows.query.values_select, *rows.query.annotation_select]
        super().__init__(rows, **extra)

    def as_sqlite(self, compiler, connection, **extra: Any):
        pairs = ", ".join(f"'{name}', listed.\"{name}\"" for name in self.names)
        template = (
            f"(SELECT COALESCE(json_group_array(json_object({pairs})), '[]') FROM (%(subquery)s) listed)"
        )
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler, connection, **extra: Any):
        template = "(SELECT COALESCE(jsonb_agg(to_jsonb(listed)), '[]'::jsonb) FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **extra)
