"""Evaluations that became final before their document had a code get theirs."""

from django.db import migrations

from evaluations.models.verification import new_code

AT_ONCE = 1000


def forward(apps, schema_editor):
    codes = apps.get_model("evaluations", "VerificationCode").objects
    final = apps.get_model("evaluations", "Evaluation").objects.filter(state="FINAL", verification=None)
    while found := list(final.only("pk").order_by("pk")[:AT_ONCE]):
        codes.bulk_create(codes.model(code=new_code(), kind="EVALUASI", evaluation=one) for one in found)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0044_codes_of_results")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop, elidable=True)]
