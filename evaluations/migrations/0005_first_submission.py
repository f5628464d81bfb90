"""Whether the first handing in was on time: for what was handed in so far, the last one is all that is known."""

from django.db import migrations
from django.db.models import F

from evaluations.models.freezing import GUARDS, PERIOD_GUARDS
from forms_config.models.freezing import guard_operation


def take_the_last_submission(apps, schema_editor):
    rows = apps.get_model("evaluations", "Evaluation").objects.filter(submitted_at__isnull=False)
    rows.update(first_submitted_at=F("submitted_at"))


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0004_people_and_periods")]
    operations = [
        migrations.RunPython(take_the_last_submission, migrations.RunPython.noop),
        guard_operation((*GUARDS, *PERIOD_GUARDS)),
    ]
