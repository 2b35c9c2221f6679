"""The words for drawn dances: every move has some, sentences tell all moves, and in their order."""

import numpy as np
import pytest

from engines.drawn.dances.catalogue import MOVES
from engines.drawn.dances.moods import MOODS, PACES, SIZES
from engines.drawn.dances.phrase import DIRECTIONS
from engines.drawn.dances.texts import Told, Whole, english, korean, verb
from engines.drawn.dances.vocabulary import DIRECTION_WORDS, MOOD_WORDS, MOVE_WORDS, PACE_WORDS, SIZE_WORDS

PARTS = (Told("spin", "", "", "left"), Told("jump", "arms_up", "forwards", ""))
WHOLE = Whole("sad", "slow", "big")


def named(text: str, move: str, language: str) -> int:
    """Where a text first names a move; -1 if it does not."""
    words = MOVE_WORDS[move]
    if language == "en":
        forms = [*words.en, *words.short_en]
    else:
        verbs = [form for pair in words.ko for form in (*pair, verb(pair[0], "면서"), verb(pair[0], "는"))]
        forms = [*verbs, *words.short_ko]
    return min((text.find(form) for form in forms if form in text), default=-1)


def test_everything_has_words():
    assert set(MOVE_WORDS) == set(MOVES)
    assert len(MOVES) >= 60
    assert set(MOOD_WORDS) == set(MOODS) - {"neutral"}
    assert set(PACE_WORDS) == set(PACES) - {"normal"}
    assert set(SIZE_WORDS) == set(SIZES) - {"normal"}
    assert set(DIRECTION_WORDS) == set(DIRECTIONS) - {""}


@pytest.mark.parametrize("name", MOVE_WORDS)
def test_a_moves_words_are_whole(name: str):
    words = MOVE_WORDS[name]
    assert all([*words.en, *words.short_en, *words.short_ko])
    for goes_on, ends in words.ko:
        assert goes_on.endswith("고")
        assert ends.endswith("요")


def test_no_two_moves_share_a_word():
    for forms in (lambda words: [*words.en, *words.short_en], lambda words: [*dict(words.ko), *words.short_ko]):
        owners: dict[str, str] = {}
        for name, words in MOVE_WORDS.items():
            for form in forms(words):
                assert owners.setdefault(form, name) == name, form


@pytest.mark.parametrize(("tell", "language"), [(english, "en"), (korean, "ko")])
def test_texts_tell_all_moves_in_their_order(tell, language: str):
    for seed in range(10):
        told = tell(PARTS, WHOLE, np.random.default_rng(seed))
        assert len(set(told)) >= 6
        for text in told:
            assert 0 <= named(text, "spin", language) < named(text, "jump", language), text
            assert named(text, "arms_up", language) >= 0, text
            assert text == text.strip()
            assert "  " not in text


@pytest.mark.parametrize(("tell", "word"), [(english, "sad"), (korean, "슬프게")])
def test_moods_are_told_often_and_only_when_felt(tell, word: str):
    rng = np.random.default_rng(2)
    assert any(word in text for _ in range(4) for text in tell(PARTS, WHOLE, rng))
    plain = Whole("neutral", "normal", "normal")
    assert not any(word in text for _ in range(4) for text in tell(PARTS, plain, rng))


def test_arms_held_throughout_are_told_once():
    parts = (Told("spin", "arms_up", "", ""), Told("jump", "arms_up", "", ""))
    words = MOVE_WORDS["arms_up"]
    for text in english(parts, WHOLE, np.random.default_rng(0)):
        assert sum(text.count(form) for form in (*words.en, *words.short_en)) == 1, text


@pytest.mark.parametrize(
    ("goes_on", "ending", "expected"),
    [
        ("돌고", "면서", "돌면서"),  # ㄹ takes no 으
        ("들고", "는", "드는"),  # ㄹ falls out
        ("타고", "면서", "타면서"),  # an open syllable
        ("밟고", "면서", "밟으면서"),  # a closed one
        ("밟고", "는", "밟는"),
    ],
)
def test_korean_verbs_take_their_endings(goes_on: str, ending: str, expected: str):
    assert verb(goes_on, ending) == expected
