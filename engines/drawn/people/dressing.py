"""A garment on a person: each panel is pulled from where it lies flat to where it hangs."""

import numpy as np
from numpy.typing import NDArray

from engines.drawn.garments import folds
from engines.drawn.garments.designs import Cut
from engines.drawn.garments.garments import HEIGHT, WIDTH, DrawnGarment
from engines.drawn.garments.panels import FAR, TALL_COLLAR, Measures, leg_width, sleeve_width, trunk_width, within
from engines.drawn.garments.tubes import Plane, Tube, line, profile
from engines.drawn.people.canvas import Canvas, Colours, lit
from engines.drawn.people.limbs import arm_line, armhole, leg_tube, trunk_tube
from engines.drawn.people.poses import Pose

UPPER, DRESS, COAT, PANTS, SKIRT = 5, 6, 7, 9, 12
WRAP = 0.3  # how much a trunk is round: 0 like a board, 1 like a pipe
FOLDS = 2.0  # how deep folds are
SHEEN = {"satin": 0.16, "leather": 0.22}


def label_of(garment: DrawnGarment) -> int:
    cut = garment.design.cut
    return COAT if cut.coat else {"top": UPPER, "dress": DRESS, "trousers": PANTS, "skirt": SKIRT}[cut.kind]


class Dresser:
    """Paints one garment on one person."""

    def __init__(
        self,
        canvas: Canvas,
        garment: DrawnGarment,
        number: int,
        pose: Pose,
        of: Measures,
        seed: int,
        opening: float = 0.0,
    ) -> None:
        """number: of the garment, noted in the canvas; opening: how far a coat stands open."""
        self.canvas, self.garment, self.number = canvas, garment, number
        self.pose, self.of, self.opening = pose, of, opening
        self.cut = garment.design.cut
        self.shift = np.random.default_rng([seed, garment.design.cloth.seed]).uniform(0, 256, 8).astype(np.float32)
        self.under: list[Cut] = []  # what is worn over it
        self.soft = {"leather": 0.7, "denim": 0.7, "knit": 0.55, "satin": 1.3}.get(garment.design.cloth.texture, 1.0)

    def hood(self) -> None:
        if "hood" in self.garment.panels:
            unit = self.pose.unit
            wide = profile((0, 0.0), (0.1, 0.05), (0.35, 0.078), (0.75, 0.083), (1, 0.05)).scaled(unit)
            back = np.subtract(self.pose.neck, (0, 0.072 * unit))
            self._panel("hood", line([back, np.add(self.pose.neck, (0, 0.035 * unit))], [0, 1], wide, 4), 0.5)

    def trunk(self) -> None:
        half = trunk_width(self.of, self.cut)
        self._panel("trunk", trunk_tube(self.pose, half), 0.75, opening=self.opening)

    def neck(self) -> None:
        if "neck" in self.garment.panels:
            unit = self.pose.unit
            tall = TALL_COLLAR[self.cut.neck]
            wide = profile((0, self.of.neck * 1.08), (1, self.of.neck * 1.25)).scaled(unit)
            top, base = (
                np.subtract(self.pose.neck, (0, tall * unit * 0.6)),
                np.add(self.pose.neck, (0, self.cut.depth * 1.3 * unit)),
            )
            self._panel("neck", line([top, base], [0, 1], wide, 4), 0.8, opening=self.opening * 0.6)

    def sleeve(self, side: int) -> None:
        """side: 0 the person's right one, 1 the left one."""
        name = ("right_sleeve", "left_sleeve")[side]
        if name not in self.garment.panels:
            return
        arm = self.pose.arms[side]
        half = sleeve_width(self.of, self.cut).scaled(self.pose.unit)
        self._panel(name, arm_line(arm, half), 0.9)

    def legs(self) -> None:
        for side, name in enumerate(("right_leg", "left_leg")):
            tube = leg_tube(self.pose.legs[side], leg_width(self.of, self.cut).scaled(self.pose.unit))
            self._panel(name, tube, 0.85)

    def _panel(self, name: str, tube: Tube, depth: float, opening: float = 0.0) -> None:
        """depth: how round it looks."""
        canvas, garment, unit = self.canvas, self.garment, self.pose.unit
        panel = garment.panels[name]
        spots = canvas.within(tube.box(panel.reach[0] - 0.25 * panel.dome, panel.reach[1] + 0.05, 2.0))
        s, d, nearest = tube.locate(spots.x, spots.y)
        half = np.maximum(tube.half(s), 1e-3)
        keep = np.abs(d) < half + 1
        spots, s, d, nearest, half = spots.only(keep), s[keep], d[keep], nearest[keep], half[keep]
        u = (d / half).clip(-1, 1)
        flat_u, gap = self._flat_u(s, u, name, opening)
        flat_half = panel.tube.half(s)
        inside = within(panel, tube, s, d, flat_u * flat_half / garment.unit, unit)
        if gap is not None:
            inside = np.minimum(inside, gap * half)
        if panel.dome:
            side = int(name == "left_sleeve")
            inside = np.minimum(inside, armhole(self.pose, side, self.of, self.cut)(spots.x, spots.y, s))
        if name == "trunk":
            inside = np.minimum(inside, self._under(s, d))
        cover = canvas.cover(inside)
        if name == "trunk" and self.cut.kind == "trousers":
            cover = cover * ((1.11 - s) / 0.14).clip(0, 1)
        keep = cover > 0
        if not keep.any():
            return
        spots, cover, inside, nearest = spots.only(keep), cover[keep], inside[keep], nearest[keep]
        s, d, u, flat_u, half, flat_half = s[keep], d[keep], u[keep], flat_u[keep], half[keep], flat_half[keep]
        if name != "hood":
            loose = 1 + 3 * self.cut.ease + (0.8 if self.cut.coat else 0.0)
            canvas.shadow(spots, cover, 1.6 * loose, 1.0 * loose, 0.28)
        x, y = panel.tube.at(s, flat_u)
        colour = self._pulled(x, y, flat_half, half)
        nx, ny = self._normals(name, s, d, u, tube, nearest, depth)
        colour = lit(colour, nx, ny, canvas.sun, SHEEN.get(garment.design.cloth.texture, 0.0))
        if name != "trunk":
            rim = 0.2 * (s * 5).clip(0, 1) if panel.dome else 0.2
            colour = colour * (1 - rim * (1 - inside / 1.4).clip(0, 1))[:, None]
        if name == "hood":
            colour = colour * np.float32(0.8)
        flow = np.stack([x * (2 / WIDTH) - 1, y * (2 / HEIGHT) - 1], -1).astype(np.float32)
        canvas.paint(spots, cover, colour, label_of(garment), self.number, flow)

    def _flat_u(self, s: Plane, u: Plane, name: str, opening: float) -> tuple[Plane, Plane | None]:
        """Where across the flat panel a place lies; and, of an open coat, how far from the opening it is."""
        if opening:
            edge = opening * (0.55 + 0.6 * (s.clip(0, 1.6) if name == "trunk" else 0.0))
            edge = np.minimum(edge, 0.72)
            away = np.abs(u) - edge
            return np.asarray(np.sign(u) * (away / (1 - edge)).clip(0, 1), np.float32), away
        around = (1 - WRAP) * u + WRAP * (2 / np.pi) * np.arcsin(u)
        if name in ("trunk", "neck"):
            around = around - 0.35 * self.pose.yaw * (1 - around * around)
        return np.asarray(around, np.float32), None

    def _under(self, s: Plane, d: Plane) -> Plane:
        """How far inside what is worn over it the cloth stays."""
        unit = self.pose.unit
        inside = np.full(s.shape, FAR, np.float32)
        for cut in self.under:
            half = trunk_width(self.of, cut)(s) * unit - np.abs(d) - 0.5
            if cut.first > 0.3:  # tucked in
                inside = np.minimum(inside, (cut.first + 0.03 - s) * self.of.trunk * unit)
                inside = np.minimum(inside, half + 1.5 + 0.22 * (cut.first - s).clip(0, 1) * self.of.trunk * unit)
            else:
                inside = np.where(s < 0.9 * cut.last, np.minimum(inside, half), inside)
        return np.asarray(inside, np.float32)

    def _pulled(self, x: Plane, y: Plane, flat_half: Plane, half: Plane) -> Colours:
        """The cloth's colours at places of the flat picture, averaged where that is much larger."""
        layers = self.garment.layers
        flat_scale = len(layers[0]) / HEIGHT
        ratio = float(np.median(flat_half)) * flat_scale / (float(np.median(half)) * self.canvas.scale)
        level = int(np.clip(round(np.log2(max(ratio * 0.9, 1.0))), 0, len(layers) - 1))
        sheet = layers[level]
        H, W, _ = sheet.shape
        fx = (x * (W / WIDTH) - 0.5).clip(0, W - 1.001)
        fy = (y * (H / HEIGHT) - 0.5).clip(0, H - 1.001)
        j, i = fx.astype(np.int32), fy.astype(np.int32)
        tx, ty = (fx - j).astype(np.float32)[:, None], (fy - i).astype(np.float32)[:, None]
        flat = sheet.reshape(-1, 3)
        at = i * W + j
        top = flat[at] * (1 - tx) + flat[at + 1] * tx
        low = flat[at + W] * (1 - tx) + flat[at + W + 1] * tx
        return np.asarray(top + (low - top) * ty, np.float32)

    def _normals(
        self, name: str, s: Plane, d: Plane, u: Plane, tube: Tube, nearest: NDArray[np.intp], depth: float
    ) -> tuple[Plane, Plane]:
        """Which way the cloth looks: the body's roundness and folds."""
        size = self.pose.unit / 420  # folds grow with the person
        a, b = d / size, s / (float(tube.pace.mean()) * size)
        turn = sum(map(ord, name)) % 8
        first, second = self.shift[turn], self.shift[(turn + 3) % 8]
        if name == "trunk":
            low = ((s - 0.55) * 2).clip(0, 1)
            skirt = self.cut.kind in ("dress", "skirt")
            wide = _folded(1, a, b, ((0.55, 0.25), (0.0, 0.22)), first, second) * (1 - 0.6 * low * skirt)[:, None]
            hang = _folded(2, a, b, ((0.8, 0.0), (0.0, 0.07)), second, first) * low[:, None]
            slope = FOLDS * (4.2 * wide + (9 + 40 * self.cut.flare if skirt else 3) * hang)
        else:
            bend = np.exp(-(((s - 0.5) / 0.2) ** 2)) + 0.5 * np.exp(-(((s - 0.05) / 0.12) ** 2)) + 0.6 * (s > 0.85)
            slope = _folded(3, a, b, ((0.3, 0.0), (0.5, 0.85)), first, second) * (FOLDS * (1.6 + 2.6 * bend))[:, None]
        slope = slope * np.float32(0.55 * self.soft)
        across, along = tube.across[nearest], tube.along[nearest]
        normal = (u * depth * (0.55 + 0.45 * u * u))[:, None] * across
        normal = normal - slope[:, :1] * across - slope[:, 1:] * along
        normal = normal / np.maximum(np.linalg.norm(normal, axis=1) / 0.96, 1)[:, None]
        return normal[:, 0], normal[:, 1]


def _folded(
    seed: int, a: Plane, b: Plane, turn: tuple[tuple[float, float], tuple[float, float]], right: float, down: float
) -> NDArray[np.float32]:
    """(N, 2) how fast folds rise across and along; turn: the places of the noise at a and b."""
    (xa, xb), (ya, yb) = turn
    slope = folds.sample(folds.slopes(seed), xa * a + xb * b + right, ya * a + yb * b + down)
    return np.stack([slope[:, 0] * xa + slope[:, 1] * ya, slope[:, 0] * xb + slope[:, 1] * yb], -1).astype(np.float32)
