"""What stands against publishing a form: the engine's checks, and what only the library and the past know."""

from collections.abc import Iterator
from typing import Any

from forms_config.blocks.keys import stored_keys
from forms_config.compiling import chosen_constants, chosen_scales, compile_form
from forms_config.domain.purposes import fitting_purpose
from forms_config.engine import checks
from forms_config.engine.checks import INDEX, MATRIX, SCALES, Problem
from forms_config.engine.checks.problem import error, warning
from forms_config.engine.schema import FormSchema
from forms_config.models import EvaluationForm

REQUIRED_PAGE = "@required_page"  # first part of the path, as SCALES and the others in engine.checks


def problems(form: EvaluationForm, schema: FormSchema | None = None) -> list[Problem]:
    """What stands against publishing (errors) and what is worth a look (warnings). Works on any draft.

    ``schema``: of the form, where it is compiled already.
    """
    schema = schema or compile_form(form)
    return [
        *fitting_purpose(form.purpose, schema, checks.problems(schema)),
        *_inactive(form),
        *_unpublished_pages(form),
        *_changed_keys(form),
    ]


def _inactive(form: EvaluationForm) -> Iterator[Problem]:
    """What was switched off must not get into a new version."""
    text = "{} “{}” sudah dinonaktifkan. Pilih yang lain atau aktifkan kembali."
    for section in form.sections:
        for child in section.value["fields"]:
            indicator = child.value.get("indicator")
            if indicator and not indicator.is_active:
                path = (section.value["key"], child.value["key"])
                yield error("indicator_inactive", path, text.format("Indikator", indicator))
    for scale in chosen_scales(form.sections):
        if not scale.is_active:
            yield error("scale_inactive", (SCALES, scale.key), text.format("Skala", scale))
    for constant in chosen_constants(form.sections):
        if not constant.is_active:
            yield error("constant_inactive", (), text.format("Tetapan", constant))
    if form.matrix and not form.matrix.is_active:
        yield error("matrix_inactive", (MATRIX,), text.format("Kuadran", form.matrix))
    if form.index and not form.index.is_active:
        yield error("index_inactive", (INDEX,), text.format("Indeks", form.index))


def _unpublished_pages(form: EvaluationForm) -> Iterator[Problem]:
    """A link that leads nowhere is a nuisance; a page that must be read and cannot be would stop everybody."""
    if form.required_page and not form.required_page.live:
        text = (
            f"Halaman wajib baca “{form.required_page}” belum terbit, jadi tidak ada yang dapat membacanya. "
            "Terbitkan halamannya atau pilih yang lain."
        )
        yield error("required_page_unpublished", (REQUIRED_PAGE,), text)
    for section in form.sections:
        parts = [(section.value, (section.value["key"],))]
        parts += [(one.value, (section.value["key"], one.value["key"])) for one in section.value["fields"]]
        for value, path in parts:
            indicator = value.get("indicator")
            page = value["guidance_page"] or (indicator.guidance_page if indicator else None)
            if page and not page.live:
                text = (
                    f"Panduan “{page}” pada “{_name(value)}” belum terbit, jadi tautannya tidak dapat dibuka. "
                    "Terbitkan halamannya atau pilih yang lain."
                )
                yield warning("guidance_unpublished", path, text)


def _name(value: Any) -> str:
    return value["label"] or str(value.get("indicator") or value["key"])


def _changed_keys(form: EvaluationForm) -> Iterator[Problem]:
    """Answers are stored under the key, so a key that was published once stays."""
    live = type(form).objects.filter(pk=form.pk, versions__isnull=False).only("sections").first()
    if live is None:
        return
    frozen = stored_keys(live.sections)
    for section in form.sections:
        parts = [*section.value["fields"], *section.value["overall"].bound_blocks]
        for block, path in [(section, ()), *((part, (section.value["key"],)) for part in parts)]:
            key, before = block.value["key"], frozen.get(block.id)
            if before and before != key:
                text = (
                    f"Kode tetap “{before}” sudah terbit dan tidak dapat diganti menjadi “{key}”. Kembalikan "
                    "kode tetapnya; bila maksudnya isian baru, hapus yang ini lalu tambahkan yang baru."
                )
                yield error("key_changed", (*path, key), text)
