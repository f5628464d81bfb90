"""The chart of competencies: each level beside the needed one, the lowest left, with a table of the same."""

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action
from evaluations.portal.charts import COMPETENCE_LEFT, RIGHT, competence_of
from forms_config.engine.outcome import evaluate
from tests import build, schemas


def chart(needed: str, chosen: str):
    form = schemas.competence_sheet(needed)
    [field] = [field for section in form.sections for field in section.fields if field.scale][:1]
    return competence_of(form, evaluate(form, {field.key: chosen}).gaps)


def test_levels_stand_between_the_lowest_and_the_highest():
    [mark] = chart("2", "1").marks
    assert COMPETENCE_LEFT <= mark.reached_x < mark.needed_x <= RIGHT
    assert mark.is_below
    [mark] = chart("2", "2").marks
    assert (mark.reached_x, mark.is_below) == (mark.needed_x, False)


def test_without_a_level_or_a_need_there_is_no_chart():
    assert chart("2", "tidak ada") is None
    assert chart("", "1") is None


def test_the_result_shows_it_once_with_its_table(cast, login):
    form = schemas.competence_sheet("2")
    answers = {field.key: "1" for section in form.sections for field in section.fields}
    version = build.make_form_version(form, key="kompetensi-uji")
    sent = perform(cast.evaluation(version=version), Action.SUBMIT, actor=cast.employee.user, answers={})
    rated = perform(sent, Action.RATE, actor=cast.rater.user, answers=answers)
    row = perform(rated, Action.DELIVER, actor=cast.rater.user)
    html = login(cast.employee).get(f"/evaluasi/{row.pk}/").content.decode()
    assert html.count("Tingkat kompetensi dan kebutuhan jabatan") == 1
    assert html.count("(di bawah)") == 9
    assert "9 kompetensi masih di bawah kebutuhan jabatan Anda" in html
    said = login(cast.rater).get(f"/evaluasi/{row.pk}/").content.decode()
    assert "kebutuhan jabatan Anda" not in said
