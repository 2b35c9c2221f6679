"""Flesh: a body as ellipsoids, each with a part of the body, a softness where it meets others and a length of fur."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dogs.skeleton import Frame, Vec

Floats = NDArray[np.floating[Any]]


class Part(IntEnum):
    """What an ellipsoid belongs to. LEGS are in the order of `Skeleton.legs`."""

    TRUNK = 0
    NECK = 1
    HEAD = 2
    MUZZLE = 3
    EAR = 4
    LEFT_FORELEG = 5
    RIGHT_FORELEG = 6
    LEFT_HIND_LEG = 7
    RIGHT_HIND_LEG = 8
    TAIL = 9
    EYE = 10
    NOSE = 11
    MOUTH = 12
    TONGUE = 13
    COLLAR = 14


LEGS = (Part.LEFT_FORELEG, Part.RIGHT_FORELEG, Part.LEFT_HIND_LEG, Part.RIGHT_HIND_LEG)
BARE = (Part.EYE, Part.NOSE, Part.MOUTH, Part.TONGUE, Part.COLLAR)


@dataclass(frozen=True)
class Flesh:
    """N ellipsoids in the world, metres.

    places (N, 3); axes (N, 3, 3), columns; radii (N, 3) along them; parts (N,) int; soft (N,) over how many metres it
    melts into what is beside it; fur (N,) metres.
    """

    places: Floats
    axes: Floats
    radii: Floats
    parts: NDArray[np.intp]
    soft: Floats
    fur: Floats


def axes_along(up: Vec, side: Vec) -> Vec:
    """(3, 3) axes whose z is `up`, of length 1, and whose y is as near to `side` as can be."""
    forward = cross(side, up)
    forward /= max(float(np.linalg.norm(forward)), 1e-6)
    return np.stack([forward, cross(up, forward), up], 1)


def cross(a: Vec, b: Vec) -> Vec:
    """(3,) of two (3,): for single vectors ten times as fast as numpy's."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


@dataclass
class Clay:
    """Flesh in the making: lots of balls, each with places, axes, radii, softness, and one part and length of fur."""

    lots: list[tuple[Floats, Floats, Floats, Floats, Part, float]] = field(default_factory=list)

    def ball(
        self,
        frame: Frame,
        at: tuple[float, float, float],
        radii: tuple[float, float, float],
        part: Part,
        fur: float = 0.0,
        soft: float = 0.5,
    ) -> None:
        """An ellipsoid at a point of a frame; `soft` as a share of its smallest radius."""
        self.balls(frame.at(*at)[None], frame.axes[None], np.array([radii]), part, fur, soft)

    def balls(self, places: Floats, axes: Floats, radii: Floats, part: Part, fur: float, soft: Floats | float) -> None:
        """N ellipsoids of one part: (N, 3), (N or 1, 3, 3), (N, 3); `soft` as a share of the smallest radius."""
        self.lots.append((places, axes, radii, soft * radii.min(1), part, fur))

    def limb(
        self,
        start: Vec,
        end: Vec,
        side: Vec,
        radii: tuple[float, float],
        part: Part,
        fur: float = 0.0,
        flat: float = 1.0,
    ) -> None:
        """A bone's flesh: balls from one joint to the next, their radius from the first to the second.

        side: (3,) the body's left; flat: thickness to that side, of the radius.
        """
        bone = end - start
        length = float(np.linalg.norm(bone))
        share = np.linspace(0, 1, max(2, round(length / (0.6 * min(radii))) + 1))[:, None]
        thick = radii[0] + (radii[1] - radii[0]) * share
        # Wide where it grows out of the body; further on just enough to fill the dents between the balls.
        soft = np.interp(share[:, 0], (0, 0.35), (0.8, 0.22))
        self.balls(start + bone * share, axes_along(-bone / length, side)[None], thick * (1, flat, 1), part, fur, soft)

    def finish(self) -> Flesh:
        """What was made."""
        places, axes, radii, soft, part, fur = zip(*self.lots, strict=True)
        counts = [len(lot) for lot in places]
        spread = [lot if len(lot) == count else lot.repeat(count, 0) for lot, count in zip(axes, counts, strict=True)]
        each = (np.repeat(part, counts), np.concatenate(soft), np.repeat(fur, counts))
        return Flesh(np.concatenate(places), np.concatenate(spread), np.concatenate(radii), *each)
