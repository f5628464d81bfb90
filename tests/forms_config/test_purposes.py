"""What a form is for decides what may stand in it: a colleague answers feedback alone, and nothing follows from it."""

import pytest
from django.core.exceptions import ValidationError

from evaluations.enums import PeriodKind
from evaluations.models import EvaluationPeriod, EvaluationSettings, PeriodForm
from forms_config.domain.publishing import freeze, problems
from forms_config.engine.checks import Level
from forms_config.models import FormPurpose
from tests.forms_config.library import field, make_form, make_matrix, make_scale, rated_sections, section

pytestmark = pytest.mark.django_db


def refused(form, beginning: str = "Formulir umpan balik dijawab oleh satu orang. ") -> list[str]:
    """What stands against a form because of what it is for, each without the sentence before it."""
    return [one.message.removeprefix(beginning) for one in problems(form) if one.code == "wrong_for_purpose"]


def questions(*fields, **choices):
    return make_form(section("Pertanyaan", *fields), purpose=FormPurpose.FEEDBACK, **choices)


def test_plain_questions_to_one_person_are_ready_to_publish():
    form = questions(field(label="Apa yang perlu diteruskan?"))
    assert problems(form) == []


def test_an_evaluation_form_without_anything_for_the_rater_is_warned_about_as_ever():
    form = make_form(section("Pertanyaan", field(label="Apa yang perlu diteruskan?")))
    assert [(one.level, one.code) for one in problems(form)] == [(Level.WARNING, "no_rater_field")]


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"filled_by": "rater"}, "“Isian” diisi oleh penilai. Ubah menjadi diisi oleh ASN."),
        ({"kind": "evidence"}, "“Isian” memerlukan berkas atau data evaluasi. Pakai isian biasa."),
        (
            {"kind": "system_figure", "source": "feedback.count"},
            "“Isian” memerlukan berkas atau data evaluasi. Pakai isian biasa.",
        ),
    ],
)
def test_what_takes_an_evaluation_is_refused_where_it_stands(part, sentence):
    assert refused(questions(field(part.pop("kind", "long_text"), label="Isian", **part))) == [sentence]


def test_rows_ratings_and_a_predikat_are_refused():
    scale = make_scale()
    rows = section("Baris", field(label="Isian"), kind="free_rows")
    form = make_form(*rated_sections(scale), rows, matrix=make_matrix(scale), purpose=FormPurpose.FEEDBACK)
    assert refused(form) == [
        "Bagian “Hasil kerja” berisi rating keseluruhan. Hapus ratingnya.",
        "Bagian “Perilaku” berisi rating keseluruhan. Hapus ratingnya.",
        "Bagian “Baris” berisi baris. Pakai bagian biasa.",
        "Kosongkan kuadran predikat: formulir ini tidak menghasilkan predikat.",
    ]


def test_a_period_asks_colleagues_with_a_form_for_feedback_and_evaluates_with_one_for_evaluations():
    for_feedback = questions(field(label="Isian"))
    usual = make_form(section("A", field(label="B")), key="lain")
    period = EvaluationPeriod(kind=PeriodKind.MONTHLY, feedback_form=for_feedback)
    period.clean()
    for owner in (period, EvaluationSettings()):
        owner.feedback_form = usual
        with pytest.raises(ValidationError, match=r"formulir evaluasi kinerja\. Pilih formulir umpan balik"):
            owner.clean()
    PeriodForm(form=usual).clean()
    with pytest.raises(ValidationError, match=r"formulir umpan balik dari rekan\. Pilih formulir evaluasi"):
        PeriodForm(form=for_feedback).clean()


def pulse(*fields):
    return make_form(section("Pertanyaan", *fields), purpose=FormPurpose.PULSE, key="suara")


UNNAMED = "Formulir suara pegawai dijawab tanpa nama. "


def test_what_is_answered_without_a_name_is_chosen_out_of_a_few():
    scale = make_scale()
    choice = field("choice", label="Pilih", choices=[{"label": "Ya, jelas"}, {"label": "Belum"}])
    form = pulse(field("scale", label="Adil", scale=scale.pk), choice, field("yes_no", label="Jelas"))
    assert refused(form, UNNAMED) == []


@pytest.mark.parametrize("kind", ["short_text", "long_text", "number", "date"])
def test_what_may_tell_who_wrote_it_is_no_question_without_a_name(kind):
    form = pulse(field("yes_no", label="Jelas"), field(kind, label="Cerita"))
    told = "“Cerita” dapat mengenali penulisnya. Pakai skala, pilih satu, atau ya/tidak."
    assert refused(form, UNNAMED) == [told]


def test_what_is_wrong_anyway_is_told_once_and_one_question_is_needed():
    form = pulse(field("evidence", label="Berkas"))
    assert refused(form, UNNAMED) == [
        "“Berkas” memerlukan berkas atau data evaluasi. Pakai isian biasa.",
        "Tambahkan sedikitnya satu pertanyaan dengan skala, pilih satu, atau ya/tidak.",
    ]


def test_a_period_asks_without_a_name_with_a_published_form_of_choices_only(cast):
    form = pulse(field("yes_no", label="Jelas"))
    period = EvaluationPeriod(kind=PeriodKind.MONTHLY, pulse_form=form)
    with pytest.raises(ValidationError, match=r"belum diterbitkan\. Terbitkan dahulu formulirnya"):
        period.clean()
    freeze(form, actor=cast.bkpsdm)
    period.clean()
    wrong = questions(field(label="Isian"))
    for owner in (period, EvaluationSettings()):
        owner.pulse_form = wrong
        with pytest.raises(ValidationError, match=r"umpan balik dari rekan\. Pilih formulir suara pegawai"):
            owner.clean()


def test_a_form_that_asked_for_words_before_it_was_for_this_is_refused_with_what_it_asks_for(cast):
    """Its purpose was changed past the editor: what is published is what would be asked."""
    form = make_form(section("Pertanyaan", field(label="Cerita Anda")), key="suara")
    freeze(form, actor=cast.bkpsdm)
    form.purpose = FormPurpose.PULSE
    form.save()
    with pytest.raises(
        ValidationError, match=r"mengenali penulisnya: “Cerita Anda”\. Pilih formulir yang hanya"
    ):
        EvaluationPeriod(kind=PeriodKind.MONTHLY, pulse_form=form).clean()


def test_a_new_period_starts_with_what_the_settings_say():
    form = questions(field(label="Isian"))
    settings = EvaluationSettings.load()
    assert settings.for_periods == {
        "objection_days": 14, "objection_from": "DELIVERED", "explain_days": 5, "decide_days": 10,
        "feedback_form": None, "anonymous_feedback": False, "pulse_form": None,
    }  # fmt: skip
    settings.feedback_form, settings.anonymous_feedback = form, True
    assert settings.for_periods["feedback_form"] == form
    assert settings.for_periods["anonymous_feedback"] is True
