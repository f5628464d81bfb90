"""The 3×3 table that gives the predikat, ready to draw (``components/quadrant.html``)."""

from dataclasses import dataclass

from forms_config.engine.schema import Area, FormSchema, Scale

RATED = (Area.HASIL_KERJA, Area.PERILAKU)


@dataclass(frozen=True)
class Cell:
    """``key``: both ratings, hasil kerja first."""

    label: str
    is_current: bool
    key: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    is_current: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Quadrant:
    """``names``: those of both ratings in a form, hasil kerja first."""

    columns: list[Cell]
    rows: list[Row]
    names: str


def quadrant_of(schema: FormSchema, hasil_kerja: str, perilaku: str) -> Quadrant | None:
    """The form's decision table with the cell of these two ratings marked; None when the form has no table.

    Hasil kerja runs down from the best rating, perilaku to the right up to the best, as in the regulation.
    """
    down, right = (_scale(schema, area) for area in RATED)
    if schema.matrix is None or down is None or right is None:
        return None
    labels = {level.code: level.label for level in schema.matrix.levels}
    columns = sorted(right.levels, key=lambda level: level.value or 0)
    rows = sorted(down.levels, key=lambda level: -(level.value or 0))
    return Quadrant(
        columns=[Cell(column.label, column.key == perilaku) for column in columns],
        rows=[
            Row(
                row.label,
                row.key == hasil_kerja,
                [
                    Cell(
                        labels.get(schema.matrix.cell(row.key, column.key) or "", "–"),
                        (row.key, column.key) == (hasil_kerja, perilaku),
                        f"{row.key} {column.key}",
                    )
                    for column in columns
                ],
            )
            for row in rows
        ],
        names=" ".join(overall.key for area in RATED if (overall := schema.overall(area))),
    )


def _scale(schema: FormSchema, area: Area) -> Scale | None:
    overall = schema.overall(area)
    return schema.scale(overall.scale) if overall else None
