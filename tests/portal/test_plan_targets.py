"""Targets over the year on the pages of a plan: spread by a press, by hand, by weights; read by everybody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.plan_writing import save_plan
from evaluations.domain.evaluating.plans import submit_plan
from evaluations.enums import PlanState
from evaluations.models import PerformancePlan, WorkResult, WorkResultIndicator
from tests import build
from tests.domain.evaluating.plan_parts import indicator, row
from tests.portal.test_plans import FIRST

MONTHS = [f"bulan{month}" for month in range(1, 13)]


@pytest.fixture
def edit(cast) -> str:
    return reverse("portal:plan_edit", args=[timezone.localdate().year, cast.employee.assignments.get().pk])


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def stored() -> WorkResultIndicator:
    return WorkResultIndicator.objects.get()


def numbers() -> str:
    return " ".join(number or "-" for number in stored().months)


def typed(*months: str, **more: str) -> dict:
    """The page of a stored plan with what stands in the boxes of its months."""
    key = WorkResult.objects.get().key
    boxes = {f"new0-i0-bulan{month}": number for month, number in enumerate(months, start=1)}
    data = {name.replace("new0", key): value for name, value in (FIRST | boxes).items()}
    return data | {"row": key, "version": PerformancePlan.objects.get().version} | more


def spread(how: str) -> dict:
    return {"bagi": f"{WorkResult.objects.get().key}:i0:{how}"}


def shown(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_press_spreads_the_year_evenly_and_leads_back_to_its_row(client, edit):
    response = client.post(
        edit, {"version": 1, **FIRST, "new0-i0-target_value": "250", "bagi": "new0:i0:rata"}
    )
    key = WorkResult.objects.get().key
    assert response.url == f"{edit}?bulan={key}#{key}"
    assert numbers() == "20 20 21 21 21 21 21 21 21 21 21 21"
    html = client.get(response.url).content.decode()
    assert f'name="{key}-i0-bulan12" value="21"' in html
    assert "Jumlah saat disimpan <strong>250</strong>, target setahun <strong>250</strong>" in html


def test_a_press_spreads_the_year_over_the_quarters(client, edit):
    client.post(edit, {"version": 1, **FIRST, "bagi": "new0:i0:triwulan"})
    assert numbers() == "- - 3 - - 3 - - 3 - - 3"


def test_boxes_open_without_javascript_are_filled_by_hand_and_stay_until_they_are_emptied(client, edit):
    html = client.get(edit).content.decode()
    assert "bulan1" not in html
    page = client.get(client.post(edit, {"version": 1, **FIRST, "bagi": "new0:i0:sendiri"}).url)
    assert [name for name in MONTHS if f'-{name}"' in page.content.decode()] == MONTHS
    assert stored().months == []
    client.post(edit, typed("1,5", "", "2"))
    assert numbers() == "1.5 - 2 - - - - - - - - -"
    client.post(edit, typed("", "", ""))
    assert stored().months == []


def test_what_stands_in_the_boxes_is_taken_as_weights(client, edit):
    client.post(edit, {"version": 1, **FIRST})
    client.post(edit, typed("1", "1", "2") | spread("bobot"))
    assert numbers() == "3 3 6 - - - - - - - - -"


@pytest.mark.parametrize(
    ("more", "how", "sentence"),
    [
        ({"target_value": ""}, "rata", "Isi dahulu target dalam angka"),
        ({"target_value": "0"}, "rata", "Isi dahulu target dalam angka"),
        ({}, "bobot", "Isi dahulu bobot setiap bulan"),
        ({}, "ngawur", "Isi dahulu bobot setiap bulan"),
        ({"unit": "persen"}, "rata", "sama sepanjang tahun"),
        ({"gathering": "END_STATE"}, "rata", "dilihat pada akhir tahun"),
    ],
)
def test_what_cannot_be_spread_is_kept_and_told(client, edit, more, how, sentence):
    data = FIRST | {f"new0-i0-{name}": value for name, value in more.items()}
    page = client.get(client.post(edit, {"version": 1, **data, "bagi": f"new0:i0:{how}"}).url)
    assert any(sentence in message for message in shown(page))
    assert (stored().months, stored().text) == ([], "Jumlah laporan")


@pytest.mark.parametrize(
    ("more", "buttons"),
    [
        ({}, ["rata", "triwulan", "sendiri"]),
        ({"unit": "persen"}, []),
        ({"gathering": "AVERAGE"}, []),
        ({"gathering": "END_STATE"}, ["sendiri"]),
    ],
)
def test_only_what_can_be_spread_has_buttons_for_it(client, edit, more, buttons):
    data = FIRST | {f"new0-i0-{name}": value for name, value in more.items()}
    html = client.get(client.post(edit, {"version": 1, **data}).url).content.decode()
    place = f'value="{WorkResult.objects.get().key}:i0:'
    assert [how for how in ("rata", "triwulan", "bobot", "sendiri") if f'{place}{how}"' in html] == buttons


def test_a_press_for_a_row_that_is_not_there_only_saves(client, edit):
    client.post(edit, {"version": 1, **FIRST, "bagi": "lain:i9:rata"})
    assert stored().months == []


def test_a_month_that_is_no_number_is_marked_and_what_was_typed_stays(client, edit):
    client.post(edit, {"version": 1, **FIRST})
    response = client.post(edit, typed("dua", "3"))
    html = response.content.decode()
    key = WorkResult.objects.get().key
    assert response.status_code == 422
    assert f'href="#field-{key}-i0-bulan1">Januari: Isi dengan angka saja' in html
    assert f'name="{key}-i0-bulan1" value="dua"' in html
    assert f'name="{key}-i0-bulan2" value="3"' in html
    assert stored().months == []


def test_a_spread_that_does_not_come_to_the_year_is_saved_and_not_handed_in(client, edit):
    client.post(edit, {"version": 1, **FIRST})
    page = client.get(client.post(edit, typed("5", "6", then="submit")).url)
    assert shown(page)[-1] == (
        "Pada indikator “Jumlah laporan” jumlah target bulanan 11, padahal target setahun 12. Samakan dahulu."
    )
    assert numbers().startswith("5 6 -")
    assert PerformancePlan.objects.get().state == PlanState.DRAFT


def test_an_unknown_way_of_gathering_is_refused(client, edit):
    response = client.post(edit, {"version": 1, **FIRST, "new0-i0-gathering": "LAIN"})
    assert response.status_code == 422
    assert not PerformancePlan.objects.exists()


def test_a_second_press_of_handing_in_a_spread_leads_to_the_plan(client, edit):
    client.post(edit, {"version": 1, **FIRST})
    data = typed(*["1"] * 12, then="submit")
    first = client.post(edit, data)
    assert client.post(edit, data).url == first.url


def test_only_the_months_of_the_post_have_boxes(cast, client, edit):
    year = timezone.localdate().year
    cast.employee.assignments.update(starts_on=f"{year}-03-10")
    client.post(edit, {"version": 1, **FIRST, "bagi": "new0:i0:rata"})
    assert numbers() == "- - 1 1 1 1 1 1 1 1 2 2"


def test_whoever_reads_a_plan_reads_its_spread(cast, login, client):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)
    given = indicator(gathering="CUMULATIVE", months=["1"] * 12)
    save_plan(plan, actor=cast.employee.user, results=[row("Laporan", indicators=[given])])
    words = "Dijumlahkan: Januari–Desember masing-masing 1"
    assert words in client.get(reverse("portal:plan", args=[plan.pk])).content.decode()
    submit_plan(plan, actor=cast.employee.user)
    boss = login(cast.rater)
    assert words in boss.get(reverse("portal:plan_review", args=[plan.pk])).content.decode()


def test_whoever_reads_a_version_reads_its_spread(cast, client):
    version = build.make_plan(cast.employee, rater=cast.rater).versions.get()
    html = client.get(reverse("portal:plan_version", args=[version.plan_id, 1])).content.decode()
    assert "Dijumlahkan" in html
