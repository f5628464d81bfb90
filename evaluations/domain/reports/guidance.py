"""What is confusing in the guidance, and who has read what must be read: by perangkat daerah, without names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evaluations.domain.small_groups import FEWEST_PERSONS
from evaluations.enums import PeriodState
from evaluations.models import Assignment, EvaluationPeriod, GuidanceOpinion, OrganizationalUnit
from forms_config.models import EvaluationForm, GuidancePage, GuidanceRead, Indicator


@dataclass(frozen=True)
class Confusion:
    """Of a page, a perangkat daerah or an indicator: how many find it clear or not. Small groups say no numbers."""

    thing: object
    said: int
    unclear: int

    @property
    def is_small(self) -> bool:
        return self.said < FEWEST_PERSONS


def confusing_pages(agency: int = 0) -> list[Confusion]:
    """Pages about which somebody said something, the most confusing first; of one ``agency`` or of all. One query."""
    of_agency = Q(opinions__agency=agency) if agency else Q()
    pages = GuidancePage.objects.annotate(
        said=Count("opinions", filter=of_agency),
        unclear=Count("opinions", filter=of_agency & Q(opinions__is_clear=False)),
    ).filter(said__gt=0)
    return [Confusion(page, page.said, page.unclear) for page in pages.order_by("-unclear", "said", "path")]


def confusion_by_agency() -> list[Confusion]:
    """One query for the numbers, one for the names."""
    rows = GuidanceOpinion.objects.filter(agency__isnull=False).order_by().values_list("agency")
    counts = rows.annotate(said=Count("pk"), unclear=Count("pk", filter=Q(is_clear=False)))
    names = OrganizationalUnit.objects.in_bulk([agency for agency, *_ in counts])
    found = [Confusion(names[agency], said, unclear) for agency, said, unclear in counts]
    return sorted(found, key=lambda one: (-one.unclear, str(one.thing)))


def confusing_indicators(agency: int = 0) -> list[Confusion]:
    """Indicators whose page of the guidance somebody found unclear; of one ``agency`` or of all. One query."""
    of_agency = Q(guidance_page__opinions__agency=agency) if agency else Q()
    indicators = Indicator.objects.filter(guidance_page__opinions__isnull=False).annotate(
        said=Count("guidance_page__opinions", filter=of_agency),
        unclear=Count(
            "guidance_page__opinions", filter=of_agency & Q(guidance_page__opinions__is_clear=False)
        ),
    )
    return [
        Confusion(one, one.said, one.unclear)
        for one in indicators.order_by("-unclear", "name")
        if one.unclear
    ]


def reasons(agency: int = 0) -> QuerySet[GuidanceOpinion]:
    """What people wrote about what is unclear, the latest first; who wrote it is not read. Of one ``agency`` only where
    enough of its people have said something."""
    rows = GuidanceOpinion.objects.filter(is_clear=False).select_related("page").defer("user")
    if agency:
        people = GuidanceOpinion.objects.filter(agency=agency).order_by().values("user").distinct().count()
        rows = rows.filter(agency=agency) if people >= FEWEST_PERSONS else rows.none()
    return rows.order_by("-said_at", "-pk")


# --- required reading -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readers:
    """Of one perangkat daerah: its people, and how many have read the page as it stands."""

    agency: OrganizationalUnit
    people: int
    read: int


def required_pages() -> list[GuidancePage]:
    """What a form that is in use, or a period that is not closed, asks to be read first. Three queries."""
    wanted = set(
        EvaluationForm.objects.filter(is_active=True, required_page__isnull=False)
        .order_by()
        .values_list("required_page", flat=True)
    )
    periods = EvaluationPeriod.objects.exclude(state=PeriodState.CLOSED).filter(required_page__isnull=False)
    wanted |= set(periods.order_by().values_list("required_page", flat=True))
    return list(GuidancePage.objects.filter(pk__in=wanted).order_by("path"))


def readers_of(page: GuidancePage, day: date) -> Sequence[Readers]:
    """By perangkat daerah, those with the fewest readers first. Two queries."""
    read = GuidanceRead.objects.current().filter(page=page, user=OuterRef("employee__user"))
    posts = Assignment.objects.on(day).filter(unit__agency__isnull=False).order_by()
    counts = (
        posts.annotate(has_read=Exists(read))
        .values_list("unit__agency")
        .annotate(
            people=Count("employee", distinct=True),
            readers=Count("employee", distinct=True, filter=Q(has_read=True)),
        )
    )
    agencies = OrganizationalUnit.objects.in_bulk([agency for agency, *_ in counts])
    found = [Readers(agencies[agency], people, number) for agency, people, number in counts]
    return sorted(found, key=lambda one: (one.read / one.people, one.agency.name))
