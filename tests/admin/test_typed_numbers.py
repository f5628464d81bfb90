"""Every number with decimals that an officer types is read and shown as people write it."""

from decimal import Decimal

import pytest
from django import forms
from django.db.models import IntegerField
from django.urls import reverse
from django_filters.filters import Filter

from evaluations.models import LibraryIndicator, LibraryResult
from forms_config.models import Constant
from tests.admin.every_form import fields_of_blocks, fields_of_forms, filters

WRITTEN = {
    "240": "240", "12,5": "12.5", "12.5": "12.5", "0,05": "0.05", "1.250": "1250", "1.250,5": "1250.5", " 7 ": "7",
}  # fmt: skip
SHOWN = {"240.00": "240", "12.50": "12,5", "0.050000": "0,05", "1250.5": "1250,5", "1E+2": "100", "0.00": "0"}
SENTENCE = "Isi dengan angka saja, misalnya 12 atau 12,5"
OF_DECIMALS = (forms.DecimalField, forms.FloatField)
NONSENSE = ("banyak", "1,2,3", "1e9", "12,5 %", "NaN", "1.25.0")


def decimal_fields() -> dict[str, forms.Field]:
    fields = fields_of_forms() | fields_of_blocks()
    found = {name: field for name, field in fields.items() if isinstance(field, OF_DECIMALS)}
    return found | {
        name: one.field
        for name, one in filters().items()
        if issubclass(one.field_class, OF_DECIMALS) and not is_whole(one)
    }


def is_whole(one: Filter) -> bool:
    """Filters of whole numbers, as of a year, have the field of decimals too."""
    model = getattr(one, "model", None)
    return model is not None and isinstance(model._meta.get_field(one.field_name), IntegerField)


def test_every_number_on_a_form_of_the_admin_is_typed_as_people_write_it(db):
    """Also in the blocks of an editor, where browsers of another language took only a point."""
    fields = decimal_fields()
    names = {name.rpartition(".")[2] for name in fields}
    assert {
        "target_value",
        "target",
        "cap",
        "multiplier",
        "value",
        "percent",
        "minimum",
        "weight",
        "score",
    } <= names
    for name, field in fields.items():
        assert {way: field.to_python(way) for way in WRITTEN} == {
            way: Decimal(number) for way, number in WRITTEN.items()
        }, name
        assert field.to_python(" ") is None
        assert {number: field.prepare_value(Decimal(number)) for number in SHOWN} == SHOWN, name
        assert (field.widget.input_type, field.widget.attrs["inputmode"]) == ("text", "decimal"), name
        for wrong in NONSENSE:
            with pytest.raises(forms.ValidationError, match=SENTENCE):
                field.to_python(wrong)


def test_bounds_and_decimals_still_hold(db):
    percent = decimal_fields()["forms_config.blocks.schemes.SectionWeightBlock.percent"]
    assert percent.clean("12,5") == Decimal("12.5")
    for beyond in ("-1", "100,5"):
        with pytest.raises(forms.ValidationError):
            percent.clean(beyond)


@pytest.fixture
def result(cast) -> LibraryResult:
    result = LibraryResult.objects.create(position="Perawat", statement="Pasien terlayani")
    LibraryIndicator.objects.create(
        result=result, text="Jumlah pasien", target="240 pasien", target_value=240, unit="pasien"
    )
    return result


def test_a_stored_number_stands_in_its_input_as_it_is_typed_and_what_was_typed_comes_back(
    cast, login, result
):
    officer, address = login(cast.bkpsdm), reverse("libraryresult:edit", args=[result.pk])
    page = officer.get(address)
    assert 'name="indicators-0-target_value" value="240"' in page.content.decode()
    form = page.context["form"]
    data = {
        "position": "Perawat", "post_kind": "", "statement": "Pasien terlayani", "indicators-TOTAL_FORMS": 1,
        "indicators-INITIAL_FORMS": 1, "indicators-0-id": result.indicators.get().pk, "indicators-0-ORDER": 1,
        "indicators-0-text": "Jumlah pasien", "indicators-0-aspect": "QUANTITY", "indicators-0-target": "240 pasien",
        "indicators-0-unit": "pasien", "indicators-0-polarity": "HIGHER",
    }  # fmt: skip
    assert set(form.formsets) == {"indicators"}
    wrong = officer.post(address, data | {"indicators-0-target_value": "dua"}).content.decode()
    assert SENTENCE in wrong
    assert 'value="dua"' in wrong
    assert officer.post(address, data | {"indicators-0-target_value": "1.250,5"}).status_code == 302
    assert result.indicators.get().target_value == Decimal("1250.50")


def test_a_list_says_a_number_as_people_read_it(cast, login):
    Constant.objects.create(key="hari_kerja", name="Hari kerja", value=Decimal("1250.5"), unit="hari")
    page = login(cast.bkpsdm).get(reverse(Constant.snippet_viewset.get_url_name("list"))).content.decode()
    assert "1.250,5" in page
    assert "500000" not in page
