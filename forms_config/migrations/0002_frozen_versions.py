"""The database refuses to change published form versions."""

from django.db import migrations

from forms_config.models.freezing import GUARDS, guard_operation


class Migration(migrations.Migration):
    dependencies = [("forms_config", "0001_initial")]
    operations = [guard_operation(GUARDS)]
