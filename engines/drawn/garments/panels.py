"""Of which panels a garment is sewn, where they lie when it is laid out flat, and where the cloth ends."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engines.drawn.garments.designs import Cut
from engines.drawn.garments.tubes import Plane, Profile, Tube, line, profile

FAR = 9.0
SEAM = 0.1  # where along the trunk the shoulder is
AROUND = 1.3  # the half of a trunk's girth is this much wider than the trunk looks
AROUND_LIMB = 1.45


@dataclass(frozen=True)
class Measures:
    """A wearer, in shares of her height; half widths of the trunk as they look from the front, radii of the limbs."""

    neck: float = 0.036
    shoulder: float = 0.112
    chest: float = 0.094
    waist: float = 0.080
    hip: float = 0.096
    trunk: float = 0.325
    arm: tuple[float, float, float] = (0.029, 0.023, 0.015)  # shoulder, elbow, wrist
    arm_lengths: tuple[float, float] = (0.165, 0.145)
    leg: tuple[float, float, float] = (0.049, 0.034, 0.021)  # thigh, knee, ankle
    leg_lengths: tuple[float, float] = (0.24, 0.235)


MANNEQUIN = Measures()
# How far from the middle a garment without sleeves reaches, by s.
TALL_COLLAR = {"turtle": 0.045, "collar": 0.017}
ARMHOLE = profile((-1.0, 0.09), (SEAM, 0.094), (0.2, 0.088), (0.3, 0.098), (0.38, 0.125), (0.42, 0.3), (3, FAR))


@dataclass(frozen=True)
class Panel:
    """tube: where it lies, in pixels; reach: the first and last s; inside: how far inside the cloth a place (s, x) is,
    in shares of height, x measured across from the middle on the mannequin."""

    tube: Tube
    reach: tuple[float, float]
    inside: Callable[[Plane, Plane], Plane]
    dome: bool = False  # whether it starts round, as a sleeve does in its armhole


@lru_cache(maxsize=64)
def trunk_width(of: Measures, cut: Cut, around: float = 1.0) -> Profile:
    """Half the width of the cloth around the trunk, by s."""
    wide = around * (1 + cut.ease)
    round_off = (around - 1) * 0.2 + 1
    straight = max(of.chest, of.hip * min(1.0, 0.94 + 0.1 * cut.fitted))
    waist = of.waist + (1 - cut.fitted) * (straight - of.waist) * 0.92
    chest = of.chest if cut.first < 0.3 else of.waist
    hip = of.hip if cut.fitted > 0.5 or cut.last > 1 else max(of.hip, straight) * 0.98
    shoulder = of.shoulder * round_off * (1 + 0.15 * cut.ease)
    end = max(cut.last, 1.15)
    flare = cut.flare * (end - 1.0)
    return profile(
        (-0.1, of.neck * 1.05),
        (0.0, of.neck * 1.25),
        (SEAM, shoulder),
        (0.16, shoulder * 1.01),
        (0.36, chest * wide),
        (0.63, waist * wide),
        (1.0, hip * wide + flare * 0.1),
        (end + 0.2, (hip * wide + flare) * (0.93 if cut.kind == "trousers" else 1.0) + 0.2 * cut.flare),
    )


@lru_cache(maxsize=64)
def sleeve_width(of: Measures, cut: Cut, around: float = 1.0) -> Profile:
    """Half the width of a sleeve, by s: 0 at the shoulder, 0.5 at the elbow, 1 at the wrist."""
    top, elbow, wrist = of.arm
    bag = 1.06 + 0.4 * cut.ease
    loose = 0.02 * cut.loose * (of.trunk / MANNEQUIN.trunk)
    gather = 0.8 if cut.cuffs and cut.reach > 0.8 else 1.0
    return profile(
        (-0.15, top * (bag + 0.2) * around),
        (0.0, top * (bag + 0.2) * around),
        (0.22, (top * bag + 0.004 + 0.5 * loose) * around),
        (0.5, (elbow * bag + 0.004 + 0.8 * loose) * around),
        (0.85, (wrist * bag + 0.006 + loose) * around),
        (1.1, (wrist * bag + 0.004 + loose * gather) * around * gather),
    )


@lru_cache(maxsize=64)
def leg_width(of: Measures, cut: Cut, around: float = 1.0) -> Profile:
    """Half the width of a trouser leg, by s: 0 at the hips, 0.5 at the knee, 1 at the ankle."""
    thigh, knee, ankle = of.leg
    wide = 1.03 + cut.ease
    loose = 0.045 * cut.loose
    hip = of.hip * (1 + cut.ease) * 0.5 * (AROUND if around > 1 else 1.0)
    return profile(
        (-0.2, hip * 0.7),
        (0.0, hip),
        (0.16, max((thigh * wide + 0.12 * loose) * (around - 0.1 * (around > 1)), hip * 0.8)),
        (0.5, (knee * wide + 0.7 * loose) * around),
        (0.67, max(knee * 1.1 * wide, knee * 0.5 + ankle * 0.5 + 0.9 * loose) * around),
        (0.9, (ankle * wide + 0.006 + loose) * around),
        (1.1, (ankle * wide + 0.006 + loose * (0.4 if cut.cuffs and cut.leg > 0.9 else 1.05)) * around),
    )


def within(panel: Panel, tube: Tube, s: Plane, d: Plane, x: Plane, unit: float) -> Plane:
    """How far inside the cloth places lie, in pixels, of a panel that hangs along a tube.

    s, d: where on the tube, d in pixels; x: where across the flat panel, in shares of height; unit: pixels on that.
    """
    half = tube.half(s)
    inside = np.minimum(panel.inside(s, x) * unit, half - np.abs(d))
    if panel.dome:
        inside = np.where(s < 0, half - np.hypot(d, s / tube.pace[0]), inside)
    return np.asarray(inside, np.float32)


def lay_out(cut: Cut, spread: float = 0.5) -> dict[str, Panel]:
    """The panels of a garment laid out flat, the hindmost first, in shares of height, the base of the neck at 0, 0.

    spread: radians between a sleeve and the upright; trouser legs are spread by a part of it.
    """
    of = MANNEQUIN
    panels: dict[str, Panel] = {}
    half = trunk_width(of, cut, AROUND)
    down = line([(0, -of.trunk * 0.2), (0, of.trunk * 3)], [-0.2, 3.0], half, 4)
    if cut.kind == "trousers":
        panels |= _legs(of, cut, spread)
    if cut.neck == "hood" and cut.kind == "top":
        wide = profile((0, 0.0), (0.1, 0.045), (0.35, 0.072), (0.75, 0.074), (1, 0.05))
        panels["hood"] = Panel(line([(0, -0.105), (0, 0.03)], [0, 1], wide, 4), (0, 1), _whole)
    if cut.sleeve != "none":
        panels |= _sleeves(of, cut, spread)
    panels["trunk"] = Panel(down, (cut.first, cut.last), _trunk(cut, half))
    if cut.neck in ("turtle", "collar"):
        tall = TALL_COLLAR[cut.neck]
        wide = profile((0, of.neck * 1.22), (1, of.neck * 1.42))
        panels["neck"] = Panel(
            line([(0, -tall), (0, cut.depth * 1.3)], [0, 1], wide, 4), (0, 1), _collar(of.neck, tall, cut.neck)
        )
    return panels


def _legs(of: Measures, cut: Cut, spread: float) -> dict[str, Panel]:
    half = leg_width(of, cut, AROUND_LIMB)
    legs = {}
    for side, name in ((-1, "right_leg"), (1, "left_leg")):
        root = np.array([side * half.at(0.0) * 0.99, of.trunk])
        turn = 0.06 + 0.18 * spread
        way = np.array([side * np.sin(turn), np.cos(turn)])
        knee = root + way * of.leg_lengths[0]
        tube = line([root, knee, knee + way * of.leg_lengths[1]], [0, 0.5, 1], half)
        legs[name] = Panel(tube, (-0.12, cut.leg), _ending(cut.leg, sum(of.leg_lengths)))
    return legs


def _sleeves(of: Measures, cut: Cut, spread: float) -> dict[str, Panel]:
    half = sleeve_width(of, cut, AROUND_LIMB)
    edge = trunk_width(of, cut, AROUND).at(SEAM)
    sleeves = {}
    for side, name in ((-1, "right_sleeve"), (1, "left_sleeve")):
        start = np.array([side * (edge - 0.012), SEAM * of.trunk + half.at(0.0) * 0.97])
        way = np.array([side * np.sin(spread), np.cos(spread)])
        bend = np.array([side * 0.02, 0.0])
        elbow = start + way * of.arm_lengths[0] + bend
        tube = line([start, elbow, elbow + way * of.arm_lengths[1]], [0, 0.5, 1], half)
        sleeves[name] = Panel(tube, (-0.2, cut.reach), _ending(cut.reach, sum(of.arm_lengths)), dome=True)
    return sleeves


def _whole(s: Plane, x: Plane) -> Plane:
    return np.full(np.broadcast_shapes(s.shape, x.shape), FAR, np.float32)


def _ending(last: float, length: float) -> Callable[[Plane, Plane], Plane]:
    """A sleeve or trouser leg that ends at `last`."""

    def inside(s: Plane, x: Plane) -> Plane:
        del x  # it ends straight
        return np.asarray((last - s) * length, np.float32)

    return inside


def _collar(neck: float, tall: float, kind: str) -> Callable[[Plane, Plane], Plane]:
    def inside(s: Plane, x: Plane) -> Plane:
        droop = (x / (neck * 1.3)) ** 2
        inside = np.minimum(s * tall - 0.25 * tall * (1 - droop), (1.0 - 0.3 * droop - s) * tall)
        if kind == "collar":  # open at the throat
            inside = np.minimum(inside, np.abs(x) - 0.75 * neck * (0.95 - s))
        return np.asarray(inside, np.float32)

    return inside


def _trunk(cut: Cut, half: Profile) -> Callable[[Plane, Plane], Plane]:
    long = MANNEQUIN.trunk
    edge = half.at(1.0)

    def inside(s: Plane, x: Plane) -> Plane:
        y = s * long
        away = np.abs(x)
        hem = (cut.last * long + cut.bow * (1 - (x / edge) ** 2)) - y
        if cut.first > 0.3:
            return np.minimum(hem, y - cut.first * long - 0.006 * (1 - (x / edge) ** 2)).astype(np.float32)
        keep = np.minimum(np.minimum(hem, y + 0.004), neck_edge(cut, away, y))
        if cut.sleeve == "none":
            keep = np.minimum(keep, ARMHOLE(s) - away)
        return keep.astype(np.float32)

    return inside


def neck_edge(cut: Cut, away: Plane, y: Plane) -> Plane:
    """How far below the neckline a place is."""
    width, depth = cut.width, cut.depth
    if cut.neck == "v":
        return ((y - depth) * width + away * depth) / np.hypot(width, depth)
    if cut.neck in ("square", "straps"):
        curve = 0.012 if cut.neck == "straps" else 0.0
        hole = np.maximum(y - depth + curve * (away / width) ** 2, (away - width) * 1.0)
        if cut.neck == "straps":
            strap = np.minimum(away - width, width + 0.018 - away)
            slope = 0.8 * np.maximum(away - width - 0.018, 0)
            return np.maximum(y - depth + curve * np.minimum(away / width, 1) ** 2 - slope, strap)
        return hole
    return (np.sqrt((away / width) ** 2 + (np.maximum(y, 0) / depth) ** 2) - 1) * min(width, depth)
