"""The figure's body from its joints: where its round parts are, for the painter and for the GLB file alike.

A part is an egg, or a tube through several eggs; everything is computed for all frames at once. Metres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.dance.pictures.looks import Colour
from engines.models.humanml import NAMES

Array = NDArray[np.floating]

SIDES: Final = ("left", "right")
LAG: Final = 0.13  # s by which skirts come later than the legs


@dataclass(frozen=True)
class Part:
    """An egg (one station) or a tube (several).

    Args:
        limb: what it is drawn with: "left_leg", "right_leg", "left_arm", "right_arm", "trunk", "skirt", "neck", "head",
            "hat", "hood" or "braid".
        at: (T, S, 3), the middles of its S stations.
        axes: (T, S, 3, 3), three half axes of each station, one a row; the last one along a tube.
        bound: S times, the joints that carry the station, and their shares.
        outward: (T, 3), where something points that lies flat on another part; None for what has a body.
    """

    limb: str
    colour: Colour
    at: Array
    axes: Array
    bound: tuple[Mapping[str, float], ...]
    outward: Array | None = None


@dataclass(frozen=True)
class Frame:
    """Three directions upright on each other, (T, 3) each."""

    left: Array
    forth: Array
    up: Array

    def scaled(self, left: float, forth: float, up: float) -> Array:
        """Return half axes (T, 3, 3)."""
        return np.stack([self.left * left, self.forth * forth, self.up * up], 1)


class Body:
    """The joints by name, and the directions of hips, chest and head.

    Args:
        joints: (T, 22, 3).
        fps: frames a second, for what swings.
    """

    def __init__(self, joints: Array, fps: float) -> None:
        self.places = {name: joints[:, joint].astype(np.float64) for joint, name in enumerate(NAMES)}
        frames = np.maximum(np.arange(len(joints)) - round(LAG * fps), 0)
        self.late = {name: place[frames] for name, place in self.places.items()}
        self.middle = {
            part: (self.places[f"left_{part}"] + self.places[f"right_{part}"]) / 2
            for part in ("hip", "knee", "shoulder")
        }
        across = {part: self.places[f"left_{part}"] - self.places[f"right_{part}"] for part in ("hip", "shoulder")}
        self.hips = frame_of(self.places["spine2"] - self.middle["hip"], across["hip"])
        self.chest = frame_of(self.places["neck"] - self.places["spine2"], across["shoulder"])
        # The joint called head lies a little before the neck even where the face looks straight ahead.
        nod = unit(self.places["head"] - self.places["neck"]) - 0.22 * self.chest.forth
        self.head = frame_of(0.75 * nod + 0.25 * self.chest.up, self.chest.left)
        self.skull = self.places["head"] + 0.112 * self.head.up + 0.005 * self.head.forth

    def __getitem__(self, name: str) -> Array:
        return self.places[name]


def egg(limb: str, colour: Colour, at: Array, axes: Array, bound: str, outward: Array | None = None) -> Part:
    """Return an egg. `at` (T, 3), `axes` (T, 3, 3)."""
    return Part(limb, colour, at[:, None], axes[:, None], ({bound: 1.0},), outward)


def lying(limb: str, colour: Colour, at: Array, frame: Frame, size: tuple[float, float, float], bound: str) -> Part:
    """Return an egg that is seen only from where `frame` faces."""
    return egg(limb, colour, at, frame.scaled(*size), bound, frame.forth)


def tube(limb: str, colour: Colour, at: Sequence[Array], radii: Sequence[float], bound: Sequence[str]) -> Part:
    """Return a round tube through points (T, 3)."""
    stations = np.stack(at, 1)
    along = np.gradient(stations, axis=1)
    hint = np.zeros_like(along)
    hint[..., 2] = 1
    hint[np.abs(unit(along)[..., 2]) > 0.9] = (0, 1, 0)
    first = unit(np.cross(along, hint))
    frame = np.stack([first, unit(np.cross(along, first)), unit(along)], 2)
    return Part(limb, colour, stations, frame * np.array(radii)[:, None, None], tuple({name: 1.0} for name in bound))


def rings(
    limb: str, colour: Colour, stations: Sequence[tuple[Array, Array]], bound: Sequence[Mapping[str, float]]
) -> Part:
    """Return a tube whose stations have half axes of their own: places (T, 3) and axes (T, 3, 3)."""
    return Part(
        limb,
        colour,
        np.stack([at for at, _ in stations], 1),
        np.stack([axes for _, axes in stations], 1),
        tuple(bound),
    )


def unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def frame_of(up: Array, left: Array) -> Frame:
    """Return the frame whose `up` is kept, and whose left is as near to `left` as that allows."""
    up = unit(up)
    left = unit(left - (left * up).sum(-1, keepdims=True) * up)
    return Frame(left, np.cross(left, up), up)
