"""Lessons for the guesser of worlds: lines by people, lines seen in photos, lines of things drawn by program.

All become strokes first, also what people drew, so that one hand after another can draw them again: turned, bent, with
other pens, and often only begun, because the page guesses while a child still draws.
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import Mask
from engines.drawn.strokes import Stroke, any_hand, forget, redraw, simplify, trace
from engines.sketch.data import Lesson
from engines.sketch.guess import near

PAGE = 128  # side of the page on which is drawn here
SHARES = {"people": 0.5, "drawn": 0.35, "photos": 0.15}  # of a world's lessons
MOST_STROKES = 30  # the longest of those seen in a photo; nobody draws more
BEGUN = 0.3  # share of drawings that are not finished
LEAST_BEGUN = 0.35  # of its lines, drawn already
LINE = 60  # from here on, of 255, a pixel of a person's drawing on the PAGE is a line
CROSSED = ((0, 2, 4), (2, 4, 6)), ((0, 2, 6), (0, 4, 6))  # neighbours, of eight around a pixel, that may not all be ink

Ink = NDArray[np.uint8]


@dataclass(frozen=True)
class Lines:
    """Something drawn. source: one of SHARES; ways: the strokes that each way of looking sees, in any unit.

    ink: the drawing itself where a person made it, (S, S) of 255.
    """

    world: int
    source: str
    ways: list[list[Stroke]]
    ink: Ink | None = None


def lines_of(lesson: Lesson) -> list[Lines]:
    """What people drew of a world, what is seen in its photos, and what was drawn by program."""
    lines = [Lines(lesson.number, "people", [follow(drawing.ink)], drawing.ink) for drawing in lesson.people]
    for source, subjects in (("drawn", lesson.drawn), ("photos", lesson.photos)):
        for subject in subjects:
            ways = [way[:MOST_STROKES] for way in subject.tracings if way]
            lines += [Lines(lesson.number, source, ways)] if ways else []
    return lines


class DrawingLessons:
    """Batches with all worlds equally often. `exams()` are the fixed questions to be measured on."""

    inputs = 1

    def __init__(self, train: list[Lines], val: list[Lines]) -> None:
        self.val = val
        self.by_world = [
            {source: some for source in SHARES if (some := [s for s in train if (s.world, s.source) == (w, source)])}
            for w in sorted({lines.world for lines in train})
        ]

    def batch(self, size: int, rng: Generator) -> tuple[Ink, NDArray[np.int64]]:
        """(size, 1, S, S), 255 is ink, and the worlds (size,)."""
        chosen = [self._any(i % len(self.by_world), rng) for i in range(size)]
        pages = [draw(lines, rng, rng.random() < BEGUN) for lines in chosen]
        return np.stack(pages)[:, None], np.array([lines.world for lines in chosen])

    def exams(self) -> dict[str, tuple[Ink, NDArray[np.int64]]]:
        """People's drawings as they are, the same only begun, and drawings by program of photos or drawn things."""
        people = [lines for lines in self.val if lines.ink is not None]
        photos = [lines for lines in self.val if lines.source != "people"]
        rng = np.random.default_rng(0)
        pages = {
            "people": [_seen(lines.ink) for lines in people if lines.ink is not None],
            "people_begun": [draw(lines, rng, begun=True) for lines in people],
            "program": [draw(lines, rng, begun=False) for lines in photos],
        }
        worlds = {"program": np.array([lines.world for lines in photos])}
        known = np.array([lines.world for lines in people])
        return {name: (np.stack(some)[:, None], worlds.get(name, known)) for name, some in pages.items() if some}

    def _any(self, world: int, rng: Generator) -> Lines:
        sources = self.by_world[world]
        shares = np.array([SHARES[source] for source in sources])
        some = sources[str(rng.choice(list(sources), p=shares / shares.sum()))]
        return some[rng.integers(len(some))]


def draw(lines: Lines, rng: Generator, begun: bool) -> Ink:
    """Let somebody draw it again, whole or only begun. Returns what the classifier sees, (S, S) of 255."""
    hand = any_hand(rng)
    strokes = lines.ways[rng.integers(len(lines.ways))]
    strokes = forget(strokes, hand, rng) or strokes
    if begun:
        strokes = begin(strokes, rng)
    return _seen(redraw(_elsewhere(strokes, rng), hand, rng, PAGE))


def begin(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """The first strokes alone, the last of them not yet at its end; long lines tend to come first."""
    order = np.argsort([-stroke.length * np.exp(rng.normal(0, 0.7)) for stroke in strokes])
    left = rng.uniform(LEAST_BEGUN, 0.9) * sum(stroke.length for stroke in strokes)
    drawn = []
    for stroke in (strokes[i] for i in order):
        share = min(1.0, left / max(stroke.length, 1e-6))
        drawn.append(Stroke(stroke.points[: max(2, round(share * len(stroke.points)))], stroke.strength))
        left -= stroke.length
        if left <= 0:
            break
    return drawn


def follow(ink: Ink) -> list[Stroke]:
    """A person's drawing (S, S) as strokes on the PAGE: thinned, then traced. Short ones may be forgotten."""
    page = np.asarray(Image.fromarray(ink).resize((PAGE, PAGE), Image.Resampling.BOX))
    strokes = trace(thin(page > LINE).astype(np.float32), 3)
    return [Stroke(simplify(stroke.points, 0.3), min(1.0, 0.7 + stroke.length / 100)) for stroke in strokes]


def thin(mask: Mask) -> Mask:
    """Lines as wide as one pixel in the middle of those of a mask (Zhang and Suen 1984)."""
    mask = np.pad(mask, 1)
    before = -1
    while before != (before := int(mask.sum())):
        for first, second in CROSSED:
            around = [np.roll(mask, step, (0, 1)) for step in _RING]
            count = np.sum(around, axis=0)
            changes = np.sum([~a & b for a, b in zip(around, around[1:] + around[:1], strict=True)], axis=0)
            free = [~np.logical_and.reduce([around[i] for i in three]) for three in (first, second)]
            mask = mask & ~((count >= 2) & (count <= 6) & (changes == 1) & free[0] & free[1])
    return mask[1:-1, 1:-1]


_RING = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))  # rolls that bring N, NE, E ... NW here


def _elsewhere(strokes: list[Stroke], rng: Generator) -> list[Stroke]:
    """Bend, turn, stretch, mirror and scale a drawing as a whole, in the middle of the PAGE."""
    points = np.concatenate([stroke.points for stroke in strokes])
    middle, size = (points.min(0) + points.max(0)) / 2, float(np.ptp(points, axis=0).max()) + 1e-6
    turn, shear = np.radians(rng.normal(0, 8)), rng.normal(0, 0.1)
    stretch, mirror = np.exp(rng.normal(0, 0.13)), -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin @ np.array([[mirror * stretch, shear], [0, 1 / stretch]]) * (PAGE * rng.uniform(0.45, 0.85) / size)
    waves, phases, depth = rng.uniform(1, 4, 2), rng.uniform(0, 6.28, 2), rng.normal(0, 0.025, 2) * size
    moved = []
    for stroke in strokes:
        at = stroke.points - middle
        at = at + depth * np.sin(at[:, ::-1] / size * waves * 3.14 + phases)
        moved.append(Stroke((at @ linear.T + PAGE / 2).astype(np.float32), stroke.strength))
    return moved


def _seen(ink: Ink) -> Ink:
    return (near(ink.astype(np.float32) / np.float32(255)) * 255).round().astype(np.uint8)
