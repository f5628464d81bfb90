"""What Wagtail's first migrations put there under English names: renamed, and away where nobody uses it."""

from django.db import migrations


def forwards(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Page.objects.filter(depth=1, title="Root").update(title="Semua halaman", draft_title="Semua halaman")
    welcome = {"title": "Halaman pertama", "draft_title": "Halaman pertama"}
    Page.objects.filter(depth=2, title="Welcome to your new Wagtail site!").update(**welcome)
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(name="Semua berkas")

    workflows = apps.get_model("wagtailcore", "Workflow").objects.filter(name="Moderators approval")
    workflows.filter(workflow_states=None).delete()
    workflows.update(name="Persetujuan halaman", active=False)
    tasks = apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(name="Moderators approval")
    tasks.filter(task_states=None).delete()
    tasks.update(name="Pemeriksaan halaman", active=False)

    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=("Editors", "Moderators"), user=None).delete()
    groups.filter(name="Editors").update(name="Penyunting halaman")
    groups.filter(name="Moderators").update(name="Pemeriksa halaman")


class Migration(migrations.Migration):
    dependencies = [
        ("sekin_site", "0003_second_step"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
