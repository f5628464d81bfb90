"""Posts know their kind; those that exist get the one that their name tells."""

from django.db import migrations, models

from evaluations.domain.organization.post_kinds import fill_post_kind
from forms_config.engine.figures import POSTS

BATCH = 1000


def fill(apps, schema_editor):
    posts = apps.get_model("evaluations", "Assignment").objects.filter(post_kind="").order_by("pk")
    last, batch = 0, True
    while batch:
        batch = list(posts.filter(pk__gt=last).select_related("unit")[:BATCH])
        known = [post for post in batch if fill_post_kind(post)]
        posts.model.objects.bulk_update(known, ["post_kind"])
        last = batch[-1].pk if batch else last


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0002_frozen_rows")]
    operations = [
        migrations.AddField(
            "assignment",
            "post_kind",
            models.CharField("jenjang jabatan", max_length=16, choices=POSTS, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
