"""What rests on a regulation: the pages, forms and schemes that name it."""

from collections.abc import Iterator

from django.db.models import Model

from forms_config.models import (
    EvaluationForm,
    GuidancePage,
    IndexScheme,
    Indicator,
    LegalBasis,
    PredikatMatrix,
)


def resting_on(basis: LegalBasis) -> dict[str, list[Model]]:
    """By kind, in words for people: guidance pages, forms (also by their matrix or index), and parts of the library.

    Asked for one regulation at a time, over everything that BKPSDM edits: five statements.
    """
    named = basis.pattern.search
    library = [*_naming(named, PredikatMatrix, "legal_basis"), *_naming(named, IndexScheme, "legal_basis")]
    indicators = _naming(named, Indicator, "definition", "how_measured")
    forms = [
        form
        for form in EvaluationForm.objects.select_related("matrix", "index").order_by("title")
        if named(f"{form.title} {form.introduction} {form.sections.raw_data}")
        or {form.matrix, form.index} & {*library}
    ]
    pages = [
        page
        for page in GuidancePage.objects.order_by("path")
        if named(f"{page.title} {page.summary} {list(page.body.raw_data)}")
    ]
    return {"Halaman panduan": pages, "Formulir": forms, "Pustaka": [*library, *indicators]}


def _naming(named, model: type[Model], *fields: str) -> Iterator[Model]:
    for row in model._default_manager.order_by("pk"):
        if named(" ".join(str(getattr(row, field)) for field in fields)):
            yield row
