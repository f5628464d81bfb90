from decimal import Decimal

import pytest

from forms_config.engine.angka_kredit import credit


@pytest.mark.parametrize(
    ("predikat", "months"), [("CUKUP", 12), ("", 12), ("BAIK", 0), ("BAIK", 13), ("BAIK", -1)]
)
def test_unknown_predikat_and_impossible_months_are_refused(predikat, months):
    with pytest.raises(ValueError, match=r"angka kredit|Jumlah bulan"):
        credit(predikat, Decimal("12.5"), months)


def test_a_whole_year_is_the_default():
    assert str(credit("BAIK", Decimal("37.5"))) == "37.50"


def test_one_month_is_a_twelfth_of_the_year():
    assert str(credit("BAIK", Decimal("12"), 1)) == "1.00"
