"""What a form looks like to the ASN and to the rater, with invented surroundings. Creates nothing."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from forms_config.dynamic_forms import build
from forms_config.engine.checks import Problem
from forms_config.engine.schema import FilledBy, FormSchema

MODES = ((FilledBy.EMPLOYEE.value, "Sebagai ASN"), (FilledBy.RATER.value, "Sebagai penilai"))

_PLAN_ROWS = (
    {
        "_row": "contoh-1",
        "kind": "UTAMA",
        "statement": "Contoh: Layanan kunjungan rumah terlaksana",
        "parent": "Contoh: Derajat kesehatan masyarakat meningkat",
        "indicators": [
            {
                "aspect": "QUANTITY",
                "text": "Jumlah keluarga yang dikunjungi",
                "target": "40 keluarga",
                "target_value": "40",
                "unit": "keluarga",
                "polarity": "HIGHER",
            }
        ],
    },
    {
        "_row": "contoh-2",
        "kind": "TAMBAHAN",
        "statement": "Contoh: Laporan bulanan tersusun",
        "parent": None,
        "indicators": [
            {
                "aspect": "TIME",
                "text": "Tanggal laporan diterima pimpinan",
                "target": "Paling lambat tanggal 5",
                "target_value": None,
                "unit": "",
                "polarity": "HIGHER",
            }
        ],
    },
)
_EXPECTATION = "Contoh ekspektasi pimpinan: menanggapi keluhan warga dalam satu hari kerja."


def preview_context(schema: FormSchema, mode: str, problems: list[Problem]) -> dict[str, Any]:
    """For ``forms_config/preview.html``. ``mode`` as in ``MODES``; anything else is the first."""
    side = FilledBy(mode) if mode in dict(MODES) else FilledBy.EMPLOYEE
    fields = [field for section in schema.sections for field in section.fields]
    form = build(
        schema,
        filled_by=side,
        answers={},
        plan_rows=_PLAN_ROWS,
        expectations={field.key: _EXPECTATION for field in fields if field.show_expectation},
    )
    return {
        "title": schema.title,
        "introduction": schema.introduction,
        "sections": form.sections,
        "mode_label": dict(MODES)[side.value],
        "problems": problems,
        "nav": (),  # the officer's own menu has no place in it
        "user": AnonymousUser(),
    }
