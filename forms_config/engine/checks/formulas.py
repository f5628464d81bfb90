"""Formulas of calculated items: can each one be read, and can it ever have a result?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ..calculated import calculated_fields, dependencies, in_order
from ..formulas import Formula, FormulaError, Meaning, Names, Reference, parse
from ..formulas.errors import closest, place
from ..formulas.names import is_number
from ..formulas.nodes import Name, Quoted
from ..formulas.uses import Role, Use, divides_by_zero, uses
from ..kinds import answer_labels, kind_of
from ..schema import Constant, Field, FormSchema, OverallRating, Section
from .problem import Problem, error, warning


@dataclass(frozen=True, slots=True)
class Site:
    """The calculated item whose formula is checked."""

    schema: FormSchema
    names: Names
    section: Section
    field: Field

    @property
    def path(self) -> tuple[str, str]:
        return (self.section.key, self.field.key)

    def at(self, node: Name | Quoted) -> str:
        """How a message about one place of the formula begins."""
        length = node.length if isinstance(node, Quoted) else len(node.text)
        where = place(self.field.formula, node.start, length)
        return f"Rumus “{self.field.label}”, {where[0].lower()}{where[1:]}"


def formula_problems(schema: FormSchema) -> Iterator[Problem]:
    names = Names(schema)
    circular = in_order(dependencies(schema, names))[1]
    for section, field in calculated_fields(schema):
        site = Site(schema, names, section, field)
        if not field.formula.strip():
            text = f"“{field.label}” belum punya rumus. Tulis rumusnya, atau hapus isian ini."
            yield error("formula_empty", site.path, text)
            continue
        try:
            formula = parse(field.formula)
        except FormulaError as fault:
            yield error(
                "formula_unreadable", site.path, f"Rumus “{field.label}” belum benar. {fault.message}"
            )
            continue
        if site.path in circular:
            text = f"Rumus “{field.label}” memakai hasilnya sendiri, langsung atau lewat hitungan lain."
            yield error("circular_formula", site.path, f"{text} Hapus salah satu hubungan itu.")
        yield from _formula_problems(site, formula)


def _formula_problems(site: Site, formula: Formula) -> Iterator[Problem]:
    if divides_by_zero(formula.root):
        text = f"Rumus “{site.field.label}” membagi dengan 0, jadi tidak pernah ada hasil. Ubah pembaginya."
        yield error("formula_divides_by_zero", site.path, text)
    seen: set[tuple[str, Role, str]] = set()
    for use in uses(formula.root):
        same = (use.name.text, use.role, use.key.key if use.key else "")
        if same in seen:  # the first place is enough
            continue
        seen.add(same)
        reference = site.names.find(use.name.text, site.section)
        if reference is None:
            yield _unknown(site, use.name)
        else:
            yield from _use_problems(site, use, reference)


def _unknown(site: Site, name: Name) -> Problem:
    guess = site.names.closest(name.text, site.section)
    hint = f"Mungkin maksud Anda {guess}." if guess else "Pakai isian atau konstanta dari formulir ini."
    return error("formula_unknown_name", site.path, f"{site.at(name)}: nama ini tidak dikenal. {hint}")


def _use_problems(site: Site, use: Use, reference: Reference) -> Iterator[Problem]:
    part, where = reference.part, site.at(use.name)
    if use.name.text in site.names.constants and not isinstance(part, Constant):
        text = (
            f"{where}: nama ini dipakai untuk isian dan juga konstanta. Beri salah satunya kode tetap lain."
        )
        yield error("formula_name_twice", site.path, text)
    if reference.meaning == Meaning.COLUMN and use.role in (Role.RECKONED, Role.COMPARED):
        text = f"{where}: “{part.label}” ada di setiap baris. Pakai di dalam sum, avg, min, max, atau count."
        yield error("formula_rows_outside", site.path, text)
    elif use.role == Role.COMPARED and use.key:
        yield from _key_problems(site, part, use.key)
    elif use.role != Role.COUNTED:
        yield from _number_problems(site, part, where)
    if not use.may_be_empty and _may_hide(site, reference):
        text = f"{where}: “{part.label}” hanya tampil dengan syarat; bila tersembunyi, hasil rumus kosong."
        hint = f"Beri “{site.field.label}” syarat yang sama, atau tulis default({use.name.text}; 0)."
        yield warning("formula_on_hidden_item", site.path, f"{text} {hint}")


def _key_problems(site: Site, part: Field | OverallRating | Constant, key: Quoted) -> Iterator[Problem]:
    known = answer_labels(site.schema, part)
    if not known:
        text = (
            f"{site.at(key)}: “{part.label}” tidak punya pilihan untuk dibandingkan. Bandingkan dengan angka."
        )
        yield error("formula_not_comparable", site.path, text)
    elif key.key not in known:
        guess = closest(key.key, known)
        hint = f"Mungkin maksud Anda “{guess}”" if guess else f"Yang ada: {', '.join(list(known)[:8])}"
        text = f"{site.at(key)}: jawaban ini tidak ada pada “{part.label}”. {hint}."
        yield error("formula_unknown_answer", site.path, text)


def _number_problems(site: Site, part: Field | OverallRating | Constant, where: str) -> Iterator[Problem]:
    if not is_number(part):
        text = f"{where}: “{part.label}” bukan angka, jadi tidak dapat dihitung."
        hint = "Pakai isian angka"
        if isinstance(part, Field) and kind_of(part).has_choices and part.choices:
            hint = f'Bandingkan dengan pilihannya, misalnya {part.key} = "{part.choices[0].key}"'
        yield error("formula_not_a_number", site.path, f"{text} {hint}.")
    elif not isinstance(part, Constant) and kind_of(part).has_levels:
        yield from _scale_problems(site, part, where)


def _scale_problems(site: Site, part: Field | OverallRating, where: str) -> Iterator[Problem]:
    scale = site.schema.scale(part.scale)
    if scale and (bare := [level.label for level in scale.levels if level.value is None]):
        text = f"{where}: tingkat “{bare[0]}” pada skala “{scale.label}” belum berangka."
        yield error("formula_scale_without_values", site.path, f"{text} Isi angka setiap tingkat.")


def _may_hide(site: Site, reference: Reference) -> bool:
    """Whether the item can be hidden while the calculated one is shown, as far as equal conditions tell."""
    section = reference.section
    if section is None:
        return False
    visibility = reference.part.visible_if if isinstance(reference.part, Field) else None
    by_section = section.visible_if if section.key != site.section.key else None
    shared = (None, site.field.visible_if, site.section.visible_if)
    return visibility not in shared or by_section not in shared
