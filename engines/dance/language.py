"""A wish in words, as the network reads it: letter groups, and which words are known.

English and Korean are read by one rule: Korean syllables are taken apart into their letters, so that the endings of a
verb change a few groups of a word and not the word.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from engines.dance.results import Note, Reading

MOST_WORDS = 24
MOST_GROUPS = 24  # of a word
GROUPS = (2, 3, 4, 5)  # letters in a group
BUCKETS = 8192
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
NEAR = 0.74  # the similarity from which an unknown word is taken for a known one
HANGUL = range(0xAC00, 0xD7A4)


def words_of(text: str) -> list[str]:
    """Return the words of a text, small, without signs, in NFC; `text` may hold anything."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def is_korean(text: str) -> bool:
    """Return whether there is a Korean syllable in it."""
    return any(ord(letter) in HANGUL for letter in text)


@lru_cache(maxsize=20_000)
def groups_of(word: str) -> tuple[int, ...]:
    """Return the buckets, from 1, of a word's letter groups and of the whole word."""
    letters = f"<{unicodedata.normalize('NFD', word)}>"
    found = [letters]
    for size in GROUPS:
        found += [letters[at : at + size] for at in range(len(letters) - size + 1)]
    different = list(dict.fromkeys(found))[:MOST_GROUPS]
    return tuple(1 + crc32(group.encode()) % (BUCKETS - 1) for group in different)


def spelt(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return (B, W, G): the letter groups of the first `MOST_WORDS` words of each text, 0 where there is none."""
    read = [[groups_of(word) for word in words_of(text)[:MOST_WORDS]] for text in texts]
    most = max((len(words) for words in read), default=0)
    spelling = np.zeros((len(texts), max(1, most), MOST_GROUPS), np.int64)
    for row, words in zip(spelling, read, strict=True):
        for place, groups in zip(row, words, strict=False):
            place[: len(groups)] = groups
    return spelling


@dataclass(frozen=True)
class Lexicon:
    """The words that a network has learned from."""

    words: frozenset[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Lexicon":
        """Return all words of some texts."""
        return cls(frozenset(word for text in texts for word in words_of(text)))

    def read(self, text: str) -> tuple[str, tuple[Note, ...]]:
        """Return the text in known words, and what was changed. An empty text: nothing of it is known."""
        kept: list[str] = []
        notes: list[Note] = []
        for word in words_of(text):
            taken = self.nearest(word)
            if taken is None:
                notes.append(Note(Reading.UNKNOWN, word))
                continue
            kept.append(taken)
            if taken != word:
                notes.append(Note(Reading.CORRECTED, word, taken))
        return " ".join(kept), tuple(dict.fromkeys(notes))

    def nearest(self, word: str) -> str | None:
        """Return the word itself if it, or a form of it, is known; else the known word that looks most like it."""
        if word in self.words or word.isdecimal():
            return word
        if ord(word[0]) in HANGUL and len(word) > 1 and any(word.startswith(stem) for stem in self._stems):
            return word
        letters = unicodedata.normalize("NFD", word)
        matcher = SequenceMatcher(b=letters, autojunk=False)
        best, nearest = NEAR, None
        for known, spelling in self._spellings:
            if abs(len(spelling) - len(letters)) > 3:
                continue
            matcher.set_seq1(spelling)
            if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                best, nearest = matcher.ratio(), known
        return nearest

    @cached_property
    def _spellings(self) -> list[tuple[str, str]]:
        """The known words of at least three letters, each with its letters."""
        spelt = ((word, unicodedata.normalize("NFD", word)) for word in sorted(self.words))
        return [(word, letters) for word, letters in spelt if len(letters) >= 3]

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The first two syllables of the known Korean words."""
        return frozenset(word[:2] for word in self.words if len(word) > 1 and ord(word[0]) in HANGUL)
