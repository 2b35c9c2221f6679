"""Pairs to learn from: drawings by program from photos, and drawings by people.

A pack is a zip file or a folder with a `meta.csv`. Every pair is made afresh: the photo and its strokes are turned,
stretched and mirrored together, then the strokes are drawn again by another hand (`engines.drawn.strokes`).
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.edges import box, canny, difference_of_gaussians, foreground, gaussian, outline, to_array
from engines.drawn.strokes import Stroke, any_hand, forget, redraw, trace

SIDE = 256  # of a drawing and its picture
PHOTO_SIDE = 192  # at which edges are found: the size of the packed photos
ALIGNED, LOOSE, APART = 1.0, 0.5, 0.0  # how well a picture fits its drawing: line by line, roughly, not at all

Picture = NDArray[np.uint8]
Affine = NDArray[np.float64]  # (2, 3), pixel to pixel


@dataclass(frozen=True)
class Subject:
    """A photo and the strokes that several edge detectors see in it, in pixels of the SIDE page."""

    photo: Picture  # (PHOTO_SIDE, PHOTO_SIDE, 3)
    tracings: list[list[Stroke]]
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class HumanDrawing:
    """Ink (SIDE, SIDE), 0 paper to 255, by a person, and the photo it was drawn from where that is known."""

    ink: Picture
    photo: Picture | None


@dataclass(frozen=True)
class Pairs:
    """A batch. ink: (B, 1, S, S) uint8, 255 is ink; picture: (B, 3, S, S) uint8; fit: (B,) of ALIGNED, LOOSE, APART."""

    ink: Picture
    picture: Picture
    fit: NDArray[np.float32]


class Pack:
    """Read-only files of one data pack, a zip file or a folder."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise FileNotFoundError(f"There is no data pack at {path}. Give the folder that holds the packs.")
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
    return [to_array(pack.picture(row["file"]), PHOTO_SIDE) for row in rows]


def load_drawings(pack: Pack, world: str, split: str) -> list[HumanDrawing]:
    """The drawings that people made of a world."""
    drawings = []
    for row in pack.rows():
        if row["world"] == world and row["split"] == split:
            ink = 255 - np.asarray(pack.picture(row["file"]).convert("L").resize((SIDE, SIDE)))
            photo = row["paired_photo"]
            drawings.append(HumanDrawing(ink, to_array(pack.picture(photo), PHOTO_SIDE) if photo else None))
    return drawings


def study(photo: Picture) -> Subject | None:
    """Find the strokes in a photo on plain ground; None when nothing stands out from the ground."""
    mask = foreground(photo)
    where = box(mask)
    if where is None:
        return None
    border = outline(mask)
    near_border = gaussian(border, 2.0) > 0.05
    maps = [border, canny(photo, 1.0), canny(photo, 2.0), difference_of_gaussians(photo, 1.6)]
    maps[3] = np.where(mask | near_border, maps[3], 0)
    tracings = [[_weigh(stroke, near_border) for stroke in trace(edges)] for edges in maps]
    return Subject(photo, tracings, where)


def study_all(photos: list[Picture], processes: int = 2) -> list[Subject]:
    """`study` for many photos; those without a subject are left out."""
    with ProcessPoolExecutor(processes) as pool:
        return [s for s in pool.map(study, photos, chunksize=8) if s is not None]


def _weigh(stroke: Stroke, near_border: NDArray[np.bool_]) -> Stroke:
    """Scale to the SIDE page and say how plainly it shows: outlines most, long strong inner lines next."""
    x, y = stroke.points.astype(int).T
    outer = near_border[y, x].mean() > 0.6
    plain = 1.0 if outer else min(1.0, stroke.strength / 0.15) * min(1.0, stroke.length / 60)
    return Stroke((stroke.points + 0.5) * (SIDE / PHOTO_SIDE), plain)


class Sampler:
    """Makes batches without end."""

    def __init__(self, subjects: list[Subject], drawings: list[HumanDrawing], seed: int = 0) -> None:
        if not subjects:
            raise ValueError("There is no photo with a subject on plain ground to learn from.")
        self.subjects = subjects
        self.paired = [d for d in drawings if d.photo is not None]
        self.unpaired = [d for d in drawings if d.photo is None]
        self.rng = np.random.default_rng(seed)

    def batches(self, size: int, by_people: int = 1) -> Iterator[Pairs]:
        """Batches of `size` pairs, `by_people` of them with a person's drawing where there is any."""
        has_people = bool(self.paired or self.unpaired)
        while True:
            order = self.rng.permutation(len(self.subjects))
            step = size - by_people if has_people else size
            for start in range(0, len(order) - step + 1, step):
                pairs = [self.by_program(self.subjects[i]) for i in order[start : start + step]]
                pairs += [self.by_person() for _ in range(size - step)]
                inks, pictures, fits = zip(*pairs, strict=True)
                yield Pairs(
                    np.stack(inks)[:, None],
                    np.ascontiguousarray(np.stack(pictures).transpose(0, 3, 1, 2)),
                    np.array(fits, np.float32),
                )

    def by_program(self, subject: Subject) -> tuple[Picture, Picture, float]:
        """A photo, moved, and a drawing of it by some hand."""
        rng, hand = self.rng, any_hand(self.rng)
        move = any_place(subject.box, rng)
        border, *inner = subject.tracings
        strokes = list(inner[rng.integers(len(inner))])
        if rng.random() < 0.4:  # a clean outline, and what lies inside it
            strokes = border + [s for s in strokes if s.strength < 1.0]
        strokes = [Stroke(_moved(s.points, move), s.strength) for s in forget(strokes, hand, rng)]
        return redraw(strokes, hand, rng, SIDE), place(subject.photo, move), ALIGNED

    def by_person(self) -> tuple[Picture, Picture, float]:
        """A person's drawing, moved, with its own photo laid under it or, where there is none, any photo."""
        rng = self.rng
        people = self.paired if self.paired and (not self.unpaired or rng.random() < 0.75) else self.unpaired
        drawing = people[rng.integers(len(people))]
        where = box(drawing.ink > 100) or (0, 0, SIDE, SIDE)
        photo_where = box(foreground(drawing.photo)) if drawing.photo is not None else None
        small = tuple(edge * PHOTO_SIDE / SIDE for edge in where)
        move = any_place(small, rng)
        ink = _warp(drawing.ink, move, 0)
        if rng.random() < 0.35:
            ink = np.asarray(Image.fromarray(ink).filter(ImageFilter.MaxFilter(3)))
        if drawing.photo is None or photo_where is None:
            other = self.subjects[rng.integers(len(self.subjects))]
            return ink, place(other.photo, any_place(other.box, rng)), APART
        return ink, place(drawing.photo, move @ _square(_box_to_box(photo_where, small))), LOOSE


def any_place(subject: tuple[float, ...], rng: Generator) -> Affine:
    """A random place on the SIDE page for a subject's box, given in pixels of a PHOTO_SIDE photo.

    Longest side 0.72 to 0.95 of the page; stretched, sheared and turned a little; mirrored half of the time.
    """
    left, top, right, bottom = subject
    scale = rng.uniform(0.72, 0.95) * SIDE / max(right - left, bottom - top)
    stretch = np.exp(rng.normal(0, 0.06))
    turn, shear = np.radians(rng.normal(0, 5)), rng.normal(0, 0.04)
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = spin @ np.array([[mirror * stretch, shear], [0, 1 / stretch]]) * scale
    centre = np.array([left + right, top + bottom]) / 2
    target = SIDE / 2 + rng.uniform(-0.04, 0.04, 2) * SIDE
    return np.column_stack([linear, target - linear @ centre])


def place(photo: Picture, move: Affine) -> Picture:
    """The photo (PHOTO_SIDE) on a white SIDE page."""
    return _warp(photo, move @ np.diag([PHOTO_SIDE / photo.shape[1], PHOTO_SIDE / photo.shape[0], 1]), 255)


def _warp(picture: Picture, move: Affine, ground: int) -> Picture:
    """Move a picture onto a SIDE page. `move` takes PHOTO_SIDE pixels when the picture is a drawing of SIDE too."""
    if picture.ndim == 2:
        move = move @ np.diag([PHOTO_SIDE / SIDE, PHOTO_SIDE / SIDE, 1])
    back = np.linalg.inv(_square(move))[:2]
    fill = (ground,) * 3 if picture.ndim == 3 else ground
    return np.asarray(
        Image.fromarray(picture).transform(
            (SIDE, SIDE), Image.Transform.AFFINE, tuple(back.ravel()), Image.Resampling.BICUBIC, fillcolor=fill
        )
    )


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
