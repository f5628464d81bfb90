"""Notes from before relations were kept: by the rater of that day, unless only the rater's superior leads the person."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q


def forward(apps, schema_editor):
    notes = apps.get_model("evaluations", "Feedback").objects
    rows = apps.get_model("evaluations", "Evaluation").objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=OuterRef("about_on")),
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("about_on")),
        employee=OuterRef("employee"), period__starts_on__lte=OuterRef("about_on"),
        period__ends_on__gte=OuterRef("about_on"),
    )  # fmt: skip
    by_rater = Exists(rows.filter(rater=OuterRef("author")))
    by_superior = Exists(rows.filter(reviewer=OuterRef("author")))
    notes.filter(by_superior, ~by_rater).update(relation="ATASAN")


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0047_feedback_by_invitation")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop, elidable=True)]
