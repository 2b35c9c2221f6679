"""The three figures, built of eggs and tubes: a child in a hoodie, a dancer in a hanbok, a robot."""

import numpy as np

from engines.dance.pictures.body import SIDES, Array, Body, Frame, Part, egg, frame_of, lying, rings, tube, unit
from engines.dance.pictures.heads import STRIPES, head_of
from engines.dance.pictures.looks import Colour, Look


def figure(joints: Array, look: Look, fps: float) -> list[Part]:
    """Return the parts of a figure, of (T, 22, 3) joints."""
    body = Body(joints, fps)
    parts = [part for side in SIDES for part in (*_leg(body, look, side), *_arm(body, look, side))]
    trunk = {"kid": _hoodie, "hanbok": _hanbok, "robot": _machine}[look.id]
    return [*parts, *trunk(body, look), *head_of(body, look)]


def _leg(body: Body, look: Look, side: str) -> list[Part]:
    limb = f"{side}_leg"
    hip, knee, ankle, foot = (f"{side}_{part}" for part in ("hip", "knee", "ankle", "foot"))
    radii = {"kid": (0.104, 0.088, 0.08), "hanbok": (0.08, 0.062, 0.05), "robot": (0.075, 0.062, 0.058)}[look.id]
    leg = tube(limb, look.legs, [body[hip], body[knee], body[ankle]], radii, [hip, knee, knee])
    fallen, shin = unit(body[foot] - body[ankle]), body[knee] - body[ankle]
    forth = unit(fallen + 0.36 * frame_of(fallen, shin).left)  # level where the foot is
    up = frame_of(forth, shin).left
    shoe = Frame(np.cross(up, forth), forth, up)
    middle = body[ankle] + 0.062 * forth - 0.002 * shoe.up
    knees = [egg(limb, look.trim, body[knee], _ball(body, 0.076), knee)] if look.id == "robot" else []
    return [
        leg,
        *knees,
        egg(limb, look.sole, middle - 0.033 * shoe.up, shoe.scaled(0.078, 0.16, 0.03), ankle),
        egg(limb, look.shoe, middle, shoe.scaled(0.074, 0.152, 0.058), ankle),
    ]


def _arm(body: Body, look: Look, side: str) -> list[Part]:
    limb = f"{side}_arm"
    collar, shoulder, elbow, wrist = (f"{side}_{part}" for part in ("collar", "shoulder", "elbow", "wrist"))
    radii = {"kid": (0.062, 0.072, 0.06, 0.052), "hanbok": (0.062, 0.072, 0.072, 0.062)}.get(
        look.id, (0.05, 0.06, 0.05, 0.048)
    )
    start = 0.65 * body[collar] + 0.35 * body[shoulder]
    fore = unit(body[wrist] - body[elbow])
    places = [start, body[shoulder], body[elbow], body[wrist]]
    parts = [tube(limb, look.top, places, radii, [collar, shoulder, elbow, elbow])]
    if look.id == "hanbok":
        for number, colour in enumerate((look.sole, *STRIPES)):
            ends = [body[wrist] + fore * (0.012 - 0.026 * number - step) for step in (0.0, 0.02)]
            parts.append(tube(limb, colour, ends, [0.068 + 0.002 * number] * 2, [elbow, elbow]))
    elif look.id == "robot":
        parts += [egg(limb, look.trim, body[joint], _ball(body, 0.074), joint) for joint in (shoulder, elbow)]
    else:
        parts.append(tube(limb, look.trim, [body[wrist] - 0.02 * fore, body[wrist]], [0.057] * 2, [elbow, elbow]))
    hand = look.trim if look.id == "robot" else look.skin
    palm = frame_of(fore, body.chest.left)
    thumb = (
        body[wrist] + 0.066 * fore + 0.05 * unit(body.chest.forth - 0.6 * body.chest.left * (1 - 2 * (side == "right")))
    )
    return [
        *parts,
        egg(limb, hand, body[wrist] + 0.075 * fore, palm.scaled(0.06, 0.06, 0.074), wrist),
        egg(limb, hand, thumb, palm.scaled(0.027, 0.027, 0.034), wrist),
    ]


def _trunk(body: Body, wide: float, low: float) -> list[tuple[Array, Array]]:
    hips, chest = body.hips, body.chest
    flat = 0.05
    shoulders = 0.55 * body.middle["shoulder"] + 0.45 * body["neck"]
    return [
        (body.middle["hip"] + low * hips.up, hips.scaled(0.168 * wide, 0.132 * wide, flat)),
        (body.middle["hip"] + 0.09 * hips.up, hips.scaled(0.158 * wide, 0.13 * wide, flat)),
        (body["spine2"], chest.scaled(0.155 * wide, 0.126 * wide, flat)),
        (body["spine3"] + 0.02 * chest.up, chest.scaled(0.172 * wide, 0.13 * wide, flat)),
        (body["spine3"] + 0.1 * chest.up, chest.scaled(0.165 * wide, 0.118 * wide, flat)),
        (shoulders, chest.scaled(0.112, 0.094, 0.035)),
    ]


_TRUNK_BOUND = [{name: 1.0} for name in ("pelvis", "pelvis", "spine2", "spine3", "spine3", "spine3")]


def _neck(body: Body, colour: Colour) -> Part:
    places = [body["neck"] - 0.05 * body.chest.up, body["neck"] + 0.06 * body.head.up]
    return tube("neck", colour, places, [0.058, 0.056], ["spine3", "neck"])


def _hoodie(body: Body, look: Look) -> list[Part]:
    hips, chest = body.hips, body.chest
    hood_up = unit(chest.up + 0.4 * chest.forth)
    hood = Frame(chest.left, np.cross(chest.left, hood_up), hood_up)
    hem = [(body.middle["hip"] + step * hips.up, hips.scaled(0.188, 0.152, 0.015)) for step in (-0.05, -0.015)]
    seat = body.middle["hip"]
    parts = [
        rings(
            "trunk",
            look.legs,
            [
                (seat - 0.06 * hips.up, hips.scaled(0.13, 0.105, 0.05)),
                (seat + 0.05 * hips.up, hips.scaled(0.166, 0.126, 0.05)),
            ],
            _TRUNK_BOUND[:2],
        ),
        rings("trunk", look.top, _trunk(body, 1.08, -0.01), _TRUNK_BOUND),
        rings("trunk", look.trim, hem, _TRUNK_BOUND[:2]),
        lying("trunk", look.trim, seat + 0.11 * hips.up + 0.125 * hips.forth, hips, (0.095, 0.034, 0.052), "pelvis"),
        _neck(body, look.skin),
        egg(
            "hood",
            look.trim,
            body["neck"] - 0.075 * chest.forth - 0.02 * chest.up,
            hood.scaled(0.128, 0.062, 0.1),
            "spine3",
        ),
    ]
    for side in (-1, 1):
        top = body["neck"] + 0.11 * chest.forth + 0.04 * side * chest.left - 0.06 * chest.up
        at = top - 0.06 * chest.up + 0.015 * chest.forth
        parts.append(lying("trunk", look.sole, at, chest, (0.009, 0.012, 0.06), "spine3"))
    return parts


def _hanbok(body: Body, look: Look) -> list[Part]:
    chest = body.chest
    knot = body["spine3"] + 0.135 * chest.forth + 0.02 * chest.up
    parts = [
        rings("trunk", look.top, _trunk(body, 1.0, 0.0)[2:], _TRUNK_BOUND[2:]),
        _neck(body, look.skin),
        _skirt(body, look),
    ]
    for side in (-1, 1):
        top = body["neck"] + 0.05 * side * chest.left + 0.075 * chest.forth - 0.035 * chest.up
        lapel = frame_of(top - knot, chest.left)
        parts.append(lying("trunk", look.trim, (top + knot) / 2, lapel, (0.02, 0.02, 0.085), "spine3"))
        fall = knot - 0.13 * chest.up + 0.035 * side * chest.left + 0.04 * chest.forth
        ribbon = frame_of(knot - fall, chest.left)
        parts.append(lying("trunk", look.extra, fall, ribbon, (0.028, 0.012, 0.13), "spine3"))
    return [*parts, lying("trunk", look.extra, knot, chest, (0.045, 0.03, 0.03), "spine3")]


def _skirt(body: Body, look: Look) -> Part:
    """From the chest to the ankles, as wide as the legs need it, its hem swinging after them."""
    up = np.array([0.0, 1.0, 0.0])
    left = unit(body.hips.left * (1 - up))
    level = Frame(left, np.cross(left, up), np.broadcast_to(up, left.shape))
    top = body["spine3"] - 0.045 * body.chest.up
    knees = body.middle["knee"]
    legs = [body.places, body.late]
    ankles = sum(
        share * (place["left_ankle"] + place["right_ankle"]) / 2 for share, place in zip((0.4, 0.6), legs, strict=True)
    )
    down = unit(0.55 * unit(knees - top) - 0.45 * up)
    hem = 0.6 * (top + down * (np.linalg.norm(knees - top, axis=-1, keepdims=True) + 0.3)) + 0.4 * ankles + 0.05 * up
    points = np.stack([place[f"{side}_{part}"] for place in legs for side in SIDES for part in ("knee", "ankle")], 1)
    reach = [
        np.clip(np.abs(((points - hem[:, None]) * axis[:, None]).sum(-1)).max(1) + 0.13, least, 0.59)
        for axis, least in ((level.left, 0.37), (level.forth, 0.35))
    ]
    stations, bound = [], []
    for share in (0.0, 0.12, 0.3, 0.55, 0.8, 1.0):
        wide = share**0.75
        straight = top + share * (hem - top)
        middle = top + min(1.0, share / 0.3) * ((body["spine1"] + body.middle["hip"]) / 2 - top)
        bend = max(0.0, 0.7 - 1.6 * share)
        sizes = [(least + (most - least) * wide)[:, None] for least, most in zip((0.166, 0.134), reach, strict=True)]
        axes = np.stack([level.left * sizes[0], level.forth * sizes[1], level.up * 0.03 * (1 - 0.6 * share)], 1)
        stations.append(((1 - bend) * straight + bend * middle, axes))
        leg = 0.35 * share
        bound.append({"pelvis": 1 - 2 * leg, "left_hip": leg, "right_hip": leg} if share > 0.2 else {"spine2": 1.0})
    return rings("skirt", look.hat, stations, bound)


def _machine(body: Body, look: Look) -> list[Part]:
    hips, chest = body.hips, body.chest
    middle = body["spine3"] + 0.01 * chest.up
    screen = middle + 0.122 * chest.forth + 0.015 * chest.up
    lights = [
        lying(
            "trunk",
            colour,
            screen + side * chest.left + 0.02 * chest.forth,
            chest,
            (0.018, 0.012, 0.018),
            "spine3",
        )
        for side, colour in ((-0.055, look.extra), (0.0, (242, 184, 58)), (0.055, look.eye))
    ]
    return [
        tube(
            "trunk",
            look.legs,
            [body.middle["hip"], body["spine2"], middle],
            [0.085] * 3,
            ["pelvis", "spine1", "spine3"],
        ),
        egg("trunk", look.trim, body.middle["hip"] + 0.01 * hips.up, hips.scaled(0.16, 0.115, 0.09), "pelvis"),
        egg("trunk", look.top, middle, chest.scaled(0.18, 0.135, 0.17), "spine3"),
        lying("trunk", look.hat, screen, chest, (0.1, 0.02, 0.05), "spine3"),
        *lights,
        _neck(body, look.legs),
    ]


def _ball(body: Body, radius: float) -> Array:
    return body.hips.scaled(radius, radius, radius)
