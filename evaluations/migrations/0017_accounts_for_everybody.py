"""Everybody who is known gets an account that nobody can log in to yet; the log of accounts is append-only."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import migrations

from evaluations.models.freezing import ACCOUNT_GUARDS
from forms_config.models.freezing import guard_operation

BATCH = 500


def make_accounts(apps, schema_editor):
    Employee = apps.get_model("evaluations", "Employee")
    User = apps.get_model(settings.AUTH_USER_MODEL)
    taken = set(User.objects.values_list("username", flat=True))
    people = list(Employee.objects.filter(user=None).order_by("pk"))
    users = []
    for person in people:
        username = person.nip or f"penilai-{person.pk}"
        if username in taken:
            username = f"pegawai-{person.pk}"
        users.append(User(username=username, first_name=person.name[:150], password=make_password(None)))
    User.objects.bulk_create(users, batch_size=BATCH)
    for person, user in zip(people, users, strict=True):
        person.user = user
    Employee.objects.bulk_update(people, ["user"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0016_accounts"), ("sekin_site", "0001_initial")]
    operations = [
        migrations.RunPython(make_accounts, migrations.RunPython.noop),
        guard_operation(ACCOUNT_GUARDS),
    ]
