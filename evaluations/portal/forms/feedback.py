"""The forms of feedback (umpan balik): a note, whom to ask, the answer to a request, and what the person replies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from evaluations.domain.evaluating.feedback import REPLY_LENGTH, TEXT_LENGTH, Words
from evaluations.domain.evaluating.feedback_requests import LINE_LENGTH
from evaluations.domain.organization.colleagues import Colleague
from evaluations.enums import PLAIN_NOTE, CoreValue, FeedbackKind
from evaluations.models import WorkResult
from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

GENERAL = ""
VALUE, RESULT = "nilai", "hasil"
KINDS = [*FeedbackKind.choices, ("", PLAIN_NOTE)]


class NoteForm(forms.Form):
    """Praise, a suggestion or a plain note: general, about one BerAKHLAK value or one work result of the plan."""

    use_required_attribute = False  # our own messages, in Indonesian

    kind = forms.ChoiceField(
        label="Jenis", choices=KINDS, required=False, widget=forms.RadioSelect, initial=FeedbackKind.PRAISE
    )
    about = forms.ChoiceField(label="Tentang apa", required=False)
    text = CleanTextField(
        label="Umpan balik",
        max_length=TEXT_LENGTH,
        help_text="Sebutkan apa yang terjadi, dampaknya, dan harapan Anda. Pegawai langsung membacanya.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Tuliskan umpan baliknya terlebih dahulu."},
    )

    def __init__(self, *args: Any, results: Iterable[WorkResult], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = about_choices(results)

    @property
    def words(self) -> Words:
        """What the valid form says."""
        what, _, key = self.cleaned_data["about"].partition(":")
        return Words(
            self.cleaned_data["text"],
            self.cleaned_data["kind"],
            value=key if what == VALUE else "",
            result_key=key if what == RESULT else "",
        )


class FeedbackForm(NoteForm):
    """A note by a leader, about a day."""

    field_order = ("kind", "about_on", "about", "text")

    about_on = forms.DateField(
        label="Tentang tanggal",
        help_text="Tanggal kejadian atau pekerjaan yang Anda bahas.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["about_on"].initial = timezone.localdate


class AnswerRequestForm(NoteForm, VersionedForm):
    """The answer to a request; a draft may still be without words."""

    def __init__(self, *args: Any, words: Words, help_text: str, is_draft: bool = False, **kwargs: Any):
        about = (
            f"{VALUE}:{words.value}"
            if words.value
            else f"{RESULT}:{words.result_key}"
            if words.result_key
            else ""
        )
        initial = {"text": words.text, "kind": words.kind, "about": about} | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, prefix="catatan", **kwargs)
        self.fields["text"].required = not is_draft
        self.fields["text"].help_text = help_text


class PeopleField(forms.TypedMultipleChoiceField):
    """Boxes for people by id; who may really be chosen the domain knows, and says why not."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal() and len(str(value)) < 19


class AskForm(forms.Form):
    """Whom to ask for feedback, until when, and with which words."""

    use_required_attribute = False

    people = PeopleField(
        label="Dari siapa",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu orang."},
    )
    until = forms.DateField(
        label="Dijawab paling lambat",
        help_text="Pada hari itu masih dapat dijawab.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    message = CleanTextField(
        label="Pesan",
        required=False,
        max_length=LINE_LENGTH,
        help_text="Tentang apa Anda ingin mendengar pendapat mereka. Boleh kosong.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = list(colleagues)
        people = self.fields["people"]
        people.choices = [(one.person.pk, str(one.person)) for one in offered]
        people.descriptors = {
            one.person.pk: " · ".join(filter(None, (one.relation.label, one.position))) for one in offered
        }


class DeclineForm(forms.Form):
    reason = CleanTextField(
        label="Alasan",
        required=False,
        max_length=LINE_LENGTH,
        help_text="Misalnya: belum bekerja bersama pada periode ini. Boleh kosong.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReplyForm(forms.Form):
    use_required_attribute = False

    text = CleanTextField(
        label="Tanggapan Anda",
        max_length=REPLY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tuliskan tanggapan Anda terlebih dahulu."},
    )


def about_choices(results: Iterable[WorkResult]) -> list[Any]:
    """What a note may be about, grouped for the select."""
    choices: list[Any] = [
        (GENERAL, "Umum"),
        ("Nilai BerAKHLAK", [(f"{VALUE}:{code}", label) for code, label in CoreValue.choices]),
    ]
    planned = [(f"{RESULT}:{row.key}", row.statement) for row in results]
    return [*choices, ("Hasil kerja", planned)] if planned else choices
