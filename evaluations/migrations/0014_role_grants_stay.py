"""The table of scopes goes; the database refuses to change a role that was given, except to end it."""

from django.db import migrations

from evaluations.models.freezing import ROLE_GUARDS
from forms_config.models.freezing import guard_operation


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0013_scopes_and_groups_become_grants")]
    operations = [migrations.DeleteModel(name="UnitScope"), guard_operation(ROLE_GUARDS)]
