"""The figures' big heads: face, hair, cap, braid, antenna."""

from dataclasses import replace

import numpy as np

from engines.dance.pictures.body import Array, Body, Part, egg, frame_of, lying, rings, tube, unit
from engines.dance.pictures.looks import Colour, Look

SKULL = (0.196, 0.19, 0.2)  # half axes of the head: to the left, forth, up
STRIPES: tuple[Colour, ...] = ((242, 184, 58), (63, 167, 150), (231, 96, 127))  # of a hanbok's sleeves
WHITE: Colour = (255, 255, 255)


def head_of(body: Body, look: Look) -> list[Part]:
    head, skull = body.head, body.skull
    robot = look.id == "robot"
    size = (0.21, 0.178, 0.188) if robot else SKULL
    parts = [egg("head", look.skin, skull, head.scaled(*size), "head")]
    if robot:
        tip = skull + 0.3 * head.up
        parts += [
            lying("head", look.hat, skull + 0.1 * head.forth, head, (0.17, 0.1, 0.135), "head"),
            *(
                egg("head", look.trim, skull + 0.2 * s * head.left, head.scaled(0.035, 0.055, 0.055), "head")
                for s in (-1, 1)
            ),
            tube("head", look.legs, [skull + 0.17 * head.up, tip], [0.012, 0.011], ["head", "head"]),
            egg("head", look.extra, tip, head.scaled(0.036, 0.036, 0.036), "head"),
        ]
    else:
        ears = (_on_head(body, 92 * side, -6, -0.005) for side in (-1, 1))
        parts += [egg("head", look.skin, ear, head.scaled(0.026, 0.034, 0.042), "head") for ear in ears]
        parts += _cap(body, look) if look.id == "kid" else _braid(body, look)
    return [*parts, *_face(body, look)]


def _face(body: Body, look: Look) -> list[Part]:
    parts = []
    for side in (-1, 1):
        parts.append(_patch(body, look.cheek, (40 * side, -17), (0.03, 0.021)))
        parts.append(_patch(body, look.eye, (21 * side, 0), (0.025, 0.037)))
        if look.id != "robot":
            parts.append(_patch(body, WHITE, (21 * side + 3, 4.5), (0.008, 0.011)))
    smile = [(degrees, -27 + 0.022 * degrees**2) for degrees in (-20, -12, -4, 4, 12, 20)]
    places = [_on_head(body, left, up, 0.004) for left, up in smile]
    mouth = tube("head", look.mouth, places, [0.0095] * len(places), ["head"] * len(places))
    face = [*parts, replace(mouth, outward=unit(places[2] - body.skull))]
    if look.id == "robot":  # its screen is flat: all of the face is seen or none
        return [replace(part, outward=body.head.forth) for part in face]
    return face


def _cap(body: Body, look: Look) -> list[Part]:
    head, skull = body.head, body.skull
    up = unit(head.up - 0.36 * head.forth)
    cap = frame_of(up, head.left)
    crown = skull + 0.11 * up
    fringe = [_patch(body, look.hair, (left, 27), (0.056, 0.05)) for left in (-34, -12, 12, 34)]
    dome = [
        (crown + step * up, cap.scaled(wide, wide, 0.02))
        for step, wide in ((0.0, 0.196), (0.06, 0.183), (0.11, 0.145), (0.145, 0.08))
    ]
    brim = [(crown + step * up, cap.scaled(0.204, 0.205, 0.018)) for step in (-0.015, 0.03)]
    return [
        egg("head", look.hair, skull - 0.03 * head.forth + 0.012 * head.up, head.scaled(0.203, 0.182, 0.2), "head"),
        *fringe,
        rings("hat", look.hat, dome, [{"head": 1.0}] * len(dome)),
        rings("hat", look.extra, brim, [{"head": 1.0}] * len(brim)),
        egg("hat", look.sole, crown + 0.165 * up, cap.scaled(0.054, 0.054, 0.052), "head"),
    ]


def _braid(body: Body, look: Look) -> list[Part]:
    head, skull = body.head, body.skull
    nape = skull - 0.17 * head.forth - 0.06 * head.up
    end = nape - 0.06 * body.chest.forth - 0.38 * body.chest.up
    fringe = [
        _patch(body, look.hair, (left, up), (0.075, 0.05)) for left, up in ((-40, 34), (40, 34), (-14, 46), (14, 46))
    ]
    strands = [nape + share * (end - nape) for share in (0.0, 0.2, 0.4, 0.6, 0.8)]
    return [
        egg("head", look.hair, skull - 0.025 * head.forth + 0.022 * head.up, head.scaled(0.204, 0.188, 0.198), "head"),
        *fringe,
        tube(
            "braid",
            look.hair,
            strands,
            [0.05, 0.042, 0.05, 0.042, 0.036],
            ["head", "head", "spine3", "spine3", "spine3"],
        ),
        egg("braid", look.trim, end, head.scaled(0.05, 0.03, 0.05), "spine3"),
        egg("head", STRIPES[0], _on_head(body, 46, 42, 0.014), head.scaled(0.03, 0.03, 0.03), "head"),
    ]


def _on_head(body: Body, left: float, up: float, out: float = 0.0) -> Array:
    """Return (T, 3), a point on the head's skin, by degrees to the left and up; `out` metres away from it."""
    yaw, pitch = np.radians((left, up))
    shares = np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), np.sin(pitch)
    axes = (body.head.left, body.head.forth, body.head.up)
    return body.skull + sum(axis * share * (size + out) for axis, share, size in zip(axes, shares, SKULL, strict=True))


def _patch(body: Body, colour: Colour, at: tuple[float, float], size: tuple[float, float]) -> Part:
    """Return something flat on the head's skin: degrees to the left and up, half its width and height."""
    place = _on_head(body, *at, 0.004)
    out = unit(place - body.skull)
    side = unit(np.cross(body.head.up, out))
    axes = np.stack([side * size[0], out * 0.012, np.cross(out, side) * size[1]], 1)
    return egg("head", colour, place, axes, "head", out)
