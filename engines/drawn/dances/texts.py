"""Sentences that tell a dance, in English and Korean: all of its moves in their order, its manner often."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from engines.drawn.dances.vocabulary import (
    DIRECTION_WORDS,
    MOOD_WORDS,
    MOVE_WORDS,
    PACE_WORDS,
    SIDE_WORDS,
    SIZE_WORDS,
    THEN_EN,
    THEN_KO,
    THEN_SHORT_EN,
    THEN_SHORT_KO,
    Manner,
)
from engines.drawn.dances.words import Words

Option = TypeVar("Option")

WHO = ("a person", "someone", "the dancer", "a dancer", "the figure", "a man", "a woman", "the person")
WHO_KO = ("사람이", "한 사람이", "댄서가", "춤추는 사람이", "누군가")
WHAT_KO = ("춤", "사람", "동작", "모습")
TEXTS = 8  # in each language
TOLD = 0.85  # how often a word of manner or direction is told
HANGUL, FINALS, RIEUL = 0xAC00, 28, 8  # a syllable's code less the first's, over the finals, leaves its final consonant


@dataclass(frozen=True)
class Told:
    """What is told of a part: its move, what the arms do besides, where it goes, which way it turns; "" for nothing."""

    move: str
    arms: str
    direction: str
    side: str


@dataclass(frozen=True)
class Whole:
    """What is told of the whole dance; "neutral" and "normal" are not."""

    mood: str
    pace: str
    size: str


def english(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator) -> tuple[str, ...]:
    """Return `TEXTS` descriptions, of which every third is terse."""
    return _different(lambda index: _english(parts, whole, rng) if index % 3 else _english_terse(parts, whole, rng))


def korean(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator) -> tuple[str, ...]:
    """Return `TEXTS` descriptions, of which every third is terse, and every third a noun: "… 도는 춤"."""
    return _different(
        lambda index: _korean_terse(parts, whole, rng) if index % 3 == 0 else _korean(parts, whole, rng, index % 3 == 2)
    )


def verb(goes_on: str, ending: str) -> str:
    """Return a regular Korean verb, given in its form on "고", with the ending "면서" or "는".

    >>> verb("돌고", "면서"), verb("들고", "는"), verb("타고", "면서"), verb("밟고", "면서")
    ('돌면서', '드는', '타면서', '밟으면서')
    """
    stem = goes_on.removesuffix("고")
    final = _final(stem)
    if ending == "는" and final == RIEUL:
        return stem[:-1] + chr(ord(stem[-1]) - RIEUL) + ending
    return stem + ("으" if ending == "면서" and final not in (0, RIEUL) else "") + ending


def _final(word: str) -> int:
    """Return which consonant closes the word's last syllable, 0 for none."""
    return (ord(word[-1]) - HANGUL) % FINALS


def _different(tell: Callable[[int], str]) -> tuple[str, ...]:
    told: dict[str, None] = {}
    for index in range(4 * TEXTS):
        told[tell(index)] = None
        if len(told) == TEXTS:
            break
    return tuple(told)


def _english(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator) -> str:
    parts, throughout = _throughout(parts)
    told = [_english_part(part, rng) for part in parts]
    then = _pick(rng, THEN_EN)
    line = then.join(told)
    if len(told) == 3 and rng.random() < 0.4:
        line = f"{told[0]}{then}{told[1]} and finally {told[2]}"
    manners = [_pick(rng, manner.en) for manner in _manners(Whole("", whole.pace, whole.size), rng)]
    looks = []
    for mood in _manners(Whole(whole.mood, "", ""), rng):
        if rng.random() < 0.5:
            manners.append(_pick(rng, mood.en))
        else:
            looks.append(f"looking {_pick(rng, mood.short_en)}")
    rng.shuffle(manners)
    before = manners.pop() if manners and manners[-1].endswith("ly") else ""
    if throughout:
        looks.append(f"with {_pick(rng, MOVE_WORDS[throughout].short_en)}")
    return ", ".join([" ".join(word for word in (_pick(rng, WHO), before, line) if word), *manners, *looks])


def _english_part(part: Told, rng: np.random.Generator) -> str:
    line = f"{_pick(rng, MOVE_WORDS[part.move].en)} {_where(part, rng, lambda manner: manner.en)}".strip()
    if not part.arms:
        return line
    arms = _pick(rng, MOVE_WORDS[part.arms].en)
    return line + _pick(rng, (f" and {arms} at the same time", f" and meanwhile {arms}", f" and {arms}"))


def _english_terse(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator) -> str:
    parts, throughout = _throughout(parts)
    told = []
    for part in parts:
        where = _where(part, rng, lambda manner: manner.short_en)
        line = f"{_pick(rng, MOVE_WORDS[part.move].short_en)} {where}".strip()
        if part.arms:
            line += _pick(rng, (" with ", " with ", " + ")) + _pick(rng, MOVE_WORDS[part.arms].short_en)
        told.append(line)
    manners = [_pick(rng, _pick(rng, (manner.en, manner.short_en))) for manner in _manners(whole, rng)]
    rng.shuffle(manners)
    held = [_pick(rng, MOVE_WORDS[throughout].short_en)] if throughout else []
    line = _pick(rng, THEN_SHORT_EN).join(told)
    return ", ".join([line, *held, *manners] if rng.random() < 0.7 else [*manners, line, *held])


def _korean(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator, noun: bool) -> str:
    parts, throughout = _throughout(parts)
    told = []
    for part in parts:
        goes_on, ends = _pick(rng, MOVE_WORDS[part.move].ko)
        if part is not parts[-1]:
            line = goes_on + _pick(rng, THEN_KO)
        else:
            line = f"{verb(goes_on, '는')} {_pick(rng, WHAT_KO)}" if noun else ends
        if part.arms:
            line = f"{_meanwhile(part.arms, rng)} {line}"
        told.append(f"{_where(part, rng, lambda manner: manner.ko)} {line}".strip())
    manners = [_pick(rng, manner.ko) for manner in _manners(whole, rng)]
    rng.shuffle(manners)
    who = [_pick(rng, WHO_KO)] if not noun and rng.random() < 0.5 else []
    held = [_meanwhile(throughout, rng)] if throughout else []
    return " ".join([*who, *manners, *held, *told])


def _korean_terse(parts: tuple[Told, ...], whole: Whole, rng: np.random.Generator) -> str:
    parts, throughout = _throughout(parts)
    told = []
    for part in parts:
        line = _pick(rng, MOVE_WORDS[part.move].short_ko)
        if part.arms:
            arms = _pick(rng, MOVE_WORDS[part.arms].short_ko)
            line = f"{arms}{_pick(rng, (' 하면서', '과 함께' if _final(arms) else '와 함께'))} {line}"
        told.append(f"{_where(part, rng, lambda manner: manner.ko)} {line}".strip())
    manners = [_pick(rng, manner.ko) for manner in _manners(whole, rng)]
    rng.shuffle(manners)
    held = [_pick(rng, MOVE_WORDS[throughout].short_ko)] if throughout else []
    line = _pick(rng, THEN_SHORT_KO).join(told)
    return ", ".join([line, *held, *manners]) if rng.random() < 0.6 else " ".join([*manners, *held, line])


def _meanwhile(arms: str, rng: np.random.Generator) -> str:
    words: Words = MOVE_WORDS[arms]
    return verb(_pick(rng, words.ko)[0], "면서")


def _throughout(parts: tuple[Told, ...]) -> tuple[tuple[Told, ...], str]:
    """Return the parts and, taken from them, what the arms do in each of several ones, or ""."""
    if len(parts) > 1 and len({part.arms for part in parts}) == 1:
        return tuple(replace(part, arms="") for part in parts), parts[0].arms
    return parts, ""


def _where(part: Told, rng: np.random.Generator, language: Callable[[Manner], tuple[str, ...]]) -> str:
    for table, name in ((DIRECTION_WORDS, part.direction), (SIDE_WORDS, part.side)):
        if name and rng.random() < TOLD:
            return _pick(rng, language(table[name]))
    return ""


def _manners(whole: Whole, rng: np.random.Generator) -> list[Manner]:
    """Return words for pace, size and mood, each left out now and then."""
    tables = ((PACE_WORDS, whole.pace), (SIZE_WORDS, whole.size), (MOOD_WORDS, whole.mood))
    return [table[name] for table, name in tables if name in table and rng.random() < TOLD]


def _pick(rng: np.random.Generator, options: tuple[Option, ...]) -> Option:
    return options[int(rng.integers(len(options)))]
