"""How gems are cut: their corners, their facets, and the lines along which people draw them.

Each cut is made about (0, 0) and some 2 wide. Where a drawing tells little (only the outline, say), the facets are
always the same for that outline, so that they can be guessed; where it tells more, they vary and lie where it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import Points, turned
from engines.drawn.treasures.bends import straight

ROUND = 48  # corners of a rim without straight sides
AROUND = 8  # facets around it: a person does not draw more


@dataclass
class Cut:
    """Corners (x, y); facets, rim and lines are given by the numbers of their corners, lines with a strength."""

    corners: list[tuple[float, float]] = field(default_factory=list)
    facets: list[list[int]] = field(default_factory=list)
    rim: list[int] = field(default_factory=list)
    lines: list[tuple[list[int], float]] = field(default_factory=list)

    def add(self, points: Sequence[Sequence[float]] | Points) -> list[int]:
        """Numbers of new corners."""
        first = len(self.corners)
        self.corners += [(float(x), float(y)) for x, y in points]
        return list(range(first, len(self.corners)))

    def path(self, numbers: Sequence[int], closed: bool = False) -> Points:
        """(N, 2) points along the straight lines between corners."""
        numbers = [*numbers, numbers[0]] if closed else numbers
        return straight([self.corners[i] for i in numbers])

    def draw(self, *paths: Sequence[int], strength: float = 1.0, closed: bool = False) -> None:
        """Note lines."""
        self.lines += [([*path, path[0]] if closed else list(path), strength) for path in paths]


def profile(rng: Generator) -> Cut:
    """The gem from the side as everybody draws it: a flat or pointed crown on a point below."""
    told = rng.random()
    form = rng.choice(["brilliant", "triangle", "pointed"], p=[0.55, 0.2, 0.25])
    crown, depth = rng.uniform(0.3, 0.6), rng.uniform(0.8, 1.5)
    table = rng.uniform(0.45, 0.85)
    if form == "triangle":  # its crown is a band of it
        crown = 0.25
        table = (depth + crown) / depth
    if form == "pointed":
        crown = rng.uniform(0.5, 1.3)
        depth = crown if rng.random() < 0.4 else max(crown * 0.8, rng.uniform(1.0, 1.8))
    parts = 3 if told < 0.5 else int(rng.integers(2, 5))
    bow = rng.uniform(0, 0.14) if told > 0.5 else 0.05
    lean = rng.normal(0, 0.08)
    cut = Cut()
    across = np.sin(np.linspace(-1, 1, parts + 1) * 1.25) / np.sin(1.25)
    girdle = cut.add(np.stack([across, bow * (1 - across**2)], 1))
    (tip,) = cut.add([(lean, depth)])
    if form == "pointed":
        (top,) = cut.add([(lean + rng.normal(0, 0.05), -crown)])
        cut.facets = [[top, a, b] for a, b in pairwise(girdle)]
        crown_lines = [[top, corner] for corner in girdle[1:-1]]
        cut.rim = [girdle[0], top, girdle[-1], tip]
    else:
        upper = cut.add([(x * table + lean, -crown) for x in np.linspace(-1, 1, parts)])
        for i in range(parts):
            cut.facets.append([upper[i], girdle[i], girdle[i + 1]])
            if i + 1 < parts:
                cut.facets.append([upper[i], girdle[i + 1], upper[i + 1]])
        crown_lines = [[upper[0], *(n for i in range(1, parts) for n in (girdle[i], upper[i]))]]
        cut.rim = [girdle[0], *upper, girdle[-1], tip]
    cut.facets += [[a, tip, b] for a, b in pairwise(girdle)]
    cut.draw(cut.rim, closed=True)
    if told > 0.3:
        cut.draw(girdle)
    if told > 0.5:
        whole = rng.random() < 0.6
        if whole or rng.random() < 0.5:
            cut.draw(*crown_lines, strength=0.9)
        if whole or rng.random() < 0.7:
            cut.draw(*([corner, tip] for corner in girdle[1:-1]), strength=0.9)
    return cut


def lidded(rng: Generator) -> Cut:
    """An oval lid on a point below."""
    lid, parts = 24, 4
    angle = np.linspace(np.pi, -np.pi, lid, endpoint=False)  # from the left through the front, to the right, and back
    cut = Cut()
    rim = cut.add(np.stack([np.cos(angle), rng.uniform(0.18, 0.4) * np.sin(angle)], 1))
    (tip,) = cut.add([(rng.normal(0, 0.1), rng.uniform(0.9, 1.5))])
    front, back = rim[: lid // 2 + 1], [*rim[lid // 2 :], rim[0]]
    step = lid // 2 // parts
    cut.facets = [[*front[i * step : (i + 1) * step + 1], tip] for i in range(parts)] + [rim]
    cut.rim = [*back, tip]
    cut.draw(back, front, [front[0], tip], [front[-1], tip])
    if rng.random() < 0.5:
        cut.draw(*([front[i * step], tip] for i in range(1, parts)), strength=0.8)
    return cut


def cleaved(rng: Generator) -> Cut:
    """A few corners and the lines somebody drew across, no more."""
    count = int(rng.integers(3, 7))
    angle = np.pi / 2 + np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.normal(0, 0.2, count)
    size = rng.uniform(0.8, 1.15, count)
    cut = Cut()
    cut.rim = cut.add(np.stack([np.cos(angle) * size, np.sin(angle) * size * rng.uniform(0.6, 1.4)], 1))
    cut.draw(cut.rim, closed=True)
    loops = [list(cut.rim)]
    for _ in range(int(rng.integers(1, 4))):
        loop = loops.pop(0)
        turn = 0 if loop[0] == cut.rim[0] else int(rng.integers(len(loop)))
        loop = loop[turn:] + loop[:turn]
        far = len(loop) // 2
        a, b = np.array(cut.corners[loop[far]]), np.array(cut.corners[loop[(far + 1) % len(loop)]])
        (new,) = cut.add([a + rng.uniform(0.3, 0.7) * (b - a)])
        loops += [[*loop[: far + 1], new], [loop[0], new, *loop[far + 1 :]]]
        cut.draw([loop[0], new])
    cut.facets = loops
    return cut


def many_sided(rng: Generator) -> Cut:
    """Several straight sides, from above."""
    told = rng.random()
    count = int(rng.integers(6, 9)) if told < 0.4 else int(rng.integers(5, 11))
    angle = rng.uniform(0, 6) + np.linspace(0, 2 * np.pi, count, endpoint=False) + rng.normal(0, 0.08, count)
    ring = np.stack([np.cos(angle), np.sin(angle)], 1) * rng.uniform(0.9, 1.1, (count, 1))
    return _with_table(rng, ring * [1, rng.uniform(0.7, 1.3)], count, told)


def round_cut(rng: Generator) -> Cut:
    """Round, oval, drop, leaf or heart with facets: some of them are always drawn, else it would be a polished one."""
    return _with_table(rng, round_rim(rng, ROUND), AROUND, rng.uniform(0.4, 1))


def round_rim(rng: Generator, count: int) -> Points:
    """(count, 2) the rim of a gem without straight sides, from its top."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y = np.sin(angle), -np.cos(angle)
    form = rng.choice(["round", "drop", "leaf", "heart"], p=[0.52, 0.2, 0.12, 0.16])
    if form == "heart":
        outline = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)
        return np.stack([x**3, -outline / 16], 1)
    if form == "drop":
        x *= (1 - np.abs(angle / np.pi - 1) ** 2.2) ** 0.9 * 0.85
        y *= rng.choice([1, 1, -1])
    if form == "leaf":
        x *= np.abs(x) ** 0.35 * 0.6
    return np.stack([x, y], 1) * rng.uniform(0.82, 1.18, 2)


def stepped(rng: Generator) -> Cut:
    """A rectangle, its corners cut off or not, with steps within."""
    told = rng.random()
    wide, high = rng.uniform(0.6, 1.2), 1.0
    off = rng.uniform(0.15, 0.4) * min(wide, high)
    half = [(wide - off, -high), (wide, off - high), (wide, high - off), (wide - off, high)]
    if rng.random() < 0.25:
        half = [(wide, -high), (wide, high)]
    ring = np.concatenate([half, -np.array(half)])
    rows, least = (2, 0.55) if told < 0.4 else (int(rng.integers(1, 3)), rng.uniform(0.45, 0.65))
    cut = Cut()
    loops = [cut.add(ring * size) for size in np.linspace(1, least, rows + 1)]
    cut.rim = loops[0]
    n = len(ring)
    for outer, inner in pairwise(loops):
        cut.facets += [[outer[i], outer[(i + 1) % n], inner[(i + 1) % n], inner[i]] for i in range(n)]
    cut.facets.append(loops[-1])
    cut.draw(*(loops if told > 0.4 else loops[:1]), closed=True)
    if told > 0.55:
        cut.draw(*([loop[i] for loop in loops] for i in range(n)), strength=0.85)
    return cut


def crystal(rng: Generator, lean: float = 0.0) -> Cut:
    """A tall crystal with three sides to see, on (0, 0), leaning by an angle in radians."""
    tall, half = rng.uniform(1.3, 2.0) * (1 - 0.35 * abs(lean)), rng.uniform(0.22, 0.38)
    tip, foot = rng.uniform(0.3, 0.6), rng.uniform(0.5, 1.0)
    inner, width = rng.uniform(-0.1, 0.3) * half, rng.uniform(0.3, 0.5) * half
    x = np.array([-half, inner - width, inner + width, half])
    cut = Cut()
    base = cut.add(np.stack([x * foot, [0.0, 0.1, 0.1, 0.0]], 1))
    neck = cut.add(np.stack([x, tip * np.array([1.0, 1.25, 1.2, 1.1]) - tall], 1))
    (top,) = cut.add([(rng.normal(0, 0.25) * half, -tall)])
    cut.corners = [(float(x), float(y)) for x, y in turned(np.array(cut.corners), lean)]
    for k in range(3):
        cut.facets += [[base[k], base[k + 1], neck[k + 1], neck[k]], [neck[k], neck[k + 1], top]]
    cut.rim = [*base, neck[3], top, neck[0]]
    cut.draw(cut.rim, closed=True)
    cut.draw([base[1], neck[1], top], [base[2], neck[2], top], strength=0.8)
    cut.draw(neck, strength=0.7)
    return cut


def crystals(rng: Generator) -> list[Cut]:
    """Several from one root, those in front last."""
    lean = np.linspace(-0.75, 0.75, int(rng.integers(2, 6)))
    order = np.argsort(-np.abs(lean))
    return [crystal(rng, lean[i] + rng.normal(0, 0.06)) for i in order]


def _with_table(rng: Generator, ring: Points, count: int, told: float) -> Cut:
    """A flat top and `count` pairs of facets around. `told`, 0 to 1: how much of it is drawn."""
    cut = Cut()
    cut.rim = cut.add(ring)
    run = len(ring) // count  # corners of the rim for each facet
    size = rng.uniform(0.4, 0.7) if told > 0.4 else 0.55
    between = ring[run // 2 :: run] if run > 1 else (ring + np.roll(ring, -1, 0)) / 2
    table = cut.add(ring.mean(0) + (between - ring.mean(0)) * size)
    zigzag: list[list[int]] = []
    for i, corner in enumerate(table):
        outer = [cut.rim[(i * run + k) % len(ring)] for k in range(run + 1)]
        cut.facets += [[*outer, corner], [corner, outer[-1], table[(i + 1) % count]]]
        zigzag += [[outer[0], corner], [corner, outer[-1]]]
    cut.facets.append(table)
    cut.draw(cut.rim, closed=True)
    if told > 0.4:
        cut.draw(table, closed=True)
    if told > 0.6:
        cut.draw(*zigzag, strength=0.85)
    return cut
