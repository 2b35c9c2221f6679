"""Skin and what is worn on feet: trunk, neck, arms, hands, legs, socks, shoes, and a bag in the hand."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from engines.drawn.garments import folds
from engines.drawn.garments.designs import RGB, Cut
from engines.drawn.garments.panels import SEAM, Measures, trunk_width
from engines.drawn.garments.tubes import Plane, Profile, Tube, line, profile
from engines.drawn.people.canvas import Canvas, lit
from engines.drawn.people.looks import Look
from engines.drawn.people.poses import Arm, Leg, Pose

FACE, LEFT_ARM, RIGHT_ARM, LEFT_LEG, RIGHT_LEG, LEFT_SHOE, RIGHT_SHOE, SOCKS, PANTS = 13, 14, 15, 16, 17, 18, 19, 8, 9
Limit = Callable[[Plane, Plane, Plane], Plane]

EVEN, REDDISH = np.ones(3, np.float32), np.array([0.3, 1.0, 1.0], np.float32)
ARMS, LEGS, SHOES = (RIGHT_ARM, LEFT_ARM), (RIGHT_LEG, LEFT_LEG), (RIGHT_SHOE, LEFT_SHOE)


def paint_tube(
    canvas: Canvas,
    tube: Tube,
    reach: tuple[float, float],
    colour: RGB,
    label: int,
    *,
    warm: float = 1.0,
    round_ends: tuple[bool, bool] = (True, True),
    limit: Limit | None = None,
    shadow: float = 0.0,
    sheen: float = 0.0,
    rough: float = 0.015,
) -> None:
    """A limb. limit: how far it may be seen, in pixels, by x, y and s; shadow: how dark it lies on what is there."""
    spots = canvas.within(tube.box(*reach, 3.0))
    s, d, nearest = tube.locate(spots.x, spots.y)
    half = tube.half(s.clip(*reach))
    pace = float(tube.pace.mean())
    before, after = (reach[0] - s) / pace, (s - reach[1]) / pace
    inside = half - np.abs(d)
    for past, rounded in zip((before, after), round_ends, strict=True):
        inside = np.where(past > 0, half - np.hypot(d, past), inside) if rounded else np.minimum(inside, -past)
    if limit:
        inside = np.minimum(inside, limit(spots.x, spots.y, s))
    cover = canvas.cover(inside)
    keep = cover > 0
    spots, cover, nearest = spots.only(keep), cover[keep], nearest[keep]
    if shadow:
        canvas.shadow(spots, cover, 2.2, 1.2, shadow)
    u = (d[keep] / half[keep]).clip(-1, 1) * 0.9
    nx, ny = u * tube.across[:, 0][nearest], u * tube.across[:, 1][nearest]
    tone = 1 + rough * folds.sample(folds.clouds(1.3, 9), 3 * spots.x, 3 * spots.y)
    base = np.asarray(colour, np.float32) * tone[:, None]
    canvas.paint(spots, cover, lit(base, nx, ny, canvas.sun, sheen, warm), label)


def trunk_tube(pose: Pose, half: Profile) -> Tube:
    """Along the spine, then straight down below the hips."""
    length = float(np.linalg.norm(pose.hips - pose.neck))
    way = (pose.hips - pose.neck) / length
    points = [
        pose.neck - way * 0.2 * length,
        pose.neck + way * 0.55 * length,
        pose.hips,
        np.add(pose.hips, (0, 2.2 * length)),
    ]
    return line(points, [-0.2, 0.55, 1.0, 3.2], half.scaled(pose.unit), 34)


@lru_cache(maxsize=16)
def skin_width(of: Measures) -> Profile:
    return profile(
        *(
            (-0.1, of.neck * 0.5),
            (-0.05, of.neck * 0.9),
            (0.0, of.neck * 1.2),
            (SEAM, of.shoulder * 0.86),
            (0.17, of.shoulder * 0.93),
        ),
        *((0.36, of.chest), (0.63, of.waist), (0.95, of.hip * 0.97), (1.12, of.hip * 0.96), (1.2, of.hip * 0.96)),
    )


def paint_trunk(canvas: Canvas, pose: Pose, of: Measures, look: Look) -> None:
    paint_tube(canvas, trunk_tube(pose, skin_width(of)), (-0.06, 1.08), look.skin, FACE, round_ends=(False, False))


def paint_neck(canvas: Canvas, pose: Pose, of: Measures, look: Look) -> None:
    unit = pose.unit
    half = profile((0, of.neck * 0.94), (0.6, of.neck * 0.97), (1.0, of.neck * 1.15)).scaled(unit)
    low = np.add(pose.neck, (0, 0.018 * unit))
    high = pose.head + (low - pose.head) * 0.35
    paint_tube(canvas, line([high, low], [0, 1], half, 6), (0, 1), look.skin, FACE, shadow=0.0)
    for side in (-1, 1):  # collar bones
        bone = line(
            [
                np.add(pose.neck, (side * 0.012 * unit, 0.030 * unit)),
                np.add(pose.neck, (side * 0.07 * unit, 0.022 * unit)),
            ],
            [0, 1],
            profile((0, 0.0032), (1, 0.0028)).scaled(unit),
            4,
        )
        spots = canvas.within(bone.box(0, 1, 3))
        s, d, _ = bone.locate(spots.x, spots.y)
        soft = np.exp(-((d / (0.004 * unit)) ** 2) - ((s - 0.5) / 0.4) ** 4)
        canvas.darken(spots, 0.12 * soft, FACE, EVEN)


def arm_tube(arm: Arm, of: Measures, unit: float) -> Tube:
    top, elbow, wrist = (r * unit for r in of.arm)
    half = profile(
        (-0.1, top * 1.04),
        (0.0, top * 1.04),
        (0.25, top * 0.97),
        (0.48, elbow),
        (0.6, elbow * 1.06),
        (1.0, wrist),
        (1.1, wrist),
    )
    return arm_line(arm, half)


def arm_line(arm: Arm, half: Profile) -> Tube:
    """From shoulder to wrist; it bends at the elbow, not all along."""
    before, after = arm.elbow + 0.3 * (arm.shoulder - arm.elbow), arm.elbow + 0.3 * (arm.wrist - arm.elbow)
    rounded = 0.7 * arm.elbow + 0.15 * (before + after)
    points = [arm.shoulder, (arm.shoulder + before) / 2, before, rounded, after, (arm.wrist + after) / 2, arm.wrist]
    return line(points, [0, 0.175, 0.35, 0.5, 0.65, 0.825, 1], half, 31)


def armhole(pose: Pose, side: int, of: Measures, cut: Cut) -> Limit:
    """How far outside the seam between trunk and arm a place is; only an arm that lies before the trunk crosses it."""
    length = float(np.linalg.norm(pose.hips - pose.neck))
    way = [float(v) for v in (pose.hips - pose.neck) / length]
    reach = (of.shoulder * (1 + 0.12 * cut.ease) - of.arm[0] * 0.35) * pose.unit

    trunk = trunk_width(of, cut)
    before = pose.arms[side].kind in ("crossed", "belly", "chin")

    def limit(x: Plane, y: Plane, s: Plane) -> Plane:
        dx, dy = x - np.float32(pose.neck[0]), y - np.float32(pose.neck[1])
        across, along = dx * way[1] - dy * way[0], (dx * way[0] + dy * way[1]) / length
        bow = 0.07 * np.sin((along / 0.4).clip(0, 1) * np.pi)
        free = ((s - 0.36) / 0.2).clip(0, 1)
        if before:
            free = np.maximum(((along - 0.24) / 0.18).clip(0, 1), ((s - 0.2) / 0.2).clip(0, 1))
        seam = np.minimum(reach * (1 - bow), trunk(along) * pose.unit - 1.0)  # never outside of the cloth
        return np.asarray(np.abs(across) - seam * (1 - free**2) + 9 * (free >= 1), np.float32)

    return limit


def paint_arm(
    canvas: Canvas, pose: Pose, side: int, of: Measures, look: Look, start: float = 0.0, limit: Limit | None = None
) -> None:
    """side: 0 the person's right arm, 1 the left one; start: how far down it begins; limit: where it may be seen."""
    tube = arm_tube(pose.arms[side], of, pose.unit)
    paint_tube(canvas, tube, (start, 1.0), look.skin, ARMS[side], limit=limit, shadow=0.22 if limit else 0.0)


def paint_hand(canvas: Canvas, pose: Pose, side: int, of: Measures, look: Look) -> None:
    arm = pose.arms[side]
    if arm.kind == "pocket":
        return
    wrist, size = of.arm[2] * pose.unit, 0.074 * pose.unit * (of.arm[2] / 0.016) ** 0.5
    inward = -1 if side == 0 else 1
    across = np.array([arm.hand[1], -arm.hand[0]])
    skin = look.skin
    thumb = profile((0, 0.16), (0.6, 0.13), (1, 0.09)).scaled(size)
    root = arm.wrist + arm.hand * size * 0.18 - across * inward * -0.0 * size
    toward = 1 if arm.kind in ("hanging", "away", "wide", "bag") else -1
    tip = root + arm.hand * size * 0.52 + across * inward * toward * -size * 0.34
    paint_tube(canvas, line([root, tip], [0, 1], thumb, 6), (0, 1), skin, ARMS[side])
    palm = profile(
        (-0.2, wrist * 0.94), (0.0, wrist * 0.98), (0.35, size * 0.27), (0.6, size * 0.24), (0.95, size * 0.14)
    )
    bend = arm.wrist + arm.hand * size * 0.55
    point = bend + arm.hand * size * 0.5 - across * inward * size * 0.10 * toward
    tube = line([arm.wrist - arm.hand * size * 0.2, arm.wrist, bend, point], [-0.2, 0, 0.55, 1], palm, 14)
    paint_tube(canvas, tube, (-0.18, 0.95), skin, ARMS[side])
    spots = canvas.within(tube.box(0.4, 1, 2))
    s, d, _ = tube.locate(spots.x, spots.y)
    u = d / tube.half(s)
    between = sum(np.exp(-(((u - at) / 0.11) ** 2)) for at in (-0.5, 0.0, 0.5))
    canvas.darken(
        spots, 0.2 * between * ((s - 0.5) * 5).clip(0, 1) * ((s < 1.04) & (np.abs(u) < 0.95)), ARMS[side], EVEN
    )


def leg_tube(leg: Leg, half: Profile) -> Tube:
    return line([leg.hip, leg.knee, leg.ankle], [0, 0.5, 1], half)


def paint_leg(canvas: Canvas, pose: Pose, side: int, of: Measures, look: Look) -> None:
    unit, leg = pose.unit, pose.legs[side]
    thigh, knee, ankle = (r * unit for r in of.leg)
    half = profile(
        *(
            (-0.2, of.hip * unit * 0.485),
            (0.0, of.hip * unit * 0.485),
            (0.15, thigh * 0.98),
            (0.45, knee),
            (0.54, knee * 0.97),
        ),
        *((0.66, knee * 1.08), (0.95, ankle), (1.1, ankle)),
    )
    tube = leg_tube(leg, half)
    skin = look.tights or look.skin
    paint_tube(canvas, tube, (-0.1, 1.0), skin, LEGS[side], warm=0.0 if look.tights else 1.0)
    if not look.tights:
        spots = canvas.within((leg.knee[0] - knee, leg.knee[1] - knee, leg.knee[0] + knee, leg.knee[1] + knee))
        x, y = (spots.x - leg.knee[0]) / knee, (spots.y - leg.knee[1]) / knee
        canvas.darken(spots, 0.10 * np.exp(-4.8 * x * x - 4 * (y - 0.3) ** 2), LEGS[side], REDDISH)
    if look.socks and not look.tights:
        paint_tube(canvas, tube, (0.86, 1.02), look.socks, SOCKS, warm=0, round_ends=(False, True))


def paint_shoe(canvas: Canvas, pose: Pose, side: int, of: Measures, look: Look) -> None:
    unit, leg = pose.unit, pose.legs[side]
    toe = np.add(leg.ankle, (leg.foot, 0.042 * unit))
    ankle = of.leg[2] * unit
    label = SHOES[side]
    if look.boots:
        half = profile((0, ankle * 1.45), (0.5, ankle * 1.25), (1, ankle * 1.3))
        top = leg.ankle + look.boots * (leg.knee - leg.ankle)
        paint_tube(
            canvas, line([top, leg.ankle], [0, 1], half, 8), (0, 1), look.shoes, label, warm=0, round_ends=(False, True)
        )
    half = profile((0, ankle * 1.1), (0.45, ankle * 1.35), (0.8, ankle * 1.45), (1, ankle * 1.3))
    tube = line([np.subtract(leg.ankle, (0, 0.004 * unit)), toe], [0, 1], half, 8)
    sole = line([np.add(leg.ankle, (0, 0.012 * unit)), np.add(toe, (0, 0.009 * unit))], [0, 1], half, 8)
    light = float(np.mean(look.shoes)) < 0.6 and look.seed % 3
    paint_tube(canvas, sole, (0.3, 0.9), (0.88, 0.87, 0.85) if light else (0.2, 0.19, 0.19), label, warm=0)
    paint_tube(canvas, tube, (0.15 if not look.boots else 0, 0.9), look.shoes, label, warm=0, sheen=0.08)


def paint_bag(canvas: Canvas, pose: Pose, side: int, look: Look) -> None:
    """Held in the hand; no part of the person, so that its label is the ground's."""
    if look.bag is None:
        return
    unit, arm = pose.unit, pose.arms[side]
    hold = arm.wrist + arm.hand * 0.045 * unit
    wide, tall = unit * 0.062, unit * (0.05 + 0.02 * (look.seed % 7) / 7)
    middle = np.add(hold, (0, 0.035 * unit + tall))
    spots = canvas.within((middle[0] - wide - 2, hold[1] - 4, middle[0] + wide + 2, middle[1] + tall + 2))
    x, y = (spots.x - middle[0]) / wide, (spots.y - middle[1]) / tall
    body = (1 - (np.abs(x) ** 5 + np.abs(y) ** 5)) * 0.2 * wide
    arch = np.hypot(x / 0.55, (spots.y - middle[1] + tall * 0.8) / (0.05 * unit + 0.2 * tall)) - 1
    strap = np.where(y < -0.7, 0.006 * unit - np.abs(arch) * 0.35 * wide, -9)
    cover = canvas.cover(np.maximum(body, strap))
    canvas.shadow(spots, cover, 3, 1.5, 0.25)
    colour = np.asarray(look.bag, np.float32) * (1 - 0.12 * (np.abs(y + 0.25) < 0.03))[:, None]
    canvas.paint(spots, cover, lit(colour, 0.5 * x.clip(-1, 1) ** 3, 0.45 * y.clip(-1, 1) ** 3, canvas.sun, 0.1), 0)
