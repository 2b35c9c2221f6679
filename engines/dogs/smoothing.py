"""The One Euro filter: points that tremble from frame to frame hold still where the dog does, and follow where it runs.

Casiez, Roussel, Vogel: "1 € Filter: A Simple Speed-based Low-pass Filter for Noisy Input in Interactive Systems", CHI
2012. Speeds are in lengths of the dog a second, so that a small dog is smoothed like a large one.
"""

import math

import numpy as np
from numpy.typing import NDArray

from engines.models.skeletons import Keypoints

STEADY = 1.2  # Hz: a resting point follows changes slower than this,
QUICK = 3.0  # and so many Hz more for each length of the dog a second that it moves
SPEED = 1.0  # Hz: a speed follows changes slower than this

Floats = NDArray[np.float64]

_UNKNOWN: Floats = np.full((1, 2), np.nan)  # of points without a past


class PointFilter:
    """Smooths the points of one dog, `rate` times a second. Points below the threshold pass and start anew."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._raw, self._smooth, self._speed = _UNKNOWN, _UNKNOWN, _UNKNOWN

    def __call__(self, points: Keypoints | None, threshold: float) -> Keypoints | None:
        """Return the points of the next frame, smoothed; None where there is no dog, which starts all anew."""
        sure = np.zeros(0, bool) if points is None else points.score >= threshold
        if points is None or not sure.any():
            self._raw, self._smooth, self._speed = _UNKNOWN, _UNKNOWN, _UNKNOWN
            return points
        raw = np.where(sure[:, None], points.xy, np.nan).astype(np.float64)
        length = max(float(np.ptp(raw[sure], axis=0).max()), 1.0)
        speed = _known((raw - self._raw) * self.rate / length, 0.0)
        self._speed = _known(self._speed + self._share(SPEED) * (speed - self._speed), speed)
        pace = np.linalg.norm(self._speed, axis=-1, keepdims=True)
        self._smooth = _known(self._smooth + self._share(STEADY + QUICK * pace) * (raw - self._smooth), raw)
        self._raw = raw
        xy = _known(self._smooth, points.xy).astype(np.float32)
        return Keypoints(xy, points.score, points.names, points.skeleton)

    def _share(self, cutoff: float | Floats) -> float | Floats:
        """How much of what is new a low-pass filter of `cutoff` Hz takes in each frame."""
        return 1 / (1 + self.rate / (2 * math.pi * cutoff))


def _known(numbers: Floats, otherwise: float | Floats | NDArray[np.float32]) -> Floats:
    return np.where(np.isfinite(numbers), numbers, otherwise)
