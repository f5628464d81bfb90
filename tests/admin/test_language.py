"""The admin speaks Indonesian on every screen that an officer meets."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from evaluations.models import ReminderRule
from forms_config.models import EvaluationForm, GuidanceIndexPage, GuidancePage, RatingScale
from tests import build
from tests.admin.english import english_in


@pytest.fixture
def things(cast) -> dict[str, int]:
    """One of each that has a screen of its own."""
    Page.objects.filter(depth=2).delete()  # Wagtail's own welcome page
    index = Page.get_first_root_node().add_child(instance=GuidanceIndexPage(title="Panduan", slug="panduan"))
    page = index.add_child(instance=GuidancePage(title="Untuk apa", summary="Ringkasan."))
    page.save_revision(user=cast.bkpsdm).publish()
    period = build.make_period()
    build.make_evaluation(cast.employee, period, rater=cast.rater)
    return {
        "index": index.pk,
        "page": page.pk,
        "form": EvaluationForm.objects.first().pk,
        "scale": RatingScale.objects.create(name="Skala", key="skala").pk,
        "employee": cast.employee.pk,
        "period": period.pk,
        "reminder": ReminderRule.objects.create(days=-3, subject="Ingat", text="Isi").pk,
    }


SCREENS = {
    "home": ("wagtailadmin_home", ""),
    "account": ("wagtailadmin_account", ""),
    "pages": ("wagtailadmin_explore", "index"),
    "search for pages": ("wagtailadmin_pages:search", ""),
    "edit a page": ("wagtailadmin_pages:edit", "page"),
    "history of a page": ("wagtailadmin_pages:history", "page"),
    "usage of a page": ("wagtailadmin_pages:usage", "page"),
    "move a page": ("wagtailadmin_pages:move", "page"),
    "copy a page": ("wagtailadmin_pages:copy", "page"),
    "unpublish a page": ("wagtailadmin_pages:unpublish", "page"),
    "forms": ("wagtailsnippets_forms_config_evaluationform:list", ""),
    "new form": ("wagtailsnippets_forms_config_evaluationform:add", ""),
    "edit a form": ("wagtailsnippets_forms_config_evaluationform:edit", "form"),
    "history of a form": ("wagtailsnippets_forms_config_evaluationform:history", "form"),
    "usage of a form": ("wagtailsnippets_forms_config_evaluationform:usage", "form"),
    "scales": ("wagtailsnippets_forms_config_ratingscale:list", ""),
    "edit a scale": ("wagtailsnippets_forms_config_ratingscale:edit", "scale"),
    "delete a scale": ("wagtailsnippets_forms_config_ratingscale:delete", "scale"),
    "periods": ("evaluationperiod:index", ""),
    "edit a period": ("evaluationperiod:edit", "period"),
    "look at a period": ("evaluationperiod:inspect", "period"),
    "people to look at": ("evaluationperiod:gaps", "period"),
    "progress": ("progress:index", ""),
    "objections": ("objections:index", ""),
    "search for everything": ("search:index", ""),
    "imports": ("imports:index", ""),
    "check people": ("doctor:index", ""),
    "reports of a wrong rater": ("rater_reports:index", ""),
    "year's calendar": ("evaluationperiod:year", ""),
    "templates of periods": ("periodtemplate:index", ""),
    "holidays": ("holiday:index", ""),
    "rules of reminders": ("reminderrule:index", ""),
    "new reminder": ("reminderrule:add", ""),
    "edit a reminder": ("reminderrule:edit", "reminder"),
    "delete a reminder": ("reminderrule:delete", "reminder"),
    "outbox": ("outbox:index", ""),
    "what changed": ("wagtailadmin_reports:site_history", ""),
    "images": ("wagtailimages:index", ""),
    "new image": ("wagtailimages:add", ""),
    "documents": ("wagtaildocs:index", ""),
    "choose an image": ("wagtailimages_chooser:choose", ""),
    "choose a document": ("wagtaildocs_chooser:choose", ""),
    "choose a page": ("wagtailadmin_choose_page", ""),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_english_words(screen, things, cast, login):
    name, thing = SCREENS[screen]
    answer = login(cast.bkpsdm).get(reverse(name, args=[things[thing]] if thing else []))
    assert answer.status_code == 200
    if answer.headers["Content-Type"].startswith("application/json"):
        assert english_in(answer.json()["html"]) == []
    else:
        assert english_in(answer.content.decode()) == []


def test_english_would_be_found():
    assert english_in('<p title="Edit this">Judul</p><script>the page</script><b>Save draft</b>') == [
        "Edit this",
        "Save draft",
    ]
