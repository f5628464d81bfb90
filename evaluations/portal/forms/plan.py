"""The plan (SKP) as one page: work results with their indicators, and the leader's expectations.

A draft is read leniently: whatever was typed is kept, wholly empty rows are dropped. What a plan needs before
it can be handed in is asked by ``domain.evaluating.plans.submit_plan``. Rows are named by tokens: the key of a stored
work result, or ``new…`` for one that the page offers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from evaluations.domain.evaluating.plan_content import INDICATOR_FIELDS, ordered_results
from evaluations.enums import Aspect, CoreValue, TargetPolarity, WorkResultKind
from evaluations.models import PerformancePlan, WorkResult
from forms_config.engine.characters import clean_text
from forms_config.engine.values import read_number
from forms_config.text_fields import CleanTextField

MAX_RESULTS, MAX_INDICATORS = 30, 10
MAX_NUMBER = Decimal(10) ** 12


class NumberField(forms.Field):
    """A number as people here write it: "12", "1.250", "12,5"; None when empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = clean_text(value or "", multiline=False)
        if not text:
            return None
        try:
            number = read_number(text)
        except ValueError:
            raise ValidationError("Isi dengan angka saja, misalnya 12 atau 12,5.") from None
        if abs(number) >= MAX_NUMBER or number != round(number, 2):
            raise ValidationError("Angka ini terlalu besar atau lebih dari dua angka di belakang koma.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class DraftTextField(CleanTextField):
    """A text that is never required, since a draft may be incomplete."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        if multiline:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(required=False, **kwargs)


class ChosenField(forms.ChoiceField):
    """A list in which the first choice stands until another is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        return super().clean(value) or self.choices[0][0]


class IndicatorForm(forms.Form):
    """Indikator Kinerja Individu (IKI) of one work result."""

    text = DraftTextField(label="Indikator", max_length=300, help_text="Apa yang dihitung atau dilihat.")
    aspect = ChosenField(label="Aspek", choices=Aspect.choices, help_text="Yang diukur dari hasil ini.")
    target = DraftTextField(label="Target", max_length=120, help_text="Contoh: 12 laporan setahun.")
    target_value = NumberField(label="Target dalam angka", help_text="Contoh: 12")
    unit = DraftTextField(label="Satuan", max_length=40, help_text="Contoh: laporan, persen, hari.")
    polarity = ChosenField(
        label="Arah", choices=TargetPolarity.choices, help_text="Contoh: makin sedikit keluhan makin baik."
    )

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in ("text", "target", "target_value", "unit"))


class ResultForm(forms.Form):
    """Rencana Hasil Kerja (RHK)."""

    statement = DraftTextField(
        label="Rencana hasil kerja",
        multiline=True,
        max_length=1000,
        help_text="Tulis hasilnya, bukan kegiatannya. Contoh: Laporan surveilans tersedia setiap bulan.",
    )
    supported_result = forms.TypedChoiceField(
        label="Hasil kerja pimpinan yang didukung", required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(choices=WorkResultKind.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, supportable: Iterable[WorkResult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(result.pk, result.statement) for result in supportable]
        if choices:
            self.fields["supported_result"].choices = [("", "Tidak ada"), *choices]
        else:
            del self.fields["supported_result"]


class ExpectationsForm(forms.Form):
    """One text per BerAKHLAK value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="ekspektasi", **kwargs)
        for value in CoreValue:
            self.fields[value.value] = DraftTextField(label=value.label, multiline=True, max_length=1000)


@dataclass
class ResultRow:
    """One work result on the page with its indicators, each by its token."""

    token: str
    form: ResultForm
    indicators: list[tuple[str, IndicatorForm]]

    @property
    def kind(self) -> str:
        return str(self.form["kind"].value() or WorkResultKind.MAIN)

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(form.is_valid() for _, form in self.indicators)])

    def content(self) -> dict[str, Any] | None:
        """What ``save_plan`` takes; None for a row in which nothing stands."""
        filled = [form.cleaned_data for _, form in self.indicators if not form.is_empty()]
        given = self.form.cleaned_data
        if not given["statement"] and not filled:
            return None
        return {
            "key": self.token,
            "kind": given["kind"],
            "statement": given["statement"],
            "supported_result": given.get("supported_result"),
            "indicators": [{name: row[name] for name in INDICATOR_FIELDS} for row in filled],
        }


class PlanForm:
    """All rows of a plan, read from the database or from what was posted.

    ``offer`` names what an unposted page offers empty: a kind ("UTAMA"), or the token of a row that gets one
    more indicator.
    """

    def __init__(
        self,
        plan: PerformancePlan | None,
        *,
        supportable: list[WorkResult],
        data: QueryDict | None = None,
        offer: str = "",
    ) -> None:
        self.supportable = supportable
        self.data = data
        self.rows = self._stored_rows(plan, offer) if data is None else self._posted_rows(data)
        stored = {row.value: row.text for row in plan.expectations.all()} if plan else {}
        self.expectations = ExpectationsForm(data, initial=stored)
        version = plan.version if plan else 1
        self.version = data.get("version", "") if data is not None else str(version)

    @property
    def groups(self) -> list[tuple[WorkResultKind, list[ResultRow]]]:
        """A. Utama and B. Tambahan, each with its rows."""
        return [(kind, [row for row in self.rows if row.kind == kind]) for kind in WorkResultKind]

    def is_valid(self) -> bool:
        return all([*(row.is_valid() for row in self.rows), self.expectations.is_valid()])

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) for everything that could not be read."""
        every = [form for row in self.rows for form in (row.form, *(form for _, form in row.indicators))]
        return [
            (f"field-{form[name].html_name}", f"{form[name].label}: {message}")
            for form in (*every, self.expectations)
            if form.is_bound
            for name, found in form.errors.items()
            for message in found
        ]

    def results(self) -> list[dict[str, Any]]:
        """What ``save_plan`` takes; only after ``is_valid()``. A removed row or indicator is left out."""
        gone = self.data.get("hapus", "") if self.data is not None else ""
        kept = []
        for row in self.rows:
            row.indicators = [
                (token, form) for token, form in row.indicators if f"{row.token}:{token}" != gone
            ]
            content = row.content() if row.token != gone else None
            if content is not None:
                kept.append(content)
        return kept

    def expected_version(self) -> int:
        """The version the page was made from; 0, which never fits, when it is no number."""
        return int(self.version) if self.version.isdecimal() else 0

    def _stored_rows(self, plan: PerformancePlan | None, offer: str) -> list[ResultRow]:
        rows = [self._stored_row(result, offer) for result in (ordered_results(plan) if plan else [])]
        kinds = [offer] if offer in WorkResultKind.values else []
        if not rows and WorkResultKind.MAIN not in kinds:
            kinds.insert(0, WorkResultKind.MAIN.value)
        kinds = kinds[: max(0, MAX_RESULTS - len(rows))]
        return rows + [self._row(f"new{n}", ["i0"], {"kind": kind}, {}) for n, kind in enumerate(kinds)]

    def _stored_row(self, result: WorkResult, offer: str) -> ResultRow:
        indicators = {f"i{n}": indicator for n, indicator in enumerate(result.indicators.all())}
        tokens = list(indicators)
        if not tokens or (offer == result.key and len(tokens) < MAX_INDICATORS):
            tokens.append(f"i{len(tokens)}")
        initial = {
            "statement": result.statement,
            "supported_result": result.supported_result_id,
            "kind": result.kind,
        }
        stored = {
            token: {name: getattr(indicator, name) for name in INDICATOR_FIELDS}
            for token, indicator in indicators.items()
        }
        return self._row(result.key, tokens, initial, stored)

    def _posted_rows(self, data: QueryDict) -> list[ResultRow]:
        tokens = list(dict.fromkeys(data.getlist("row")))[:MAX_RESULTS]
        return [
            self._row(token, list(dict.fromkeys(data.getlist(f"{token}-row")))[:MAX_INDICATORS], {}, {})
            for token in tokens
        ]

    def _row(self, token: str, indicators: list[str], initial: dict, stored: dict[str, dict]) -> ResultRow:
        form = ResultForm(self.data, prefix=token, initial=initial, supportable=self.supportable)
        return ResultRow(
            token,
            form,
            [
                (name, IndicatorForm(self.data, prefix=f"{token}-{name}", initial=stored.get(name, {})))
                for name in indicators
            ],
        )
