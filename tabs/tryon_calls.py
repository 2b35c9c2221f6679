"""What the page of the Wardrobe sends, checked part by part: nothing that comes over the network is believed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from engines.tryon.results import Kind, Nudge, Sleeve
from tabs.guard import picture_bytes
from tabs.words import error

# How far a visitor may move a garment: shares of the frame, times its size.
FARTHEST: Final = 0.3
SMALLEST, LARGEST = 0.6, 1.6
MOST_WORN: Final = 2  # a top and something below it

Parts = dict[Any, Any]
Name = TypeVar("Name", bound=StrEnum)


@dataclass(frozen=True)
class Piece:
    """A garment that the visitor chose.

    Args:
        id: of one in the wardrobe, or empty.
        data: the picture file of an own one.
        kind, sleeve: what the visitor says it is; None where it is to be seen.
    """

    id: str
    data: bytes
    kind: Kind | None
    sleeve: Sleeve | None


def pieces_of(parts: Parts, max_bytes: int) -> list[Piece]:
    """What the visitor wants to wear: one garment, or something below and the top that hangs over it."""
    told = parts.get("pieces")
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_WORN:
        raise error("garment_lost")
    return [piece_of(piece, max_bytes) for piece in told]


def piece_of(told: object, max_bytes: int) -> Piece:
    """One garment: {"id"} of the wardrobe, or {"picture"} and, where the visitor says so, "kind" and "sleeve"."""
    if not isinstance(told, dict):
        raise error("garment_lost")
    name = told.get("id", "")
    if not isinstance(name, str):
        raise error("garment_lost")
    data = b"" if name else picture_bytes(told.get("picture"), max_bytes, "picture_too_heavy")
    return Piece(name, data, kind_of(told.get("kind")), sleeve_of(told.get("sleeve")))


def kind_of(told: object) -> Kind | None:
    """A kind of garment by its name; None for nothing or an empty one."""
    return _one_of(Kind, told)


def sleeve_of(told: object) -> Sleeve | None:
    """A length of sleeves by its name; None for nothing or an empty one."""
    return _one_of(Sleeve, told)


def nudge_of(parts: Parts) -> Nudge:
    """How the visitor moved the garment."""
    told = parts.get("nudge") or {}
    if not isinstance(told, dict):
        raise error("garment_lost")
    return Nudge(
        _number(told.get("right", 0), -FARTHEST, FARTHEST),
        _number(told.get("down", 0), -FARTHEST, FARTHEST),
        _number(told.get("scale", 1), SMALLEST, LARGEST),
        _number(told.get("sleeve", 1), SMALLEST, LARGEST),
    )


def _one_of(names: type[Name], told: object) -> Name | None:
    if told is None or told == "":
        return None
    if not isinstance(told, str) or told not in [*names]:
        raise error("garment_lost")
    return names(told)


def _number(told: object, low: float, high: float) -> float:
    # By type, because True and False count as whole numbers in Python. Not a number is not between the ends.
    if type(told) not in (int, float) or not low <= told <= high:  # type: ignore[operator]
        raise error("garment_lost")
    return float(told)  # type: ignore[arg-type]
