"""Korean wishes in English."""

import pytest

from engines.dance.korean import in_english
from engines.dance.language import is_korean


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("문워크", "a person moonwalks"),
        ("빙글 돌고 점프, 슬프게", "a person spins and then jumps, sadly"),
        ("점프하고 빙글 돌기", "a person jumps and then spins"),
        ("신나게 춤춰요", "a person dances, happily"),
        ("안녕", None),
    ],
)
def test_moves_and_manners_are_told(korean: str, english: str | None) -> None:
    assert in_english(korean) == english


def test_letters_tell_the_language() -> None:
    assert is_korean("spin 돌기")
    assert not is_korean("a café dance")
