"""The search of the admin: people, units, forms and periods by what one types, grouped by kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.search import SearchArea
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations import rules
from evaluations.admin.choosers import PERSON_FIELDS, UNIT_FIELDS, matching
from evaluations.domain.organization.snapshots import posts_on
from evaluations.models import Employee, EvaluationPeriod, OrganizationalUnit
from forms_config.admin.form_views import status_label
from forms_config.models import EvaluationForm

SHORTEST, LONGEST = 2, 100  # letters that are looked for
SHOWN = 10  # of each kind

Line = tuple[str, str, str]  # name, what tells it from others, address


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the first lines, how many there are, and where all of them are listed."""

    label: str
    lines: list[Line]
    count: int
    all_url: str


def _people(words: str) -> Group:
    found = matching(Employee.objects.order_by("name", "pk"), words, PERSON_FIELDS)
    return _group("Pegawai", found, words, "employee:index", _person_lines)


def _person_lines(people: list[Employee]) -> list[Line]:
    posts = posts_on([person.pk for person in people], timezone.localdate())
    return [
        (
            person.full_name,
            ", ".join(filter(None, (person.nip, *_post_words(posts.get(person.pk))))),
            reverse("employee:inspect", args=[person.pk]),
        )
        for person in people
    ]


def _post_words(post) -> tuple[str, ...]:
    return (post.position, str(post.unit)) if post else ("tanpa jabatan",)


def _units(words: str) -> Group:
    units = OrganizationalUnit.objects.select_related("agency").order_by("name", "pk")
    return _group(
        "Unit organisasi",
        matching(units, words, UNIT_FIELDS),
        words,
        "organizationalunit:index",
        lambda found: [
            (unit.name, str(unit.agency or unit.code), reverse("organizationalunit:inspect", args=[unit.pk]))
            for unit in found
        ],
    )


def _periods(words: str) -> Group:
    periods = EvaluationPeriod.objects.order_by("-ends_on", "kind", "pk")
    return _group(
        "Periode",
        matching(periods, words, ("name", "year")),
        words,
        "evaluationperiod:index",
        lambda found: [
            (one.name, one.get_state_display(), reverse("evaluationperiod:inspect", args=[one.pk]))
            for one in found
        ],
    )


def _forms(words: str) -> Group:
    name = EvaluationForm.snippet_viewset.get_url_name
    return _group(
        "Formulir",
        matching(EvaluationForm.objects.order_by("title", "pk"), words, ("title", "key")),
        words,
        name("list"),
        lambda found: [(one.title, status_label(one), reverse(name("edit"), args=[one.pk])) for one in found],
    )


def _group(
    label: str, found: QuerySet, words: str, index: str, lines: Callable[[list[Any]], list[Line]]
) -> Group:
    shown = list(found[:SHOWN])
    count = found.count() if len(shown) == SHOWN else len(shown)
    return Group(label, lines(shown), count, reverse(index, query={"q": words}))


class SearchView(WagtailAdminTemplateMixin, TemplateView):
    """``q``; each role finds what it may open: who drafts forms finds forms."""

    template_name = "evaluations_admin/search.html"
    page_title = "Cari"
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
        is_manager = rules.is_manager(self.request.user)
        kinds = [_people, _units, _periods, _forms] if is_manager else [_forms]
        groups = [kind(words) for kind in kinds] if len(words) >= SHORTEST else []
        return super().get_context_data(**kwargs) | {
            "words": words,
            "is_too_short": 0 < len(words) < SHORTEST,
            "is_manager": is_manager,
            "groups": [group for group in groups if group.count],
        }


class EverythingArea(SearchArea):
    """Stands first, so that the entry "Cari" of the menu leads here."""

    def __init__(self) -> None:
        super().__init__("Semua", reverse("search:index"), name="everything", icon_name="search", order=10)

    def is_active(self, request: HttpRequest, current: str | None = None) -> bool:
        return current == self.name


urlpatterns = [path("cari/", SearchView.as_view(), name="index")]
