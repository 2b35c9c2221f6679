"""The points of a dog drawn on its picture: left limbs warm, right limbs cool, guesses hollow.

Every line lies on a darker rim and every dot on a light one, so that they show on black fur and on snow.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engines.models.skeletons import Keypoints

LARGEST = 960  # pixels of the longer side of what is drawn
FINER = 3  # times finer than the picture are lines drawn, so that they are smooth
THINNEST = 1.2  # pixels of a line

INK, PAPER = (43, 42, 51), (255, 249, 239)
LEFT, LEFT_BEHIND = (255, 138, 91), (224, 165, 38)
RIGHT, RIGHT_BEHIND = (108, 123, 232), (63, 167, 150)
RIM, GUESSED = 150, 130  # of 255: opacity of a line's rim, and of a line to a guessed point

NAMES_FONT = Path(__file__).resolve().parents[2] / "assets" / "fonts" / "point-names.otf"
SMALLEST_LETTERS = 11  # pixels

Colour = tuple[int, int, int]
Floats = NDArray[np.float64]


def colour_of(name: str) -> Colour:
    """The colour of a point by its name in AP-10K."""
    behind = name.endswith(("hip", "knee", "back_paw"))
    if name.startswith("left_"):
        return LEFT_BEHIND if behind else LEFT
    if name.startswith("right_"):
        return RIGHT_BEHIND if behind else RIGHT
    return PAPER


def draw_points(
    picture: Image.Image, points: Keypoints, threshold: float = 0.3, names: Mapping[str, str] | None = None
) -> Image.Image:
    """Return the picture, RGB and at most LARGEST pixels a side, with the points and limbs on it.

    Args:
        picture: any size and mode.
        points: in its pixels. Those with a lower score than `threshold` are hollow, those with none are left out.
        names: what to write beside each point, by its name.

    Example:
        draw_points(photo, keypoints, names={name: say(f"point_{name}", "ko") for name in keypoints.names})
    """
    scale = min(1, LARGEST / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    canvas = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    found = points.score > 0
    if not found.any():
        return canvas
    figure = Figure(points, (points.xy.astype(np.float64) + 0.5) * scale, points.score >= threshold, found)
    unit = figure.line_width(size)
    # Only where the dog is: a large photo three times finer would be a hundred megabytes.
    corner = np.floor(figure.xy[found].min(0) - 6 * unit).astype(int)
    end = np.ceil(figure.xy[found].max(0) + 6 * unit).astype(int)
    overlay = figure.moved(-corner).paint((int(end[0] - corner[0]), int(end[1] - corner[1])), unit)
    canvas.paste(overlay, (int(corner[0]), int(corner[1])), overlay)
    if names is not None:
        write_names(canvas, figure, names, unit)
    return canvas


@dataclass(frozen=True)
class Figure:
    """Points in the pixels of a canvas: `xy` (K, 2), (0, 0) its corner; `sure` and `found` (K,)."""

    points: Keypoints
    xy: Floats
    sure: NDArray[np.bool_]
    found: NDArray[np.bool_]

    def moved(self, by: NDArray[np.integer]) -> "Figure":
        return Figure(self.points, self.xy + by, self.sure, self.found)

    def line_width(self, size: tuple[int, int]) -> float:
        """Pixels of a line in a picture of (width, height), thinner on a dog that is small in it."""
        extent = float(np.ptp(self.xy[self.found], axis=0).max())
        return max(THINNEST, min(max(size) / 130, extent / 35))

    def paint(self, size: tuple[int, int], unit: float) -> Image.Image:
        """Return the figure as (width, height) RGBA on nothing; `unit`: pixels of a line."""
        overlay = Image.new("RGBA", (size[0] * FINER, size[1] * FINER))
        draw = ImageDraw.Draw(overlay)
        unit *= FINER
        ends = [(self.xy[[a, b]] * FINER, a, b) for a, b in self.points.skeleton if self.found[a] and self.found[b]]
        for line, a, b in ends:  # all rims first, so that none cuts through a limb
            if self.sure[a] and self.sure[b]:
                _line(draw, line, (*INK, RIM), 2.0 * unit)
        for line, a, b in ends:
            colour = _colour_of_limb(self.points.names[a], self.points.names[b])
            if self.sure[a] and self.sure[b]:
                _line(draw, line, (*colour, 255), unit)
            else:
                _line(draw, line, (*colour, GUESSED), 0.6 * unit)
        for k in np.flatnonzero(self.found):
            at, colour = self.xy[k] * FINER, colour_of(self.points.names[k])
            if self.sure[k]:
                _dot(draw, at, 2.1 * unit, (*INK, 255))
                _dot(draw, at, 1.8 * unit, (*PAPER, 255))
                _dot(draw, at, 1.2 * unit, (*(INK if colour == PAPER else colour), 255))
            else:
                _dot(draw, at, 1.9 * unit, (0, 0, 0, 0))  # a hole in the limbs that meet here
                _ring(draw, at, 1.9 * unit, (*INK, RIM), 1.1 * unit)
                _ring(draw, at, 1.7 * unit, (*colour, 255), 0.6 * unit)
        # Colours spread under what is transparent before shrinking, or every border would turn black.
        return overlay.convert("RGBa").reduce(FINER).convert("RGBA")


def _colour_of_limb(start: str, end: str) -> Colour:
    """That of its far end; light between the two sides and along the middle."""
    across = {start.partition("_")[0], end.partition("_")[0]} == {"left", "right"}
    return PAPER if across else colour_of(end)


def write_names(canvas: Image.Image, figure: Figure, names: Mapping[str, str], unit: float) -> None:
    """Write the name of each sure point beside it, where it covers no other name and few other points."""
    font = ImageFont.truetype(NAMES_FONT, max(SMALLEST_LETTERS, round(3.2 * unit)))
    draw = ImageDraw.Draw(canvas, "RGBA")
    taken: list[Floats] = [np.concatenate([xy - 2 * unit, xy + 2 * unit]) for xy in figure.xy[figure.sure]]
    for k in np.flatnonzero(figure.sure):
        text = names[figure.points.names[k]]
        left, top, right, bottom = font.getbbox(text)
        pad = font.size * 0.3
        width, height = right - left + 2 * pad, bottom - top + 1.4 * pad
        place = _place(figure.xy[k], (width, height), 2.6 * unit, taken, canvas.size)
        taken.append(place)
        draw.rounded_rectangle(tuple(place.tolist()), height / 2, fill=(*PAPER, 238))
        draw.text((place[0] + pad - left, place[1] + 0.7 * pad - top), text, fill=INK, font=font)


def _place(at: Floats, size: tuple[float, float], gap: float, taken: list[Floats], canvas: tuple[int, int]) -> Floats:
    """Left, top, right, bottom of the best place beside a point for something of (width, height)."""
    half = np.array(size) / 2
    ways = np.array([(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1)])
    middles = at + np.concatenate([ways * (half + gap * far) for far in (1, 2.5)])
    middles = np.maximum(np.minimum(middles, np.array(canvas) - half), half)
    places = np.concatenate([middles - half, middles + half], 1)
    others = np.array(taken)
    shared = np.minimum(places[:, None, 2:], others[:, 2:]) - np.maximum(places[:, None, :2], others[:, :2])
    covered = shared.clip(0).prod(-1).sum(1)
    return places[covered.argmin()]


def _line(draw: ImageDraw.ImageDraw, ends: Floats, colour: tuple[int, int, int, int], width: float) -> None:
    draw.line([tuple(end) for end in ends.tolist()], fill=colour, width=max(1, round(width)))
    for end in ends:
        _dot(draw, end, width / 2, colour)


def _dot(draw: ImageDraw.ImageDraw, at: Floats, radius: float, colour: tuple[int, int, int, int]) -> None:
    draw.ellipse([*(at - radius).tolist(), *(at + radius).tolist()], fill=colour)


def _ring(
    draw: ImageDraw.ImageDraw, at: Floats, radius: float, colour: tuple[int, int, int, int], width: float
) -> None:
    draw.ellipse([*(at - radius).tolist(), *(at + radius).tolist()], outline=colour, width=max(1, round(width)))
