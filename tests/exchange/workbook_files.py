"""Workbooks as strangers make them: written part by part, so that each part can be wrong in its own way."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def letter(place: int) -> str:
    return chr(65 + place)


def text(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")


def sheet_xml(rows: Mapping[int, list], *, before: str = "", hidden: tuple[int, ...] = ()) -> str:
    """A sheet with these rows by number; None is no cell, a number is a number, a text an inline text."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows_xml(rows, hidden)}</sheetData></worksheet>'


def rows_xml(rows: Mapping[int, list], hidden: tuple[int, ...] = ()) -> str:
    return "".join(_row(number, cells, number in hidden) for number, cells in rows.items())


def _row(number: int, values: list, is_hidden: bool) -> str:
    cells = [
        _cell(f"{letter(place)}{number}", value) for place, value in enumerate(values) if value is not None
    ]
    mark = ' hidden="1"' if is_hidden else ""
    return f'<row r="{number}"{mark}>{"".join(cells)}</row>'


def _cell(reference: str, value) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def workbook(
    sheets: Mapping[str, str], *, hidden: tuple[str, ...] = (), parts: Mapping[str, str] | None = None
) -> bytes:
    """A package with these sheets (name → XML); ``parts`` are added, or take the place of ours; None leaves one out."""
    numbered = list(enumerate(sheets, start=1))
    listed = "".join(
        f'<sheet name="{text(name)}" sheetId="{number}" r:id="rId{number}"{_state(name, hidden)}/>'
        for number, name in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _ in numbered
    )
    first = f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    all_parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{first}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        **{f"xl/worksheets/sheet{number}.xml": sheets[name] for number, name in numbered},
        **(parts or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in all_parts.items():
            if content is not None:
                archive.writestr(name, content)
    return file.getvalue()


def _state(name: str, hidden: tuple[str, ...]) -> str:
    return ' state="hidden"' if name in hidden else ""
