"""Who had a scope or a group keeps it as an open-ended grant; backwards, grants over a unit become scopes again."""

from django.conf import settings
from django.db import migrations
from django.db.models import Q
from django.utils import timezone

REASON = "Sudah berlaku sebelum peran dicatat bertanggal"
GROUPS = {"Pengelola BKPSDM": "BKPSDM", "Penyusun Formulir": "DRAFTER", "Auditor": "AUDITOR"}


def become_grants(apps, schema_editor):
    grants = apps.get_model("evaluations", "RoleGrant").objects
    day = timezone.localdate()
    posts = apps.get_model("evaluations", "Assignment").objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), kind="DEFINITIF", starts_on__lte=day
    )
    for scope in apps.get_model("evaluations", "UnitScope").objects.select_related("unit").order_by("pk"):
        agency = scope.unit.agency_id
        there = agency and posts.filter(employee__user=scope.user_id, unit__agency=agency).exists()
        grants.create(
            user_id=scope.user_id,
            unit_id=scope.unit_id,
            role=scope.role,
            in_own_agency=bool(there),
            starts_on=day,
            reason=REASON,
        )
    members = apps.get_model(*settings.AUTH_USER_MODEL.split(".")).groups.through.objects
    rows = members.filter(group__name__in=GROUPS).order_by("pk").values_list("user_id", "group__name")
    for user, group in rows:
        grants.create(user_id=user, role=GROUPS[group], starts_on=day, reason=REASON)


def become_scopes(apps, schema_editor):
    scopes = apps.get_model("evaluations", "UnitScope").objects
    held = apps.get_model("evaluations", "RoleGrant").objects.filter(ended_on=None).exclude(unit=None)
    for grant in held:
        scopes.get_or_create(user_id=grant.user_id, unit_id=grant.unit_id, role=grant.role)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("evaluations", "0012_role_grants"),
    ]
    operations = [migrations.RunPython(become_grants, become_scopes)]
