"""What the months of a year suggest for the annual ratings: never more than a suggestion, and never from nothing."""

from dataclasses import replace

import pytest

from forms_config.engine import codec
from forms_config.engine.vocabulary import YearRule
from forms_config.engine.yearly import Month, rule_words, year_step, year_suggestions
from tests import schemas

A, S, B = "ABOVE", "MEETS", "BELOW"
NAMES = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli")


def form(rule: YearRule = YearRule.MOST_FREQUENT):
    return replace(schemas.official_form(), year_rule=rule)


def year(*results) -> list[Month]:
    """One month for each rating of work; None: no result."""
    return [Month(name, level, level and S) for name, level in zip(NAMES, results, strict=False)]


def suggested(*results, rule=YearRule.MOST_FREQUENT):
    found = year_suggestions(form(rule), year(*results))
    return found[0].level.key if found[0].level else None


def told(*results, rule=YearRule.MOST_FREQUENT) -> str:
    return year_suggestions(form(rule), year(*results))[0].sentence


def test_a_form_that_only_shows_the_year_suggests_nothing():
    assert year_suggestions(form(YearRule.REFERENCE), year(S, S, S)) == []
    assert schemas.official_form().year_rule == YearRule.REFERENCE


@pytest.mark.parametrize(
    ("results", "level"),
    [((S,), S), ((S, A, S), S), ((B, B, S, A), B), ((A, S), None), ((A, A, S, S, B), None), ((), None),
     ((None,), None)],
)  # fmt: skip
def test_the_most_frequent_level_is_suggested_and_none_where_two_are_as_frequent(results, level):
    assert suggested(*results) == level


@pytest.mark.parametrize(
    ("results", "level"), [((S, A), A), ((A, S), S), ((A, B, None), B), ((None, None), None)]
)
def test_the_last_result_is_the_last_that_there_is(results, level):
    assert suggested(*results, rule=YearRule.LAST) == level


def test_a_month_without_a_result_counts_as_nothing_and_is_named():
    assert suggested(S, None, None, None) == S
    assert told(S, None, S, None, A) == (
        "Saran dari hasil setahun: Sesuai Ekspektasi, karena 2 dari 3 hasil Sesuai Ekspektasi, 1 Di Atas Ekspektasi. "
        "Tanpa hasil: Februari, April."
    )


def test_the_reason_says_from_which_results():
    assert told(A, S, rule=YearRule.LAST) == (
        "Saran dari hasil setahun: Sesuai Ekspektasi, karena itu hasil terakhir, Februari."
    )
    assert told(S, A) == (
        "Hasil setahun terbagi, jadi tidak ada saran: 1 Sesuai Ekspektasi, 1 Di Atas Ekspektasi."
    )
    assert told(None) == "Belum ada hasil bulanan atau triwulanan tahun ini, jadi tidak ada saran."


def test_each_rating_is_suggested_from_its_own():
    months = [Month("Januari", A, S), Month("Februari", A, B), Month("Maret", S, B)]
    found = year_suggestions(form(), months)
    assert [(one.overall.key, one.level.key) for one in found] == [
        ("rating_hasil_kerja", A), ("rating_perilaku", B),
    ]  # fmt: skip


def test_a_level_that_the_scale_does_not_have_is_no_result():
    (work, _) = year_suggestions(form(), [Month("Januari", "ISTIMEWA", S), Month("Februari", A, S)])
    assert (work.level.key, work.lacking) == (A, ("Januari",))


def test_the_explanation_names_the_rule_and_each_month_with_both_ratings():
    step = year_step(form(), [Month("Januari", A, S), Month("Februari")])
    assert step.rows == (
        ("Januari", "Rating Hasil Kerja Di Atas Ekspektasi, Rating Perilaku Sesuai Ekspektasi"),
        ("Februari", "tanpa hasil"),
    )
    assert step.text.startswith("Formulir ini menyarankan rating yang paling sering")
    assert "Rating Perilaku: Saran dari hasil setahun: Sesuai Ekspektasi" in step.text
    assert year_step(form(YearRule.REFERENCE), year(S)).text == rule_words(
        form(YearRule.REFERENCE), is_own=True
    )
    assert year_step(form(), []) is None
    assert year_step(schemas.competence_sheet(), year(S)) is None


@pytest.mark.parametrize("rule", YearRule)
def test_the_rule_is_told_to_the_person_and_about_them(rule):
    assert "enilai Anda" in rule_words(form(rule), is_own=True)
    assert "Anda" not in rule_words(form(rule), is_own=False)


def test_the_rule_is_stored_with_the_form_and_old_forms_keep_their_hash():
    assert codec.load(codec.dump(form())).year_rule == YearRule.MOST_FREQUENT
    assert "year_rule" not in codec.dump(schemas.official_form())
