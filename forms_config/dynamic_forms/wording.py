"""What a field asks for, in words: bounds, demands, rows, files, "tidak berlaku", the gap to what a post needs."""

from collections.abc import Mapping

from forms_config.engine.kinds import kind_of
from forms_config.engine.rounding import spoken
from forms_config.engine.schema import DemandKind, Field, FormSchema, NotApplicable, ScaleLevel, Section
from forms_config.engine.values import MAX_DECIMALS

NOT_APPLICABLE_LABEL = "Tidak berlaku"
COUNTS = {
    NotApplicable.LEFT_OUT: "Tidak ikut dihitung.",
    NotApplicable.ZERO: "Dihitung 0.",
    NotApplicable.FULL: "Dihitung penuh.",
}


def labels_of(schema: FormSchema) -> Mapping[str, str]:
    """Label by key, of every field and overall rating."""
    return {part.key: part.label for section in schema.sections for part in section.parts}


def hints(field: Field, labels: Mapping[str, str]) -> tuple[str, ...]:
    """What somebody must know before filling in this field."""
    return tuple(filter(None, (limits_text(field), demand_text(field, labels))))


def limits_text(field: Field) -> str:
    """Bounds of a number: "Antara 0 dan 120."."""
    low, high = (
        None if bound is None else kind_of(field).say(bound) for bound in (field.minimum, field.maximum)
    )
    if low is not None and high is not None:
        return f"Antara {low} dan {high}."
    if low is not None:
        return f"Paling kecil {low}."
    return f"Paling besar {high}." if high is not None else ""


def demand_text(field: Field, labels: Mapping[str, str]) -> str:
    """When the field is required as well: "Wajib bila “Mutu” dinilai paling rendah atau paling tinggi."."""
    demand = field.demand
    if demand is None or field.required:
        return ""
    label = labels.get(demand.field, demand.field)
    if demand.kind == DemandKind.EXTREME:
        return f"Wajib bila “{label}” dinilai paling rendah atau paling tinggi."
    least = "" if demand.score is None else spoken(demand.score, MAX_DECIMALS)
    return f"Wajib bila nilai “{label}” sedikitnya {least}." if least else ""


def counts_text(field: Field) -> str:
    """How "tidak berlaku" counts; nothing where the field is not scored anyway."""
    return COUNTS.get(field.not_applicable, "") if field.scoring else ""


def files_text(field: Field) -> str:
    """Number and kinds: "Paling banyak 3 berkas: PDF atau JPG."."""
    kinds = list(dict.fromkeys(extension.lstrip(".").upper() for extension in field.extensions))
    *others, last = kinds or [""]
    listed = f"{', '.join(others)} atau {last}" if others else last
    return f"Paling banyak {field.max_files} berkas{': ' if listed else ''}{listed}."


def rows_text(section: Section) -> str:
    """How many rows a section may have: "2 sampai 10 baris."."""
    low, high = section.min_rows, section.max_rows
    if high is None:
        return f"Sedikitnya {low} baris." if low else ""
    if low == high:
        return f"Tepat {low} baris."
    return f"{low} sampai {high} baris." if low else f"Paling banyak {high} baris."


def gap_text(had: ScaleLevel, need: ScaleLevel | None) -> str:
    """A level against the one that the post needs: "Kurang 1 dari kebutuhan jabatan."."""
    if need is None or had.value is None or need.value is None:
        return ""
    gap = had.value - need.value
    if not gap:
        return "Sesuai kebutuhan jabatan."
    return f"{'Lebih' if gap > 0 else 'Kurang'} {spoken(abs(gap))} dari kebutuhan jabatan."
