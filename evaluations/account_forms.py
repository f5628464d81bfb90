"""What people type to get into their account, and what those who help them type; for portal and admin alike."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from evaluations.enums import IdentityProof

NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
NEW = {"autocomplete": "new-password"}


def _secret(attributes: dict[str, str]) -> forms.PasswordInput:
    return forms.PasswordInput(attrs=attributes)


class ActivationForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label="NIP",
        max_length=254,
        help_text="18 digit, boleh dengan spasi. Bukan ASN: nama pengguna pada lembar kode.",
        widget=forms.TextInput(attrs=NAME),
        error_messages={"required": "Tuliskan NIP Anda."},
    )
    code = forms.CharField(
        label="Kode aktivasi",
        max_length=60,
        help_text="12 huruf dan angka, misalnya K7MQ-2XPD-9RTW. Huruf besar atau kecil sama saja.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Tuliskan kode dari lembar yang Anda terima."},
    )


class ForgotForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(
        label="NIP atau nama pengguna",
        max_length=254,
        widget=forms.TextInput(attrs=NAME),
        error_messages={"required": "Tuliskan NIP Anda."},
    )


class NewPasswordForm(forms.Form):
    """A kata sandi twice, held against every rule; ``rules`` are said before typing, the failed ones at the field."""

    use_required_attribute = False

    password = forms.CharField(
        label="Kata sandi baru",
        strip=False,
        widget=_secret(NEW),
        error_messages={"required": "Tuliskan kata sandi baru."},
    )
    again = forms.CharField(
        label="Ulangi kata sandi baru",
        strip=False,
        widget=_secret(NEW),
        error_messages={"required": "Tuliskan kata sandi baru sekali lagi."},
    )

    def __init__(self, user, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def rules(self) -> list[str]:
        return password_validators_help_texts()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, second = self.data.get("password"), cleaned.get("again")
        if second and first != second:
            self.add_error("again", "Kedua kata sandi tidak sama. Tuliskan lagi.")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label="Kata sandi sekarang",
        strip=False,
        widget=_secret({"autocomplete": "current-password"}),
        error_messages={"required": "Tuliskan kata sandi Anda yang sekarang."},
    )
    field_order = ("old", "password", "again")

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise ValidationError("Kata sandi sekarang tidak benar.", code="old_wrong")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("old") and cleaned.get("old") == cleaned.get("password"):
            self.add_error("password", "Sama dengan kata sandi sekarang. Pilih yang lain.")
        return cleaned


class ProofForm(forms.Form):
    """Before a code for one person: how is it sure that this is the person? It is logged."""

    use_required_attribute = False

    proof = forms.ChoiceField(
        label="Bagaimana Anda memastikan bahwa ini orangnya?",
        choices=IdentityProof.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Pilih bagaimana Anda memastikan orangnya.",
            "invalid_choice": "Pilih salah satu cara.",
        },
    )
    remark = forms.CharField(
        label="Catatan",
        required=False,
        max_length=250,
        help_text="Misalnya: datang ke kantor, telepon pukul 10. Tersimpan bersama nama Anda.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
