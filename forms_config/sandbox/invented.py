"""Invented surroundings for the preview and the sandbox: a plan, figures of the system, an expectation, files."""

from collections.abc import Mapping
from typing import Any

from forms_config.dynamic_forms import EvidenceFile
from forms_config.engine.figures import FIGURES, Figure
from forms_config.engine.kinds import Origin, kind_of
from forms_config.engine.schema import Field, FormSchema, SectionKind

EXPECTATION = "Contoh ekspektasi pimpinan: menanggapi keluhan warga dalam satu hari kerja."
FIGURE_TEXTS: Mapping[str, str] = {
    "attendance.percentage": "95.5",
    "attendance.working_days": "22",
    "attendance.days_present": "21",
    "attendance.late_minutes": "35",
    "attendance.early_minutes": "0",
    "attendance.unexcused_days": "0",
    "attendance.missing_taps": "1",
    "feedback.count": "2",
    "last.predikat": "Baik",
}
FILE_NAME, FILE_SIZE = "contoh-bukti", 125_000


def plan_row(number: int, statement: str, target: str | None, unit: str, polarity: str) -> dict[str, Any]:
    """One approved work result with one indicator (shape: ``engine.schema``). ``target``: text of a Decimal."""
    return {
        "_row": f"contoh-{number}",
        "kind": "UTAMA",
        "statement": statement,
        "parent": "Contoh: Derajat kesehatan masyarakat meningkat" if number == 1 else None,
        "indicators": [
            {
                "aspect": "QUANTITY" if target else "TIME",
                "text": "Jumlah yang selesai" if target else "Ketepatan waktu",
                "target": f"{target} {unit}".strip().replace(".", ",") if target else "tepat waktu",
                "target_value": target,
                "unit": unit,
                "polarity": polarity,
            }
        ],
    }


PLAN_ROWS = (
    plan_row(1, "Contoh: Layanan kunjungan rumah terlaksana", "40", "keluarga", "HIGHER"),
    plan_row(2, "Contoh: Laporan bulanan tersusun", None, "", "HIGHER"),
)


def fields_of(schema: FormSchema) -> list[Field]:
    return [field for section in schema.sections for field in section.fields]


def has_plan(schema: FormSchema) -> bool:
    return any(section.kind == SectionKind.PLAN_ROWS for section in schema.sections)


def used_figures(schema: FormSchema) -> list[Figure]:
    """The figures that the form shows, each once."""
    sources = {field.source for field in fields_of(schema) if kind_of(field).origin is Origin.SYSTEM}
    return [figure for figure in FIGURES if figure.source in sources]


def example_figures(schema: FormSchema) -> dict[str, str | None]:
    return {figure.source: FIGURE_TEXTS.get(figure.source, "1") for figure in used_figures(schema)}


def expectations(schema: FormSchema, text: str = EXPECTATION) -> dict[str, str]:
    """The same expectation wherever the form shows one."""
    return {field.key: text for field in fields_of(schema) if field.show_expectation and text}


def example_files(schema: FormSchema) -> dict[int, EvidenceFile]:
    """By id: a PDF, and one file of every other kind that a field asks for. They cannot be opened."""
    asked = (extension.lower().lstrip(".") for field in fields_of(schema) for extension in field.extensions)
    endings = dict.fromkeys(["pdf", *asked])
    return {
        number: EvidenceFile(number, f"{FILE_NAME}.{ending}", FILE_SIZE, "")
        for number, ending in enumerate(endings, 1)
    }
