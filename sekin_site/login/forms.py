"""The forms of the second step."""

from django import forms


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Kode",
        max_length=40,
        error_messages={"required": "Isi kode.", "max_length": "Kode terlalu panjang."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}
        ),
    )
