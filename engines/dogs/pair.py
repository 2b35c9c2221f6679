"""Two dogs side by side, their bodies equally large, with lines between the points that both show."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from engines.dogs.drawing import FINER, PAPER, Colour, colour_of, draw_points
from engines.models.skeletons import Keypoints

HEIGHT, WIDTH = 560, 560  # pixels: the largest panel of one dog
GAP = 64  # pixels between the panels
CORNER = 24  # pixels, radius of a panel's corners
MARGIN = 0.35  # of a dog's extent is seen around its points
MOST_UNLIKE = 3.0  # times is a panel made smaller for its neighbour's sake, at most
OPACITY = 180  # of 255, of the lines between the dogs
GREY = (150, 143, 160)  # seen on a light page and on a dark one

Floats = NDArray[np.float64]


def draw_pair(
    first: tuple[Image.Image, Keypoints], second: tuple[Image.Image, Keypoints], threshold: float = 0.3
) -> Image.Image:
    """Return two dogs beside each other as RGBA, transparent around their panels.

    Points below `threshold` are hollow and without a line. Where the dogs share fewer than two sure points, each
    fills its panel.

    Example:
        draw_pair((mine, engine.keypoints(mine)), (other, engine.keypoints(other)))
    """
    shared = (first[1].score >= threshold) & (second[1].score >= threshold)
    panels = [_cut(picture, points, threshold) for picture, points in (first, second)]
    scales = np.array([min(WIDTH / panel.picture.width, HEIGHT / panel.picture.height) for panel in panels])
    if shared.sum() > 1:
        bodies = scales * [_spread(panel.points.xy[shared]) for panel in panels]
        scales *= np.maximum(bodies.min() / bodies, 1 / MOST_UNLIKE)
    panels = [panel.scaled(float(scale)) for panel, scale in zip(panels, scales, strict=True)]
    widths, heights = zip(*(panel.picture.size for panel in panels), strict=True)
    sheet = Image.new("RGBA", (sum(widths) + GAP, max(heights)))
    corners = np.array([[0, 0], [widths[0] + GAP, 0]])
    corners[:, 1] = [(sheet.height - height) // 2 for height in heights]
    for panel, corner in zip(panels, corners.tolist(), strict=True):
        drawn = draw_points(panel.picture, panel.points, threshold)
        sheet.paste(drawn, (corner[0], corner[1]), _rounded(drawn.size))
    ends = np.stack([panel.points.xy + corner for panel, corner in zip(panels, corners, strict=True)], 1)
    lines = _lines(sheet.size, ends[shared], [name for name, both in zip(first[1].names, shared, strict=True) if both])
    return Image.alpha_composite(sheet, lines)


@dataclass(frozen=True)
class _Panel:
    """A part of a picture and the points in its pixels."""

    picture: Image.Image
    points: Keypoints

    def scaled(self, scale: float) -> "_Panel":
        size = max(1, round(self.picture.width * scale)), max(1, round(self.picture.height * scale))
        xy = ((self.points.xy + 0.5) * scale - 0.5).astype(np.float32)
        picture = self.picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        return _Panel(picture, Keypoints(xy, self.points.score, self.points.names, self.points.skeleton))


def _cut(picture: Image.Image, points: Keypoints, threshold: float) -> _Panel:
    """The part of a picture around the dog's sure points; all of it where there are fewer than two."""
    sure = points.xy[points.score >= threshold]
    if len(sure) < 2:
        return _Panel(picture.convert("RGB"), points)
    margin = MARGIN * np.ptp(sure, axis=0).max()
    left, top = np.floor(sure.min(0) - margin).clip(0).astype(int).tolist()
    right, bottom = np.minimum(np.ceil(sure.max(0) + margin), picture.size).astype(int).tolist()
    moved = Keypoints(points.xy - np.array([left, top], np.float32), points.score, points.names, points.skeleton)
    return _Panel(picture.convert("RGB").crop((left, top, right, bottom)), moved)


def _spread(xy: NDArray[np.float32]) -> float:
    """How far points (N, 2) lie from their middle, the root of the mean square."""
    return float(max(np.sqrt(((xy - xy.mean(0)) ** 2).sum(1).mean()), 1))


def _lines(size: tuple[int, int], ends: Floats, names: list[str]) -> Image.Image:
    """Lines (N, 2 ends, 2) between the dogs, (width, height) RGBA on nothing."""
    sheet = Image.new("RGBA", (size[0] * FINER, size[1] * FINER))
    draw = ImageDraw.Draw(sheet)
    for line, name in zip((ends + 0.5) * FINER, names, strict=True):
        draw.line([tuple(end) for end in line.tolist()], fill=(*_colour_between(name), OPACITY), width=round(2 * FINER))
    return sheet.convert("RGBa").reduce(FINER).convert("RGBA")


def _colour_between(name: str) -> Colour:
    colour = colour_of(name)
    return GREY if colour == PAPER else colour


def _rounded(size: tuple[int, int]) -> Image.Image:
    """The mask of a panel of (width, height)."""
    mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), CORNER * FINER, fill=255)
    return mask.reduce(FINER)
