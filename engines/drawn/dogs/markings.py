"""Markings of a coat: where on a dog each of its colours is.

A marking says for every seen point how much of its colour is there, from where the point would be on the same dog
standing: so a marking stays in its place in every pose and view.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.drawn.dogs.flesh import LEGS, Part
from engines.drawn.dogs.heads import eye_place
from engines.drawn.dogs.noise import noise
from engines.drawn.dogs.traits import DogTraits

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Places:
    """N points of the coat of a standing dog.

    part (N,) of flesh.Part; xyz (N, 3) shares of the dog's height: forward from the trunk's middle, left, up;
    head (N, 3) the same in the skull's frame and radii; traits: the dog's; rough (N,) noise, -1 to 1,
    that frays borders.
    """

    part: NDArray[np.intp]
    xyz: Floats
    head: Floats
    traits: DogTraits
    rough: Floats

    def on(self, *parts: Part) -> Floats:
        """(N,) 1 where the point belongs to one of the parts."""
        return np.isin(self.part, parts).astype(np.float32)

    def up(self) -> Floats:
        """(N,) height above the elbow, of the chest's depth: 0 at the breast bone, 1 at the withers."""
        return (self.xyz[:, 2] - self.traits.leg) / (1 - self.traits.leg)

    def along(self) -> Floats:
        """(N,) -0.5 at the hips, 0.5 at the shoulders."""
        return self.xyz[:, 0] / self.traits.length

    def leg(self) -> Floats:
        """(N,) height above the ground, of the leg below the elbow."""
        return self.xyz[:, 2] / self.traits.leg

    def lumps(self, count: float, shift: float = 0.0) -> Floats:
        """(N,) noise 0 to 1 with about so many lumps from the ground to the withers."""
        return noise(self.xyz * count + (self.traits.mark % 997) * 3.7 + shift)


BODY = (Part.TRUNK, Part.NECK)
FACE = (Part.HEAD, Part.MUZZLE)


def _edge(values: Floats, width: float) -> Floats:
    """0 below 0, 1 above, over some width."""
    return np.clip(values / width + 0.5, 0, 1)


def _belly(p: Places) -> Floats:
    low = _edge(0.3 - p.up() + 0.1 * p.rough, 0.35) * p.on(*BODY)
    chin = _edge(-0.45 - p.head[:, 2] + 0.1 * p.rough, 0.3) * p.on(*FACE)
    return np.maximum.reduce([low, chin, _edge(0.55 - p.leg(), 0.5) * p.on(*LEGS)])


def _cheeks(p: Places) -> Floats:
    """The pale face of a husky: cheeks, muzzle, a spot above each eye; the crown and a wedge to the nose stay dark."""
    x, y, z = p.head.T
    wedge = np.abs(y) < 0.16 + 0.5 * np.clip(z - 0.25, 0, 1)
    face = (
        _edge(0.32 - z + 0.5 * np.clip(np.abs(y) - 0.1, 0, 0.5) + 0.08 * p.rough, 0.2) * _edge(x - 0.05, 0.3) * ~wedge
    )
    return np.maximum(face, _edge(-0.15 - z, 0.2)) * p.on(*FACE)


def _points(p: Places) -> Floats:
    """Tan points: above the eyes, on the muzzle's sides, the chest, the legs below, under the tail."""
    _, ey, ez = eye_place(p.traits, 1)
    x, y, z = p.head.T
    brow = np.hypot(np.abs(y) - ey * 0.92, z - ez - 0.36 * p.traits.eye) < 0.11
    muzzle = _edge(-0.28 - z + 0.1 * p.rough, 0.14) * (x > 0.2)
    face = np.maximum(brow * (x > 0.3), muzzle) * p.on(*FACE)
    legs = _edge(0.92 - p.leg() + 0.1 * p.rough, 0.25) * p.on(*LEGS)
    chest = (np.hypot(np.abs(p.xyz[:, 1]) - 0.08, p.xyz[:, 2] - p.traits.leg - 0.14) < 0.06) * (p.along() > 0.4)
    return np.maximum.reduce([face, legs, chest * p.on(*BODY)])


def _saddle(p: Places) -> Floats:
    over = _edge(p.up() - 0.42 - 0.35 * np.clip(p.along(), 0, 1) + 0.16 * p.rough, 0.2) * p.on(*BODY, *LEGS)
    return np.maximum(over, p.on(Part.TAIL) * _edge(0.62 + p.rough * 0.3, 0.3))


def _blaze(p: Places) -> Floats:
    x, y, z = p.head.T
    wide = 0.14 - 0.13 * np.clip(z - 0.1, -0.6, 1)
    stripe = _edge(wide - np.abs(y) + 0.04 * p.rough, 0.07) * _edge(x - 0.3 + 0.2 * p.rough, 0.25)
    muzzle = _edge(x - MUZZLE_BAND - 0.12 * np.abs(y) + 0.06 * p.rough, 0.16) * (z < 0.1)
    return np.maximum(stripe, muzzle) * p.on(*FACE)


def _snout(p: Places) -> Floats:
    """The whole muzzle and what is between it and the eyes: a dark mask, or a pale one."""
    x, _, z = p.head.T
    front = _edge(x - 0.82 - 0.5 * np.clip(z + 0.2, 0, 1) + 0.1 * p.rough, 0.25)
    return np.maximum(front, _edge(-0.5 - z, 0.2) * (x > 0.3)) * p.on(*FACE)


def _mask(p: Places) -> Floats:
    _, ey, ez = eye_place(p.traits, 1)
    around = _edge(0.34 - np.hypot(np.abs(p.head[:, 1]) - ey, p.head[:, 2] - ez) + 0.05 * p.rough, 0.22)
    return np.maximum(_snout(p), 0.75 * around * (p.head[:, 0] > 0.3) * p.on(*FACE))


def _chest(p: Places) -> Floats:
    across = np.abs(p.xyz[:, 1]) / (p.traits.girth * (1 - p.traits.leg))
    front = _edge(0.55 - across + 0.2 * p.rough, 0.25) * _edge(p.along() - 0.4, 0.15) * _edge(0.78 - p.up(), 0.3)
    return front * p.on(*BODY, *LEGS[:2]) * _edge(p.up() + 0.02, 0.2)


def _collar(p: Places) -> Floats:
    ring = (
        _edge(0.2 - np.abs(p.along() - 0.62 - 0.08 * p.rough), 0.1) * p.on(*BODY, *LEGS[:2]) * _edge(p.up() - 0.3, 0.2)
    )
    return np.maximum(ring, _chest(p))


def _ears(p: Places) -> Floats:
    return p.on(Part.EAR)


def _head(p: Places) -> Floats:
    return np.maximum(p.on(*FACE, Part.EAR), p.on(Part.NECK) * _edge(p.head[:, 2] + 1.7 + 0.4 * p.rough, 0.4))


def _socks(p: Places) -> Floats:
    return _edge(0.42 - p.leg() + 0.1 * p.rough, 0.1) * p.on(*LEGS)


def _legs(p: Places) -> Floats:
    return _edge(0.3 - p.up() + 0.14 * p.rough, 0.2) * p.on(*LEGS)


def _tip(p: Places) -> Floats:
    return _edge(-0.74 - p.along() + 0.03 * p.rough, 0.05) * p.on(Part.TAIL)


def _tail(p: Places) -> Floats:
    return p.on(Part.TAIL)


def _patches(p: Places) -> Floats:
    """A few large patches, not on the legs."""
    return _edge(p.lumps(2.6) - 0.54 + 0.03 * p.rough, 0.05) * p.on(*BODY, Part.TAIL, *LEGS) * _edge(p.up() - 0.15, 0.1)


def _spots(p: Places) -> Floats:
    small = _edge(p.lumps(15) - 0.7, 0.05) * p.on(*BODY, *LEGS, Part.TAIL)
    return np.maximum(small, _edge(noise(p.head * 2.7 + p.traits.mark % 31) - 0.74, 0.05) * p.on(*FACE, Part.EAR))


def _ticks(p: Places) -> Floats:
    return 0.85 * _edge(p.lumps(34) - 0.58, 0.18)


def _merle(p: Places) -> Floats:
    return _edge(0.6 * p.lumps(7) + 0.4 * p.lumps(19, 5) - 0.53, 0.06)


def _brindle(p: Places) -> Floats:
    bent = p.xyz * (26, 4, 9) + 1.2 * p.lumps(4)[:, None] + (p.traits.mark % 97)
    return 0.8 * _edge(noise(bent) - 0.55, 0.16)


def _sable(p: Places) -> Floats:
    """Dark tips of the hair on the back, the tail and the neck."""
    back = _edge(p.up() - 0.62 + 0.3 * p.rough, 0.7) * p.on(*BODY)
    return 0.6 * np.maximum(back, p.on(Part.TAIL) * _edge(p.rough, 1.0))


def _top(p: Places) -> Floats:
    """Crown and nape."""
    return np.maximum(_edge(p.head[:, 2] - 0.3 + 0.1 * p.rough, 0.3) * p.on(Part.HEAD), p.on(Part.EAR))


def _front(p: Places) -> Floats:
    """The fore part of the body: chest, neck, forelegs."""
    return _edge(p.along() - 0.3 + 0.06 * p.rough, 0.08) * p.on(*BODY, *LEGS)


MUZZLE_BAND = 0.98
Marking = Callable[[Places], Floats]
MARKINGS: dict[str, Marking] = {
    "belly": _belly,
    "blaze": _blaze,
    "brindle": _brindle,
    "cheeks": _cheeks,
    "chest": _chest,
    "collar": _collar,
    "ears": _ears,
    "front": _front,
    "head": _head,
    "legs": _legs,
    "mask": _mask,
    "merle": _merle,
    "patches": _patches,
    "points": _points,
    "sable": _sable,
    "saddle": _saddle,
    "snout": _snout,
    "socks": _socks,
    "spots": _spots,
    "tail": _tail,
    "ticks": _ticks,
    "tip": _tip,
    "top": _top,
}
