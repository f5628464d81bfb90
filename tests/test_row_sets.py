"""Portal, workbook, admin and API show each actor the same rows: those that the queryset gives, and no other."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from evaluations import rules
from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, Role, State
from evaluations.models import DailyEntry, Employee, Evaluation, OrganizationalUnit, accounts_kept_by, within
from sekin_site.roles import DRAFTER
from tests import build
from tests.guards import take_guards_off

RESULTS = 3  # rated and delivered, of the people below


class World:
    """People in four units of two agencies, each with an evaluation, and everybody who may look at some of them."""

    def __init__(self) -> None:
        self.cast = cast = build.make_cast()
        self.section = build.make_unit("Seksi Imunisasi", parent=cast.division)
        self.period = build.make_period()
        states = [State.OPEN, State.SUBMITTED, *[State.DELIVERED] * RESULTS]
        homes = [cast.agency, cast.division, self.section, cast.other_agency, cast.root]
        self.rows = [self._row(unit, state, number) for unit in homes for number, state in enumerate(states)]
        self.rows.append(cast.evaluation(self.period, state=State.DELIVERED, predikat="BAIK"))
        self.actors = self._actors()
        self.tops = [cast.root, cast.agency, cast.other_agency]

    def _row(self, unit: OrganizationalUnit, state: State, number: int) -> Evaluation:
        person = build.make_employee(f"Pegawai {unit.code} {number}")
        build.make_assignment(person, unit)
        cast = self.cast
        result = {"predikat": "BAIK", "predikat_label": "Baik"} if state == State.DELIVERED else {}
        return build.make_evaluation(
            person, self.period, rater=cast.rater, reviewer=cast.reviewer, state=state, **result
        )

    def below(self, unit: OrganizationalUnit):
        return OrganizationalUnit.objects.within(unit)

    def _actors(self) -> dict:
        cast = self.cast
        leader = build.make_employee("Kepala Dinas Sosial")
        build.make_head(leader, cast.other_agency)
        keeper = build.make_employee("Pengelola bidang")
        build.make_grant(keeper, Role.UNIT_ADMIN, cast.division)
        auditor = build.make_employee("Pemeriksa dinas")
        build.make_grant(auditor, Role.AUDITOR, cast.agency)
        people = {
            "employee": cast.employee, "somebody's colleague": self.rows[0].employee, "rater and head": cast.rater,
            "superior and head": cast.reviewer, "unit admin": cast.unit_admin, "admin of a part": keeper,
            "leader of another agency": leader, "auditor of an agency": auditor, "auditor": cast.auditor,
            "BKPSDM": cast.bkpsdm, "drafter": build.make_user("penyusun", groups=(DRAFTER,)),
            "superadmin": cast.superadmin, "stranger": cast.stranger,
        }  # fmt: skip
        return {name: getattr(who, "user", who) for name, who in people.items()}


ACTORS = (
    "employee", "somebody's colleague", "rater and head", "superior and head", "unit admin", "admin of a part",
    "leader of another agency", "auditor of an agency", "auditor", "BKPSDM", "drafter", "superadmin", "stranger",
)  # fmt: skip


@pytest.fixture
def world(db) -> World:
    return World()


def ids(rows) -> set[int]:
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("actor", ACTORS)
def test_the_portal_opens_the_visible_rows_and_answers_404_to_the_others(world, login, actor):
    client, user = login(world.actors[actor]), world.actors[actor]
    answers = {
        row.pk: client.get(reverse("portal:evaluation", args=[row.pk])).status_code for row in world.rows
    }
    assert set(answers.values()) <= {200, 404}
    assert {pk for pk, status in answers.items() if status == 200} == ids(Evaluation.objects.visible_to(user))


@pytest.mark.parametrize("actor", ACTORS)
def test_monitoring_lists_counts_and_exports_the_same_rows(world, login, actor):
    client, user = login(world.actors[actor]), world.actors[actor]
    monitored = Evaluation.objects.monitored_by(user)
    page = client.get(reverse("portal:monitoring"))
    if page.status_code == 404:
        assert not monitored.exists()
        return
    listed, exported, counted = set(), [], 0
    for unit in OrganizationalUnit.objects.all():
        answer = client.get(reverse("portal:monitoring"), {"unit": unit.code})
        if answer.status_code == 404:
            assert not monitored.filter(unit=unit).exists()
            continue
        assert answer.context["total"].total == monitored.filter(unit__path__startswith=unit.path).count()
        listed |= {row.pk for row in answer.context["people"]}
        counted += len(answer.context["people"])
        workbook = client.get(reverse("portal:monitoring"), {"unit": unit.code, "unduh": "orang"})
        exported += names_in(workbook)
    assert listed == ids(monitored)
    assert counted == len(listed)
    assert sorted(exported) == sorted(monitored.values_list("name", flat=True))


@pytest.mark.parametrize("actor", ACTORS)
def test_the_overview_sums_the_results_that_one_oversees(world, login, actor):
    client, user = login(world.actors[actor]), world.actors[actor]
    known = Evaluation.objects.overseen_by(user).exclude(predikat="")
    page = client.get(reverse("portal:overview"))
    if page.status_code == 404:
        assert not known.exists()
        return
    unseen = known
    for unit in OrganizationalUnit.objects.all():
        answer = client.get(reverse("portal:overview"), {"unit": unit.code})
        if answer.status_code == 200:
            assert answer.context["whole"].total == known.filter(unit__path__startswith=unit.path).count(), (
                unit
            )
            unseen = unseen.exclude(unit__path__startswith=unit.path)
    assert not unseen.exists()


@pytest.mark.parametrize("actor", ACTORS)
def test_the_admin_counts_the_rows_that_one_may_follow(world, login, actor):
    client, user = login(world.actors[actor]), world.actors[actor]
    followed = Evaluation.objects.monitored_by(user)
    home = client.get(reverse("wagtailadmin_home"))
    inspect = client.get(reverse("evaluationperiod:inspect", args=[world.period.pk]))
    assert home.status_code == (200 if user.has_perm("wagtailadmin.access_admin") else 302)
    if home.status_code == 200 and "periods" in home.context:
        assert sum(one.total for one in home.context["periods"]) == followed.count()
    if inspect.status_code == 200:
        assert inspect.context["total"] == followed.count() == len(world.rows)
    assert (inspect.status_code == 200) == user.has_perm("evaluations.view_evaluationperiod")


@pytest.mark.parametrize("actor", ACTORS)
def test_what_a_rule_says_of_one_the_queryset_says_of_all(world, actor):
    """Each pair asks the same of the same rows; who may remind of a unit may remind of everybody in it."""
    user = world.actors[actor]
    remindable = Evaluation.objects.remindable_by(user)
    for unit in OrganizationalUnit.objects.all():
        inside = Evaluation.objects.filter(within(unit))
        assert inside.exists()
        assert rules.can_remind(user, unit) == (ids(inside) <= ids(remindable)), unit
        assert rules.can_order_codes(user, unit) == rules.can_remind(user, unit)
        overseen = Evaluation.objects.overseen_by(user)
        assert rules.can_download_results(user, unit) == (ids(inside) <= ids(overseen)), unit
        assert [unit.is_within(top) for top in world.tops] == [
            within_one.filter(pk=unit.pk).exists() for within_one in map(world.below, world.tops)
        ]
    assert rules.can_monitor(user) == Evaluation.objects.monitored_by(user).exists()
    assert rules.can_read_distribution(user) == Evaluation.objects.overseen_by(user).exists()
    assert rules.can_keep_accounts(user) == (rules.is_manager(user) or remindable.exists())
    kept = set(accounts_kept_by(user))
    for employee in Employee.objects.all():
        assert rules.can_issue_code(user, employee) == (employee in kept and rules.can_keep_accounts(user))


@pytest.mark.parametrize("actor", ACTORS)
def test_lines_of_days_open_with_the_answers_of_the_employee_and_nowhere_else(world, login, actor):
    client, user = login(world.actors[actor]), world.actors[actor]
    day = world.period.starts_on
    take_guards_off()  # they let no line be added to a month that was sent
    DailyEntry.objects.bulk_create(
        DailyEntry(employee=row.employee, day=day, text="Rekap") for row in world.rows
    )
    readable = DailyEntry.objects.visible_to(user)
    for row in world.rows:
        page = client.get(reverse("portal:evaluation_daily", args=[row.pk]))
        is_open = page.status_code == 200
        is_visible = Evaluation.objects.visible_to(user).filter(pk=row.pk).exists()
        assert is_open == (is_visible and rules.can_read_employee_answers(user, row))
        assert is_open == readable.of(row).exists()
        if is_open:
            assert [line.employee for day in page.context["days"] for line in day.lines] == [row.employee]


UNITS = ("root", "agency", "division", "other_agency")


@pytest.mark.parametrize("unit", [None, *UNITS])
def test_a_program_reads_what_a_leader_of_its_unit_oversees(world, login, unit):
    place = getattr(world.cast, unit) if unit else None
    _, token = create_client(name="Dasbor", scope=ApiScope.PERSONAL, unit=place, actor=None)
    program = Client(headers={"Authorization": f"Bearer {token}"})
    leader = build.make_employee("Pimpinan")
    build.make_head(leader, place or world.cast.root)
    overseen = Evaluation.objects.overseen_by(leader.user)
    read = program.get("/api/v1/results/").json()["results"]
    assert {row["id"] for row in read} == ids(overseen)
    assert len(read) == overseen.count()
    workbook = program.get("/api/v1/results/", {"format": "xlsx"})
    assert len(rows_in(workbook)) == len(read)
    whole = login(leader).get(reverse("portal:overview"), {"unit": (place or world.cast.root).code})
    assert whole.context["whole"].total == sum(row["predikat"] is not None for row in read) > 0


def rows_in(response) -> list[tuple]:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    _, *rows = load_workbook(BytesIO(content), read_only=True).active.iter_rows(values_only=True)
    return rows


def names_in(response) -> list[str]:
    return [row[1] for row in rows_in(response)]
