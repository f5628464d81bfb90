"""The form with which somebody says on which days they are not there."""

from django import forms

WRONG_DAY = "Tulis tanggal seperti 30-11-2026."


def _day(label: str, missing: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": missing, "invalid": WRONG_DAY},
    )


class AbsenceForm(forms.Form):
    use_required_attribute = False  # our own messages, in Indonesian

    starts_on = _day("Hari pertama", "Pilih hari pertamanya.")
    ends_on = _day("Hari terakhir", "Pilih hari terakhirnya.")
