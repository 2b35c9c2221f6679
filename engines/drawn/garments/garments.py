"""A garment laid out flat, as in a shop's photo, with its exact mask."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from engines.drawn.garments import folds
from engines.drawn.garments.cloths import Colours, painter
from engines.drawn.garments.designs import Design, any_design
from engines.drawn.garments.details import add_details
from engines.drawn.garments.panels import ARMHOLE, MANNEQUIN, Panel, lay_out, within
from engines.drawn.garments.tubes import Plane, Tube

WIDTH, HEIGHT = 192, 256
MARGIN = 0.94  # of the frame that the garment fills at most
PASTE = 4.0  # pixels of the frame by which the colours reach over the cloth's border


@dataclass(frozen=True)
class DrawnGarment:
    """A garment.

    Args:
        picture: (H, W, 3) uint8 RGB, the garment flat on a light ground; H, W = 256, 192 times the scale.
        mask: (H, W) bool, where it lies; alpha: (H, W) float32, the same with soft borders.
        kind, sleeve: as the try-on's contract names them.
        design: its cut and its cloth.
        colours: (H, W, 3) float32, the cloth without light, also a little over its borders.
        panels: of what it is sewn, in pixels of the 192 x 256 frame whatever the scale.
        unit: those pixels on a grown wearer's height.
    """

    picture: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    alpha: Plane
    kind: str
    sleeve: str
    design: Design
    colours: Colours
    panels: dict[str, Panel]
    unit: float

    @cached_property
    def layers(self) -> list[Colours]:
        """The colours, and each next one half as large."""
        sheets = [self.colours]
        while min(sheets[-1].shape[:2]) > 24:
            H, W, _ = sheets[-1].shape
            even = sheets[-1][: H // 2 * 2, : W // 2 * 2]
            sheets.append(even.reshape(H // 2, 2, W // 2, 2, 3).mean((1, 3)))
        return sheets


def draw_garment(
    rng: Generator,
    kind: str | None = None,
    sleeve: str | None = None,
    design: Design | None = None,
    scale: float = 1.0,
) -> DrawnGarment:
    """A garment by chance, of the given kind and sleeve or the given design."""
    design = design or any_design(rng, kind, sleeve)
    long = design.cut.reach > 0.6
    spread = float(rng.uniform(0.2, 0.5) if long else rng.uniform(0.45, 0.95))
    shares = lay_out(design.cut, spread)
    unit, left, top = _fit(shares, float(rng.uniform(0.86, 1.0)) * MARGIN)
    panels = {name: _placed(panel, unit, left, top) for name, panel in shares.items()}
    colours, cover, relief = _spread_out(design, panels, unit, scale)
    picture = _photographed(rng, colours, cover, relief, scale)
    return DrawnGarment(
        picture=picture,
        mask=cover > 0.5,
        alpha=cover,
        kind=design.cut.kind,
        sleeve=design.cut.sleeve,
        design=design,
        colours=colours,
        panels=panels,
        unit=unit,
    )


def _fit(panels: dict[str, Panel], share: float) -> tuple[float, float, float]:
    """Pixels on a height, and where 0, 0 lies, so that the panels fill the frame's middle."""
    boxes = np.array([panel.tube.extent(max(panel.reach[0], 0.0), panel.reach[1]) for panel in panels.values()])
    (left, top), (right, bottom) = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    unit = share * min(WIDTH / (right - left), HEIGHT / (bottom - top))
    return unit, WIDTH / 2 - unit * (left + right) / 2, HEIGHT / 2 - unit * (top + bottom) / 2


def _placed(panel: Panel, unit: float, left: float, top: float) -> Panel:
    tube = panel.tube
    points = (tube.points * unit + (left, top)).astype(np.float32)
    return replace(panel, tube=Tube(points, tube.s, tube.half.scaled(unit)))


def _spread_out(design: Design, panels: dict[str, Panel], unit: float, scale: float) -> tuple[Colours, Plane, Plane]:
    """Colours, cover and height of the cloth on the page."""
    H, W = round(HEIGHT * scale), round(WIDTH * scale)
    y, x = (np.mgrid[0:H, 0:W].astype(np.float32) + 0.5) / np.float32(scale)
    colours = np.zeros((H, W, 3), np.float32)
    cover, relief = np.zeros((H, W), np.float32), np.zeros((H, W), np.float32)
    paint = painter(design.cloth, unit * scale)
    paste = np.full((H, W), -np.inf, np.float32)
    for name, panel in panels.items():
        rows, columns = _window(panel.tube.box(*panel.reach, 2 * PASTE), H, W, scale)
        if rows.start >= rows.stop or columns.start >= columns.stop:
            continue
        px, py = x[rows, columns], y[rows, columns]
        s, d, _ = panel.tube.locate(px, py)
        half = np.maximum(panel.tube.half(s), 1e-3)
        inside = within(panel, panel.tube, s, d, d / unit, unit)
        along = (s - panel.tube.s[0]) / panel.tube.pace.mean() if name != "trunk" else s * MANNEQUIN.trunk * unit
        sheet = add_details(
            paint(d * scale, along * scale), name, design, s, d / unit, half / unit, along / unit, unit * scale
        )
        if name == "trunk":
            behind = _back(design, s, d / unit) * unit
            behind = np.minimum(behind, half - np.abs(d))
            shown = ((behind * scale + 0.5).clip(0, 1) * (s < 0.4)).astype(np.float32)
            lining = sheet * 0.62
            colours[rows, columns] += shown[..., None] * (lining - colours[rows, columns])
            cover[rows, columns] = np.maximum(cover[rows, columns], shown)
        # The cloth's colours go on a little over its border, so that nothing of the ground is pulled along with it.
        nearer = (inside > 0) | ((inside > -PASTE) & (inside > paste[rows, columns]))
        if name == "trunk" and "right_leg" not in panels:
            nearer |= inside > paste[rows, columns]
        soft = np.maximum(nearer, 0).astype(np.float32)
        shown = (inside * scale + 0.5).clip(0, 1)
        keep = np.where(cover[rows, columns] > 0.5, np.minimum(soft, shown), soft)
        colours[rows, columns] += keep[..., None] * (sheet - colours[rows, columns])
        paste[rows, columns] = np.maximum(paste[rows, columns], inside)
        cover[rows, columns] = np.maximum(cover[rows, columns], shown)
        edge = (1 - (np.abs(d) / half).clip(0, 1) ** 6) * (inside / 2.0).clip(0, 1)
        if design.cut.kind == "trousers":
            edge = np.maximum(edge, 0.9 * (np.abs(d) < half - 1))
        relief[rows, columns] += shown * (edge - relief[rows, columns])
    return colours, cover, relief


def _back(design: Design, s: Plane, x: Plane) -> Plane:
    """How far inside the back of the neckline, which is seen through the front."""
    cut = design.cut
    if cut.first > 0.3 or cut.neck == "straps":
        return np.full(s.shape, -1.0, np.float32)
    low = 0.013
    hole = np.sqrt((x / cut.width) ** 2 + (np.maximum(s * MANNEQUIN.trunk, 0) / low) ** 2) - 1
    behind = np.minimum(hole * low, s * MANNEQUIN.trunk + 0.006)
    return np.minimum(behind, ARMHOLE(s) - np.abs(x) if cut.sleeve == "none" else behind).astype(np.float32)


def _photographed(rng: Generator, colours: Colours, cover: Plane, relief: Plane, scale: float) -> NDArray[np.uint8]:
    """The cloth in a soft light on a light ground."""
    H, W = cover.shape
    y, x = np.mgrid[0:H, 0:W].astype(np.float32) / np.float32(scale)
    crease = folds.sample(
        folds.creases(int(rng.integers(4))), 0.55 * x + rng.uniform(0, 256), 0.42 * y + rng.uniform(0, 256)
    )
    height = relief * 2.2 + crease * float(rng.uniform(0.8, 2.4))
    down, right = np.gradient(height, 1 / scale)
    shade = 1 + (0.16 * (right + 1.2 * down) * cover).clip(-0.16, 0.10)
    shade *= 0.965 + 0.035 * relief + 0.012 * folds.sample(folds.grain(), x * 1.9, y * 1.9)
    tint = float(rng.uniform(0.90, 0.99))
    ground = np.full((H, W, 3), tint, np.float32) * np.float32(1 + rng.normal(0, 0.008, 3))
    shadow = Image.fromarray((cover * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(3 * scale))
    ground *= 1 - 0.22 * np.roll(np.asarray(shadow, np.float32) / 255, round(2 * scale), 0)[..., None]
    lit = colours * shade[..., None]
    pixels = ground + cover[..., None] * (lit - ground)
    return (pixels.clip(0, 1) * 255).round().astype(np.uint8)


def _window(box: tuple[float, float, float, float], H: int, W: int, scale: float) -> tuple[slice, slice]:
    left, top, right, bottom = (round(v * scale) for v in box)
    return slice(max(top, 0), max(min(bottom, H), 0)), slice(max(left, 0), max(min(right, W), 0))
