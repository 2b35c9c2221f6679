"""Where the pictures are taken from: three quarters from the front, following softly, the whole dance in view."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

Array = NDArray[np.floating]

TURN, TILT = 0.35, 0.16  # radians: from Z+ towards X+, and down
LENS: Final = np.radians(28)  # from the picture's lower edge to the upper one
EYES: Final = 0.86  # m, the height that is looked at
NEAREST: Final = 4.9  # m
AROUND: Final = np.array([0.24, 0.42])  # m beside and above the joints: hands, and the head with its cap
SOFTNESS: Final = 0.5  # s, the deviation of the Gaussian over the pelvis's way
RIGHT: Final = np.array([np.cos(TURN), 0, -np.sin(TURN)])
TOWARDS: Final = np.array([np.sin(TURN) * np.cos(TILT), np.sin(TILT), np.cos(TURN) * np.cos(TILT)])
UP: Final = np.cross(TOWARDS, RIGHT)


@dataclass(frozen=True)
class Camera:
    """A camera for T frames. `targets` (T, 3), what it looks at; `far`, metres from there; `size`, pixels (W, H)."""

    targets: Array
    far: float
    size: tuple[int, int]

    @property
    def focal(self) -> float:
        return focal(self.size)

    def cut(self, frames: slice) -> "Camera":
        return Camera(self.targets[frames], self.far, self.size)

    def project(self, points: Array) -> tuple[Array, Array]:
        """Return the pixels (T, ..., 2) of points (T, ..., 3), and how far they are (T, ...), in metres."""
        seen = points - self.targets.reshape(-1, *(1,) * (points.ndim - 2), 3)
        distance = self.far - seen @ TOWARDS
        flat = np.stack([seen @ RIGHT, -(seen @ UP)], -1) * (self.focal / distance)[..., None]
        return flat + np.array(self.size) / 2, distance

    def outlines(self, at: Array, axes: Array) -> tuple[Array, Array]:
        """Return how ellipsoids look: middles (T, N, 2), and (T, N, 2, 2) that make outlines of circles, in pixels.

        Args:
            at: (T, N, 3).
            axes: (T, N, 3, 3), half axes as rows.
        """
        pixels, distance = self.project(at)
        flat = np.stack([axes @ RIGHT, -(axes @ UP)], -2) * (self.focal / distance)[..., None, None]  # (T, N, 2, 3)
        square = flat @ np.swapaxes(flat, -1, -2)
        root = np.sqrt(np.maximum(np.linalg.det(square), 1e-9))[..., None, None]
        trace = np.trace(square, axis1=-2, axis2=-1)[..., None, None]
        return pixels, (square + root * np.eye(2)) / np.sqrt(trace + 2 * root)


def focal(size: tuple[int, int]) -> float:
    return float(min(size) / 2 / np.tan(LENS / 2))


def follow(joints: Array, fps: float, size: tuple[int, int]) -> Camera:
    """Return the camera for joints (T, 22, 3)."""
    targets = gaussian_filter1d(joints[:, 0].astype(np.float64), SOFTNESS * fps, axis=0, mode="nearest")
    targets[:, 1] = EYES + 0.35 * (targets[:, 1] - 0.92)
    seen = joints - targets[:, None]
    reach = np.abs(np.stack([seen @ RIGHT, seen @ UP], -1)) + AROUND
    needed = (reach * focal(size) / (np.array(size) / 2)).max(-1) + seen @ TOWARDS
    return Camera(targets, max(NEAREST, float(needed.max())), size)
