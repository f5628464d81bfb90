"""What BKPSDM types about units, people, posts and exceptions, checked before it is stored."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from evaluations.domain.access.accounts import create_missing_accounts
from evaluations.domain.evaluating.daily import set_keeping
from evaluations.domain.organization.assignments import assign, check_line, check_post, name_rater
from evaluations.domain.organization.legal_statuses import check_span
from evaluations.domain.organization.nips import check_free, read_nip
from evaluations.domain.organization.structure import correct, open_unit, preview
from evaluations.domain.refusals import Refused
from evaluations.models import Assignment, Employee, OrganizationalUnit, ReportingLine
from forms_config.text_fields import CleanTextField


def refusals_at_fields(form: forms.BaseForm, act, fallback: str | None = None) -> None:
    """Do ``act``; what it refuses is said at the field that ``Refused.details`` names."""
    try:
        act()
    except Refused as refused:
        named = refused.details if isinstance(refused.details, str) else fallback
        form.add_error(named if named in form.fields else None, refused.message)


class UnitOpeningForm(WagtailAdminModelForm):
    """A new unit begins on a day and has a reason, as every change of the organisation."""

    reason = CleanTextField(
        label="Dasar", max_length=200, help_text="Misalnya: Peraturan Bupati nomor … tahun …"
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].required = True

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            refusals_at_fields(self, lambda: preview(open_unit, **self._act()), "parent")

    def _act(self) -> dict:
        cleaned = self.cleaned_data
        return {
            "code": cleaned["code"],
            "name": cleaned["name"],
            "kind": cleaned["kind"],
            "parent": cleaned["parent"],
            "on": cleaned["opened_on"],
            "reason": cleaned["reason"],
            "actor": self.for_user,
        }

    def save(self, commit: bool = True) -> OrganizationalUnit:
        return open_unit(**self._act()).unit


class UnitForm(WagtailAdminModelForm):
    """Mends a slip of the pen; what really changes on a day is an act (``unit_acts``)."""

    def save(self, commit: bool = True) -> OrganizationalUnit:
        cleaned = self.cleaned_data
        keeping = set_keeping(self.instance, cleaned["keeps_daily"], actor=self.for_user)
        return correct(keeping, code=cleaned["code"], name=cleaned["name"], kind=cleaned["kind"])


class EmployeeForm(WagtailAdminModelForm):
    """The NIP is checked as in an import; empty only for a rater who is not ASN.

    A NIP that somebody has is changed by an act (``people_acts``), which keeps the old one.
    """

    # longer than a NIP: spaces are taken out
    nip = CleanTextField(label="NIP", required=False, max_length=40)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.nip:
            self.fields["nip"].disabled = True

    def clean_nip(self) -> str | None:
        written = self.cleaned_data["nip"]
        if not written or self.fields["nip"].disabled:
            return written or None
        try:
            number = read_nip(written)
            check_free(number, self.instance)
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
        return number

    def save(self, commit: bool = True) -> Employee:
        employee: Employee = super().save(commit)
        create_missing_accounts([employee])
        return employee


class SaidAtTheField(WagtailAdminModelForm):
    """The domain says what is wrong with a row, in plain words at the field, and not the constraints' names."""

    def _post_clean(self) -> None:
        super()._post_clean()
        self.errors.pop(NON_FIELD_ERRORS, None)  # broken constraints; ``check`` covers each
        if not self.errors:
            refusals_at_fields(self, self.check)

    def check(self) -> None:
        raise NotImplementedError


class AssignmentForm(SaidAtTheField):
    """Somebody holds one definitive post at a time; Plt, Plh and secondary duties come beside it.

    A kind of post that is left empty is guessed from the post.
    """

    def check(self) -> None:
        check_post(self.instance)

    def save(self, commit: bool = True) -> Assignment:
        return assign(super().save(commit=False))


class ReportingLineForm(SaidAtTheField):
    def check(self) -> None:
        check_line(self.instance)

    def save(self, commit: bool = True) -> ReportingLine:
        return name_rater(super().save(commit=False))


class LegalStatusForm(SaidAtTheField):
    def check(self) -> None:
        check_span(self.instance)
