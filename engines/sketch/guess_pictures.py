"""Lessons for the judge: real pictures, moved, in other light, and on other grounds.

White paper means shoes and a bamboo grove means a panda only if nobody takes the grounds away: half of the time a thing
stands on another ground here, so that the judge has to look at the thing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import foreground, gaussian, to_array
from engines.sketch.data import Pack
from engines.sketch.judge import SIDE, to_input

STORED = 128  # side at which pictures are kept
MASKED = 64  # side at which the thing is told from its ground
OTHER_GROUND = 0.5  # share of pictures on another ground
GREY = np.full((3, 3), 1 / 3, np.float32)

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Thing:
    """A real picture (STORED, STORED, 3) and how much of each pixel is the thing, (STORED, STORED) of 255.

    `ground` (3,) is the colour around it.
    """

    world: int
    picture: Picture
    mask: Picture
    ground: Picture


def load_things(packs: list[Pack], worlds: list[str], split: str) -> list[Thing]:
    """The real pictures of these worlds; a world's number is its place in the list."""
    return [
        cut_out(worlds.index(row["world"]), to_array(pack.picture(row["file"]), STORED))
        for pack in packs
        for row in pack.rows()
        if row["world"] in worlds and row["split"] == split
    ]


def cut_out(world: int, picture: Picture) -> Thing:
    """Find the thing on plain ground of any colour; in a scene, take what lies in the middle."""
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    ground = np.median(border, axis=0).astype(np.uint8)
    away = np.abs(picture.astype(np.int16) - ground).max(-1)
    small = Image.fromarray((255 - away).astype(np.uint8)).resize((MASKED, MASKED), Image.Resampling.BOX)
    mask = foreground(np.asarray(small)[..., None].repeat(3, -1), 0.12)
    if 0.03 < mask.mean() < 0.9:
        soft = Image.fromarray((mask * 255).astype(np.uint8))
    else:
        y, x = np.mgrid[-1 : 1 : MASKED * 1j, -1 : 1 : MASKED * 1j]
        soft = Image.fromarray((np.clip((0.95 - np.hypot(x, y)) * 5, 0, 1) * 255).astype(np.uint8))
    return Thing(world, picture, np.asarray(soft.resize((STORED, STORED), Image.Resampling.BILINEAR)), ground)


class PictureLessons:
    """Batches with all worlds equally often. `exams()` are the fixed questions to be measured on."""

    inputs = 3

    def __init__(self, train: list[Thing], val: list[Thing]) -> None:
        self.val = val
        self.by_world = [[t for t in train if t.world == w] for w in sorted({t.world for t in train})]

    def batch(self, size: int, rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """(size, 3, SIDE, SIDE) and the worlds (size,)."""
        things = [self._any(i % len(self.by_world), rng) for i in range(size)]
        pictures = [self._change(thing, rng) for thing in things]
        return np.stack(pictures), np.array([thing.world for thing in things])

    def exams(self) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.int64]]]:
        """The validation pictures as they are, and once on other grounds."""
        worlds = np.array([thing.world for thing in self.val])
        rng = np.random.default_rng(0)
        moved = [on_other_ground(thing.picture, thing.mask, self._scene(rng), rng) for thing in self.val]
        return {
            "pictures": (np.stack([to_input(thing.picture) for thing in self.val]), worlds),
            "other_grounds": (np.stack([to_input(picture) for picture in moved]), worlds),
        }

    def _any(self, world: int, rng: Generator) -> Thing:
        things = self.by_world[world]
        return things[rng.integers(len(things))]

    def _scene(self, rng: Generator) -> Picture:
        things = self.by_world[rng.integers(len(self.by_world))]
        return things[rng.integers(len(things))].picture

    def _change(self, thing: Thing, rng: Generator) -> Picture:
        move = _any_move(rng)
        picture = _moved(thing.picture, move, tuple(thing.ground.tolist()))
        if rng.random() < OTHER_GROUND:
            picture = on_other_ground(picture, _moved(thing.mask, move, 0), self._scene(rng), rng)
        light = in_other_light((picture / 255).astype(np.float32), rng)
        if rng.random() < 0.3:  # painted pictures are softer than photos
            light = gaussian(light, float(rng.uniform(0.5, 1.5)))
        if rng.random() < 0.25:
            side, (x, y) = int(rng.integers(12, 36)), rng.integers(0, SIDE - 12, 2)
            light[y : y + side, x : x + side] = rng.random(3)
        return (light.clip(0, 1) * 255).astype(np.uint8).transpose(2, 0, 1)


def on_other_ground(picture: Picture, mask: Picture, scene: Picture, rng: Generator) -> Picture:
    """Lay the thing on paper, on a colour, on a fading colour, in a blurred scene or in a night sky.

    picture, mask: the thing's own or moved, (S, S, 3) and (S, S).
    """
    S = len(picture)
    kind = rng.integers(5)
    first, second = rng.random((2, 3), dtype=np.float32)
    if kind == 0:
        first = np.ones(3, np.float32)
    if kind == 2:
        fade = np.linspace(0, 1, S, dtype=np.float32)[:, None, None]
        ground = first + (second - first) * (fade if rng.random() < 0.5 else fade.transpose(1, 0, 2))
        ground = np.broadcast_to(ground, (S, S, 3))
    elif kind == 3:
        # so small that the scene's own thing is gone
        tiny = Image.fromarray(scene).resize((7, 7), Image.Resampling.BOX)
        ground = np.asarray(tiny.resize((S, S), Image.Resampling.BICUBIC), np.float32) / 255
    elif kind == 4:
        stars = (rng.random((S, S, 1)) < 0.004) * rng.random((S, S, 1))
        ground = (first * 0.15 + gaussian(stars.astype(np.float32), 0.6) * 3).astype(np.float32)
    else:
        ground = np.broadcast_to(first, (S, S, 3))
    share = mask[..., None].astype(np.float32) / 255
    return ((picture / np.float32(255) * share + ground * (1 - share)).clip(0, 1) * 255).astype(np.uint8)


def in_other_light(picture: Floats, rng: Generator) -> Floats:
    """Turn hues, change colourfulness, contrast and brightness of an (S, S, 3) picture, 0 to 1."""
    angle = rng.uniform(-np.pi, np.pi) if rng.random() < 0.15 else rng.normal(0, 0.25)
    vivid = 0.0 if rng.random() < 0.05 else rng.uniform(0.6, 1.5)
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], np.float32) / np.sqrt(np.float32(3))
    turn = GREY + vivid * (np.cos(angle) * (np.eye(3) - GREY) + np.sin(angle) * cross)  # about the grey axis
    contrast, brightness = rng.uniform(0.7, 1.3), rng.normal(0, 0.08)
    return ((picture @ turn.T.astype(np.float32) - 0.5) * contrast + 0.5 + brightness).astype(np.float32)


def _any_move(rng: Generator) -> tuple[float, ...]:
    """From the SIDE page back to the STORED picture: six numbers of an affine move, as Pillow takes them."""
    scale = STORED / SIDE / rng.uniform(0.75, 1.5)
    turn, stretch = np.radians(rng.normal(0, 6)), np.exp(rng.normal(0, 0.08))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    linear = np.array([[np.cos(turn) * mirror * stretch, -np.sin(turn)], [np.sin(turn) * mirror, np.cos(turn)]]) * scale
    shift = STORED / 2 + rng.uniform(-0.1, 0.1, 2) * STORED - linear @ np.full(2, SIDE / 2)
    return tuple(np.column_stack([linear, shift]).ravel().tolist())


def _moved(picture: Picture, move: tuple[float, ...], ground: int | tuple[int, ...]) -> Picture:
    image = Image.fromarray(picture)
    affine, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    return np.asarray(image.transform((SIDE, SIDE), affine, move, bilinear, fillcolor=ground))
