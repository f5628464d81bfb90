"""What BKPSDM types about units, people, posts and exceptions, checked before it is stored."""

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from evaluations.domain.assignments import check_parent, overlapping_post, place
from evaluations.domain.post_kinds import fill_post_kind
from evaluations.domain.refusals import Refused
from evaluations.models import OrganizationalUnit
from forms_config.engine.nip import NipError, parse_nip


class UnitForm(WagtailAdminModelForm):
    """A unit is saved by ``place``, which keeps paths and agencies of the tree right."""

    def clean_parent(self) -> OrganizationalUnit | None:
        parent = self.cleaned_data["parent"]
        try:
            check_parent(self.instance, parent)
        except Refused as refused:
            raise ValidationError(refused.message, code=refused.code) from refused
        return parent

    def save(self, commit: bool = True) -> OrganizationalUnit:
        unit = super().save(commit=False)
        return place(unit, self.cleaned_data["parent"]) if commit else unit


class EmployeeForm(WagtailAdminModelForm):
    """The NIP is checked as in an import; empty only for a rater who is not ASN."""

    nip = forms.CharField(
        label="NIP", required=False, max_length=40
    )  # longer than a NIP: spaces are taken out

    def clean_nip(self) -> str | None:
        written = self.cleaned_data["nip"]
        if not written:
            return None
        try:
            return parse_nip(written).number
        except NipError as error:
            raise ValidationError(error.message, code=error.kind) from error


class DatedForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Tanggal selesai mendahului tanggal mulai.")
        return cleaned


class AssignmentForm(DatedForm):
    """Somebody holds one definitive post at a time; Plt, Plh and secondary duties come beside it.

    A kind of post that is left empty is guessed from the post.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        fill_post_kind(self.instance)
        other = overlapping_post(self.instance)
        if other is not None:
            until = f"{other.ends_on:%d-%m-%Y}" if other.ends_on else "sekarang"
            self.add_error(
                "starts_on",
                f"Pegawai ini sudah punya jabatan definitif pada masa itu: {other.position} ({other.unit}), "
                f"{other.starts_on:%d-%m-%Y} sampai {until}. Akhiri dulu jabatan itu.",
            )


class ReportingLineForm(DatedForm):
    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("employee") and cleaned.get("employee") == cleaned.get("rater"):
            self.add_error("rater", "Seseorang tidak dapat menilai dirinya sendiri.")
        return cleaned
