"""Pairs to learn from: drawings by program from pictures, and drawings by people.

A pack is a zip file or a folder with a `meta.csv`. Every pair is made afresh: the picture and its strokes are turned,
stretched and mirrored together, then the strokes are drawn again by another hand (`engines.drawn.strokes`).
"""

import csv
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.edges import box, foreground, to_array
from engines.drawn.strokes import Hand, Stroke, any_hand, forget, redraw
from engines.runtime.errors import InputError
from engines.sketch.hints import Hint, any_hint
from engines.sketch.subjects import PHOTO_SIDE, SIDE, Picture, Subject, load

ALIGNED, LOOSE, APART = 1.0, 0.5, 0.0  # how well a picture fits its drawing: line by line, roughly, not at all
WHITE, NIGHT = (255, 255, 255), (4, 5, 14)
MACHINE = Hand(wobble=0, corner=0.4, gap=0, overshoot=0, forgetting=0, pen=2)

Affine = NDArray[np.float64]  # (2, 3), pixel to pixel


@dataclass(frozen=True)
class HumanDrawing:
    """Ink (SIDE, SIDE), 0 paper to 255, by a person, and the photo it was drawn from where that is known."""

    ink: Picture
    photo: Picture | None


@dataclass(frozen=True)
class Lesson:
    """What there is to learn about one world. `number` is the world's place in the painter."""

    number: int
    photos: list[Subject]
    drawn: list[Subject] = field(default_factory=list)
    people: list[HumanDrawing] = field(default_factory=list)


@dataclass(frozen=True)
class Shares:
    """How a pair of a world is chosen, where there is a choice."""

    people: float = 0.15  # drawings by people, of all pairs
    drawn: float = 0.6  # pictures drawn by program, of the other pairs
    paired: float = 0.75  # people's drawings with their photo, of all by people
    outline: float = 0.4  # a clean outline and what lies inside it, of the drawings by program
    by_hand: float = 1.0  # drawn again by a hand, of the drawings by program; the others are a detector's own lines


@dataclass(frozen=True)
class Pairs:
    """A batch of pages of side S.

    ink: (B, 1, S, S) uint8, 255 is ink; hints: (B, 4, S/4, S/4) float32; picture: (B, 3, S, S) uint8; world: (B,)
    int64; fit: (B,) of ALIGNED, LOOSE, APART.
    """

    ink: Picture
    hints: NDArray[np.float32]
    picture: Picture
    world: NDArray[np.int64]
    fit: NDArray[np.float32]


class Pack:
    """Read-only files of one data pack, a zip file or a folder."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise InputError(
                "training_no_pack",
                f"There is no {path.name} in this folder: please choose the folder that holds it, or none, and the "
                "program draws its own.",
            )
        self._zip = zipfile.ZipFile(path) if path.is_file() else None
        self._folder = path

    def read(self, name: str) -> bytes:
        """The bytes of a file of the pack."""
        return self._zip.read(name) if self._zip else (self._folder / name).read_bytes()

    def picture(self, name: str) -> Image.Image:
        """A picture of the pack, decoded."""
        return Image.open(io.BytesIO(self.read(name)))

    def rows(self) -> list[dict[str, str]]:
        """The rows of `meta.csv`."""
        return list(csv.DictReader(io.StringIO(self.read("meta.csv").decode())))


def load_photos(pack: Pack, world: str, split: str) -> list[Picture]:
    """The photos of a world, each (PHOTO_SIDE, PHOTO_SIDE, 3)."""
    rows = [row for row in pack.rows() if row["world"] == world and row["split"] == split]
    return [load(pack.picture(row["file"])) for row in rows]


def load_drawings(pack: Pack, world: str, split: str) -> list[HumanDrawing]:
    """The drawings that people made of a world."""
    drawings = []
    for row in pack.rows():
        if row["world"] == world and row["split"] == split:
            ink = 255 - np.asarray(pack.picture(row["file"]).convert("L").resize((SIDE, SIDE)))
            photo = row["paired_photo"]
            drawings.append(HumanDrawing(ink, to_array(pack.picture(photo), PHOTO_SIDE) if photo else None))
    return drawings


class Sampler:
    """Makes batches, every world as often as any other."""

    def __init__(self, lessons: list[Lesson], seed: int = 0, shares: Shares = Shares()) -> None:
        if not any(lesson.photos or lesson.drawn for lesson in lessons):
            raise InputError(
                "training_few_pictures",
                "There is no picture to learn from, because none shows a thing that stands out: please choose others.",
            )
        self.lessons = [lesson for lesson in lessons if lesson.photos or lesson.drawn]
        self.seed = seed
        self.rng = np.random.default_rng(seed)
        self.shares = shares

    def batch(self, number: int, size: int) -> Pairs:
        """The run's batch of this number, of `size` pairs; what was asked for before does not matter."""
        self.rng = np.random.default_rng([self.seed, number])
        turns = range(number * size, (number + 1) * size)
        inks, hints, pictures, worlds, fits = zip(
            *(self.pair(self.lessons[turn % len(self.lessons)]) for turn in turns), strict=True
        )
        return Pairs(
            np.stack(inks)[:, None],
            np.ascontiguousarray(np.stack(hints).transpose(0, 3, 1, 2)),
            np.ascontiguousarray(np.stack(pictures).transpose(0, 3, 1, 2)),
            np.array(worlds, np.int64),
            np.array(fits, np.float32),
        )

    def pair(self, lesson: Lesson) -> tuple[Picture, Hint, Picture, int, float]:
        """Ink, hint, picture, world and fit of one pair."""
        if lesson.people and self.rng.random() < self.shares.people:
            ink, picture, fit = self.by_person(lesson)
        else:
            ink, picture, fit = self.by_program(self._subject(lesson))
        return ink, any_hint(picture, ink, self.rng), picture, lesson.number, fit

    def by_program(self, subject: Subject) -> tuple[Picture, Picture, float]:
        """A picture, moved, and a drawing of it by some hand."""
        rng = self.rng
        hand = any_hand(rng) if rng.random() < self.shares.by_hand else MACHINE
        move = any_place(subject, rng)
        border, *inner = subject.tracings
        strokes = list(inner[rng.integers(len(inner))]) if inner else border
        if inner and rng.random() < self.shares.outline:
            strokes = border + [s for s in strokes if s.strength < 1.0]
        strokes = [Stroke(_moved(s.points, move), s.strength) for s in forget(strokes, hand, rng)]
        return redraw(strokes, hand, rng, SIDE), place(subject, move), ALIGNED

    def by_person(self, lesson: Lesson) -> tuple[Picture, Picture, float]:
        """A person's drawing, moved, with its own photo laid under it or, where there is none, any of the world."""
        rng = self.rng
        paired = [drawing for drawing in lesson.people if drawing.photo is not None]
        unpaired = [drawing for drawing in lesson.people if drawing.photo is None]
        people = paired if paired and (not unpaired or rng.random() < self.shares.paired) else unpaired
        drawing = people[rng.integers(len(people))]
        where = box(drawing.ink > 100) or (0, 0, SIDE, SIDE)
        photo_where = box(foreground(drawing.photo)) if drawing.photo is not None else None
        small = tuple(edge * PHOTO_SIDE / SIDE for edge in where)
        move = _any_move(small, rng)
        ink = _warp(drawing.ink, move @ np.diag([PHOTO_SIDE / SIDE, PHOTO_SIDE / SIDE, 1]), 0)
        if rng.random() < 0.35:
            ink = np.asarray(Image.fromarray(ink).filter(ImageFilter.MaxFilter(3)))
        if drawing.photo is None or photo_where is None:
            other = self._subject(lesson)
            return ink, place(other, any_place(other, rng)), APART
        under = move @ _square(_box_to_box(photo_where, small))
        return ink, place(Subject(drawing.photo, [], photo_where, "paper"), under), LOOSE

    def _subject(self, lesson: Lesson) -> Subject:
        """One of the world's pictures: drawn by program or a photo."""
        drawn = lesson.drawn and (not lesson.photos or self.rng.random() < self.shares.drawn)
        subjects = lesson.drawn if drawn else lesson.photos
        return subjects[self.rng.integers(len(subjects))]


def any_place(subject: Subject, rng: Generator) -> Affine:
    """A random place on the SIDE page for a subject; pixel art is only moved, scaled and mirrored."""
    return _any_move(subject.box, rng, 0.0 if subject.pixels else 1.0)


def _any_move(thing: tuple[float, ...], rng: Generator, bend: float = 1.0) -> Affine:
    """A random place on the SIDE page for a box, given in pixels of a PHOTO_SIDE photo.

    Longest side 0.72 to 0.95 of the page; stretched, sheared and turned a little; mirrored half of the time.
    """
    left, top, right, bottom = thing
    scale = rng.uniform(0.72, 0.95) * SIDE / max(right - left, bottom - top)
    stretch = np.exp(bend * rng.normal(0, 0.06))
    turn, shear = bend * np.radians(rng.normal(0, 5)), bend * rng.normal(0, 0.04)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin @ np.array([[mirror * stretch, shear], [0, 1 / stretch]]) * scale
    centre = np.array([left + right, top + bottom]) / 2
    target = SIDE / 2 + rng.uniform(-0.04, 0.04, 2) * SIDE
    return np.column_stack([linear, target - linear @ centre])


def place(subject: Subject, move: Affine) -> Picture:
    """The subject's picture on a SIDE page of its ground; a scene or sky goes on, mirrored, where the picture ends."""
    photo = subject.photo
    to_photo = move @ np.diag([PHOTO_SIDE / photo.shape[1], PHOTO_SIDE / photo.shape[0], 1])
    if subject.ground != "paper":
        spare = len(photo) // 3
        photo = np.pad(photo, ((spare, spare), (spare, spare), (0, 0)), "reflect")
        to_photo = to_photo @ np.array([[1, 0, -spare], [0, 1, -spare], [0, 0, 1]])
    return _warp(photo, to_photo, WHITE if subject.ground != "sky" else NIGHT, sharp=subject.pixels)


def _warp(picture: Picture, move: Affine, fill: tuple[int, ...] | int, sharp: bool = False) -> Picture:
    """Move a picture onto a SIDE page."""
    back = np.linalg.inv(_square(move))[:2]
    way = Image.Resampling.NEAREST if sharp else Image.Resampling.BICUBIC
    page = Image.fromarray(picture).transform(
        (SIDE, SIDE), Image.Transform.AFFINE, tuple(back.ravel()), way, fillcolor=fill
    )
    return np.asarray(page)


def _moved(points: NDArray[np.float32], move: Affine) -> NDArray[np.float32]:
    """Points of the SIDE page under a move that takes PHOTO_SIDE pixels."""
    small = points * (PHOTO_SIDE / SIDE)
    return (small @ move[:, :2].T + move[:, 2]).astype(np.float32)


def _box_to_box(source: tuple[float, ...], target: tuple[float, ...]) -> Affine:
    """The move that lays one box on another."""
    scale = [(target[i + 2] - target[i]) / (source[i + 2] - source[i]) for i in (0, 1)]
    return np.array([[scale[0], 0, target[0] - scale[0] * source[0]], [0, scale[1], target[1] - scale[1] * source[1]]])


def _square(move: Affine) -> Affine:
    return np.vstack([move, [0, 0, 1]])
