from django.db import migrations


class Migration(migrations.Migration):
    """Apart from the copying before it: PostgreSQL alters no table whose rows have checks pending."""

    dependencies = [("evaluations", "0020_import_chunks")]

    operations = [
        migrations.RemoveField(model_name="importbatch", name="rows"),
        migrations.RemoveField(model_name="importbatch", name="journal"),
    ]
