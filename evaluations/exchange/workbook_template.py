"""An empty workbook to be filled in by people: a header, drop-down lists, examples and an explanation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils.functional import SimpleLazyObject

from evaluations.exchange.columns import Kind
from evaluations.exchange.workbook import IN_MEMORY_BYTES, letters

# 20 MB in every worker, for the one that is asked for a template now and then.
openpyxl: Any = SimpleLazyObject(partial(import_module, "openpyxl"))

FORMATS = {Kind.TEXT: "@", Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}
ROWS = 20_000  # so far down the drop-down lists reach


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """``explanation`` says what to write; ``choices`` become a drop-down list."""

    header: str
    explanation: str
    is_required: bool = True
    choices: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    width: int = 20


@dataclass(frozen=True, slots=True)
class Template:
    """``introduction``: sentences above the explanation of the columns; ``examples``: cells by header."""

    title: str
    columns: Sequence[TemplateColumn]
    introduction: Sequence[str]
    examples: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def write_template(template: Template) -> IO[bytes]:
    """The workbook: the sheet to fill in first, then "Petunjuk"; the choices lie on a hidden sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = template.title
    sheet.freeze_panes = "A2"
    choices = workbook.create_sheet("Pilihan")
    choices.sheet_state = "hidden"
    for place, column in enumerate(template.columns, start=1):
        letter = letters(place)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].number_format = FORMATS[column.kind]
        sheet.cell(1, place, column.header).font = openpyxl.styles.Font(bold=True)
        for row, example in enumerate(template.examples, start=2):
            cell = sheet.cell(row, place, example.get(column.header))
            cell.number_format = FORMATS[column.kind]
            cell.font = openpyxl.styles.Font(italic=True, color="00767676")
        if column.choices:
            for row, choice in enumerate(column.choices, start=1):
                choices.cell(row, place, choice)
            _offer(sheet, letter, len(column.choices))
    _explain(workbook.create_sheet("Petunjuk", 1), template)
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller reads and closes it
    workbook.save(file)
    file.seek(0)
    return file


def _offer(sheet, letter: str, count: int) -> None:
    rule = openpyxl.worksheet.datavalidation.DataValidation(
        "list", formula1=f"Pilihan!${letter}$1:${letter}${count}", allow_blank=True
    )
    rule.errorTitle, rule.error = "Pilihan tidak dikenal", "Pilih salah satu isi daftar."
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS}")


def _explain(sheet, template: Template) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 12
    sheet.column_dimensions["C"].width = 100
    for sentence in template.introduction:
        sheet.append([sentence])
    sheet.append([])
    sheet.append(
        ["Nama kolom", "Wajib", "Cara mengisi"]
    )  # never a row of headers: the reader looks for those
    for cell in sheet[sheet.max_row]:
        cell.font = openpyxl.styles.Font(bold=True)
    for column in template.columns:
        listed = f" Pilihan: {', '.join(column.choices)}." if column.choices else ""
        sheet.append(
            [column.header, "ya" if column.is_required else "tidak", f"{column.explanation}{listed}"]
        )
        sheet.cell(sheet.max_row, 3).alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
