"""A bench where bags and shoes are put together from parts of leather, cloth, rubber and metal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Colour, Plane, Points, Sheet, area, clouds, colour, grid, mixed
from engines.drawn.goods.materials import (
    GOLD,
    STEEL,
    WHITE,
    Pixels,
    beside,
    hide_grain,
    leather,
    metal,
    rubber,
    toned,
    vivid,
    weave,
)
from engines.drawn.goods.patches import Patch, lay, patch, shade
from engines.drawn.goods.shapes import Place, closed_ribbon, even, uncovered

Stuff = Literal["main", "second", "metal", "rubber", "lining"]
NATURAL = ((0.07, 0.6, 0.62), (0.05, 0.7, 0.42), (0.09, 0.42, 0.82), (0.1, 0.25, 0.92), (0.98, 0.75, 0.5))


@dataclass(frozen=True)
class Cloth:
    """What one bag or pair of shoes is made of. grain (S, S): its surface, 0 to 1; sheen: 0 dull to 1 patent."""

    main: Colour
    second: Colour
    metal: Colour
    rubber: Colour
    lining: Colour
    grain: Plane
    sheen: float


class Bench:
    """Parts are laid on one another: each is painted, throws a little shade, and its lines are noted."""

    def __init__(self, sheet: Sheet, place: Place, cloth: Cloth) -> None:
        self.sheet = sheet
        self.place = place
        self.cloth = cloth

    def part(
        self,
        shape: Points,
        stuff: Stuff = "main",
        strength: float = 1.0,
        within: Plane | None = None,
        shaded: bool = True,
    ) -> None:
        """Lay a closed shape on what is there; within (S, S): only where this is."""
        piece = patch(self.place(shape), self.sheet.side)
        if within is not None:
            piece = piece & within
        if shaded:
            shade(self.sheet, piece, 0.32, 0.009)
        lay(self.sheet, piece, self._surface(piece, stuff))
        self.line(shape, strength, within)

    def ribbon(
        self, line: Points, width: float, stuff: Stuff = "second", strength: float = 1.0, single: bool = False
    ) -> None:
        """Lay a strap along a line; a person draws its border or, `single`, one stroke along it."""
        shape = closed_ribbon(line, width)
        self.part(shape, stuff, 0.0 if single else strength)
        if single:
            self.line(line, strength)

    def seam(self, line: Points, strength: float, within: Plane | None = None, width: float = 0.013) -> None:
        """A groove in the surface, with a lit lip."""
        shape = self.place(closed_ribbon(line, width))
        for shift, light in ((np.array([0.005, 0.007]), 0.14), (np.zeros(2), -0.24)):
            groove = patch(shape + shift, self.sheet.side)
            if within is not None:
                groove = groove & within
            self.sheet.pixels[groove.window] += light * groove.mask[..., None]
        self.line(line, strength, within)

    def line(self, line: Points, strength: float, within: Plane | None = None) -> None:
        """Note a line of the drawing, the parts of it that lie within a mask (S, S)."""
        if strength > 0:
            laid = self.place(line)
            for part in [laid] if within is None else uncovered(laid, 1 - within):
                self.sheet.line(part, strength)

    def mask(self, shape: Points) -> Plane:
        """(S, S) the inside of a closed shape."""
        return area(self.place(shape), self.sheet.side)

    def _surface(self, piece: Patch, stuff: Stuff) -> Pixels:
        cloth = self.cloth
        if stuff == "metal":
            return metal(cloth.metal, piece)
        if stuff == "rubber":
            return rubber(cloth.rubber, piece)
        if stuff == "lining":
            x, y, _ = piece.relief(0.8)
            return toned(cloth.lining, np.float32(0.4) * x + np.float32(0.5) * y - np.float32(0.1))
        return leather(cloth.main if stuff == "main" else cloth.second, piece, cloth.grain, cloth.sheen)


def any_cloth(rng: Generator, side: int) -> Cloth:
    """Colours and a surface that go together."""
    main = colour(*NATURAL[rng.integers(len(NATURAL))]) if rng.random() < 0.2 else vivid(rng)
    second = beside(rng, main)
    if abs(float(second.mean() - main.mean())) < 0.15:  # their border would hardly show
        second = mixed(main, WHITE, 0.75) if main.mean() < 0.5 else main * np.float32(0.35)
    kind = rng.integers(4)
    if kind == 0:
        grain, sheen = hide_grain(rng, side), rng.uniform(0.1, 0.5)
    elif kind == 1:
        grain, sheen = weave(side, float(rng.uniform(40, 60))), 0.0
    elif kind == 2:
        grain, sheen = 0.5 + 0.3 * (clouds(rng, side, 3, 2) - 0.5), rng.uniform(0.5, 1.0)
    else:
        grain, sheen = _quilt(side, float(rng.uniform(7, 11))), rng.uniform(0.1, 0.6)
    sole = (
        np.array([0.93, 0.92, 0.90], np.float32),
        np.array([0.86, 0.68, 0.45], np.float32),
        second,
        np.full(3, 0.2, np.float32),
    )
    return Cloth(
        main,
        second,
        (STEEL, GOLD)[rng.integers(2)],
        sole[rng.integers(len(sole))],
        mixed(main, np.array([0.16, 0.12, 0.14], np.float32), 0.72),
        grain.astype(np.float32),
        float(sheen),
    )


def emblem(rng: Generator, middle: Sequence[float] | Points, size: float) -> Points:
    """A heart, a star, a flower or a disc: a closed shape."""
    t = np.linspace(0, 2 * np.pi, 80)
    kind = rng.integers(4)
    if kind == 0:
        x = 16 * np.sin(t) ** 3 / 17
        y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 17
        shape = np.stack([x, y], 1)
    elif kind == 1:
        angle = np.arange(11) * np.pi / 5 - np.pi / 2
        shape = np.stack([np.cos(angle), np.sin(angle)], 1) * np.where(np.arange(11) % 2, 0.45, 1.0)[:, None]
    else:
        reach = 0.8 + 0.2 * np.cos(5 * t) if kind == 2 else np.full_like(t, 0.8)
        shape = np.stack([np.cos(t), np.sin(t)], 1) * reach[:, None]
    return even(shape * size + np.asarray(middle))


def _quilt(side: int, across: float) -> Plane:
    """Stitched diamonds, puffed up between their seams."""
    x, y = grid(side)
    one, other = (np.abs(np.sin(np.pi * across * (x + way * y))) for way in (1, -1))
    return (np.minimum(one, other).clip(0, 0.5) * 2).astype(np.float32)
