"""Heads: skull, muzzle, jaw, nose, eyes, ears, beard. Lengths in radii of the skull."""

import numpy as np

from engines.drawn.dogs.flesh import Clay, Floats, Part
from engines.drawn.dogs.skeleton import LEFT, RIGHT, Skeleton, Vec, pitch, roll, skull_radius
from engines.drawn.dogs.traits import DogTraits

MUZZLE_START, MUZZLE_LENGTH = 0.62, 1.4
MOUTH_LINE = -0.62  # height of the closed mouth
STRAIGHT = np.eye(3)
Place = tuple[float, float, float]


def eye_place(traits: DogTraits, side: float) -> Place:
    """Where an eye's ball is in the head's frame, in radii of the skull."""
    apart = 0.48 + 0.06 * max(0.0, traits.eye - 1)
    return 0.8, side * apart, 0.08


def eye_radius(traits: DogTraits) -> float:
    """In radii of the skull."""
    return 0.2 * traits.eye


def nose_place(traits: DogTraits) -> Place:
    """Where the nose's ball is."""
    return MUZZLE_START + 0.42 + MUZZLE_LENGTH * traits.muzzle * 0.86, 0.0, -0.14 - 0.16 * min(traits.muzzle, 1.0)


def mouth_gape(mouth: float) -> Vec:
    """(3, 3) the jaw's turn for a mouth that is open by some degrees."""
    return pitch(-np.radians(mouth))


def add_head(clay: Clay, bones: Skeleton) -> None:
    """All of the head, on the frame of the skull."""
    shaper = _Head(bones.traits, bones.traits.fur * bones.traits.height * 0.55)
    shaper.skull()
    shaper.muzzle()
    shaper.jaw(bones.pose.mouth)
    shaper.face()
    for side in (LEFT, RIGHT):
        shaper.ear(side)
    size, frame = skull_radius(bones.traits), bones.head
    for places, turns, radii, part, fur, soft in shaper.lots:
        clay.balls(frame.place + size * places @ frame.axes.T, frame.axes @ turns, size * radii, part, fur, soft)


class _Head:
    """Collects the balls of a head in its own frame: places, turns, radii, part, fur in metres, softness."""

    def __init__(self, traits: DogTraits, fur: float) -> None:
        self.traits, self.fur = traits, fur
        self.lots: list[tuple[Floats, Floats, Floats, Part, float, float]] = []

    def put(
        self, at: Place, radii: Place, part: Part, fur: float = 0.0, soft: float = 0.5, turn: Vec = STRAIGHT
    ) -> None:
        self.lots.append((np.array([at]), turn[None], np.array([radii]), part, fur, soft))

    def skull(self) -> None:
        fur, top = self.fur, self.traits.topknot
        self.put((0, 0, 0.06), (1.12, 0.98, 0.9), Part.HEAD, fur)
        self.put((0.4, 0, 0.1), (0.56, 0.74, 0.58), Part.HEAD, fur)  # brow
        for side in (LEFT, RIGHT):
            self.put((0.28, side * 0.52, -0.3), (0.68, 0.46, 0.56), Part.HEAD, fur)  # cheeks
        if top:
            self.put((0.1, 0, 0.55), (0.8, 0.7 + 0.25 * top, 0.35 + 0.55 * top), Part.HEAD, fur * (1.5 + top), 0.7)
        if self.traits.ruff:
            for side in (LEFT, RIGHT):
                wide = 0.35 + 0.4 * self.traits.ruff
                self.put((-0.05, side * 0.72, -0.42), (0.55, wide, 0.7), Part.HEAD, fur * 2, 0.8)

    def muzzle(self) -> None:
        traits, fur = self.traits, self.fur * 0.45
        long, wide = MUZZLE_LENGTH * traits.muzzle, traits.jaw
        for share in np.linspace(0, 1, 6):
            radius = wide * (0.86 - 0.2 * float(share))
            x = MUZZLE_START + 0.1 + 0.86 * long * float(share)
            z = -0.24 - 0.1 * float(share) - 0.04 * wide
            self.put((x, 0, z), (0.5, radius, radius * 0.8), Part.MUZZLE, fur, 0.8)
            drop = traits.flews * (0.26 - 0.1 * float(share))
            for side in (LEFT, RIGHT):
                lip = (0.36, radius * 0.58, 0.22 + drop)
                self.put((x, side * radius * 0.42, z - 0.2 - 0.4 * drop), lip, Part.MUZZLE, fur, 0.8)
        if traits.beard:
            end = MUZZLE_START + 0.6 * long + 0.25
            thick = 0.42 + 0.3 * traits.beard
            for side in (LEFT, RIGHT):
                moustache = (0.5 + 0.2 * long, 0.42 * thick + 0.12, 0.5 * thick)
                self.put((end, side * wide * 0.66, -0.5), moustache, Part.MUZZLE, 2.2 * self.fur, 0.7)
            self.put((end - 0.05, 0, -0.78 - 0.2 * traits.beard), (0.45, 0.5, thick), Part.MUZZLE, 2.4 * self.fur, 0.7)

    def jaw(self, mouth: float) -> None:
        traits, turn = self.traits, mouth_gape(mouth)
        long, wide = MUZZLE_LENGTH * traits.muzzle, traits.jaw
        hinge = np.array([0.35, 0.0, -0.5])
        for share in np.linspace(0, 1, 5):
            x, _, z = hinge + turn @ np.array([0.2 + 0.9 * long * float(share), 0, -0.16])
            radius = wide * (0.72 - 0.22 * float(share))
            self.put((x, 0, z), (0.4, radius, 0.24), Part.MUZZLE, self.fur * 0.4, 0.15, turn)
        if mouth:
            reach = 0.25 + 0.5 * long
            x, _, z = hinge + turn @ np.array([reach, 0, 0.06])
            self.put((x, 0, z), (0.5 * long + 0.3, wide * 0.52, 0.16), Part.MOUTH, 0, 0.05, turn)
            x, _, z = hinge + turn @ np.array([0.55 + 0.78 * long, 0, 0.1])
            self.put((x, 0, z), (0.4 + 0.28 * long, wide * 0.36, 0.1), Part.TONGUE, 0, 0.05, turn @ pitch(-0.22))

    def face(self) -> None:
        traits = self.traits
        x, _, z = nose_place(traits)
        size = 0.2 + 0.12 * traits.jaw
        self.put((x, 0, z), (size * 0.8, size, size * 0.74), Part.NOSE, 0, 0.12)
        radius = eye_radius(traits)
        for side in (LEFT, RIGHT):
            self.put(eye_place(traits, side), (radius, radius, radius), Part.EYE, 0, 0.04)
            ex, ey, ez = eye_place(traits, side)
            lid = (radius * 0.9, radius * 1.15, radius * 0.4)
            self.put((ex - 0.1, ey * 1.12, ez + radius * 1.0), lid, Part.HEAD, self.fur * 0.2, 0.7, roll(-0.45 * side))
            if traits.beard > 0.5:  # who has a beard has eyebrows
                self.put((ex - 0.06, ey, ez + radius * 1.9), (0.3, 0.24, 0.17), Part.HEAD, self.fur * 1.5, 0.6)

    def ear(self, side: float) -> None:
        """An ear along a bent line: flat balls, wide in the middle, that face outward and forward."""
        shape = _EARS[self.traits.ears]
        line = np.array(shape.line) * (1, side, 1)
        line[1:] = line[0] + (line[1:] - line[0]) * self.traits.ear
        fur = self.fur * shape.fur
        count = 15
        where = np.linspace(0, len(line) - 1, count)
        along = np.stack([np.interp(where, range(len(line)), line[:, i]) for i in range(3)], 1)
        step = np.gradient(along, axis=0)
        length = np.linalg.norm(step, axis=1)[:, None]
        wide = np.interp(np.linspace(0, 1, count), (0, 0.35, 0.75, 1), shape.widths) * (0.5 + 0.5 * self.traits.ear)
        up = step / length
        face = np.array([np.cos(shape.facing), side * np.sin(shape.facing), 0])
        face = face - up * (up @ face)[:, None]
        face /= np.linalg.norm(face, axis=1)[:, None]
        turns = np.stack([face, np.cross(up, face), up], 2)
        radii = np.stack([np.full(count, 0.1), wide, np.maximum(0.2, 2.6 * length[:, 0])], 1)
        self.lots.append((along, turns, radii, Part.EAR, fur, 0.4))


class _Ear:
    """line: from the skull to the tip, of a left ear; widths: half of it, at four places along; facing: radians from
    forward to outward; fur: of the head's."""

    def __init__(self, line: tuple[Place, ...], widths: tuple[float, ...], facing: float, fur: float = 1.0) -> None:
        self.line, self.widths, self.facing, self.fur = line, widths, facing, fur


_EARS = {
    "drop": _Ear(
        ((-0.1, 0.66, 0.62), (0.04, 1.0, 0.55), (0.16, 1.16, 0.0), (0.24, 1.1, -0.62)), (0.3, 0.46, 0.42, 0.14), 1.1
    ),
    "long": _Ear(
        ((-0.12, 0.82, 0.2), (0, 1.08, 0.1), (0.1, 1.14, -0.6), (0.18, 1.06, -1.45)), (0.3, 0.46, 0.54, 0.2), 1.2, 1.6
    ),
    "button": _Ear(
        ((-0.1, 0.55, 0.72), (0.02, 0.76, 1.12), (0.28, 0.9, 0.95), (0.46, 0.92, 0.5)), (0.32, 0.4, 0.32, 0.1), 0.6
    ),
    "prick": _Ear(
        ((-0.1, 0.52, 0.6), (-0.06, 0.66, 1.1), (-0.02, 0.74, 1.55), (0.02, 0.78, 1.95)), (0.44, 0.42, 0.2, 0.04), 0.5
    ),
    "bat": _Ear(
        ((-0.1, 0.55, 0.55), (-0.05, 0.82, 1.0), (0, 0.98, 1.45), (0.02, 1.04, 1.85)), (0.4, 0.5, 0.36, 0.14), 0.45
    ),
    "rose": _Ear(
        ((-0.2, 0.62, 0.6), (-0.4, 0.85, 0.75), (-0.75, 0.95, 0.6), (-1.0, 0.98, 0.3)), (0.24, 0.28, 0.22, 0.06), 1.2
    ),
    "tufted": _Ear(
        ((-0.1, 0.6, 0.5), (-0.05, 0.95, 0.95), (-0.02, 1.22, 1.3), (0, 1.42, 1.5)), (0.4, 0.55, 0.45, 0.2), 0.5, 3.0
    ),
}

__all__ = ["MOUTH_LINE", "add_head", "eye_place", "eye_radius", "mouth_gape", "nose_place"]
