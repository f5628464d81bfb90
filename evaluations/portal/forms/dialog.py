"""Forms of a dialog kinerja: beginning one, what is said to each point, agreed actions and how they end."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from evaluations.domain.evaluating.dialog_writing import Content, Promise, Talk
from evaluations.enums import AgreementState, Doer, PointKind, PointState
from evaluations.models import DialogAgreement, DialogPoint, PerformanceDialog
from evaluations.models.dialog import NOTE_LENGTH, TEXT_LENGTH
from evaluations.places import whole_number
from evaluations.portal.forms.plan_parts import ChosenField, DraftTextField
from forms_config.text_fields import CleanTextField

EMPTY_ROWS = 2  # offered for new agreements
WRONG_DAY = "Tulis tanggal seperti 30-11-2026."


def _day_field(label: str, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Pilih harinya.", "invalid": WRONG_DAY},
        **kwargs,
    )


def _posted(data: QueryDict | None, name: str) -> QueryDict | None:
    """The data where it holds this row: what another has added meanwhile is as it is stored."""
    return data if data is not None and name in data else None


class StartForm(forms.Form):
    """On which day the dialog takes place."""

    use_required_attribute = False

    held_on = _day_field("Hari dialog", help_text="Boleh hari ini, kemarin, atau hari yang direncanakan.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate


class HeadForm(forms.Form):
    """The day, and one more point."""

    use_required_attribute = False

    held_on = _day_field("Hari dialog")
    point = DraftTextField(
        label="Tambah pokok bahasan",
        max_length=NOTE_LENGTH,
        multiline=True,
        help_text="Apa yang ingin Anda bicarakan? Boleh kosong.",
    )


class TalkForm(forms.Form):
    """What was said to one point. A note says that it was talked about."""

    state = ChosenField(label="Keadaan", choices=PointState.choices)
    note = DraftTextField(label="Catatan", max_length=NOTE_LENGTH, multiline=True)

    def __init__(self, data: QueryDict | None, point: DialogPoint) -> None:
        prefix, initial = f"pokok{point.pk}", {"state": point.state, "note": point.note}
        super().__init__(_posted(data, f"{prefix}-note"), prefix=prefix, initial=initial)
        self.point = point

    @property
    def is_competence(self) -> bool:
        return self.point.kind == PointKind.COMPETENCE

    @property
    def agreement(self) -> int | None:
        """The earlier agreement that the point is about."""
        if self.point.kind != PointKind.AGREEMENT:
            return None
        return whole_number(self.point.source.partition(":")[2]) or None

    @property
    def talk(self) -> Talk:
        state, note = self.cleaned_data["state"], self.cleaned_data["note"]
        return Talk(PointState.DISCUSSED if note and state == PointState.OPEN else state, note)


class PromiseForm(forms.Form):
    """One agreed action; an empty row is none."""

    use_required_attribute = False

    text = DraftTextField(label="Yang disepakati", max_length=TEXT_LENGTH, multiline=True)
    doer = ChosenField(label="Dilakukan oleh", choices=Doer.choices)
    due_on = _day_field("Paling lambat", required=False)
    remove = forms.BooleanField(label="Hapus kesepakatan ini", required=False)

    def __init__(self, data: QueryDict | None, key: str, agreement: DialogAgreement | None = None) -> None:
        stored = agreement and {"text": agreement.text, "doer": agreement.doer, "due_on": agreement.due_on}
        super().__init__(_posted(data, f"{key}-text"), prefix=key, initial=stored or {})
        self.agreement = agreement
        if agreement is None:
            del self.fields["remove"]

    def clean(self) -> None:
        typed = self.cleaned_data
        text, day = typed.get("text"), typed.get("due_on")
        if typed.get("remove") or self.errors or not (text or day or self.agreement):
            return
        if not text:
            self.add_error("text", "Tuliskan apa yang disepakati.")
        if day is None:
            self.add_error("due_on", "Pilih harinya.")

    @property
    def promise(self) -> Promise | None:
        """None: an empty row, or one that is to go."""
        typed = self.cleaned_data
        if typed.get("remove") or not typed["text"]:
            return None
        return Promise(typed["text"], typed["doer"], typed["due_on"])


class DialogForm:
    """All that both write, in one form: read from the database, or from what was posted."""

    def __init__(self, dialog: PerformanceDialog, data: QueryDict | None = None) -> None:
        self.head = HeadForm(data, initial={"held_on": dialog.held_on})
        self.talks = [TalkForm(data, point) for point in dialog.points.all()]
        agreements = list(dialog.agreements.all())
        self.agreed = [PromiseForm(data, f"sepakat{row.pk}", row) for row in agreements]
        self.new = [PromiseForm(data, f"baru{number}") for number in range(EMPTY_ROWS)]
        self.version = whole_number(data.get("version", "")) if data is not None else dialog.version

    @property
    def _forms(self) -> Iterator[forms.Form]:
        yield self.head
        yield from (*self.talks, *self.agreed, *self.new)

    def is_valid(self) -> bool:
        return not self.errors  # of every form: asked one by one, the first fault would hide the others

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of what could not be read."""
        return [
            (f"field-{form[name].html_name}", f"{form[name].label}: {message}")
            for form in self._forms
            if form.is_bound
            for name, found in form.errors.items()
            for message in found
        ]

    @property
    def content(self) -> Content:
        """What ``save_dialog`` takes; only after ``is_valid()``."""
        point = self.head.cleaned_data["point"]
        return Content(
            held_on=self.head.cleaned_data["held_on"],
            talks={form.point.pk: form.talk for form in self.talks if form.is_bound},
            points=[point] if point else [],
            agreements={form.agreement.pk: form.promise for form in self.agreed if form.is_bound},
            added=[form.promise for form in self.new if form.is_bound and form.promise],
        )


class EndForm(forms.Form):
    """An agreement is done, or dropped and why."""

    use_required_attribute = False

    state = forms.ChoiceField(
        label="Bagaimana hasilnya?",
        widget=forms.RadioSelect,
        choices=[(AgreementState.DONE, "Selesai"), (AgreementState.DROPPED, "Dibatalkan")],
        error_messages={"required": "Pilih selesai atau dibatalkan."},
    )
    outcome = CleanTextField(
        label="Hasil atau alasan",
        required=False,
        max_length=TEXT_LENGTH,
        help_text="Wajib bila dibatalkan. Keduanya dapat membacanya.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
