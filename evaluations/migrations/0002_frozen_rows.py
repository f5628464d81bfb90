"""The database refuses to change final evaluations and logged events."""

from django.db import migrations

from evaluations.models.freezing import GUARDS
from forms_config.models.freezing import guard_operation


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial")]
    operations = [guard_operation(GUARDS)]
