"""What there is to learn from in a picture: the thing in it, what it stands on, and the lines that draw it.

A photo on plain ground is cut out and laid on white paper; the night sky stays black around what shines in it; any
other picture is a scene and is taken whole. Several edge detectors look at each, and what they see is kept as strokes.
Looking takes a third of a second a picture, so `Studies` keeps what was seen.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import Mask, box, canny, difference_of_gaussians, foreground, gaussian, outline, to_array
from engines.drawn.forms import DrawnThing
from engines.drawn.strokes import Stroke, trace
from engines.sketch.worlds import Ground

SIDE = 256  # of a drawing and its picture
PHOTO_SIDE = 192  # at which edges are found: the size of the packed photos
RIM = 4  # pixels at the border of a photo that tell what it stands on
PLAIN = 14.0  # of 255: the rim of a plain ground differs less from its own colour
DARK = 90.0  # of 255: a plain rim darker than this is the night sky
LEAST, MOST = 0.05, 0.9  # share of the photo that a thing may take
EVERYWHERE = (0, 0, PHOTO_SIDE, PHOTO_SIDE)

Picture = NDArray[np.uint8]
Box = tuple[int, int, int, int]
Edges = NDArray[np.float32]


@dataclass(frozen=True)
class Subject:
    """A picture and the strokes that several detectors see in it.

    photo: (P, P, 3) uint8, of any size P; tracings: strokes in pixels of the SIDE page, the bare outline first where
    the ground tells thing from ground; box: left, top, right, bottom of the thing, of a PHOTO_SIDE photo; pixels: the
    photo is pixel art, which must not be turned or smoothed.
    """

    photo: Picture
    tracings: list[list[Stroke]]
    box: Box
    ground: Ground
    pixels: bool = False


def look_at(photo: Picture) -> Subject | None:
    """Find the strokes in a photo (PHOTO_SIDE, PHOTO_SIDE, 3); None when nothing stands out from a plain ground."""
    pixels = is_pixel_art(photo)
    ground, mask = stand(photo)
    if mask is None:
        return _scene(photo) if ground == "scene" else None
    where = box(mask)
    if where is None or not LEAST < mask.mean() < MOST:
        return None
    if ground == "paper" and not pixels:
        photo = cut_out(photo, mask)
    border = outline(mask)
    near_border = gaussian(border, 2.0) > 0.05
    maps = [border, canny(photo, 1.0), canny(photo, 2.0), difference_of_gaussians(photo, 1.6)]
    maps = [np.where(mask | near_border, edges, 0) for edges in maps]
    tracings = [[_weigh(stroke, near_border) for stroke in trace(edges)] for edges in maps]
    return Subject(photo, tracings, where, ground, pixels)


def with_edges(subject: Subject, edges: Edges) -> Subject:
    """The subject with what one more detector sees in its photo: edges (PHOTO_SIDE, PHOTO_SIDE), one pixel wide."""
    near_border = np.zeros(edges.shape, bool)
    for stroke in subject.tracings[0] if subject.ground != "scene" else []:
        x, y = (stroke.points * (PHOTO_SIDE / SIDE)).astype(int).clip(0, PHOTO_SIDE - 1).T
        near_border[y, x] = True
    near_border = gaussian(near_border.astype(np.float32), 2.0) > 0.02
    return replace(subject, tracings=[*subject.tracings, [_weigh(stroke, near_border) for stroke in trace(edges)]])


def from_drawn(thing: DrawnThing, ground: Ground) -> Subject:
    """What a program drew, as a subject; its own lines are the only tracing."""
    side = len(thing.picture)
    strokes = [Stroke(stroke.points * np.float32(SIDE / side), stroke.strength) for stroke in thing.strokes]
    points = np.concatenate([stroke.points for stroke in strokes])
    edges = np.concatenate([points.min(0), points.max(0)]) * (PHOTO_SIDE / SIDE)
    left, top, right, bottom = (int(edge) for edge in edges.clip(0, PHOTO_SIDE))
    where = (left, top, max(right, left + 1), max(bottom, top + 1))
    return Subject(thing.picture, [strokes], where, ground, is_pixel_art(thing.picture))


def stand(photo: Picture) -> tuple[Ground, Mask | None]:
    """What a photo stands on, and where the thing is; no mask for a scene, or a thing that fills nothing."""
    rim = np.concatenate([photo[:RIM].reshape(-1, 3), photo[-RIM:].reshape(-1, 3)])
    rim = np.concatenate([rim, photo[:, :RIM].reshape(-1, 3), photo[:, -RIM:].reshape(-1, 3)]).astype(np.float32)
    middle = np.median(rim, 0)
    if np.median(np.abs(rim - middle).max(1)) > PLAIN:
        return "scene", None
    if middle.max() < DARK:
        return "sky", foreground(255 - photo, least=0.16 + float(middle.max()) / 255)
    if middle.min() > 250:
        return "paper", foreground(photo)
    away = np.abs(photo.astype(np.float32) - _spread_rim(photo)).max(-1, keepdims=True)
    return "paper", foreground((255 - away.clip(0, 255)).astype(np.uint8).repeat(3, -1), least=0.11)


def cut_out(photo: Picture, mask: Mask) -> Picture:
    """The thing alone on white paper, its border a little soft."""
    cover = gaussian(mask.astype(np.float32), 0.7)[..., None]
    return (photo * cover + 255 * (1 - cover)).round().astype(np.uint8)


def is_pixel_art(photo: Picture) -> bool:
    """Whether the picture is made of square blocks of 3 or 4 equal pixels, as `load` and the drawn heroes leave it."""
    for block in (3, 4):
        blocks = photo[1::block, 1::block].repeat(block, 0).repeat(block, 1)
        if blocks.shape == photo.shape and (photo == blocks).all():
            return True
    return False


def load(picture: Image.Image) -> Picture:
    """A picture as (PHOTO_SIDE, PHOTO_SIDE, 3); a longer one is padded with the colour of its rim, pixel art kept."""
    page = np.asarray(picture.convert("RGB"))
    if page.shape[0] != page.shape[1]:
        H, W = page.shape[:2]
        spare = max(H, W) - np.array([H, W])
        page = np.pad(
            page, ((spare[0] // 2, spare[0] - spare[0] // 2), (spare[1] // 2, spare[1] - spare[1] // 2), (0, 0)), "edge"
        )
    if len(page) == PHOTO_SIDE * 2 // 3 and (page == page[::2, ::2].repeat(2, 0).repeat(2, 1)).all():
        return page[::2, ::2].repeat(3, 0).repeat(3, 1)
    return to_array(Image.fromarray(page), PHOTO_SIDE)


class Studies:
    """Keeps what `look_at` saw, in a folder of `.npz` files; a photo that changed is looked at again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, name: str, photos: list[Picture], processes: int = 2) -> list[Subject]:
        """The subjects in photos; those without one are left out. `name` tells the files apart."""
        seen = hashlib.sha256(b"".join(photo.tobytes() for photo in photos)).hexdigest()[:16]
        path = self._folder / f"{name}-{seen}.npz"
        if path.exists() or not photos:
            return _unpacked(path) if photos else []
        with ProcessPoolExecutor(processes) as pool:
            subjects = [subject for subject in pool.map(look_at, photos, chunksize=8) if subject is not None]
        self._folder.mkdir(parents=True, exist_ok=True)
        if subjects:
            _pack(path, subjects)
        return subjects

    def drawn(
        self,
        name: str,
        draw: Callable[[np.random.Generator], DrawnThing],
        ground: Ground,
        count: int,
        first: int = 0,
        processes: int = 2,
    ) -> list[Subject]:
        """`count` subjects drawn by program, from the one of the number `first` on; `name` tells the files apart."""
        path = self._folder / f"{name}-drawn-{count}.npz"
        if path.exists():
            return _unpacked(path)
        with ProcessPoolExecutor(processes) as pool:
            subjects = list(pool.map(partial(_draw, draw, ground), range(first, first + count), chunksize=8))
        self._folder.mkdir(parents=True, exist_ok=True)
        _pack(path, subjects)
        return subjects


def _draw(draw: Callable[[np.random.Generator], DrawnThing], ground: Ground, number: int) -> Subject:
    return from_drawn(draw(np.random.default_rng(number)), ground)


def _scene(photo: Picture) -> Subject:
    """A picture without plain ground: only its large, strong edges are lines that somebody would draw."""
    maps = [canny(photo, sigma, 0.6, 0.9) for sigma in (2.0, 3.0)] + [difference_of_gaussians(photo, 3.0, 0.03)]
    far = np.zeros((PHOTO_SIDE, PHOTO_SIDE), bool)
    tracings = [[_weigh(stroke, far) for stroke in trace(edges, 24)[:40]] for edges in maps]
    return Subject(photo, [max(tracings, key=len), *tracings], EVERYWHERE, "scene")


def _weigh(stroke: Stroke, near_border: Mask) -> Stroke:
    """Scale to the SIDE page and say how plainly it shows: outlines most, long strong inner lines next."""
    x, y = stroke.points.astype(int).T
    outer = near_border[y, x].mean() > 0.6
    plain = 1.0 if outer else min(1.0, stroke.strength / 0.15) * min(1.0, stroke.length / 60)
    return Stroke((stroke.points + 0.5) * np.float32(SIDE / PHOTO_SIDE), plain)


def _spread_rim(photo: Picture) -> Edges:
    """The plain ground under the thing, (P, P, 3): the four corners' colours, blended."""
    P, C = len(photo), PHOTO_SIDE // 8
    corners = [[photo[y : y + C, x : x + C].reshape(-1, 3) for x in (0, P - C)] for y in (0, P - C)]
    medians = np.array([[np.median(corner, 0) for corner in row] for row in corners], np.float32)  # (2, 2, 3)
    planes = [Image.fromarray(medians[..., c]).resize((P, P), Image.Resampling.BILINEAR) for c in range(3)]
    return np.stack([np.asarray(plane) for plane in planes], -1)


def _pack(path: Path, subjects: list[Subject]) -> None:
    strokes = [stroke for subject in subjects for tracing in subject.tracings for stroke in tracing]
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        photos=np.stack([subject.photo for subject in subjects]),
        boxes=np.array([subject.box for subject in subjects]),
        grounds=np.array([subject.ground for subject in subjects]),
        pixels=np.array([subject.pixels for subject in subjects]),
        tracings=np.array([len(subject.tracings) for subject in subjects]),
        strokes=np.array([len(tracing) for subject in subjects for tracing in subject.tracings]),
        lengths=np.array([len(stroke.points) for stroke in strokes]),
        strengths=np.array([stroke.strength for stroke in strokes], np.float32),
        points=np.concatenate([stroke.points for stroke in strokes]).astype(np.float32),
    )
    part.replace(path)


def _unpacked(path: Path) -> list[Subject]:
    with np.load(path) as file:
        kept = dict(file)
    ends = np.cumsum(kept["lengths"])[:-1]
    strokes = iter(map(Stroke, np.split(kept["points"], ends), kept["strengths"].tolist()))
    counts = iter(kept["strokes"].tolist())
    subjects = []
    for i, tracings in enumerate(kept["tracings"].tolist()):
        lines = [[next(strokes) for _ in range(next(counts))] for _ in range(tracings)]
        where = tuple(kept["boxes"][i].tolist())
        subjects.append(Subject(kept["photos"][i], lines, where, str(kept["grounds"][i]), bool(kept["pixels"][i])))  # type: ignore[arg-type]  # what was packed is a Ground
    return subjects
