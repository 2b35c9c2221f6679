"""Trunk, neck, legs and tail of a dog, as flesh on its skeleton."""

import numpy as np

from engines.drawn.dogs.flesh import LEGS, Clay, Flesh, Part, axes_along
from engines.drawn.dogs.heads import add_head
from engines.drawn.dogs.skeleton import PAW, Frame, Skeleton, Vec, chest_depth, pitch, skull_radius

# Along the trunk: where, half its depth and half its width, of the chest's; how much of the tuck narrows the depth.
SECTIONS = (
    (-0.53, 0.56, 0.62, 0.1),
    (-0.40, 0.72, 0.84, 0.2),
    (-0.22, 0.88, 0.84, 0.8),
    (-0.04, 0.98, 0.90, 0.85),
    (0.14, 1.0, 1.0, 0.35),
    (0.31, 1.0, 1.0, 0.0),
    (0.46, 0.86, 0.86, 0.0),
)


def flesh(bones: Skeleton) -> Flesh:
    """The whole dog. The same traits give the same ellipsoids in the same order, whatever the pose."""
    clay = Clay()
    _add_trunk(clay, bones)
    _add_neck(clay, bones)
    for number, part in enumerate(LEGS):
        (_add_foreleg if number < 2 else _add_hind_leg)(clay, bones, bones.legs[number], part)
    _add_tail(clay, bones)
    add_head(clay, bones)
    return clay.finish()


def _add_trunk(clay: Clay, bones: Skeleton) -> None:
    traits, depth = bones.traits, chest_depth(bones.traits)
    length, fur = traits.length * traits.height, traits.fur * traits.height
    for share, deep, wide, drawn in SECTIONS:
        half = 0.5 * depth * deep * (1 - traits.tuck * drawn)
        along = max(0.2 * length, 0.42 * depth * deep) * (1 if abs(share) < 0.38 else 0.62)
        radii = (along, traits.girth * depth * wide, half)
        clay.ball(bones.spine(share), (0, 0, 0.48 * depth - half), radii, Part.TRUNK, fur, 0.4)
    if traits.feather:
        for share in (-0.2, 0.0, 0.18, 0.32):  # long fur hangs from chest and belly
            hang = depth * (0.12 + 0.3 * traits.feather)
            radii = (0.15 * length, traits.girth * depth * 0.72, hang)
            clay.ball(bones.spine(share), (0, 0, -0.34 * depth), radii, Part.TRUNK, 1.7 * fur, 0.8)


def _add_neck(clay: Clay, bones: Skeleton) -> None:
    traits, depth = bones.traits, chest_depth(bones.traits)
    base, top = bones.neck
    fur, skull = traits.fur * traits.height, skull_radius(traits)
    low, high = 0.37 * depth, 0.74 * skull
    start = base - (top - base) / float(np.linalg.norm(top - base)) * 0.12 * depth
    clay.limb(start, top, bones.trunk.axes[:, 1], (low, high), Part.NECK, fur, 0.82)
    if traits.ruff:
        wide = traits.ruff * depth
        chest = bones.spine(0.44)
        clay.ball(
            chest, (0.05 * depth, 0, -0.06 * depth), (0.22 * wide, 0.34 * wide, 0.42 * wide), Part.NECK, 2 * fur, 0.8
        )
        collar = _towards(top, base, bones.trunk.axes[:, 1])
        thick = high + 0.22 * wide
        clay.ball(collar, (0, 0, -0.3 * thick), (thick, thick, thick), Part.NECK, 2.2 * fur, 0.8)
    if traits.collar is not None:
        ring = _towards(top, base, bones.trunk.axes[:, 1])
        wide = (high + 0.4 * (low - high)) * 1.04 + 0.14 * traits.ruff * depth
        clay.ball(
            ring,
            (0, 0, -0.42 * float(np.linalg.norm(top - base))),
            (wide, wide * 0.86, 0.22 * wide),
            Part.COLLAR,
            0,
            0.1,
        )


def _add_foreleg(clay: Clay, bones: Skeleton, joints: tuple[Vec, ...], part: Part) -> None:
    traits, depth, side = bones.traits, chest_depth(bones.traits), bones.trunk.axes[:, 1]
    fur, thick = 0.7 * traits.fur * traits.height, traits.bone * depth
    shoulder, elbow, wrist, paw = joints
    clay.limb(shoulder, elbow, side, (0.235 * depth, 0.135 * thick), part, fur, 0.62)
    clay.limb(elbow, wrist, side, (0.118 * thick, 0.084 * thick), part, fur, 0.92)
    clay.limb(wrist, paw, side, (0.084 * thick, 0.088 * thick), part, fur)
    _add_paw(clay, wrist, paw, side, thick, part, fur, bones)
    if traits.feather:
        fringe = _towards(elbow, wrist, side)
        long = float(np.linalg.norm(wrist - elbow))
        radii = (0.16 * depth * traits.feather + 0.02 * depth, 0.07 * thick, 0.42 * long)
        clay.ball(fringe, (-0.1 * thick, 0, -0.42 * long), radii, part, 1.8 * fur, 0.8)


def _add_hind_leg(clay: Clay, bones: Skeleton, joints: tuple[Vec, ...], part: Part) -> None:
    traits, depth, side = bones.traits, chest_depth(bones.traits), bones.trunk.axes[:, 1]
    fur, thick = 0.7 * traits.fur * traits.height, traits.bone * depth
    hip, knee, hock, paw = joints
    clay.limb(hip, knee, side, (0.31 * depth, 0.17 * thick), part, fur, 0.6)
    clay.limb(knee, hock, side, (0.16 * thick, 0.082 * thick), part, fur, 0.8)
    clay.limb(hock, paw, side, (0.084 * thick, 0.08 * thick), part, fur)
    _add_paw(clay, hock, paw, side, thick, part, fur, bones)
    if traits.feather:
        trousers = _towards(hip, hock, side)
        long = float(np.linalg.norm(hock - hip))
        radii = ((0.1 + 0.2 * traits.feather) * depth, 0.15 * depth, 0.45 * long)
        clay.ball(trousers, (-0.12 * depth, 0, -0.4 * long), radii, part, 2.2 * fur, 0.8)


def _add_paw(
    clay: Clay, ankle: Vec, paw: Vec, side: Vec, thick: float, part: Part, fur: float, bones: Skeleton
) -> None:
    """Two rows of toes in front of the foot's end."""
    foot = _towards(ankle, paw, side)
    flat = Frame(paw, foot.axes @ pitch(0.35) if foot.axes[2, 2] > 0.5 else foot.axes)
    size = PAW * (0.45 * thick + 0.55 * chest_depth(bones.traits))
    clay.ball(flat, (0.35 * size, 0, 0), (1.25 * size, 1.05 * size, 0.9 * size), part, fur * 0.6, 0.4)
    for toe in (-0.66, -0.22, 0.22, 0.66):
        reach = 1.15 - 0.5 * toe**2
        clay.ball(flat, (reach * size, toe * size, -0.25 * size), (0.5 * size, 0.34 * size, 0.55 * size), part, 0, 0.25)


def _add_tail(clay: Clay, bones: Skeleton) -> None:
    traits, depth = bones.traits, chest_depth(bones.traits)
    thick = {"otter": 0.13, "docked": 0.12, "whip": 0.085}.get(traits.tail, 0.1) * depth
    bushy = {"plume": 1.0, "curl": 0.75}.get(traits.tail, 0.5) * min(traits.fur / 0.05, 1.5)
    fur = traits.fur * traits.height
    last = len(bones.tail) - 1
    for number, frame in enumerate(bones.tail):
        share = number / last
        slim = thick * (1 - 0.62 * share)
        fluff = bushy * depth * 0.24 * np.sin(np.pi * min(0.16 + share, 1.0)) ** 0.7 if number else 0.0
        radius = float(max(slim, slim * 0.6 + fluff))
        step = float(np.linalg.norm(frame.place - bones.tail[number - 1].place)) if number else slim
        radii = (max(radius, 1.5 * step), radius, radius)
        clay.ball(frame, (0, 0, -0.35 * (radius - slim)), radii, Part.TAIL, fur * (1 + bushy), 0.25)


def _towards(start: Vec, end: Vec, side: Vec) -> Frame:
    """A frame at the start of a bone, its z against the bone and its y as near to the body's left as can be."""
    up = (start - end) / max(float(np.linalg.norm(end - start)), 1e-6)
    return Frame(start, axes_along(up, side))
