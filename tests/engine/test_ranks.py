"""What a golongan is called on official documents."""

import pytest

from forms_config.engine.ranks import RANKS, rank_in_words


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        ("III/b", "Penata Muda Tingkat I, III/b"),
        ("IV/e", "Pembina Utama, IV/e"),
        ("IX", "Golongan IX"),
        ("XVII", "Golongan XVII"),
        ("", ""),
        ("III", "Golongan III"),
        ("IIIb", "IIIb"),
        ("-", "-"),
    ],
)
def test_a_golongan_is_said_with_its_pangkat(rank, words):
    assert rank_in_words(rank) == words


def test_there_are_four_golongan_with_four_ruang_and_one_more_at_the_top():
    assert len(RANKS) == 17
    assert len(set(RANKS.values())) == 17
