"""A page of the guidance, as a site has it."""

from wagtail.models import Page, Site

from forms_config.models import GuidanceIndexPage, GuidancePage


def make_guidance_page(title: str = "Hak Anda", **fields) -> GuidancePage:
    index = GuidanceIndexPage.objects.first() or _make_index()
    return index.add_child(instance=GuidancePage(title=title, summary=f"Tentang {title}.", **fields))


def _make_index() -> GuidanceIndexPage:
    index = Page.get_first_root_node().add_child(instance=GuidanceIndexPage(title="Panduan", slug="panduan"))
    site = Site.objects.get()
    site.root_page = index
    site.save()  # and not update(): Wagtail remembers the roots of its sites
    return index
