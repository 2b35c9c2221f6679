"""Faces: soft and lit, with eyes, brows, nose and mouth, in coordinates in which the head is an ellipse of radius 1."""

from dataclasses import dataclass

import numpy as np

from engines.drawn.garments import folds
from engines.drawn.garments.tubes import Plane
from engines.drawn.people.bodies import Body
from engines.drawn.people.canvas import Canvas, Colours, Spots, lit
from engines.drawn.people.looks import Look
from engines.drawn.people.poses import Point, Pose

FACE, SUNGLASSES = 13, 4


@dataclass(frozen=True)
class Head:
    """A head on the page: middle, half width and half height in pixels, tilt in radians, turn -1 to 1."""

    middle: Point
    wide: float
    tall: float
    tilt: float
    turn: float

    def local(self, spots: Spots) -> tuple[Plane, Plane]:
        dx, dy = spots.x - np.float32(self.middle[0]), spots.y - np.float32(self.middle[1])
        c, s = np.float32(np.cos(self.tilt)), np.float32(np.sin(self.tilt))
        return (c * dx + s * dy) / np.float32(self.wide), (c * dy - s * dx) / np.float32(self.tall)

    def at(self, x: float, y: float) -> Point:
        c, s = np.cos(self.tilt), np.sin(self.tilt)
        dx, dy = x * self.wide, y * self.tall
        return self.middle + np.array([c * dx - s * dy, s * dx + c * dy])

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        corners = np.array([self.at(x, y) for x in (left, right) for y in (top, bottom)])
        return (*(corners.min(0) - 2), *(corners.max(0) + 2))


def head_of(pose: Pose, body: Body) -> Head:
    wide, tall = body.head[0] * pose.unit, body.head[1] * pose.unit / 2
    return Head(pose.head, wide, tall, pose.tilt, pose.turn)


def eye_place(body: Body, turn: float, side: int) -> tuple[float, float]:
    return side * 0.40 * (1 - 0.12 * side * turn) + 0.2 * turn, 0.04 + 0.12 * body.child


def nose_place(body: Body, turn: float) -> tuple[float, float]:
    return 0.30 * turn, 0.38 + 0.07 * body.child


def paint_head(canvas: Canvas, head: Head, body: Body, look: Look) -> None:
    """The face and the ears, without hair."""
    spots = canvas.within(head.box(-1.35, -1.1, 1.35, 1.1))
    x, y = head.local(spots)
    skin = np.array(look.skin, np.float32)
    _shadow_under(canvas, head)
    for side in (-1, 1):
        if side * head.turn < 0.55:  # the far ear is hidden
            ex, ey = (x - side * (0.99 - 0.1 * abs(head.turn))) / 0.16, (y - 0.12) / 0.2
            ear = canvas.cover((1 - np.hypot(ex, ey)) * 0.16 * head.wide)
            fold = 1 - 0.25 * np.exp(-((ex / 0.5) ** 2 + (ey / 0.5) ** 2))
            canvas.paint(
                spots,
                ear,
                lit(skin * fold[..., None], 0.4 * ex.clip(-1, 1), 0.3 * ey.clip(-1, 1), canvas.sun, 0, 1),
                FACE,
            )
    inside = _outline(x, y, body) * head.wide
    cover = canvas.cover(inside)
    nx, ny = (0.72 * x - 0.12 * head.turn).clip(-0.9, 0.9), (0.5 * y).clip(-0.8, 0.8)
    tone = skin * (1 + 0.012 * folds.sample(folds.clouds(1.3, 9), 4 * spots.x, 4 * spots.y))[..., None]
    tone = _features(tone, x, y, head, body, look, canvas.scale)
    canvas.paint(spots, cover, lit(tone, nx, ny, canvas.sun, 0.03, 1.0), FACE)
    if look.glasses != "none":
        _glasses(canvas, spots, x, y, head, body, look)


def _outline(x: Plane, y: Plane, body: Body) -> Plane:
    """How far inside the face, in half widths."""
    low = np.maximum(y - 0.05, 0)
    jaw = (0.30 if body.woman else 0.20) - 0.08 * body.child
    width = 0.93 - jaw * low**1.6
    return (1 - np.hypot(x / width, y)) * 0.9


def _shadow_under(canvas: Canvas, head: Head) -> None:
    """The shade of the chin on the neck."""
    spots = canvas.within(head.box(-1.1, 0.3, 1.1, 1.9))
    x, y = head.local(spots)
    soft = np.exp(-((x / 0.8) ** 4)) * np.exp(-(((y - 0.95) / 0.42) ** 2))
    canvas.darken(spots, 0.36 * soft, FACE, np.array([0.8, 1.0, 1.05], np.float32))


def _spot(x: Plane, y: Plane, cx: float, cy: float, rx: float, ry: float) -> Plane:
    return np.exp(-(((x - cx) / rx) ** 2) - ((y - cy) / ry) ** 2).astype(np.float32)


def _features(tone: Colours, x: Plane, y: Plane, head: Head, body: Body, look: Look, scale: float) -> Colours:
    turn, child = head.turn, body.child
    sharp = head.wide * scale  # pixels of the page on a half width

    def tint(cover: Plane, colour: tuple[float, float, float] | Colours, strength: float = 1.0) -> None:
        nonlocal tone
        tone = tone + (strength * cover)[..., None] * (np.asarray(colour, np.float32) - tone)

    def shade(cover: Plane, red: float, green: float, blue: float) -> None:
        nonlocal tone
        tone = tone * (1 + cover[..., None] * np.array([red, green, blue], np.float32))

    hair = np.array(look.hair, np.float32)
    dark = np.array(look.skin, np.float32) * (0.42, 0.30, 0.28)
    nose_x, nose_y = nose_place(body, turn)
    mouth_x, mouth_y = 0.22 * turn, 0.66 + 0.03 * child
    if look.beard:
        jaw = ((y - 0.22 - 0.3 * np.exp(-((x / 0.5) ** 2))) * 5).clip(0, 1) * (
            1 - 0.85 * _spot(x, y, mouth_x, mouth_y, 0.3, 0.09)
        )
        lip = _spot(x, y, mouth_x, mouth_y - 0.13, 0.34, 0.055)
        rough = 0.8 + 0.2 * folds.sample(folds.grain(), 30 * x, 20 * y)
        tint(np.maximum(jaw, lip) * rough.clip(0, 1), hair * 0.9, 0.75 * look.beard)
    for side in (-1, 1):  # cheeks, and the hollows of the eyes
        ex, ey = eye_place(body, turn, side)
        shade(_spot(x, y, ex * 1.25, ey + 0.38, 0.26, 0.2), 0.03, -0.07, -0.06)
        shade(_spot(x, y, ex * 0.98, ey - 0.04, 0.27, 0.15), -0.10, -0.14, -0.14)
        shade(_spot(x, y, ex, ey + 0.16, 0.2, 0.06), -0.05, -0.06, -0.05)
        brow = y - (ey - 0.21 - 0.05 * np.sqrt(np.maximum(0, 1 - ((x - ex - side * 0.03) / 0.26) ** 2)))
        thick = (0.032 if body.woman else 0.045) * (1 - 0.35 * child)
        along = np.exp(-(((x - ex - side * 0.02) / 0.21) ** 6))
        tint(np.exp(-((brow / thick) ** 2)) * along, hair * 0.55 + dark * 0.3, 0.75)
        open_x, open_y = 0.175 + 0.015 * child, 0.068 + 0.018 * child
        lid = 1 - ((x - ex) / open_x) ** 2
        slit = (np.minimum(lid, 1) * open_y - np.abs(y - ey)) * head.tall / head.wide
        white = (slit * sharp + 0.5).clip(0, 1)
        tint(white, (0.93, 0.91, 0.90), 0.92)
        away = np.hypot(x - ex - 0.04 * turn, (y - ey + 0.005) * head.tall / head.wide)
        iris = ((0.088 + 0.012 * child - away) * sharp + 0.5).clip(0, 1) * white
        tint(iris, look.eyes)
        tint(((0.042 - away) * sharp + 0.5).clip(0, 1) * white, (0.05, 0.04, 0.04))
        tint(_spot(x, y, ex + 0.03, ey - 0.03, 0.022, 0.02) * white, (1, 1, 1), 0.85)
        lash = np.exp(-(((y - ey + np.maximum(lid, 0) * open_y) / 0.026) ** 2)) * np.exp(-(((x - ex) / 0.185) ** 8))
        tint(lash, (0.10, 0.07, 0.06), 0.85 if body.woman else 0.7)
        under = np.exp(-(((y - ey - np.maximum(lid, 0) * open_y) / 0.018) ** 2)) * np.exp(-(((x - ex) / 0.17) ** 8))
        shade(under, -0.22, -0.28, -0.26)
    shade(_spot(x, y, nose_x * 0.6 + 0.07 * np.sign(turn or 1), 0.15, 0.07, 0.2), -0.07, -0.09, -0.09)
    shade(_spot(x, y, nose_x, nose_y - 0.06, 0.06, 0.13), 0.06, 0.06, 0.06)
    shade(_spot(x, y, nose_x, nose_y + 0.09, 0.16, 0.035), -0.20, -0.25, -0.24)
    for side in (-1, 1):
        shade(_spot(x, y, nose_x + side * 0.085, nose_y + 0.06, 0.04, 0.028), -0.40, -0.45, -0.42)
        shade(_spot(x, y, nose_x + side * 0.17, nose_y + 0.01, 0.035, 0.06), -0.10, -0.14, -0.14)
        shade(_spot(x, y, mouth_x + side * 0.36, mouth_y - 0.06, 0.05, 0.12), -0.05 - 0.05 * look.smile, -0.08, -0.08)
    wide = 0.29 + 0.05 * look.smile - 0.05 * child
    bend = mouth_y + 0.09 * look.smile * (0.5 - ((x - mouth_x) / wide) ** 2)
    ends = np.exp(-(((x - mouth_x) / wide) ** 6))
    lips = np.array(look.skin, np.float32) * (0.86, 0.60, 0.58) + np.array([0.10, -0.01, 0.01], np.float32) * look.lips
    taper = np.sqrt(np.maximum(0.02, 1 - ((x - mouth_x) / (wide * 1.02)) ** 2))
    tint(np.exp(-(((y - bend + 0.035) / (0.048 * taper)) ** 2)) * ends, lips, 0.55 + 0.3 * look.lips)
    tint(np.exp(-(((y - bend - 0.048) / (0.058 * taper)) ** 2)) * ends, lips * 1.08, 0.55 + 0.3 * look.lips)
    if look.smile > 0.6:
        teeth = np.exp(-(((y - bend) / (0.030 * taper)) ** 4)) * np.exp(-(((x - mouth_x) / (wide * 0.72)) ** 6))
        tint(teeth, (0.95, 0.93, 0.90), 0.9)
        tint(np.exp(-(((y - bend + 0.036 * taper) / 0.014) ** 2)) * ends, dark, 0.45)
    else:
        tint(np.exp(-(((y - bend) / 0.017) ** 2)) * ends, dark, 0.7)
    shade(_spot(x, y, mouth_x, mouth_y + 0.15, 0.2, 0.04), -0.08, -0.11, -0.11)
    return tone


def _glasses(canvas: Canvas, spots: Spots, x: Plane, y: Plane, head: Head, body: Body, look: Look) -> None:
    frame = np.full(x.shape, -9, np.float32)
    glass = np.full(x.shape, -9, np.float32)
    for side in (-1, 1):
        ex, ey = eye_place(body, head.turn, side)
        away = 1 - (np.abs((x - ex) / 0.31) ** 3 + np.abs((y - ey - 0.03) / 0.22) ** 3) ** (1 / 3)
        glass = np.maximum(glass, away * 0.25 * head.wide)
    middle = eye_place(body, head.turn, 1)[1]
    frame = np.maximum(
        0.03 * head.wide - np.abs(glass),
        np.where(np.abs(x) < 0.97, 0.02 * head.wide - np.abs(y - middle + 0.04) * head.tall, -9)
        * np.where(glass > 0, 0, 1)
        - 9 * (glass > 0),
    )
    rim = canvas.cover(np.maximum(frame, 0.03 * head.wide - np.abs(glass)).astype(np.float32))
    if look.glasses == "dark":
        shine = 0.07 + 0.10 * (1 - y) + np.zeros_like(x)
        canvas.paint(spots, canvas.cover(glass) * 0.94, np.stack([shine] * 3, -1).astype(np.float32), SUNGLASSES)
    colour = np.broadcast_to(np.array([0.10, 0.09, 0.09], np.float32), (*x.shape, 3))
    canvas.paint(spots, rim * 0.9, colour, SUNGLASSES if look.glasses == "dark" else None)
