"""Indonesian for labels that Wagtail makes of a field's English name, so that no catalog can translate them."""

from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import WorkflowPageForm
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
}
OF_COLUMNS = {"site_name": "Nama situs", "root_page": "Halaman depan"}


def speak_indonesian() -> None:
    for form, labels in OF_FIELDS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    for column in SitesView.columns:
        column.label = OF_COLUMNS.get(column.name, column.label)
