"""What a camera sees of flesh: ellipsoids melted into one smooth surface.

Each ellipsoid has a height towards the camera at every pixel and a distance to its outline. Both are joined by a
maximum that is rounded where two are nearly equal (the quadratic smooth maximum of Quilez, 2008), which is what makes
a leg grow out of a trunk. Only the pixels around an ellipsoid are touched.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.dogs.camera import Camera
from engines.drawn.dogs.flesh import BARE, Flesh

Plane = NDArray[np.float32]
OUTSIDE = np.float32(-1e4)
FALL, CLIFF = np.float32(2.0), np.float32(1.5)  # how a ball's height falls beyond its outline: gently, then ever more


@dataclass(frozen=True)
class Surface:
    """inside: (S, S) pixels from the outline, positive inside; height: (S, S) pixels towards the camera;
    owner: (S, S) the ellipsoid seen there, -1 far from all."""

    inside: Plane
    height: Plane
    owner: NDArray[np.int16]


def surface(body: Flesh, camera: Camera, side: int) -> Surface:
    """The body in a picture of `side` pixels: bare and small things in all detail, the rest, which is smooth, from
    half as many pixels."""
    seen = _enlarged(_Relief(side // 2).added(body, half(camera), ~_fine(body)), side)
    return _Relief(side, seen).added(body, camera, _fine(body))


def half(camera: Camera) -> Camera:
    """The camera of the same picture with half as many pixels a side."""
    x, y = ((place + 0.5) / 2 - 0.5 for place in camera.centre)
    return replace(camera, scale=camera.scale / 2, centre=(x, y))


def _fine(body: Flesh) -> NDArray[np.bool_]:
    return np.isin(body.parts, BARE)


def _enlarged(small: Surface, side: int) -> Surface:
    """Twice as many pixels a side; heights are in pixels, so that they double too."""
    lowest = small.height[small.inside > -1].min(initial=0) - 8
    inside, height = (
        2 * np.asarray(Image.fromarray(np.maximum(plane, floor)).resize((side, side), Image.Resampling.BILINEAR))
        for plane, floor in ((small.inside, np.float32(-60)), (small.height, np.float32(lowest)))
    )
    owner = Image.fromarray(small.owner).resize((side, side), Image.Resampling.NEAREST)
    return Surface(inside, height, np.array(owner))


class _Relief:
    """A surface in the making."""

    def __init__(self, side: int, seen: Surface | None = None) -> None:
        self.side, self.line = side, np.arange(side, dtype=np.float32)
        none = np.full((side, side), OUTSIDE, np.float32)
        self.seen = seen or Surface(none, none.copy(), np.full((side, side), -1, np.int16))

    def added(self, body: Flesh, camera: Camera, which: NDArray[np.bool_]) -> Surface:
        """With some of the body's ellipsoids."""
        places, near = camera.project(body.places)
        turned = camera.view @ body.axes  # axes as the camera sees them
        sharp = (turned / (body.radii * near[:, None])[:, None] ** 2) @ turned.transpose(0, 2, 1)
        deep = sharp[:, 2, 2]
        lean = -sharp[:, 2, :2] / deep[:, None]
        flat = sharp[:, :2, :2] - sharp[:, 2, :2, None] * sharp[:, 2, None, :2] / deep[:, None, None]
        area = np.linalg.det(flat)
        reach = np.sqrt(np.stack([flat[:, 1, 1], flat[:, 0, 0]], 1) / area[:, None])
        soft = np.maximum(body.soft * near, 0.5)
        margin = soft * 0.5 + body.fur * near + 4
        low = np.clip(np.floor(places[:, :2] - reach - margin[:, None]), 0, self.side).astype(int)
        high = np.clip(np.ceil(places[:, :2] + reach + margin[:, None]) + 1, 0, self.side).astype(int)
        numbers = zip(flat.tolist(), lean.tolist(), places.tolist(), deep**-0.5, area**-0.25, soft, strict=True)
        shapes = list(numbers)
        for i in np.flatnonzero(which & (low < high).all(1)).tolist():
            (left, top), (right, bottom) = low[i], high[i]
            ((a, b), (_, c)), (right_lean, down_lean), (x0, y0, level), *rest = shapes[i]
            x, y = self.line[left:right] - x0, self.line[top:bottom, None] - y0
            rise = right_lean * x + down_lean * y
            within = (1 - a * x * x) - c * y * y
            within -= (2 * b * x) * y
            self._add((slice(top, bottom), slice(left, right)), i, within, rise, level, *rest)
        return self.seen

    def _add(
        self,
        window: tuple[slice, slice],
        i: int,
        within: Plane,
        rise: Plane,
        level: float,
        deep: float,
        size: float,
        soft: float,
    ) -> None:
        """An ellipsoid. within: 1 in its middle, 0 on its outline; rise: height of its middle plane above `level`;
        deep: its radius towards the camera; size: its mean radius."""
        beyond = np.minimum(within, 0)
        height = np.sqrt(within - beyond)
        height *= np.float32(deep)
        # Beyond the outline it falls to all sides, and leans no further.
        height += rise / (1 - beyond * np.float32(0.5))
        beyond *= np.float32(max(deep, size))
        height += beyond * (FALL - CLIFF * beyond) + np.float32(level)
        seen = self.seen.height[window]
        np.copyto(self.seen.owner[window], np.int16(i), where=height > seen)
        _melt(seen, height, np.float32(soft))
        within *= np.float32(0.5 * size)
        _melt(self.seen.inside[window], within, np.float32(soft))


def _melt(there: Plane, new: Plane, soft: np.float32) -> None:
    """The rounded maximum of both, in place."""
    gap = soft - np.abs(there - new)
    np.maximum(gap, 0, out=gap)
    np.maximum(there, new, out=there)
    there += gap * gap * (np.float32(0.25) / soft)
