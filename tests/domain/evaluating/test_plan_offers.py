"""What may be taken into a plan (SKP) from the library, one's own plans and colleagues in the same post."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.domain.evaluating import plan_writing, plans
from evaluations.domain.evaluating.plan_offers import sources_for, take_over
from evaluations.enums import CoreValue, PlanState, WorkResultKind
from evaluations.models import (
    Assignment,
    LibraryIndicator,
    LibraryResult,
    PerformancePlan,
    PlanVersion,
    WorkResult,
)
from tests import build
from tests.domain.evaluating.plan_parts import code_of, row

YEAR = timezone.localdate().year
NURSE = "Perawat Ahli Pertama"
pytestmark = pytest.mark.django_db


@pytest.fixture
def post(cast) -> Assignment:
    """Siti's post, of which she has not begun a plan."""
    return Assignment.objects.select_related("unit", "employee").get(employee=cast.employee)


def library(statement: str = "Pasien dilayani", **place) -> LibraryResult:
    made = LibraryResult.objects.create(statement=statement, **({"position": NURSE} | place))
    LibraryIndicator.objects.create(
        result=made, text="Jumlah pasien", target="240 pasien", target_value=Decimal(240), unit="pasien"
    )
    return made


def colleague(
    unit, statement: str, *, position: str = NURSE, year: int = YEAR, approved: bool = True
) -> PerformancePlan:
    person = build.make_employee(f"Rekan {statement}")
    held = build.make_assignment(person, unit, position)
    plan = plan_writing.draft_plan(held, year, actor=person.user)
    additional = row(f"{statement} tambahan", kind=WorkResultKind.ADDITIONAL, assigned_by="Sekretaris Daerah")
    plan = plan_writing.save_plan(plan, actor=person.user, results=[row(statement), additional])
    if approved:
        PerformancePlan.objects.filter(pk=plan.pk).update(
            state=PlanState.SUBMITTED, rater=build.make_employee("Penilai")
        )
        plan.refresh_from_db()
        every = {value.value: "Harapan" for value in CoreValue}
        plan_writing.save_plan(plan, actor=plan.rater.user, expectations=every)
        plans.approve_plan(plan, actor=plan.rater.user)
    return plan


def offered(post: Assignment) -> dict[str, list[str]]:
    return {source.label: [offer.statement for offer in source.offers] for source in sources_for(post, YEAR)}


def tokens(post: Assignment) -> list[str]:
    return [offer.token for source in sources_for(post, YEAR) for offer in source.offers]


LIBRARY, OWN, COLLEAGUES = (
    "Pustaka BKPSDM untuk jabatan Anda",
    "SKP Anda yang lain",
    "Rekan pada jabatan yang sama",
)


# --- who is offered what ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("place", "fits"),
    [
        ({"position": "perawat ahli PERTAMA"}, True),
        ({"position": "Bidan Ahli Pertama"}, False),
        ({"position": "", "post_kind": "AHLI_PERTAMA"}, True),
        ({"position": "", "post_kind": "AHLI_MUDA"}, False),
        ({"position": NURSE, "post_kind": "AHLI_MUDA"}, False),
    ],
)
def test_the_library_offers_what_names_the_post_its_kind_or_both(post, place, fits):
    Assignment.objects.filter(pk=post.pk).update(post_kind="AHLI_PERTAMA")
    post.refresh_from_db()
    library(**place)
    assert offered(post) == ({LIBRARY: ["Pasien dilayani"]} if fits else {})


def test_a_result_of_the_library_is_for_some_post(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryResult.objects.create(statement="Untuk siapa?")


def test_colleagues_in_the_same_post_of_the_same_agency_offer_what_is_approved(cast, post):
    colleague(cast.agency, "Bayi ditimbang")
    colleague(cast.agency, "Tahun lalu", year=YEAR - 1)
    colleague(cast.agency, "Dua tahun lalu", year=YEAR - 2)
    colleague(cast.other_agency, "Dinas lain")
    colleague(cast.agency, "Jabatan lain", position="Bidan Ahli Pertama")
    colleague(cast.agency, "Belum disetujui", approved=False)
    assert {name: sorted(found) for name, found in offered(post).items()} == {
        COLLEAGUES: ["Bayi ditimbang", "Tahun lalu"]
    }


def test_one_is_no_colleague_of_oneself(cast, post):
    """The own plan of another year is offered as such, and not once more as that of a colleague."""
    build.make_plan(cast.employee, rater=cast.rater, year=YEAR - 1)
    assert list(offered(post)) == [OWN]
    assert not PlanVersion.objects.of_same_post(post).exists()


def test_who_works_above_all_agencies_has_no_colleagues_there(cast):
    """Two experts of the Bupati: no agency is theirs, so none is the same."""
    colleague(cast.root, "Kajian disusun", position="Staf Ahli Bupati")
    held = build.make_assignment(build.make_employee("Staf lain"), cast.root, "Staf Ahli Bupati")
    assert held.unit.agency is None
    assert offered(held) == {}


def test_an_offer_says_result_indicators_and_targets_and_names_nobody(cast, post):
    colleague(cast.agency, "Bayi ditimbang")
    [source] = sources_for(post, YEAR)
    [offer] = source.offers
    assert [word for word in ("Rekan", "Sekretaris", "Harapan") if word in str(offer)] == []
    assert offer.row["indicators"][0]["target"] == "12 laporan"


def test_ones_own_plans_are_offered_too_and_a_statement_stands_once(cast, post):
    build.make_plan(cast.employee, rater=cast.rater, year=YEAR - 1, results=2)
    library("hasil  kerja 1 TERLAKSANA")
    library()
    assert offered(post) == {
        LIBRARY: ["hasil  kerja 1 TERLAKSANA", "Pasien dilayani"],
        OWN: ["Hasil kerja 2 terlaksana"],
    }


# --- taking over ----------------------------------------------------------------------------------------
def test_what_is_taken_stands_behind_what_is_there_and_overwrites_nothing(cast, post):
    plan = plan_writing.draft_plan(post, YEAR, actor=cast.employee.user)
    plan = plan_writing.save_plan(plan, actor=cast.employee.user, results=[row("Milik saya")])
    library()
    colleague(cast.agency, "Bayi ditimbang")
    assert take_over(post, YEAR, tokens(post), actor=cast.employee.user) == 2
    results = list(plan.results.order_by("order"))
    assert [result.statement for result in results] == ["Milik saya", "Pasien dilayani", "Bayi ditimbang"]
    assert [result.order for result in results] == [1, 2, 3]
    taken = results[1].indicators.get()
    assert (taken.text, taken.target, taken.target_value, taken.unit) == (
        "Jumlah pasien",
        "240 pasien",
        240,
        "pasien",
    )
    assert results[2].indicators.get().target_value == 12
    plan.refresh_from_db()
    assert plan.version == 3
    assert take_over(post, YEAR, ["p1", *tokens(post)], actor=cast.employee.user) == 0  # the second press


def test_what_was_not_offered_is_not_taken(cast, post):
    other = colleague(cast.other_agency, "Dinas lain").versions.get()
    strange = library("Jabatan lain", position="Bidan Ahli Pertama")
    asked = [f"v{other.pk}:{other.rows[0]['_row']}", f"p{strange.pk}", "x"]
    assert take_over(post, YEAR, asked, actor=cast.employee.user) == 0
    assert not WorkResult.objects.filter(plan__assignment=post).exists()


def test_only_the_owner_takes_and_only_while_writing(cast, post):
    library()
    assert code_of(take_over, post, YEAR, tokens(post), actor=cast.rater.user) == "not_yours"
    build.make_plan(cast.employee, rater=cast.rater, year=YEAR)
    assert code_of(take_over, post, YEAR, tokens(post), actor=cast.employee.user) == "wrong_state"


def test_a_plan_holds_thirty_results_and_begins_with_the_first(cast, post):
    for number in range(31):
        library(f"Hasil {number}")
    assert code_of(take_over, post, YEAR, tokens(post), actor=cast.employee.user) == "too_many_results"
    assert not WorkResult.objects.filter(plan__assignment=post).exists()
    assert take_over(post, YEAR, tokens(post)[:30], actor=cast.employee.user) == 30
    places = WorkResult.objects.filter(plan__assignment=post).values_list("order", flat=True)
    assert sorted(places) == list(range(1, 31))


def test_the_statements_do_not_grow_with_the_offers(cast, post, django_assert_num_queries):
    library()
    colleague(cast.agency, "Bayi ditimbang")
    with django_assert_num_queries(5):
        sources_for(post, YEAR)
    library("Yang lain")
    colleague(cast.agency, "Anak diperiksa")
    with django_assert_num_queries(5):
        sources_for(post, YEAR)
