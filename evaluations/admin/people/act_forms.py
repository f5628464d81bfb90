"""What an act on a unit or a person asks for, and what it will do, in sentences.

The foreseen sentences come from the act itself, done and taken back; so they cannot differ from what happens.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from evaluations.admin.choosers import UnitChooser
from evaluations.domain.organization import structure
from evaluations.domain.organization.assignments import end, transfer
from evaluations.domain.organization.nips import change_nip
from evaluations.domain.organization.raters import resolve
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, PositionType, UnitKind
from evaluations.models import Assignment, Employee, OrganizationalUnit
from forms_config.actors import Actor
from forms_config.text_fields import CleanTextField


@dataclass(frozen=True)
class Foreseen:
    """What an act does, in sentences, and the first people concerned by name."""

    sentences: list[str]
    names: list[str] = field(default_factory=list)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=AdminDateInput, initial=timezone.localdate, **kwargs)


class UnitField(forms.ModelChoiceField):
    """A unit chosen by search; ended ones are left to the act, which says since when."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            OrganizationalUnit.objects.all(),
            widget=UnitChooser("unit_chooser").widget_class,
            error_messages={"invalid_choice": "Unit ini sudah tidak ada. Pilih unit lain."},
            **kwargs,
        )


class ActForm(forms.Form):
    """What an act asks for. ``act`` does it, or raises ``Refused``, said at the field named by its details."""

    title: ClassVar[str]
    button: ClassVar[str]
    lead: ClassVar[str] = ""
    ends: ClassVar[bool] = False  # what ends something stands apart from the other acts
    at: ClassVar[dict[str, str]] = {}  # code of a refusal → field, where the refusal itself names none

    def __init__(self, *args: Any, subject: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.actor = subject, actor

    def act(self) -> Foreseen:
        raise NotImplementedError

    def foresee(self) -> Foreseen | None:
        """What would happen; None when something typed is wrong, said at the field."""
        try:
            return structure.preview(self.act)
        except Refused as refused:
            self.refuse(refused)
            return None

    def refuse(self, refused: Refused) -> None:
        named = refused.details if isinstance(refused.details, str) else self.at.get(refused.code)
        self.add_error(named if named in self.fields else None, refused.message)


class UnitActForm(ActForm):
    on = DayField(
        label="Berlaku mulai",
        help_text="Hari ini atau sebelumnya: langsung berlaku. Tanggal mendatang: dijalankan sendiri pada hari itu.",
    )
    reason = CleanTextField(
        label="Dasar", max_length=200, help_text="Misalnya: Peraturan Bupati nomor … tahun …"
    )
    at: ClassVar[dict[str, str]] = {
        "before_last_change": "on",
        "change_planned": "on",
        "unit_loop": "parent",
        "unit_not_open": "parent",
    }

    def act(self) -> Foreseen:
        cleaned = self.cleaned_data
        dated = {"on": cleaned["on"], "reason": cleaned["reason"], "actor": self.actor}
        outcome = self.change(dated)
        return Foreseen(outcome.sentences, outcome.names)

    def change(self, dated: dict[str, Any]) -> structure.Outcome:
        raise NotImplementedError


class RenameForm(UnitActForm):
    title, button = "Ganti nama", "Ganti nama"
    lead = (
        "Nama lama tetap tercatat untuk masa sebelumnya. Salah tulis diperbaiki lewat “Ubah”, bukan di sini."
    )
    name = CleanTextField(label="Nama baru", max_length=200)
    kind = forms.TypedChoiceField(label="Jenis", coerce=int, choices=UnitKind.choices)
    field_order = ("name", "kind", "on", "reason")
    at: ClassVar[dict[str, str]] = UnitActForm.at | {"nothing_changed": "name"}

    def __init__(self, *args: Any, subject: OrganizationalUnit, **kwargs: Any) -> None:
        initial = {"name": subject.name, "kind": subject.kind} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, subject=subject, initial=initial, **kwargs)

    def change(self, dated: dict[str, Any]) -> structure.Outcome:
        cleaned = self.cleaned_data
        return structure.rename(self.subject, cleaned["name"], kind=cleaned["kind"], **dated)


class MoveForm(UnitActForm):
    title, button = "Pindah induk", "Pindahkan"
    lead = "Unit di bawahnya dan semua pegawainya ikut."
    parent = UnitField(label="Induk baru")
    field_order = ("parent", "on", "reason")
    at: ClassVar[dict[str, str]] = UnitActForm.at | {"nothing_changed": "parent"}

    def change(self, dated: dict[str, Any]) -> structure.Outcome:
        return structure.move(self.subject, self.cleaned_data["parent"], **dated)


class MergeForm(UnitActForm):
    title, button, ends = "Gabungkan ke unit lain", "Gabungkan", True
    lead = "Unit ini berakhir. Pegawai dan unit di bawahnya pindah ke unit yang dipilih pada hari yang sama."
    into = UnitField(label="Digabung ke")
    field_order = ("into", "on", "reason")
    at: ClassVar[dict[str, str]] = UnitActForm.at | {"unit_loop": "into", "unit_not_open": "into"}

    def change(self, dated: dict[str, Any]) -> structure.Outcome:
        return structure.merge(self.subject, self.cleaned_data["into"], **dated)


class CloseForm(UnitActForm):
    title, button, ends = "Tutup unit", "Tutup unit", True
    lead = "Hanya unit tanpa pegawai dan tanpa unit di bawahnya. Selain itu, gabungkan ke unit lain."

    def change(self, dated: dict[str, Any]) -> structure.Outcome:
        return structure.close(self.subject, **dated)


class TransferForm(ActForm):
    title, button = "Pindah atau ganti jabatan", "Pindahkan"
    lead = "Jabatan definitif yang sekarang berakhir sehari sebelumnya."
    unit = UnitField(label="Unit")
    position = CleanTextField(label="Jabatan", max_length=200)
    position_type = forms.ChoiceField(label="Jenis jabatan", choices=PositionType.choices)
    is_head = forms.BooleanField(label="Memimpin unit", required=False)
    starts_on = DayField(label="Berlaku mulai")

    def act(self) -> Foreseen:
        cleaned = dict(self.cleaned_data)
        on = cleaned.pop("starts_on")
        before = Assignment.objects.on(on).filter(employee=self.subject).select_related("unit")
        old = [f"{post.position} ({post.unit})" for post in before.filter(kind=AssignmentKind.DEFINITIVE)]
        new = transfer(self.subject, cleaned.pop("unit"), on=on, **cleaned)
        sentences = [f"{post} berakhir {structure.day(on - timedelta(days=1))}." for post in old]
        sentences.append(f"{new.position} ({new.unit}) mulai {structure.day(on)}.")
        return Foreseen([*sentences, rater_sentence(self.subject, on)])


class EndPostForm(ActForm):
    title, button, ends = "Akhiri jabatan", "Akhiri", True
    lead = "Untuk pensiun, Plt atau Plh yang selesai, dan tugas tambahan yang berakhir."
    post = forms.ModelChoiceField(label="Jabatan", queryset=Assignment.objects.none(), empty_label=None)
    ends_on = DayField(label="Hari terakhir")

    def __init__(self, *args: Any, subject: Employee, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        today = timezone.localdate()
        posts = subject.assignments.exclude(ends_on__lt=today).select_related("employee", "unit")
        self.fields["post"].queryset = posts.order_by("-starts_on", "-pk")
        self.fields["post"].label_from_instance = post_in_words

    def act(self) -> Foreseen:
        post = end(self.cleaned_data["post"], self.cleaned_data["ends_on"])
        sentences = [f"{post.position} ({post.unit}) berakhir {structure.day(post.ends_on)}."]
        if post.is_head:
            sentences.append(
                f"{post.unit} tidak lagi dipimpin {self.subject} sesudah hari itu. Tunjuk Plt bila belum ada gantinya."
            )
        return Foreseen(sentences)


class NipForm(ActForm):
    title, button = "Ganti NIP", "Ganti NIP"
    lead = "Riwayat dan evaluasi tetap pada orang yang sama. NIP lama tetap dapat dicari."
    nip = CleanTextField(label="NIP baru", max_length=40, help_text="18 digit.")
    on = DayField(label="Berlaku mulai")
    reason = CleanTextField(
        label="Alasan", max_length=200, help_text="Misalnya: PPPK pindah instansi, salah ketik."
    )

    def act(self) -> Foreseen:
        old = self.subject.nip
        user = self.subject.user
        login = bool(old and user and user.username == old)
        person = change_nip(self.subject, **self.cleaned_data_for_nip())
        sentences = [f"NIP {old or '(kosong)'} menjadi {person.nip}."]
        if login:
            sentences.append(f"Mulai sekarang {person} masuk dengan NIP {person.nip}; kata sandinya tetap.")
        return Foreseen(sentences)

    def cleaned_data_for_nip(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {"new": cleaned["nip"], "on": cleaned["on"], "reason": cleaned["reason"]}


def post_in_words(post: Assignment) -> str:
    sort = "" if post.is_definitive else f"{post.get_kind_display()}: "
    return f"{sort}{post.position}, {post.unit}"


def rater_sentence(person: Employee, on: date) -> str:
    found = resolve(person, on)
    if found.rater is None:
        return f"Penilai sejak hari itu belum ada. {found.reason}"
    return f"Penilai sejak hari itu: {found.rater} ({found.reason})."
