"""The rows of an import, and its journal, in compressed chunks instead of two JSON documents; its job."""

import json
import zlib

import django.db.models.deletion
from django.db import migrations, models

ROWS = 500


def into_chunks(apps, schema_editor):
    batches = apps.get_model("evaluations", "ImportBatch").objects
    chunks = apps.get_model("evaluations", "ImportChunk").objects
    for pk in batches.values_list("pk", flat=True):
        batch = batches.get(pk=pk)
        reasons = {}
        for error in batch.report.get("errors", []):
            reasons.setdefault(error["row"], []).append(f"{error['column']}: {error['message']}")
        sorts = {"journal": batch.journal}
        for row in batch.rows:
            if row["outcome"] == "rejected":
                row["reasons"] = reasons.get(row["row"], [])
            sorts.setdefault(row["outcome"], []).append(row)
        number = 0
        for sort, rows in sorts.items():
            for start in range(0, len(rows), ROWS):
                part = rows[start : start + ROWS]
                content = zlib.compress(json.dumps(part).encode())
                chunks.create(batch_id=pk, sort=sort, number=number, count=len(part), content=content)
                number += 1
        for name in ("error", "warning"):
            if f"{name}s" in batch.report:
                batch.report[f"{name}_count"] = len(batch.report[f"{name}s"])
        batch.save(update_fields=["report"])


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0019_accounts_of_who_left")]

    operations = [
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort", models.CharField(max_length=12)),
                ("number", models.PositiveIntegerField()),
                ("count", models.PositiveSmallIntegerField()),
                ("content", models.BinaryField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="evaluations.importbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "potongan impor",
                "verbose_name_plural": "potongan impor",
                "ordering": ["batch", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "number"), name="one_chunk_per_number")
                ],
            },
        ),
        migrations.AddField(
            model_name="importbatch", name="job", field=models.CharField(blank=True, max_length=36)
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("PREVIEW", "Menunggu konfirmasi"),
                    ("APPLIED", "Diterapkan"),
                    ("DISCARDED", "Dibatalkan"),
                    ("READING", "Sedang dibaca"),
                    ("REFUSED", "Ditolak"),
                    ("UNDONE", "Ditarik kembali"),
                    ("MAPPING", "Menunggu jawaban Anda"),
                ],
                default="PREVIEW",
                max_length=10,
                verbose_name="keadaan",
            ),
        ),
        migrations.RunPython(into_chunks, migrations.RunPython.noop),
    ]
