"""What officers teach imports: which column an unknown heading is, which legal position a word means; and which held
rows they let through."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations.admin.managers import check_manager
from evaluations.domain.organization.legal_statuses import compared, remember_word
from evaluations.domain.periods import MONTHS
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind, LegalStatus
from evaluations.exchange import headings, imports, reading
from evaluations.exchange.importers import IMPORTERS
from evaluations.exchange.reader.headers import normal
from evaluations.exchange.rows import ImportColumn
from evaluations.models import ColumnMapping, ImportBatch, LegalStatusWord
from evaluations.places import whole_number
from forms_config.actors import Actor

OPEN, NOT_OURS = "", "-"
WIDE = {"class": "w-w-full"}  # not wider than a phone
_UNDECIDED = (OPEN, "Belum diputuskan")


class Answers(forms.Form):
    """Questions about one file."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def remember(self, actor: Actor) -> int:
        """Store what was answered for the files to come; gives how many answers there are."""
        return len(self.cleaned_data)

    def chosen(self) -> dict[str, Any]:
        """What was answered for this file alone, as options."""
        return {}


class SheetForm(Answers):
    """Which of several sheets is meant."""

    sheet = forms.ChoiceField(label="Lembar yang dibaca", widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [
            (sheet["name"], _said_of(sheet)) for sheet in self.batch.report.get("sheets", [])
        ]

    def chosen(self) -> dict[str, Any]:
        return {"sheet": self.cleaned_data["sheet"]}


def _said_of(sheet: Mapping[str, Any]) -> str:
    hidden = ", tersembunyi" if sheet["hidden"] else ""
    return f"{sheet['name']} ({sheet['rows']} baris{hidden})"


class MonthForm(Answers):
    """Which month the figures are of."""

    month = forms.TypedChoiceField(
        label="Bulan presensi", coerce=int, choices=[("", "Pilih bulan"), *enumerate(MONTHS, start=1)]
    )
    year = forms.IntegerField(label="Tahun", min_value=2000, max_value=2100)

    def chosen(self) -> dict[str, Any]:
        return {"year": self.cleaned_data["year"], "month": self.cleaned_data["month"]}


def said_of_column(column: ImportColumn) -> str:
    """The column in words, with its header where that is another word."""
    is_same = normal(column.label) == normal(column.header)
    return column.label if is_same else f"{column.label} ({column.header})"


class HeadingsForm(Answers):
    """One question per unknown heading of a file; what it most resembles is proposed."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, batch=batch, **kwargs)
        columns = IMPORTERS[batch.kind].columns
        told = batch.report.get("columns", {})
        labels = [(c.header, said_of_column(c)) for c in columns if c.header in told.get("missing", [])]
        choices = [_UNDECIDED, *labels, (NOT_OURS, "Bukan kolom kami, jangan tanya lagi")]
        self._headings = dict(enumerate(told.get("unknown", [])))
        for number, (heading, near) in self._headings.items():
            self.fields[f"judul-{number}"] = forms.ChoiceField(
                label=f"“{heading}” dibaca sebagai", choices=choices, required=False, initial=near or OPEN,
                help_text="Mirip, jadi diusulkan." if near else "", widget=forms.Select(attrs=WIDE),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = [column for column in cleaned.values() if column not in (OPEN, NOT_OURS)]
        doubles = sorted({column for column in chosen if chosen.count(column) > 1})
        if doubles:
            raise forms.ValidationError(f"Dua judul dibaca sebagai kolom yang sama: {', '.join(doubles)}.")
        return cleaned

    def remember(self, actor: Actor) -> int:
        """Store what was answered; gives how many headings."""
        columns = IMPORTERS[self.batch.kind].columns
        answers = {number: self.cleaned_data[f"judul-{number}"] for number in self._headings}
        decided = {number: column for number, column in answers.items() if column != OPEN}
        for number, column in decided.items():
            meant = "" if column == NOT_OURS else column
            headings.map_heading(self.batch.kind, columns, self._headings[number][0], meant, actor=actor)
        return len(decided)


class WordsForm(Answers):
    """One question per word for a legal position that nobody has explained yet."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, batch=batch, **kwargs)
        self._words = dict(enumerate(sorted(batch.report.get("unknown_words", {}).items())))
        for number, (word, rows) in self._words.items():
            self.fields[f"kata-{number}"] = forms.ChoiceField(
                label=f"“{word}” berarti", choices=[_UNDECIDED, *LegalStatus.choices], required=False,
                help_text=f"{rows} baris memakai kata ini.", widget=forms.Select(attrs=WIDE),
            )  # fmt: skip

    def remember(self, actor: Actor) -> int:
        answers = {word: self.cleaned_data[f"kata-{number}"] for number, (word, _) in self._words.items()}
        decided = {word: status for word, status in answers.items() if status != OPEN}
        for word, status in decided.items():
            remember_word(word, LegalStatus(status), actor=actor)
        return len(decided)


QUESTIONS: dict[str, type[Answers]] = {
    "kolom": HeadingsForm,
    "kata": WordsForm,
    "lembar": SheetForm,
    "bulan": MonthForm,
}


def answer(request: HttpRequest, form: Answers) -> None:
    """Remember what was answered, which is valid, and read the file again with that."""
    if not form.remember(request.user):
        messages.warning(request, "Belum ada yang dijawab, jadi berkasnya tidak dibaca ulang.")
    else:
        _read_again(request, form.batch, form.chosen())


def _read_again(request: HttpRequest, batch: ImportBatch, chosen: Mapping[str, Any]) -> None:
    try:
        reading.read_again(batch, actor=request.user, chosen=chosen)
    except Refused as refused:
        messages.error(request, f"Jawaban Anda disimpan untuk berkas berikutnya. {refused.message}")
    else:
        messages.success(request, "Jawaban Anda disimpan dan berkasnya dibaca ulang.")


@require_POST
def release_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let held rows through: those that were ticked, or all."""
    check_manager(request)
    batch = get_object_or_404(ImportBatch, pk=pk)
    numbers = [whole_number(text) for text in request.POST.getlist("baris")]
    chosen = None if "semua" in request.POST else numbers
    try:
        count = imports.release(batch, chosen, reason=request.POST.get("alasan", ""), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        request.session[_typed(pk)] = {"reason": request.POST.get("alasan", "")[:200], "rows": numbers}
        return redirect(f"{reverse('imports:batch', args=[pk])}?tab=ditahan#hasil")
    messages.success(request, f"{count} baris diloloskan dan ikut diterapkan nanti.")
    return redirect("imports:batch", pk)


def typed_release(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What was typed in a release that was refused, once."""
    return request.session.pop(_typed(pk), {"reason": "", "rows": []})


def _typed(pk: int) -> str:
    return f"release-{pk}"


class RememberedBy:
    """Notes who changed a meaning last."""

    def form_valid(self, form):
        form.instance.updated_by = self.request.user
        return super().form_valid(form)


class MeaningCreateView(RememberedBy, CreateView):
    pass


class MeaningEditView(RememberedBy, EditView):
    pass


def _column_choices() -> list[Any]:
    groups = [
        (
            ImportKind(kind).label,
            [(f"{kind}:{c.header}", said_of_column(c)) for c in importer.columns],
        )
        for kind, importer in IMPORTERS.items()
    ]
    ignored = [(f"{kind}:", f"{ImportKind(kind).label}: bukan kolom kami") for kind in IMPORTERS]
    return [("", "Pilih kolom"), *groups, ("Jangan dibaca", ignored)]


class ColumnMappingForm(forms.ModelForm):
    meaning = forms.ChoiceField(label="Dibaca sebagai", choices=_column_choices)

    class Meta:
        model = ColumnMapping
        fields = ["written"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["meaning"] = f"{self.instance.kind}:{self.instance.column}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        kind, _, column = cleaned["meaning"].partition(":")
        heading = normal(cleaned["written"])
        own = {normal(name) for known in IMPORTERS[kind].columns for name in (known.header, *known.aliases)}
        if heading in own:
            self.add_error("written", "Judul ini sudah dikenal, jadi tidak perlu dicocokkan.")
        elif ColumnMapping.objects.filter(kind=kind, heading=heading).exclude(pk=self.instance.pk).exists():
            self.add_error("written", "Judul ini sudah ada dalam daftar.")
        self.instance.kind, self.instance.column, self.instance.heading = kind, column, heading
        return cleaned


class ColumnMappingViewSet(ModelViewSet):
    model = ColumnMapping
    name = "column_mapping"
    url_prefix = "impor/kolom"
    icon = "list-ul"
    add_to_admin_menu = False
    add_view_class, edit_view_class = MeaningCreateView, MeaningEditView
    form_fields = ["written"]
    list_display = [
        "written",
        Column("kind", label="Jenis impor", accessor=lambda row: row.get_kind_display()),
        Column("column", label="Dibaca sebagai", accessor=lambda row: row.column or "bukan kolom kami"),
        Column("by", label="Oleh", accessor=lambda row: row.updated_by or "bawaan"),
        "updated_at",
    ]
    list_filter = ["kind"]
    search_fields = ["written", "column"]
    inspect_view_enabled = copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return ColumnMappingForm


class LegalStatusWordForm(forms.ModelForm):
    class Meta:
        model = LegalStatusWord
        fields = ["word", "status"]

    def clean_word(self) -> str:
        word = compared(self.cleaned_data["word"])
        if LegalStatusWord.objects.filter(word=word).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Kata ini sudah ada dalam daftar.")
        return word


class LegalStatusWordViewSet(ModelViewSet):
    model = LegalStatusWord
    name = "legal_status_word"
    url_prefix = "impor/kedudukan"
    icon = "list-ul"
    add_to_admin_menu = False
    add_view_class, edit_view_class = MeaningCreateView, MeaningEditView
    form_fields = ["word", "status"]
    list_display = [
        "word",
        Column("status", label="Kedudukan hukum", accessor=lambda row: row.get_status_display()),
        Column("by", label="Oleh", accessor=lambda row: row.updated_by or "bawaan"),
        "updated_at",
    ]
    list_filter = ["status"]
    search_fields = ["word"]
    list_per_page = 30
    inspect_view_enabled = copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return LegalStatusWordForm
