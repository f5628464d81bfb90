"""Versions approved before documents had a code get theirs."""

from django.db import migrations

from evaluations.models.verification import new_code

AT_ONCE = 1000


def forward(apps, schema_editor):
    codes = apps.get_model("evaluations", "VerificationCode").objects
    versions = apps.get_model("evaluations", "PlanVersion").objects.filter(verification=None).order_by("pk")
    while found := list(versions[:AT_ONCE]):
        codes.bulk_create(codes.model(code=new_code(), kind="SKP", plan_version=one) for one in found)


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0028_verification_codes")]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop, elidable=True)]
