"""A dancing figure as pictures: round parts, outlined, lit from one side, the nearer over the farther."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from engines.dance.pictures.body import Array, Part
from engines.dance.pictures.camera import TOWARDS, Camera, follow
from engines.dance.pictures.figures import figure
from engines.dance.pictures.looks import Colour, Look
from engines.dance.pictures.stage import FINE, Picture, Stage
from engines.models.humanml import Motion

CHUNK: Final = 60  # frames whose parts are computed at once
CORNERS: Final = 16  # of an outline
LINE: Final = 0.0042  # of the picture's height: the outline's width
LIT: Final = 0.86  # how large the lit side is,
LIGHT: Final = np.array([-0.10, -0.11])  # and where, in shares of a part
TINY: Final = 0.012  # of the picture's height: what is smaller has one colour
DEEP: Final = 0.84  # of its colour: the shaded side
INKED: Final = 0.62  # of its colour: the outline
# Metres by which a limb counts as nearer than it is: clothes cover the legs below them, and a cap the head.
NEARER: Final = {
    **dict.fromkeys(("trunk", "braid"), 0.2), "hood": 0.05, "head": 0.4, "hat": 0.48, "left_arm": 0.32,
    "right_arm": 0.32,
}  # fmt: skip
BELOW: Final = {"left_leg": 0.0, "right_leg": 0.0, "skirt": 0.3}
ABOVE: Final = 0.3  # m, the same for all but these, in a skirt
FACING: Final = 0.12  # cosine from which something that lies flat is seen


@dataclass(frozen=True)
class _Shape:
    """A part as polygons of one chunk: (T, S, 3, CORNERS, 2) int32 of its rim, its shaded and its lit side."""

    part: Part
    polygons: NDArray[np.int32]
    colours: tuple[Colour, Colour, Colour]
    distance: Array  # (T,), metres
    seen: NDArray[np.bool_]  # (T,)
    plain: bool


class FigurePainter:
    """Draws motions with one look.

    Args:
        look: who dances.
        size: width and height of the pictures in pixels, both even.

    Example:
        for picture in FigurePainter(LOOKS["kid"]).frames(motion):
            Image.fromarray(picture)
    """

    def __init__(self, look: Look, size: tuple[int, int] = (540, 540)) -> None:
        self.look, self.size = look, size

    def frames(self, motion: Motion, fps: float | None = None) -> Iterator[Picture]:
        """Yield pictures (H, W, 3) uint8 RGB, `fps` a second, or as many as the motion has frames."""
        joints = motion.joints.astype(np.float64)
        rate = motion.fps if fps is None else fps
        if rate != motion.fps and len(joints) > 1:
            times = np.arange(len(joints)) / motion.fps
            joints = CubicSpline(times, joints)(np.arange(round(len(joints) / motion.fps * rate)) / rate)
        camera, stage = follow(joints, rate, self.size), Stage(joints, self.size)
        parts = figure(joints, self.look, rate)
        for start in range(0, len(joints), CHUNK):
            frames = slice(start, min(start + CHUNK, len(joints)))
            here = camera.cut(frames)
            shapes = [self._shape(part, frames, here) for part in parts]
            for frame in range(frames.stop - frames.start):
                picture = stage.paint(here.cut(slice(frame, frame + 1)), joints[start + frame])
                self._paint(picture, shapes, frame)
                yield picture

    def _shape(self, part: Part, frames: slice, camera: Camera) -> _Shape:
        at, axes = part.at[frames], part.axes[frames]
        middle, form = camera.outlines(at, axes)
        line = LINE * self.size[1]
        angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
        circle = np.stack([np.cos(angles), np.sin(angles)])
        forms = np.stack([form + line * np.eye(2), form, LIT * form], 2)  # (T, S, 3, 2, 2)
        moved = (form @ LIGHT)[:, :, None] * np.array([0, 0, 1])[:, None]
        polygons = np.swapaxes(forms @ circle, -1, -2) + (middle[:, :, None] + moved)[..., None, :]
        distance = camera.far - ((at.mean(1) - camera.targets) @ TOWARDS)
        seen = np.ones(len(at), bool)
        if part.outward is not None:
            eye = camera.targets + camera.far * TOWARDS
            view = eye - at.mean(1)
            seen = (part.outward[frames] * view).sum(-1) > FACING * np.linalg.norm(view, axis=-1)
        plain = part.outward is not None or float(np.sqrt(np.abs(np.linalg.det(form)).max())) < TINY * self.size[1]
        return _Shape(
            part,
            np.round(np.clip(polygons, -2000, 2000) * 2**FINE).astype(np.int32),
            (_shade(part.colour, INKED), part.colour if plain else _shade(part.colour, DEEP), part.colour),
            distance,
            seen,
            plain,
        )

    def _paint(self, picture: Picture, shapes: list[_Shape], frame: int) -> None:
        limbs: dict[str, list[_Shape]] = {}
        for shape in shapes:
            if shape.seen[frame]:
                limbs.setdefault(shape.part.limb, []).append(shape)
        lift = ABOVE if "skirt" in limbs else 0.0
        nearer = {**{limb: NEARER.get(limb, 0.0) + lift for limb in limbs}, **BELOW}
        depth = {
            limb: float(np.mean([shape.distance[frame] for shape in parts if not shape.plain])) - nearer[limb]
            for limb, parts in limbs.items()
        }
        for limb in sorted(limbs, key=lambda limb: -depth[limb]):
            parts = limbs[limb]
            if limb == "head":
                parts = sorted(parts, key=lambda shape: -shape.distance[frame])
            for shape in parts:
                if not shape.plain:
                    _fill(picture, shape.polygons[frame, :, 0], shape.colours[0])
            for shape in parts:
                for side in (1,) if shape.plain else (1, 2):
                    _fill(picture, shape.polygons[frame, :, side], shape.colours[side])


def _fill(picture: Picture, stations: NDArray[np.int32], colour: Colour) -> None:
    """Fill one outline, or what lies between each two of several. `stations`: (S, CORNERS, 2)."""
    if len(stations) == 1:
        cv2.fillConvexPoly(picture, stations[0], colour, cv2.LINE_AA, FINE)
    for pair in range(len(stations) - 1):
        hull = cv2.convexHull(stations[pair : pair + 2].reshape(-1, 2))
        cv2.fillConvexPoly(picture, hull, colour, cv2.LINE_AA, FINE)


def _shade(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(share * part) for part in colour)
    return red, green, blue
