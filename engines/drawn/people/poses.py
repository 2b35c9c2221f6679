"""How a drawn person stands: where the joints are, in pixels of the frame."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.people.bodies import Body

WIDTH, HEIGHT = 192, 256
ARMS = ("hanging", "away", "hip", "pocket", "raised", "crossed", "belly", "chin", "bag", "wide")
ARM_SHARES = (0.36, 0.15, 0.09, 0.09, 0.05, 0.07, 0.08, 0.02, 0.07, 0.02)

Point = NDArray[np.float64]


@dataclass(frozen=True)
class Arm:
    """kind: one of ARMS; the joints; hand: the way the hand points, of length 1."""

    kind: str
    shoulder: Point
    elbow: Point
    wrist: Point
    hand: Point


@dataclass(frozen=True)
class Leg:
    hip: Point
    knee: Point
    ankle: Point
    foot: float  # how far the toes point outward, in pixels


@dataclass(frozen=True)
class Pose:
    """The joints in pixels of the 192 x 256 frame; the person's right is the picture's left.

    unit: pixels on the person's height; neck: the base of the neck; hips: their middle; chin, head: the middle of the
    face; tilt: of the head in radians; turn: of the head, -1 to 1, to the picture's right positive; arms, legs: the
    person's right one first; fore: which arm lies before the other.
    """

    unit: float
    neck: Point
    hips: Point
    head: Point
    tilt: float
    turn: float
    yaw: float
    arms: tuple[Arm, Arm]
    legs: tuple[Leg, Leg]
    fore: int


def any_pose(rng: Generator, body: Body, crop: str, arms: tuple[str, str] | None = None) -> Pose:
    """A pose by chance in a framing: "full" shows the whole body, "upper" head to mid-thigh."""
    of = body.measures
    if crop == "full":
        unit = HEIGHT * float(rng.uniform(0.83, 0.93)) / body.height
        top = (HEIGHT - unit * body.height) * float(rng.uniform(0.4, 0.75))
    else:
        shown = body.head[1] + body.neck + of.trunk + of.leg_lengths[0] * float(rng.uniform(0.25, 0.75))
        unit = HEIGHT * float(rng.uniform(0.84, 0.93)) / shown
        top = HEIGHT - unit * shown
    middle = WIDTH / 2 + float(rng.normal(0, 6))
    lean, sway = float(rng.normal(0, 0.035)), float(rng.normal(0, 0.012))
    neck = np.array([middle + unit * (sway + lean * 0.3), top + unit * (body.head[1] + body.neck)])
    hips = neck + unit * of.trunk * np.array([np.sin(lean), np.cos(lean)])
    tilt = lean * 0.5 + float(rng.normal(0, 0.07))
    turn = float(np.clip(rng.normal(0, 0.3), -0.7, 0.7))
    up = np.array([np.sin(tilt), -np.cos(tilt)])
    base = neck - (0.0, unit * body.neck)
    head = base + up * unit * body.head[1] * 0.5 + (unit * 0.012 * turn, 0)
    if arms is None:
        left, right = (str(rng.choice(ARMS, p=ARM_SHARES)) for _ in range(2))
        if rng.random() < 0.4:
            right = left
        arms = (right, left)
    joined = tuple(
        _arm(rng, body, neck, hips, head, unit, side, kind) for side, kind in zip((-1, 1), arms, strict=True)
    )
    apart = float(rng.uniform(0.0, 0.03))
    step = float(rng.normal(0, 0.012))
    legs = tuple(_leg(rng, body, hips, unit, side, apart, step * side) for side in (-1, 1))
    yaw = float(np.clip(rng.normal(0, 0.18), -0.45, 0.45))
    return Pose(
        unit, neck, hips, head, tilt, turn, yaw, (joined[0], joined[1]), (legs[0], legs[1]), int(rng.integers(2))
    )


def _arm(rng: Generator, body: Body, neck: Point, hips: Point, head: Point, unit: float, side: int, kind: str) -> Arm:
    """The arm on one side of the picture."""
    of = body.measures
    down = (hips - neck) / np.linalg.norm(hips - neck)
    out = side * np.array([down[1], -down[0]])

    def place(across: float, along: float) -> Point:
        """across: in half hip widths from the middle; along: of the trunk's length."""
        return neck + unit * (out * across * of.hip + down * along * of.trunk)

    shoulder = neck + unit * (out * (of.shoulder - of.arm[0] * 0.35) + down * (0.1 * of.trunk + of.arm[0] * 1.15))
    upper, fore = (unit * length * float(rng.uniform(0.96, 1.02)) for length in of.arm_lengths)
    far = float(rng.normal(0, 0.04))
    flex, hand_turn = 1.0, 0.0
    match kind:
        case "hanging":
            wrist = shoulder + (upper + fore) * 0.998 * _way(rng.uniform(0.06, 0.2), out, down)
        case "away" | "bag":
            wrist = shoulder + (upper + fore) * rng.uniform(0.95, 0.998) * _way(
                rng.uniform(0.2, 0.5) * (0.6 if kind == "bag" else 1), out, down
            )
        case "wide":
            wrist = shoulder + (upper + fore) * 0.95 * _way(rng.uniform(0.7, 1.3), out, down)
        case "hip":
            wrist, hand_turn = place(1.12 + far, 0.74 + far), -1.5
        case "pocket":
            wrist, hand_turn = place(0.98 + far, 0.93 + far), -0.35
        case "raised":
            wrist = shoulder + unit * (out * rng.uniform(0.02, 0.12) - down * rng.uniform(0.12, 0.24))
            flex, hand_turn = float(rng.uniform(0.85, 1.0)), 0.3
        case "crossed":
            wrist, hand_turn, flex = place(-0.62 + far, 0.44 + far), 0.2, 0.9
        case "belly":
            wrist, hand_turn, flex = place(0.1 + far, rng.uniform(0.5, 0.85)), 0.2, 0.92
        case _:
            wrist = head + unit * np.array([side * 0.02, body.head[1] * 0.75])
            flex = 0.95
    upper, fore = upper * flex, fore * flex
    away = wrist - shoulder
    length = float(np.linalg.norm(away))
    reach = min(max(length, abs(upper - fore) + 1e-3), (upper + fore) * 0.998)
    wrist = shoulder + away * reach / length
    along = (upper**2 - fore**2 + reach**2) / (2 * reach)
    off = np.sqrt(max(upper**2 - along**2, 0.0))
    way = away / length
    normal = np.array([way[1], -way[0]])
    normal *= np.sign(normal @ (0.5 * out + down))  # elbows point outward and down
    elbow = shoulder + way * along + normal * off
    pointing = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    turn = hand_turn * side * -1 if kind != "hip" else hand_turn * -side * 0.5
    c, s = np.cos(turn), np.sin(turn)
    hand = np.array([c * pointing[0] - s * pointing[1], s * pointing[0] + c * pointing[1]])
    return Arm(kind, shoulder, elbow, wrist, hand)


def _way(angle: float, out: Point, down: Point) -> Point:
    return np.sin(angle) * out + np.cos(angle) * down


def _leg(rng: Generator, body: Body, hips: Point, unit: float, side: int, apart: float, step: float) -> Leg:
    of = body.measures
    hip = hips + unit * np.array([side * of.hip * 0.5, 0.0])
    ankle_x = hips[0] + side * unit * (of.hip * 0.33 + apart)
    length = sum(of.leg_lengths)
    ankle = np.array([ankle_x, hips[1] + unit * (length * 0.995 + step)])
    knee = hip + (ankle - hip) * of.leg_lengths[0] / length + (side * unit * float(rng.normal(0.002, 0.004)), 0.0)
    return Leg(hip, knee, ankle, side * unit * float(rng.uniform(0.0, 0.025)))
