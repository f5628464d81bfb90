"""The form with which the rater fills in the expectations of a plan and approves or returns it."""

from typing import Any

from django import forms

from evaluations.domain.evaluating.plan_content import expectations_of
from evaluations.enums import CoreValue
from evaluations.models import PerformancePlan
from evaluations.portal.forms.versioned import VersionedForm
from forms_config.text_fields import CleanTextField

LENGTH = 1000


class PlanReviewForm(VersionedForm):
    """One text per BerAKHLAK value, and a note to the employee."""

    note = CleanTextField(
        label="Catatan untuk pegawai",
        required=False,
        max_length=LENGTH,
        help_text="Wajib bila Anda mengembalikan SKP.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, plan: PerformancePlan, **kwargs: Any):
        expectations = expectations_of(plan)
        initial = {
            "version": plan.version,
            **{name(value): expectations.get(value, "") for value in CoreValue},
        }
        super().__init__(*args, initial=initial, **kwargs)
        for value in CoreValue:
            field = CleanTextField(
                label=value.label, required=False, max_length=LENGTH, widget=forms.Textarea(attrs={"rows": 2})
            )
            field.must_answer = True  # asked for on approval, not while it is only saved
            self.fields[name(value)] = field

    @property
    def value_fields(self) -> list[forms.BoundField]:
        return [self[name(value)] for value in CoreValue]

    @property
    def expectations(self) -> dict[str, str]:
        """``{core value: text}`` of the valid form."""
        return {value.value: self.cleaned_data[name(value)] for value in CoreValue}

    def mark_missing(self) -> None:
        """An error at each value that is still empty."""
        for value in CoreValue:
            if not self.cleaned_data.get(name(value)):
                self.add_error(name(value), "Isi ekspektasi Anda untuk nilai ini.")


def name(value: CoreValue) -> str:
    """The form field of one value."""
    return f"ekspektasi_{value.value}"
