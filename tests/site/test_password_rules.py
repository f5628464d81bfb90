"""What a kata sandi may not be, each rule by its own name, and what passes."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from sekin_site.models import User
from sekin_site.password_rules import common_words
from tests.build import make_employee

pytestmark = pytest.mark.django_db

SHORT, COMMON, SAME = "password_too_short", "password_too_common", "password_repetitive"
LOCAL, OWN, YEAR = "password_local_word", "password_personal", "password_just_a_year"


@pytest.fixture
def siti() -> User:
    return make_employee("Siti Nurhaliza", nip="199003152015032501").user


def failed(password: str, user) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {one.code for one in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("sawah hujan", SHORT),
        ("rahasia123456", COMMON),
        ("Indonesia2026!!", COMMON),
        ("Merdeka-1945-ya", COMMON),
        ("p4ssw0rd-1234", COMMON),
        ("cinta cinta cinta", COMMON),
        ("Qwertyuiop123!", COMMON),
        ("aaaaaaaabbbb", SAME),
        ("sekin maju terus", LOCAL),
        ("S3k1n maju terus", LOCAL),
        ("warga B-a-n-t-u-l!", LOCAL),
        ("kantor nurhaliza pagi", OWN),
        ("199003152015032501", OWN),
        ("pagi 2015032501 ya", OWN),
        ("15031990 malam senin", OWN),
        ("malam 15-03-90 senin", OWN),
        ("senin 15 Maret 1990", OWN),
        ("senin 15mar90 malam", OWN),
        ("1990/03/15 malam", OWN),
        ("tahun 2026 tahun", YEAR),
        ("2026-2027-2028!", YEAR),
        ("834756102937", YEAR),
    ],
)
def test_a_kata_sandi_that_is_easily_guessed_is_refused(siti, password, code):
    assert code in failed(password, siti)


@pytest.mark.parametrize(
    "password",
    [
        "kopi tubruk sore hari",
        "hujan di sawah kami",
        "kuda 7 lompat pagar",
        "Xv9!mPq2#Lw8",
        "ombak-parang-senja-71",
    ],
)
def test_a_few_words_of_ones_own_pass(siti, password):
    assert failed(password, siti) == set()


def test_somebody_without_employee_record_is_held_to_the_same_rules(db):
    officer = User(username="dewi", first_name="Dewi", last_name="Lestari")
    assert OWN in failed("lestari pagi hari", officer)
    assert failed("kopi tubruk sore hari", officer) == set()


def test_every_rule_is_said_beforehand_in_a_sentence():
    said = password_validators_help_texts()
    assert len(said) == len(settings.AUTH_PASSWORD_VALIDATORS) == len(set(said))
    assert all(re.match(r"[A-Z].*\.$", sentence) for sentence in said)


def test_the_indonesian_list_comes_beside_djangos():
    assert {
        "katasandi",
        "sayangkamu",
        "jogjaistimewa",
        "bismillah",
        "password",
        "qwertyuiop",
    } <= common_words()
