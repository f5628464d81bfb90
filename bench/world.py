"""What lies in the database while figures are measured: a regency with a few months behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice

from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from bench.baseline.models import FormPage
from bench.questions import form_schema, questions
from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, EmploymentType, PeriodState, PositionType, Predikat, Rating, State
from evaluations.models import Assignment, Employee, Evaluation, EvaluationPeriod, OrganizationalUnit
from forms_config.models import FormVersion
from tests import build

WHOLE_REGENCY = 10_000  # people
PEOPLE_OF_AGENCY, UNITS_EACH = 330, 4
ASKED = 25  # questions of the usual form
PASSWORD = "hanya-untuk-mengukur-2026"
# How results are spread: mostly good, as everywhere.
SPREAD = (
    *((Rating.MEETS, Predikat.GOOD),) * 7,
    *((Rating.ABOVE, Predikat.VERY_GOOD),) * 2,
    (Rating.BELOW, Predikat.NEEDS_IMPROVEMENT),
)


@dataclass(frozen=True)
class World:
    """``period`` is open, ``months`` are closed and full of final results, ``version`` has ``ASKED`` questions."""

    cast: build.Cast
    period: EvaluationPeriod
    months: list[EvaluationPeriod]
    version: FormVersion
    form_page: FormPage
    token: str
    people: int

    @property
    def stored(self) -> int:
        """How many results there are."""
        return self.people * len(self.months)

    def share(self, limit: float) -> float:
        """What remains, in a smaller world, of a limit that was promised for the whole regency."""
        return round(limit * self.people / WHOLE_REGENCY, 1)

    def employee(self) -> Client:
        """A browser in which the employee is logged in."""
        client = Client()
        client.force_login(self.cast.employee.user)
        return client

    def program(self) -> Client:
        """An API client that may read everything."""
        return Client(headers={"Authorization": f"Bearer {self.token}"})


def build_world(count: int, months: int) -> World:
    """So many people and a cast, an open month, and months before it in which everybody has a final result."""
    cast = build.make_cast()
    cast.employee.user.set_password(PASSWORD)
    cast.employee.user.save()
    version = build.make_form_version(form_schema(questions(ASKED)))
    period = build.make_period(2026, 7)
    build.make_plan(cast.employee, rater=cast.rater, results=3)
    people = make_people(count)
    raters = make_people(100, first=count)
    units = _units(cast.root, count // PEOPLE_OF_AGENCY)
    before = [_month_before(period, number) for number in range(months, 0, -1)]
    for month in before:
        Evaluation.objects.bulk_create(_results(month, version, people, raters, units), batch_size=500)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")  # as autovacuum has done long since where people work
    _, token = create_client(name="Pengukuran", scope=ApiScope.PERSONAL, actor=None)
    page = _form_page()
    return World(cast, period, before, version, page, token, count)


def _month_before(period: EvaluationPeriod, number: int) -> EvaluationPeriod:
    year, month = divmod(period.year * 12 + period.month - 1 - number, 12)
    return build.make_period(year, month + 1, state=PeriodState.CLOSED)


def _form_page() -> FormPage:
    root = Site.objects.get(is_default_site=True).root_page
    page = FormPage(title="Formulir", slug="formulir")
    page.form_fields = [question.form_field() for question in questions(ASKED)]
    return root.add_child(instance=page)


def _units(root: OrganizationalUnit, agencies: int) -> list[OrganizationalUnit]:
    made = [build.make_unit(f"Dinas {number}", parent=root) for number in range(1, agencies + 1)]
    return [
        build.make_unit(f"Bidang {number} {agency.name}", parent=agency)
        for agency in made
        for number in range(1, UNITS_EACH + 1)
    ]


def make_people(count: int, first: int = 0) -> list[Employee]:
    """``first``: from which number on, so that each has a NIP of their own."""
    return Employee.objects.bulk_create(
        Employee(
            nip=f"1990010120150{number:05}",
            name=f"Pegawai {number}",
            employment_type=EmploymentType.PNS,
            rank="III/a",
        )
        for number in range(first, first + count)
    )


def _results(
    period: EvaluationPeriod,
    version: FormVersion,
    people: list[Employee],
    raters: list[Employee],
    units: list[OrganizationalUnit],
) -> Iterator[Evaluation]:
    """One final result for everybody, with answers as long as real ones."""
    then = timezone.now() - timedelta(days=30)
    answers = {question.key: question.answer for question in questions(ASKED)}
    spread = islice(cycle(SPREAD), len(people))
    for person, rater, unit, (rating, predikat) in zip(
        people, cycle(raters), cycle(units), spread, strict=False
    ):
        yield Evaluation(
            employee=person, period=period, form_version=version, unit=unit, agency=unit.agency, rater=rater,
            state=State.FINAL, version=5, answers=answers, receipt_number=f"B{period.pk}-{person.pk}",
            nip=person.nip, name=person.name, employment_type=person.employment_type, rank=person.rank,
            position="Analis Kebijakan Ahli Muda", unit_code=unit.code, unit_name=unit.name,
            agency_code=unit.agency.code, agency_name=unit.agency.name, rater_nip=rater.nip, rater_name=rater.name,
            rating_hasil_kerja=rating, rating_perilaku=Rating.MEETS, predikat=predikat,
            predikat_label=predikat.label, index_score=Decimal("87.50"), submitted_at=then, rated_at=then,
            delivered_at=then, final_at=then,
        )  # fmt: skip


def give_posts() -> None:
    """A post for everybody without one; the first of each unit leads it."""
    units = list(OrganizationalUnit.objects.filter(parent__parent__isnull=False))
    people = Employee.objects.filter(assignments=None, nip__isnull=False).order_by("pk")
    fields = {"position": "Pelaksana", "position_type": PositionType.EXECUTIVE, "starts_on": date(2020, 1, 1)}
    Assignment.objects.bulk_create(
        (
            Assignment(employee=person, unit=unit, is_head=number < len(units), **fields)
            for number, (person, unit) in enumerate(zip(people, cycle(units), strict=False))
        ),
        batch_size=500,
    )
