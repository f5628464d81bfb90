"""BKPSDM reads which raters are away and who acts for them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from evaluations.domain.periods.deputies import announce
from evaluations.enums import State

INDEX = reverse("absences:index")
DAY = timedelta(days=1)


def test_it_lists_who_is_away_with_who_acts_and_for_how_many(cast, login):
    cast.evaluation(state=State.SUBMITTED)
    today = timezone.localdate()
    announce(cast.rater, starts_on=today, ends_on=today + 3 * DAY, actor=cast.rater.user)
    announce(cast.stranger, starts_on=today + DAY, ends_on=today + 3 * DAY, actor=cast.stranger.user)
    page = login(cast.bkpsdm).get(INDEX)
    told = [(line.absence.employee, line.acting, line.has_begun) for line in page.context["lines"]]
    assert told == [
        (cast.rater, [("Ratna Dewi, atasan pejabat penilai", 1)], True),
        (cast.stranger, [], False),
    ]
    assert "Mulai pada harinya" in page.content.decode()
    only = login(cast.bkpsdm).get(INDEX, {"perangkat": cast.other_agency.pk})
    assert [line.absence.employee for line in only.context["lines"]] == [cast.stranger]


def test_what_is_over_or_taken_back_is_not_listed(cast, login):
    today = timezone.localdate()
    row = announce(cast.rater, starts_on=today - DAY, ends_on=today, actor=cast.rater.user)
    row.ends_on = today - DAY
    row.save()
    assert login(cast.bkpsdm).get(INDEX).context["lines"] == []


def test_nobody_else_opens_it(cast, login):
    for who in (cast.rater, cast.unit_admin, cast.stranger):
        assert login(who).get(INDEX).status_code in (302, 403)
