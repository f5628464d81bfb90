"""Scales and what items make of them: levels, their meaning, and the level that a post needs."""

from collections import Counter
from collections.abc import Iterator

from ..figures import POSTS
from ..kinds import kind_of
from ..levels import own_descriptor
from ..schema import Area, Field, FormSchema, OverallRating, Scale, Section
from .problem import SCALES, Problem, error, warning
from .structure import answer_key_problems

_POST_KEYS = {key for key, _ in POSTS}


def scale_problems(schema: FormSchema) -> Iterator[Problem]:
    for section in schema.sections:
        for part in section.parts:
            if kind_of(part).has_levels:
                yield from _use_problems(schema, section, part)
        yield from _competence_problems(section)
    for scale in schema.scales:
        path, name = (SCALES, scale.key), f"skala “{scale.label}”"
        if not scale.levels:
            text = f"Skala “{scale.label}” belum punya tingkat. Tambahkan tingkat pada skala itu."
            yield error("scale_without_levels", path, text)
        yield from answer_key_problems([level.key for level in scale.levels], path, name)
        yield from _descriptor_problems(schema, scale)


def _use_problems(schema: FormSchema, section: Section, part: Field | OverallRating) -> Iterator[Problem]:
    path, scale = (section.key, part.key), schema.scale(part.scale)
    if scale is None:
        text = f"Skala untuk “{part.label}” belum dipilih atau sudah dihapus. Pilih skala penilaian."
        yield error("unknown_scale", path, text)
    elif isinstance(part, Field):
        for level in dict.fromkeys(one.level for one in part.descriptors):
            if scale.level(level) is None:
                text = f"“{part.label}” menjelaskan tingkat “{level}”, yang tidak ada dalam skalanya."
                hint = "Hapus penjelasan itu, atau pilih tingkat yang ada."
                yield error("descriptor_unknown_level", path, f"{text} {hint}")
        yield from _required_level_problems(scale, part, path)


def _required_level_problems(scale: Scale, field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    needed = {field.required_level, *(one.level for one in field.required_levels)} - {""}
    if any(scale.level(level) is None for level in needed):
        text = f"Tingkat yang diperlukan pada “{field.label}” tidak ada dalam skala."
        yield error("unknown_required_level", path, f"{text} Pilih tingkat dari skala itu.")
    for post, times in Counter(one.post for one in field.required_levels).items():
        if post not in _POST_KEYS:
            text = f"“{field.label}” menetapkan tingkat untuk jenis jabatan “{post}”, yang tidak dikenal."
            yield error("required_level_unknown_post", path, f"{text} Pilih jenis jabatan dari daftar.")
        elif times > 1:
            label = dict(POSTS)[post]
            text = f"“{field.label}” menetapkan tingkat untuk jabatan {label} {times} kali. Sisakan satu."
            yield error("required_level_twice", path, text)


def _competence_problems(section: Section) -> Iterator[Problem]:
    """Without a required level there is nothing to compare with, and no gap is shown."""
    if section.area != Area.KOMPETENSI:
        return
    bare = [
        field.label
        for field in section.fields
        if kind_of(field).has_levels and not (field.required_level or field.required_levels)
    ]
    if bare:
        text = f"Bagian “{section.label}” memuat {len(bare)} kompetensi tanpa tingkat yang diperlukan jabatan"
        hint = "Isi tingkatnya supaya selisihnya tampil pada hasil."
        yield warning("competence_without_required_level", (section.key,), f"{text} (“{bare[0]}”). {hint}")


def _descriptor_problems(schema: FormSchema, scale: Scale) -> Iterator[Problem]:
    """A level needs words wherever it can be chosen: those of the scale, or the item's own."""
    parts = [part for section in schema.sections for part in section.parts if part.scale == scale.key]
    for level in scale.levels:
        bare = [p for p in parts if isinstance(p, OverallRating) or not own_descriptor(p, level.key).strip()]
        if bare and not level.descriptor.strip():
            text = f"Tingkat “{level.label}” pada skala “{scale.label}” belum dijelaskan."
            hint = "Tulis artinya, supaya setiap penilai memahaminya sama."
            yield warning("scale_without_descriptors", (SCALES, scale.key), f"{text} {hint}")
            return  # one level is enough to open the scale
