"""What the page of the Dogs room sends, checked part by part: nothing that comes over the network is believed.

The server keeps nothing of a visitor. What it saw of a dog goes to the page as plain JSON and comes back with the next
question, and so do the visitor's thumbs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engines.dogs.breeds import BY_ID, SIZES
from engines.dogs.gallery import Look
from engines.dogs.results import COAT_COLOURS, Box
from engines.dogs.taste import TRAITS, Taste, Vote
from tabs.words import error

PROPORTIONS: Final = 4  # numbers that tell a body's proportions, see `measures.proportions`
MOST_VIEWS: Final = 4  # rows of one dog
MOST_VOTES: Final = 40
MOST_RECORDS: Final = 2**53  # the largest whole number that a page's script can hold
DECIMALS: Final = 4
LENGTH_ERROR: Final = 0.01  # of a row, for it was rounded

Parts = dict[Any, Any]
Row = NDArray[np.float32]


@dataclass(frozen=True)
class Filters:
    """What may be found; None for all."""

    breeds: tuple[str, ...] | None
    sizes: tuple[str, ...] | None
    colours: tuple[str, ...] | None


def box_of(parts: Parts, size: tuple[int, int]) -> Box | None:
    """The dog that the visitor tapped in a picture of (width, height); None where the surest one is meant."""
    if parts.get("box") is None:
        return None
    x, y, w, h = _numbers(parts["box"], 4, 0, max(size))
    if w < 1 or h < 1 or x >= size[0] or y >= size[1]:
        raise error("dog_lost")
    return Box(x, y, w, h)


def record_of(parts: Parts, name: str = "record") -> int:
    """The number of a dog of the gallery."""
    return _whole(parts.get(name), MOST_RECORDS)


def skip_of(parts: Parts, most: int) -> int:
    """How many dogs the page shows already."""
    return _whole(parts.get("skip", 0), most)


def filters_of(parts: Parts) -> Filters:
    """What the visitor wants to see."""
    return Filters(
        _some(parts.get("breeds"), BY_ID), _some(parts.get("sizes"), SIZES), _some(parts.get("colours"), COAT_COLOURS)
    )


def look_to_json(look: Look) -> Parts:
    """What `look_of` reads."""
    return {
        "rows": [_rounded(row) for row in look.vectors],
        "breed": look.breed,
        "certainty": round(look.certainty, DECIMALS),
        "size": look.size,
        "colour": look.colour,
        "proportions": look.proportions and [round(number, DECIMALS) for number in look.proportions],
    }


def look_of(parts: Parts, dimension: int) -> Look:
    """What was seen of the visitor's dog; `dimension` numbers a row."""
    told, body = _parts(parts.get("seen")), None
    rows = told.get("rows")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_VIEWS:
        raise error("dog_lost")
    if told.get("proportions") is not None:
        body = _numbers(told["proportions"], PROPORTIONS, 1e-3, 1e3)
    (certainty,) = _numbers([told.get("certainty")], 1, 0, 1)
    return Look(
        np.stack([_row(row, dimension) for row in rows]),
        _one_of(told.get("breed"), BY_ID),
        certainty,
        _one_of(told.get("size"), SIZES),
        _one_of(told.get("colour"), COAT_COLOURS),
        body,
    )


def taste_to_json(taste: Taste) -> list[Parts]:
    """What `taste_of` reads: the newest thumbs."""
    return [
        {"record": vote.record, "liked": vote.liked, "traits": _rounded(vote.traits), "row": _rounded(vote.vector)}
        for vote in taste.votes[-MOST_VOTES:]
    ]


def taste_of(parts: Parts, dimension: int) -> Taste:
    """The visitor's thumbs; `dimension` numbers a row."""
    votes = parts.get("votes", [])
    if not isinstance(votes, list) or len(votes) > MOST_VOTES:
        raise error("dog_lost")
    return Taste(tuple(_vote(_parts(vote), dimension) for vote in votes))


def thumb_of(parts: Parts) -> tuple[int, bool] | None:
    """The thumb that was just given: which record, and whether it points up."""
    if parts.get("thumb") is None:
        return None
    thumb = _parts(parts["thumb"])
    return record_of(thumb), thumb.get("liked") is True


def _vote(told: Parts, dimension: int) -> Vote:
    traits = np.array(_numbers(told.get("traits"), len(TRAITS), -2, 2))
    return Vote(record_of(told), told.get("liked") is True, traits, _row(told.get("row"), dimension))


def _row(told: object, dimension: int) -> Row:
    row = np.array(_numbers(told, dimension, -1.01, 1.01), np.float32)
    length = float(np.linalg.norm(row))
    if abs(length - 1) > LENGTH_ERROR:
        raise error("dog_lost")
    return (row / length).astype(np.float32)


def _numbers(told: object, count: int, low: float, high: float) -> tuple[float, ...]:
    """So many numbers, each between two ends."""
    if not isinstance(told, list) or len(told) != count:
        raise error("dog_lost")
    # By type, because True and False count as whole numbers in Python. Not a number is not between the ends.
    if not all(type(number) in (int, float) and low <= number <= high for number in told):
        raise error("dog_lost")
    return tuple(float(number) for number in told)


def _whole(told: object, most: int) -> int:
    if type(told) is not int or not 0 <= told <= most:
        raise error("dog_lost")
    return told


def _one_of(told: object, known: Collection[str]) -> str:
    """One of the known names, or empty."""
    if not isinstance(told, str) or (told and told not in known):
        raise error("dog_lost")
    return told


def _some(told: object, known: Collection[str]) -> tuple[str, ...] | None:
    if told is None or told == []:
        return None
    if not isinstance(told, list) or len(told) > len(known) or "" in told:
        raise error("dog_lost")
    return tuple(_one_of(name, known) for name in told)


def _parts(told: object) -> Parts:
    if not isinstance(told, dict):
        raise error("dog_lost")
    return told


def _rounded(numbers: NDArray[Any]) -> list[float]:
    return [round(float(number), DECIMALS) for number in numbers]
