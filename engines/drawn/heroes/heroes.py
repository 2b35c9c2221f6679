"""Pixel heroes that never existed: angels, mermaids, knights, wizards, dancers and plain people.

The lines are those of a person's drawing, from a stick figure to an outlined knight; the picture is a small hero in
that pose, on a grid of 64 pixels. What the lines do not say (a face, a haircut, boots) stands where it always stands.
"""

from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from engines.drawn.edges import Mask
from engines.drawn.forms import Colour, DrawnThing, Points, colour
from engines.drawn.heroes.bodies import add_body
from engines.drawn.heroes.figures import Figure, Piece, ring, smooth
from engines.drawn.heroes.gear import add_cape, add_gear, add_wings
from engines.drawn.heroes.hats import HAIR, add_hair, add_hat
from engines.drawn.heroes.pixels import (
    DARK,
    GRID,
    NIGHT,
    PLAIN,
    SHADE,
    Finish,
    PixelSheet,
    Ramp,
    hue_ramp,
    on_grid,
    ramp,
)

# How often each is chosen.
KINDS = {"stick": 0.24, "dress": 0.27, "trunk": 0.2, "outline": 0.1, "tail": 0.19}
WINGS = {"feathers": 0.5, "round": 0.16, "fan": 0.08, "butterfly": 0.13, "bat": 0.13}
HATS = (
    {"none": 0.56}
    | dict.fromkeys(("crown", "wizard"), 0.08)
    | dict.fromkeys(("helmet", "knight", "ears", "band"), 0.06)
    | {"bow": 0.04}
)
HAIR_STYLES = {
    "plain": 0.62,
    "long": 0.12,
    "fringe": 0.08,
    "spiky": 0.05,
    "curly": 0.04,
    "bunches": 0.04,
    "bun": 0.03,
    "flowing": 0.02,
}
MERMAID_HAIR = {"plain": 0.3, "long": 0.35, "flowing": 0.22, "fringe": 0.05, "bunches": 0.05, "bun": 0.03}
GEAR = {"sword": 0.4, "staff": 0.2, "wand": 0.15, "shield": 0.25}
HEAD = 5.0  # depth
WHITE: Colour = np.array([0.97, 0.98, 1.0], np.float32)

SKINS = ("#ffe0c4", "#f6c9a0", "#e8b088", "#cf9163", "#a86b42", "#7d4a2d", "#5a3322", "#9ad17a", "#a9b8f0", "#e3c6f2")
HAIRS = (
    "#2b2130",
    "#4a2c1e",
    "#8a4b22",
    "#c8692c",
    "#e8b84a",
    "#f4e3a1",
    "#d9dde8",
    "#e2487f",
    "#7b4be0",
    "#2f8de0",
    "#35b56a",
)
METALS = ("#b9c3d6", "#cdd3dd", "#b9c3d6", "#f0c24a", "#8fa6d9")
LEATHERS = ("#6b4226", "#8a5a34", "#3c3448", "#a8452f", "#4b5d73")


def draw_hero(rng: Generator, side: int = 256) -> DrawnThing:
    """A hero on white paper. side: of the page in pixels, a multiple of 64.

    Raises:
        ValueError: `side` is not a multiple of 64.
    """
    if side % GRID or side < GRID:
        raise ValueError(f"`side` must be a multiple of {GRID}, the pixels of a hero's grid, but got {side}.")
    figure = _figure(rng)
    covers = [piece.cover() for piece in figure.pieces]
    return DrawnThing(_paint(figure, covers, _palette(rng), side), figure.drawn(covers, side))


def _figure(rng: Generator) -> Figure:
    """A hero in some pose, on the page of side 1."""
    figure = Figure()
    kind = _pick(rng, KINDS)
    radii = np.array([rng.uniform(0.82, 1.12), rng.uniform(0.88, 1.15)])
    gap = rng.uniform(0, 0.25) if rng.random() < 0.35 else -0.12
    trunk = add_body(figure, rng, kind, np.array([rng.normal(0, 0.08), radii[1] + gap]))
    if gap > 0:
        figure.limb(smooth([np.zeros(2), trunk.at(0), trunk.at(0.1)], 10), 0.5, "skin", 1.9)
    figure.shape(ring(rng, (0, 0), radii, 0.035), "skin", HEAD)
    angel = kind != "tail" and rng.random() < (0.55 if kind == "dress" else 0.18)
    if angel or (kind == "tail" and rng.random() < 0.05):
        add_wings(figure, rng, trunk, _pick(rng, WINGS))
    elif kind != "tail" and rng.random() < 0.15:
        add_cape(figure, rng, trunk)
    hats, styles = (HATS | {"knight": 0.0}, MERMAID_HAIR) if kind == "tail" else (HATS, HAIR_STYLES)
    hat = "halo" if angel and rng.random() < 0.75 else _pick(rng, hats)
    if hat != "knight":
        add_hair(figure, rng, radii, _pick(rng, styles))
    if hat != "none":
        add_hat(figure, rng, radii, hat)
    if kind != "tail" and rng.random() < 0.22:
        add_gear(figure, rng, trunk, _pick(rng, GEAR))
    if hat != "knight":
        _face(figure, rng, radii)
    elif kind != "tail":
        figure.pieces = [_armoured(piece) for piece in figure.pieces]
    figure.fit(rng, rng.normal(0, 0.05) + (rng.normal(0, 0.5) if kind == "tail" else 0))
    return figure


def _armoured(piece: Piece) -> Piece:
    """A knight's clothes are of metal."""
    return replace(piece, material="metal", finish=Finish.METAL) if piece.material in ("coat", "sleeve") else piece


def _face(figure: Figure, rng: Generator, radii: Points) -> None:
    """Eyes and mouth: where they always are, or drawn elsewhere."""
    x, y = radii
    eyes = np.array([[-0.4 * x, 0.2 * y], [0.4 * x, 0.2 * y]])
    mouth = np.array([0.0, 0.62 * y])
    if rng.random() < 0.4:
        look = rng.normal(0, [0.1 * x, 0.1 * y])
        eyes, mouth = eyes * [rng.uniform(0.75, 1.15), 1] + look, mouth + look
        size = rng.uniform(0.05, 0.16)
        for eye in eyes:
            figure.line(ring(rng, eye, (size, size * rng.uniform(0.9, 1.6)), 0.1), 1.0, HAIR + 0.5)
        if rng.random() < 0.8:
            wide, bow = rng.uniform(0.15, 0.45), rng.uniform(0.02, 0.22)
            figure.line(
                smooth(
                    [mouth + np.array([-wide, -bow]), mouth + np.array([0, bow]), mouth + np.array([wide, -bow])], 20
                ),
                1.0,
                HAIR + 0.5,
            )
    figure.places |= {"eyes": eyes, "mouth": mouth[None], "head": np.array([[0.0, 0.0], [x, 0.0]])}


def _paint(figure: Figure, covers: list[Mask], palette: dict[str, Ramp], side: int) -> NDArray[np.uint8]:
    """The figure in pixels: all its pieces from the furthest to the nearest, with the face on the head."""
    sheet = PixelSheet.empty()
    drawn_face = "eyes" not in figure.places
    for cover, piece in sorted(zip(covers, figure.pieces, strict=True), key=lambda pair: pair[1].depth):
        if not drawn_face and piece.depth > HAIR:
            _paint_face(sheet, figure, palette)
            drawn_face = True
        sheet.put(on_grid(cover), palette[piece.material], piece.finish, piece.border)
    if not drawn_face:
        _paint_face(sheet, figure, palette)
    return sheet.finish(side)


def _paint_face(sheet: PixelSheet, figure: Figure, palette: dict[str, Ramp]) -> None:
    """Two eyes, a mouth and, where there is room, cheeks, each a few pixels."""
    eyes, mouth = figure.places["eyes"] * GRID, figure.places["mouth"][0] * GRID
    radius = float(np.hypot(*np.diff(figure.places["head"], axis=0)[0])) * GRID
    eyes = np.floor(eyes[np.argsort(eyes[:, 0])])
    dark, iris, lash = palette["iris"][DARK], palette["iris"][PLAIN], palette["hair"][DARK]
    high = 4 if radius > 9 else 3 if radius > 6 else 2
    for (x, y), outer in zip(eyes, (0, 1), strict=True):
        top = y - high // 2
        if radius <= 6:
            sheet.dot(x, top, dark, 1, high)
            continue
        sheet.dot(x - 1 + outer, top, dark, 2, high)
        sheet.dot(x - 1 + outer, top + high - 1, iris, 2)
        sheet.dot(x - 1 + outer, top, WHITE, 1, high - 2)
        sheet.dot(x - 2 + outer * 3, top, lash)
        sheet.dot(x - 2 + outer * 2, top + high, palette["blush"][PLAIN], 2)
    wide = 3 if radius > 7 else 2
    sheet.dot(np.floor(mouth[0]) - wide // 2, np.floor(mouth[1]), palette["blush"][SHADE], wide)


def _palette(rng: Generator) -> dict[str, Ramp]:
    """A ramp for every material, in colours that suit each other."""
    coat, way = rng.random(), rng.choice([0.08, 0.33, 0.42, 0.5, 0.58, 0.67])
    trim, cape = coat + way, coat + rng.choice([0.0, way, -0.12, 0.12])
    pale = rng.random() < 0.2
    skin = _hex(SKINS[rng.choice(len(SKINS), p=[0.13] * 7 + [0.03] * 3)])
    coat_tone = (
        hue_ramp(coat, rng.uniform(0.1, 0.3), rng.uniform(0.88, 0.98))
        if pale
        else hue_ramp(coat, rng.uniform(0.6, 0.9), rng.uniform(0.55, 0.95))
    )
    return {
        "skin": ramp(skin, 0.8),
        "blush": ramp((skin * np.array([1.0, 0.72, 0.68])).astype(np.float32)),
        "hair": ramp(_hex(HAIRS[rng.integers(len(HAIRS))])),
        "iris": hue_ramp(rng.choice([0.07, 0.3, 0.55, 0.6, 0.75]), 0.7, 0.75),
        "coat": coat_tone,
        "sleeve": coat_tone if rng.random() < 0.6 else hue_ramp(trim, 0.6, 0.85),
        "trim": hue_ramp(trim, rng.uniform(0.55, 0.85), rng.uniform(0.75, 0.98)),
        "trousers": hue_ramp(rng.choice([trim, coat, 0.62, 0.08]), rng.uniform(0.3, 0.65), rng.uniform(0.4, 0.75)),
        "boots": ramp(_hex(LEATHERS[rng.integers(len(LEATHERS))])),
        "wood": ramp(_hex(LEATHERS[rng.integers(2)])),
        "metal": ramp(_hex(METALS[rng.integers(len(METALS))])),
        "gold": ramp(_hex("#ffd24a")),
        "glow": hue_ramp(trim, 0.55, 1.0),
        "cape": hue_ramp(cape, rng.uniform(0.65, 0.9), rng.uniform(0.5, 0.85)),
        "wing": ramp(_pale(rng), 0.7),
        "fairy": hue_ramp(rng.random(), 0.4, 0.98),
        "leather": hue_ramp(cape, 0.6, 0.6),
        "tail": hue_ramp(trim if rng.random() < 0.4 else rng.uniform(0.38, 0.6), 0.65, 0.85),
        "fin": hue_ramp(trim, 0.6, 0.92),
        "slit": ramp(NIGHT),
    }


def _pale(rng: Generator) -> Colour:
    """Nearly white, with a breath of a colour."""
    return colour(rng.random(), rng.uniform(0.02, 0.16), 0.97)


def _hex(code: str) -> Colour:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / np.float32(255)


def _pick(rng: Generator, shares: dict[str, float]) -> str:
    """One of the names, as often as its share says."""
    weights = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=weights / weights.sum()))
