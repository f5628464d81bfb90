"""Indonesian for labels that Wagtail makes of a field's English name, so that no catalog can translate them."""

import django_filters
from wagtail.admin.active_filters import ActiveFilter, BaseFilterAdapter, register_filter_adapter_class
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import WorkflowContentTypeForm, WorkflowPageForm
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm

LINK_TEXT = {"link_text": "Teks tautan"}
OF_FIELDS = {
    choosers.ExternalLinkChooserForm: LINK_TEXT,
    choosers.AnchorLinkChooserForm: LINK_TEXT,
    choosers.EmailLinkChooserForm: LINK_TEXT
    | {"email_address": "Alamat email", "subject": "Judul", "body": "Isi"},
    choosers.PhoneLinkChooserForm: LINK_TEXT | {"phone_number": "Nomor telepon"},
    PagePermissionsForm: {"page": "Halaman"},
    WorkflowPageForm: {"page": "Halaman"},
    WorkflowContentTypeForm: {"content_types": "Jenis isi"},
}
OF_COLUMNS = {"site_name": "Nama situs", "root_page": "Halaman depan"}


class YesOrNo(BaseFilterAdapter):
    """A boolean filter in force, above a list: "Aktif: Tidak"."""

    def get_active_filters(self):
        for one in super().get_active_filters():
            yield ActiveFilter(*one[:2], "Ya" if self.value else "Tidak", one.removed_filter_url)


def speak_indonesian() -> None:
    register_filter_adapter_class(django_filters.BooleanFilter, YesOrNo)
    for form, labels in OF_FIELDS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    for column in SitesView.columns:
        column.label = OF_COLUMNS.get(column.name, column.label)
