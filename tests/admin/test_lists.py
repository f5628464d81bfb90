"""Lists say who changed a row last, when, and which periods use a form, at the same cost for any number of rows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry
from wagtail.snippets.models import get_snippet_models

from evaluations.admin.form_periods import periods_of
from evaluations.domain.access.api_clients import create_client
from evaluations.domain.periods import make_period, open_period
from evaluations.enums import ApiScope, PeriodKind
from forms_config.admin.columns import in_words
from forms_config.models import EvaluationForm
from tests import build
from tests.counting import statements_of

# Lists whose rows nobody edits by hand, or that say by whom in a column of their own.
SAY_IT_OTHERWISE = {"column_mapping", "legal_status_word"}


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def names_of_columns(viewset) -> list[str]:
    return [column if isinstance(column, str) else column.name for column in viewset.list_display]


def our_lists() -> list:
    ours = [one for one in viewsets.viewsets if isinstance(one, ModelViewSet)]
    ours += [model.snippet_viewset for model in get_snippet_models()]
    ours = [one for one in ours if one.model.__module__.startswith(("evaluations.", "forms_config."))]
    return [one for one in ours if one.name not in SAY_IT_OTHERWISE]


def test_every_list_says_who_changed_a_row_last():
    assert len(our_lists()) >= 13
    assert [one.model.__name__ for one in our_lists() if "changed" not in names_of_columns(one)] == []


def test_a_list_names_the_last_to_change_a_row(cast, officer):
    for actor in (cast.superadmin, cast.bkpsdm):
        log(cast.employee, "wagtail.edit", user=actor)
    page = officer.get(reverse("employee:index"), {"q": "Siti"}).content.decode()
    today = timezone.localtime()
    assert f"hari ini {today:%H}." in page
    assert "BKPSDM" in page
    assert "hari ini" not in officer.get(reverse("employee:index"), {"q": "Joko"}).content.decode()


@pytest.mark.parametrize(
    ("ago", "said"),
    [(timedelta(0), "hari ini 09.30"), (timedelta(1), "kemarin 09.30"), (timedelta(2), "28 Juli 2026")],
)
def test_a_moment_is_said_as_people_say_it(monkeypatch, ago, said):
    moment = build.moment(2026, 7, 30, 9, 30)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 7, 30))
    assert in_words(moment - ago, "Dewi") == f"{said}, Dewi"
    assert in_words(moment - ago, "") == said


def test_a_period_says_what_was_done_to_it_last(cast, officer):
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[build.make_form_version().form])
    log(period, "wagtail.edit", user=cast.superadmin)
    open_period(period, actor=cast.bkpsdm)
    assert (
        f"hari ini {timezone.localtime():%H}."
        in officer.get(reverse("evaluationperiod:index")).content.decode()
    )
    assert "BKPSDM" in officer.get(reverse("evaluationperiod:index")).content.decode()


def test_a_form_says_which_periods_use_it(cast, officer):
    used, unused = build.make_form_version().form, EvaluationForm.objects.create(title="Tidak dipakai")
    for month in (4, 5, 6, 7):
        make_period(PeriodKind.MONTHLY, 2026, month, forms=[used])
    assert periods_of([used, unused]) == {used.pk: "4: Juli 2026, Juni 2026, Mei 2026, …"}
    page = officer.get(reverse(EvaluationForm.snippet_viewset.get_url_name("list"))).content.decode()
    assert "4: Juli 2026, Juni 2026, Mei 2026, …" in page


def test_a_list_of_clients_says_it_too(cast, officer):
    client, _ = create_client(name="Dasbor", scope=ApiScope.AGGREGATE, actor=cast.bkpsdm)
    log(client, "wagtail.create", user=cast.bkpsdm)
    assert "hari ini" in officer.get(reverse("api_clients:index")).content.decode()


def test_the_lists_need_as_many_statements_for_more_rows(cast, officer):
    forms, people = reverse(EvaluationForm.snippet_viewset.get_url_name("list")), reverse("employee:index")
    form = EvaluationForm.objects.create(title="Satu")
    log(form, "wagtail.edit", user=cast.bkpsdm)
    log(cast.employee, "wagtail.edit", user=cast.bkpsdm)
    officer.get(forms)
    before = statements_of(officer, forms), statements_of(officer, people)
    for number in range(3):
        other = EvaluationForm.objects.create(title=f"Lain {number}")
        make_period(PeriodKind.MONTHLY, 2026, number + 1, forms=[other])
        log(other, "wagtail.edit", user=cast.superadmin)
        log(build.make_employee(f"Lain {number}"), "wagtail.edit", user=cast.superadmin)
    assert ModelLogEntry.objects.count() > 7
    assert (statements_of(officer, forms), statements_of(officer, people)) == before
