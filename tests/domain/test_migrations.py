"""Data of older releases, migrated forward in one walk: nothing is lost, and nobody may more than before.

The walk goes back to the release before roles were dated, writes rows as each release would have, and ends with the
real command; the tests read what it left.
"""

import json
import zlib
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from evaluations.domain.access.role_groups import put_in_step
from evaluations.domain.upkeep.integrity import about_plans
from evaluations.enums import Role, UnitKind
from evaluations.models import (
    Employee,
    ImportBatch,
    PerformancePlan,
    PlanVersion,
    RoleGrant,
    scopes_of,
)
from forms_config.models.freezing import missing_guards, take_off
from sekin_site.models import User
from sekin_site.roles import AUDITOR, BKPSDM, DRAFTER
from tests import build
from tests.first_contents import first_contents, put_back

pytestmark = pytest.mark.django_db


def at(release: str):
    """The models as they were when this migration was the last one."""
    executor = MigrationExecutor(connection)
    executor.migrate([("evaluations", release)])
    executor.loader.build_graph()
    return executor.loader.project_state([("evaluations", release)]).apps


@pytest.fixture(scope="module")
def after(request, django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock():
        first_contents(request.config)
        found = SimpleNamespace()
        try:
            before_going_back(found)
            take_off(connection)
            before_roles(at("0012_role_grants").get_model, found)
            before_chunks(at("0019_accounts_of_who_left").get_model, found)
            before_posts_of_plans(at("0024_audience_by_post_and_rank").get_model, found)
        finally:
            call_command("migrate", "evaluations", verbosity=0)
        yield found
        put_back(request.config)


# --- Rows as each release wrote them -----------------------------------------------------------------
def before_going_back(found: SimpleNamespace) -> None:
    """Two agencies, who works there, and roles of today's release."""
    regency = build.make_unit("Kabupaten Bantul", kind=UnitKind.REGENCY)
    found.units = {
        name: build.make_unit(name, parent=regency) for name in ("Dinas Kesehatan", "Dinas Sosial")
    }
    here, elsewhere = found.units.values()
    found.siti, found.budi = build.make_employee("Siti"), build.make_employee("Budi")
    found.version = build.make_form_version().pk
    build.make_assignment(found.siti, here)
    build.make_assignment(found.budi, here, is_head=True)
    found.today = build.make_user("pemegang")
    build.make_grant(found.today, Role.UNIT_ADMIN, here)
    build.make_grant(found.today, Role.LEADER, elsewhere)
    over = {"ended_on": date(2021, 1, 1), "ended_at": timezone.now(), "ended_reason": "Pindah"}
    build.make_grant(found.today, Role.UNIT_ADMIN, elsewhere, **over)


def before_roles(model, found: SimpleNamespace) -> None:
    """Logins with scopes over units and in groups; people whose account nobody has made."""
    scopes, employees = (model("evaluations", name).objects for name in ("UnitScope", "Employee"))
    found.came_back = sorted(scopes.values_list("user__username", "role", "unit__name"))
    scopes.all().delete()
    here, elsewhere = found.units.values()
    logins = {name: User.objects.create(username=name) for name in ("jauh", "auditor", "petugas", "penyusun")}
    users = logins | {"siti": found.siti.user, "budi": found.budi.user}
    for name, unit, role in (
        ("siti", here, Role.UNIT_ADMIN),
        ("siti", elsewhere, Role.UNIT_ADMIN),
        ("budi", here, Role.LEADER),
        ("budi", here, Role.AUDITOR),
        ("jauh", elsewhere, Role.UNIT_ADMIN),
        ("auditor", elsewhere, Role.AUDITOR),
    ):
        scopes.create(user_id=users[name].pk, unit_id=unit.pk, role=role)
    for name, group in (("petugas", BKPSDM), ("penyusun", DRAFTER), ("auditor", AUDITOR), ("siti", BKPSDM)):
        users[name].groups.add(Group.objects.get(name=group))
    found.logins = [user.pk for user in users.values()]
    found.scopes = sorted(scopes.values_list("user_id", "role", "unit__path"))
    found.groups = memberships()
    # Without an account: an ASN, one whose NIP is somebody's username already, and a rater without NIP.
    employees.create(nip="199003152015032502", name="Agus")
    found.taken = employees.create(nip="199003152015032503", name="Joko").pk
    User.objects.create(username="199003152015032503", first_name="lain")
    found.without_nip = employees.create(nip=None, name="Bupati " + "x" * 140).pk
    found.had_account = dict(employees.exclude(user=None).values_list("pk", "user_id"))


def before_chunks(model, found: SimpleNamespace) -> None:
    batches = model("evaluations", "ImportBatch").objects
    rows = [{"row": n, "outcome": "created", "nip": f"{n}"} for n in range(1, 1203)]
    rows += [{"row": 2000, "outcome": "rejected"}, {"row": 2001, "outcome": "rejected"}]
    errors = [{"row": 2000, "column": "NIP", "message": message} for message in ("kosong", "wajib")]
    journal = [{"model": "employee", "pk": 1, "before": None}]
    report = {"created": 1202, "errors": errors, "warnings": []}
    actor = User.objects.create(username="pengimpor").pk
    common = {"kind": "employees", "file_name": "a.xlsx", "created_by_id": actor}
    applied = batches.create(state="APPLIED", rows=rows, journal=journal, report=report, **common)
    empty = batches.create(state="DISCARDED", **common)
    found.batches = {"applied": applied.pk, "empty": empty.pk}
    found.rows, found.journal = rows, journal


def before_posts_of_plans(model, found: SimpleNamespace) -> None:
    """Plans of a year: of who stayed, of who moved before and after it was approved, under revision, without a post."""
    plans, posts = (model("evaluations", name).objects for name in ("PerformancePlan", "Assignment"))
    people = model("evaluations", "Employee").objects
    here, elsewhere = (unit.pk for unit in found.units.values())

    def plan(name: str, *held: tuple[date, date | None, int], state: str = "APPROVED", year: int = 2026):
        person = people.create(name=name, rank="III/a", user_id=build.make_user().pk)
        for starts_on, ends_on, unit in held:
            posts.create(
                employee=person, unit_id=unit, position=f"Jabatan {starts_on}", position_type="FUNCTIONAL",
                starts_on=starts_on, ends_on=ends_on,
            )  # fmt: skip
        approved_at = build.moment(year, 3, 1, 9) if state == "APPROVED" else None
        row = plans.create(
            employee=person, year=year, state="DRAFT", rater_id=found.budi.pk, approved_at=approved_at,
            submitted_at=build.moment(year, 2, 1, 9),
        )  # fmt: skip
        for order, kind in enumerate(("TAMBAHAN", "UTAMA"), 1):
            result = row.results.create(
                key=f"rhk-{order}", order=order, kind=kind, statement=f"Hasil {order}"
            )
            result.indicators.create(text="Jumlah", target="12 laporan", target_value=12)
        row.expectations.create(value="loyal", text="Setia")
        plans.filter(pk=row.pk).update(state=state)
        found.plans[name] = row.pk
        found.had_account[person.pk] = person.user_id
        return row

    found.plans = {}
    since, until = date(2020, 1, 1), date(2026, 5, 31)
    stayed = plan("tetap", (since, None, here))
    plan("pindah sesudahnya", (since, until, here), (date(2026, 6, 1), None, elsewhere))
    plan("pindah sebelumnya", (since, date(2026, 1, 31), here), (date(2026, 2, 1), None, elsewhere))
    plan("masuk kemudian", (date(2026, 7, 1), None, here))
    plan("diperbarui", (since, None, here), state="DRAFT")
    plan("tanpa jabatan", (since, date(2025, 12, 31), here))
    sent_by(model, found, stayed, here)


def sent_by(model, found: SimpleNamespace, plan, unit: int) -> None:
    """Two evaluations of the year: one sent with the rows of the plan, one with others."""
    indicator = {
        "aspect": "QUANTITY", "text": "Jumlah", "target": "12 laporan", "target_value": "12.00", "unit": "",
        "polarity": "HIGHER",
    }  # fmt: skip
    rows = [
        {
            "_row": f"rhk-{n}",
            "kind": kind,
            "statement": f"Hasil {n}",
            "parent": None,
            "indicators": [indicator],
        }
        for n, kind in ((2, "UTAMA"), (1, "TAMBAHAN"))
    ]
    found.plan_rows = rows
    found.sent = []
    for month, plan_rows in ((4, rows), (5, rows[:1])):
        period = model("evaluations", "EvaluationPeriod").objects.create(
            name=f"Bulan {month}", kind="MONTHLY", year=2026, month=month, starts_on=date(2026, month, 1),
            ends_on=date(2026, month, 28), state="CLOSED", fill_until=timezone.now(), rate_until=timezone.now(),
            opened_at=timezone.now(), closed_at=timezone.now(),
        )  # fmt: skip
        row = model("evaluations", "Evaluation").objects.create(
            employee_id=plan.employee_id, period=period, form_version_id=found.version, unit_id=unit, name="tetap",
            unit_code="1", unit_name="Unit", state="SUBMITTED", submitted_at=timezone.now(),
            receipt_number=f"M{month}", plan_rows=plan_rows,
        )  # fmt: skip
        found.sent.append(row.pk)


def memberships() -> list[tuple[int, str]]:
    return sorted(User.groups.through.objects.values_list("user_id", "group__name"))


# --- Roles -------------------------------------------------------------------------------------------
def test_going_back_keeps_the_roles_over_units_that_hold(after):
    assert after.came_back == [
        ("pemegang", "LEADER", "Dinas Sosial"),
        ("pemegang", "UNIT_ADMIN", "Dinas Kesehatan"),
    ]


def test_everybody_sees_the_units_that_they_saw_before_and_no_others(after):
    users = User.objects.filter(pk__in=after.logins)
    now = sorted({(user.pk, role, path) for user in users for role, path in scopes_of(user)})
    assert now == after.scopes  # Budi leads the unit by his post besides


def test_everybody_stays_in_their_groups_also_when_groups_follow_the_roles(after):
    assert memberships() == after.groups
    put_in_step()
    assert memberships() == after.groups


def test_one_grant_comes_of_each_scope_and_membership_open_ended_from_the_day_of_the_migration(after):
    grants = RoleGrant.objects.filter(user__in=after.logins)
    assert len(grants) == len(after.scopes) + len(after.groups)
    assert {(one.starts_on, one.ends_on, one.ended_on, one.given_by) for one in grants} == {
        (timezone.localdate(), None, None, None)
    }


def test_a_role_goes_with_the_post_only_where_the_holder_works_in_that_agency(after):
    bound = RoleGrant.objects.filter(in_own_agency=True).values_list("user", "unit__name", "role")
    siti, budi = after.siti.user_id, after.budi.user_id
    assert set(bound) == {
        (siti, "Dinas Kesehatan", "UNIT_ADMIN"),
        (budi, "Dinas Kesehatan", "LEADER"),
        (budi, "Dinas Kesehatan", "AUDITOR"),
    }


# --- Accounts ----------------------------------------------------------------------------------------
def test_everybody_has_an_account_that_nobody_can_log_in_to_and_who_had_one_keeps_it(after):
    people = Employee.objects.select_related("user")
    assert {one.pk: one.user_id for one in people if one.pk in after.had_account} == after.had_account
    made = {one.name[:6]: one.user for one in people if one.pk not in after.had_account}
    assert not any(user.has_usable_password() or user.is_superuser for user in made.values())
    assert {name: user.username for name, user in made.items()} == {
        "Agus": "199003152015032502",
        "Joko": f"pegawai-{after.taken}",
        "Bupati": f"penilai-{after.without_nip}",
    }


# --- Plans -------------------------------------------------------------------------------------------
def test_a_plan_goes_to_the_post_that_was_held_when_it_was_approved(after):
    plans = PerformancePlan.objects.in_bulk(after.plans.values())
    starts = {name: getattr(plans[pk].assignment, "starts_on", None) for name, pk in after.plans.items()}
    assert starts == {
        "tetap": date(2020, 1, 1),
        "pindah sesudahnya": date(2020, 1, 1),
        "pindah sebelumnya": date(2026, 2, 1),
        "masuk kemudian": date(2026, 7, 1),
        "diperbarui": date(2020, 1, 1),
        "tanpa jabatan": None,
    }


def test_what_was_approved_is_version_1_and_what_was_sent_with_its_rows_was_reported_against_it(after):
    versions = PlanVersion.objects.filter(plan__in=after.plans.values())
    assert {after.plans["diperbarui"]} == set(after.plans.values()) - {one.plan_id for one in versions}
    version = versions.get(plan=after.plans["tetap"])
    assert (version.number, version.rows, version.expectations) == (1, after.plan_rows, {"loyal": "Setia"})
    assert version.people["rater"]["name"] == "Budi"
    assert version.people["employee"]["position"] == "Jabatan 2020-01-01"
    assert list(version.evaluations.values_list("pk", flat=True)) == after.sent[:1]


def test_every_version_approved_before_has_a_code_of_its_own(after):
    codes = PlanVersion.objects.values_list("verification__code", flat=True)
    assert len(codes) > 1
    assert None not in codes
    assert len(set(codes)) == len(codes)


def test_of_what_was_migrated_nothing_differs_from_the_plan_as_it_stands(after):
    assert [*about_plans.approved_plans_that_differ_from_their_version()] == []
    assert [*about_plans.frozen_plans_that_differ()] == []


# --- Imports, guards --------------------------------------------------------------------------------
def test_rows_and_journal_of_an_import_are_kept_in_chunks_with_the_reasons_of_what_was_refused(after):
    batch = ImportBatch.objects.get(pk=after.batches["applied"])
    kept: dict[str, list] = {}
    for chunk in batch.chunks.order_by("number"):
        rows = json.loads(zlib.decompress(chunk.content))
        assert len(rows) == chunk.count <= 500
        kept.setdefault(chunk.sort, []).extend(rows)
    refused = [
        {"row": 2000, "outcome": "rejected", "reasons": ["NIP: kosong", "NIP: wajib"]},
        {"row": 2001, "outcome": "rejected", "reasons": []},
    ]
    assert kept == {"created": after.rows[:1202], "rejected": refused, "journal": after.journal}
    assert (batch.report["error_count"], batch.report["warning_count"]) == (2, 0)
    assert not ImportBatch.objects.get(pk=after.batches["empty"]).chunks.exists()


def test_the_command_puts_every_guard_on_again(after):
    assert missing_guards(connection) == []
