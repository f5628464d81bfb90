"""Every date and time that an officer types is read as people write it, or refused with a sentence that shows how."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.urls import reverse
from django_filters.fields import DateRangeField
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from evaluations.enums import PeriodKind
from evaluations.models import PeriodTemplate
from tests.admin.every_form import fields_of_forms, filters

OF_DATES = (forms.DateField, forms.DateTimeField)
DAY, MOMENT = "Tulis tanggal seperti 31/12/2026.", "Tulis tanggal dan jam seperti 31/12/2026 23.59."
LATE = datetime(2026, 7, 1, 23, 59, tzinfo=ZoneInfo("Asia/Jakarta"))

Typed = tuple[forms.Field, forms.Widget]


def date_fields() -> dict[str, Typed]:
    """By form and name, of all forms and filters of the admin whose fields do not depend on a request."""
    fields = fields_of_forms()
    found = {name: (field, field.widget) for name, field in fields.items() if isinstance(field, OF_DATES)}
    for name, one in filters().items():
        if issubclass(one.field_class, OF_DATES):
            found[name] = one.field, one.field.widget
        elif issubclass(one.field_class, DateRangeField):
            found[name] = one.field.fields[0], one.field.widget.widgets[0]
    return found


def check(field: forms.Field) -> None:
    if isinstance(field, forms.DateTimeField):
        ways = (
            "1/7/2026 23.59",
            "01/07/2026 23:59",
            "1-7-2026 23.59",
            "2026-07-01 23:59",
            "2026-07-01T23:59",
        )
        assert [field.clean(way) for way in ways] == [LATE] * len(ways)
        sentence = MOMENT
    else:
        ways = ("1/7/2026", "01/07/2026", "1-7-2026", "1.7.2026", "2026-07-01")
        assert [field.clean(way) for way in ways] == [date(2026, 7, 1)] * len(ways)
        sentence = DAY
    for nonsense in ("kapan saja", "31/2/2026", "06/25/2026", "1/7/26"):
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(nonsense)
        assert refused.value.messages == [sentence]


def test_every_date_on_a_form_of_the_admin_is_typed_as_people_write_it(db):
    """Into one kind of input: what it does when somebody leaves it is settled once for all of them."""
    fields = date_fields()
    names = {name.rpartition(".")[2] for name in fields}
    assert {"fill_until", "until", "tanggal", "go_live_at", "starts_on", "day", "timestamp"} <= names
    for field, widget in fields.values():
        check(field)
        assert isinstance(widget, AdminDateInput | AdminDateTimeInput)


def test_a_last_day_without_its_hour_is_nobodys_deadline(db):
    """It would be the first minute of that day. A filter may mean just that."""
    fields = {name: field for name, (field, _) in date_fields().items() if "FilterSet" not in name}
    moments = [field for field in fields.values() if isinstance(field, forms.DateTimeField)]
    assert len(moments) > 5
    for field in moments:
        for day in ("1/7/2026", "01-07-2026", "2026-07-01"):
            with pytest.raises(
                forms.ValidationError, match=r"Tulis juga jamnya, seperti 01/07/2026 23\.59\."
            ):
                field.clean(day)


def test_the_dates_of_a_year_are_typed_as_people_write_them(cast, login):
    pattern = PeriodTemplate.objects.create(name="Bulanan biasa", kind=PeriodKind.MONTHLY)
    page = login(cast.bkpsdm).get(reverse("evaluationperiod:year"), {"tahun": 2027, "pola": pattern.pk})
    fields = [field for form in page.context["formset"] for field in form.fields.values()]
    assert len(fields) == 60
    for field in fields:
        assert isinstance(field.widget, AdminDateInput)
        check(field)


def test_a_date_stands_in_its_input_as_it_is_typed():
    assert 'value="01/07/2026"' in AdminDateInput().render("day", date(2026, 7, 1))
    assert 'value="01/07/2026 23.59"' in AdminDateTimeInput().render("at", LATE)
