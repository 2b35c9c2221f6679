"""Rude words in what visitors type, in English and Korean.

The words stand in `assets/manners.txt` as hashes, so that no child who reads this repository meets them. To add some:
`python -m tabs.manners WORD... >> assets/manners.txt`. An English word is rude with its usual endings, a Korean one
with whatever follows it. Words that children may need ("kill the zombie", "don't look") are left alone: what is caught
is abuse, and no ordinary word may ever be.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tabs.words import error

FILE: Final = Path(__file__).parent.parent / "assets" / "manners.txt"
BYTES: Final = 8  # of a hash
LONGEST_STEM: Final = 5  # Korean syllables
# Ordinary Korean words that begin like a rude one: a starting point, a terminus, the first Korean car; a sextet.
ORDINARY: Final = ("시발점", "시발역", "시발지", "시발자동차", "시발택시", "섹스텟")
ENDINGS: Final = ("", "s", "es", "ed", "er", "ers", "y", "ing", "in", "in'", "ty", "tys")
LEET: Final = str.maketrans("013457@$!", "oieastasi")
WORD: Final = re.compile(r"[^\s]+")
LATIN: Final = re.compile(r"[a-z']+")
HANGUL: Final = re.compile(r"[가-힣\u1100-\u11ff]")  # syllables, and single letters as NFKC writes them
SPACED: Final = re.compile(r"\b(?:[a-z] ){2,}[a-z]\b")  # s p e l t   o u t


def require_kind(text: str) -> None:
    """Raise `InputError` "words_rude" for abuse."""
    if is_rude(text):
        raise error("words_rude")


def is_rude(text: str) -> bool:
    """Whether there is abuse in a text."""
    known = _known()
    return any(digest(form) in known for form in _forms(text))


def digest(word: str) -> str:
    """What stands for a word in the file."""
    return blake2b(unicodedata.normalize("NFKC", word).lower().encode(), digest_size=BYTES).hexdigest()


def _forms(text: str) -> Iterator[str]:
    """Every form that a rude word could be written in the file in."""
    small = unicodedata.normalize("NFKC", text).lower().replace("\u200b", "")
    small = SPACED.sub(lambda found: found[0].replace(" ", ""), small)
    for word in WORD.findall(small):
        syllables = "".join(HANGUL.findall(word))
        if not syllables.startswith(ORDINARY):
            yield from (syllables[:size] for size in range(1, min(LONGEST_STEM, len(syllables)) + 1))
        for latin in LATIN.findall(word.translate(LEET)):
            yield from _stems(latin)
            yield from _stems(re.sub(r"(.)\1+", r"\1", latin))  # drawn ooout
            yield from _stems(re.sub(r"(.)\1{2,}", r"\1\1", latin))


def _stems(word: str) -> Iterator[str]:
    """The word without each of its possible endings."""
    yield from (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))


@cache
def _known() -> frozenset[str]:
    return frozenset(FILE.read_text("ascii").split())


if __name__ == "__main__":
    print("\n".join(map(digest, sys.argv[1:])))
