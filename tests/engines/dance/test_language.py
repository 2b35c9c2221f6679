import numpy as np
import pytest

from engines.dance.language import BUCKETS, MOST_GROUPS, MOST_WORDS, Lexicon, groups_of, spelt, words_of
from engines.dance.results import Note, Reading

KNOWN = Lexicon.of(["a person spins to the left, then jumps", "빙글빙글 돌고 점프해요", "moonwalk"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Spin, then JUMP!", ["spin", "then", "jump"]),
        ("don't stop", ["don't", "stop"]),
        ("빙글빙글 돌고, 점프!", ["빙글빙글", "돌고", "점프"]),
        ("  🎉 💃 ", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]):
    assert words_of(text) == words


def test_decomposed_korean_is_the_same_text():
    import unicodedata

    assert words_of(unicodedata.normalize("NFD", "점프")) == ["점프"]


def shared(one: str, other: str) -> float:
    """Share of their letter groups that two words have in common."""
    a, b = set(groups_of(one)), set(groups_of(other))
    return len(a & b) / len(a | b)


def test_a_misspelt_word_and_another_ending_stay_near():
    assert shared("spinning", "spinnig") > 0.3 > shared("spinning", "jumping")
    assert shared("점프해요", "점프하고") > 0.3 > shared("점프해요", "돌아요")


def test_spelling_is_padded_and_bounded():
    spelling = spelt(["jump", "spin " * 50, ""])
    assert spelling.shape == (3, MOST_WORDS, MOST_GROUPS)
    assert spelling.min() == 0
    assert spelling.max() < BUCKETS
    assert np.count_nonzero(spelling[0].any(1)) == 1
    assert not spelling[2].any()


@pytest.mark.parametrize(
    ("text", "read", "notes"),
    [
        ("spins then jumps", "spins then jumps", ()),
        ("spnis", "spins", (Note(Reading.CORRECTED, "spnis", "spins"),)),
        ("moonwlk 3", "moonwalk 3", (Note(Reading.CORRECTED, "moonwlk", "moonwalk"),)),
        ("점프하고", "점프하고", ()),  # another ending of a known verb
        ("jumps quickstepzilla", "jumps", (Note(Reading.UNKNOWN, "quickstepzilla"),)),
        ("xyzzy plugh", "", (Note(Reading.UNKNOWN, "xyzzy"), Note(Reading.UNKNOWN, "plugh"))),
    ],
)
def test_unknown_words_become_the_nearest_or_are_left_out(text: str, read: str, notes: tuple[Note, ...]):
    assert KNOWN.read(text) == (read, notes)
