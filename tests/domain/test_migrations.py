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
from evaluations.enums import Role, UnitKind
from evaluations.models import Employee, ImportBatch, RoleGrant, scopes_of
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
