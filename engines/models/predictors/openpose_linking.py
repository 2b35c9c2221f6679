"""Heat maps and limb directions -> people: OpenPose's second half (Cao et al., CVPR 2017), in numpy.

1. A joint may be wherever a smoothed heat map has a peak.
2. Two joints may form a limb where the directions between them point from one to the other.
3. Limbs that share a joint form a person.

Thresholds, order and ties are those of Hzzone/pytorch-openpose, so that the same maps give the same people. The maps
are never enlarged to the picture's size as a whole: enlarging and smoothing are linear in rows and in columns, so two
small matrices do both, and directions are enlarged only where they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from engines.models.skeletons import OPENPOSE_18

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

STRIDE = 8  # pixels of the network's input for one of its output
SIGMA = 3.0  # pixels of the picture, of the smoothing before peaks are looked for
PEAK = 0.1  # a smoothed heat map must be above it
MOST_PEAKS = 127  # of one joint, the strongest ones: as many people as OpenPose itself expects
SAMPLES = 10  # directions read on the way from one joint to the other
AGREEMENT = 0.05  # a direction must point along the limb by more than that
AGREEING = 0.8  # more than this share of the directions must
FEWEST_PARTS = 4  # of a person
LEAST_SCORE = 0.4  # of a person, for each part

LIMBS = (*OPENPOSE_18.edges, (2, 16), (5, 17))  # the last two, shoulder to ear, found no new person and are not drawn
FOUNDING_LIMBS = len(OPENPOSE_18.edges)
LIMB_MAPS = (12, 20, 14, 16, 22, 24, 0, 2, 4, 6, 8, 10, 28, 30, 34, 32, 36, 18, 26)  # each one's map of x; y is next
JOINTS = len(OPENPOSE_18.names)


@dataclass(frozen=True)
class People:
    """`joints` (N, 3): x, y in pixels of the picture, score. `parts` (P, 18): each person's rows of `joints`, or -1.

    `score` (P,) is the sum over a person's joints and limbs, `count` (P,) how many parts went into it.
    """

    joints: Floats
    parts: Ints
    score: Floats
    count: Ints


@dataclass(eq=False)
class _Person:
    parts: Ints = field(default_factory=lambda: np.full(JOINTS, -1))
    score: float = 0.0
    count: int = 0

    def take(self, part: int, joint: int, score: float) -> None:
        self.parts[part] = joint
        self.score += score
        self.count += 1

    def absorb(self, other: "_Person", score: float) -> None:
        self.parts = np.maximum(self.parts, other.parts)
        self.score += other.score + score
        self.count += other.count


@dataclass(frozen=True)
class _Axis:
    """How values along one side of the maps become values along the picture's: matrices (pixels, cells)."""

    enlarge: Floats
    smooth: Floats

    @property
    def gain(self) -> float:
        """How many times larger than the largest of some values they can become when they are smoothed."""
        return float(np.abs(self.smooth).sum(1).max())

    @classmethod
    def of(cls, cells: int, seen: int, pixels: int) -> "_Axis":
        """`seen` of the network's input pixels belong to the picture; the rest was filled up."""
        fine = cv2.resize(np.eye(cells), (cells, cells * STRIDE), interpolation=cv2.INTER_CUBIC)[:seen]
        enlarge = np.asarray(cv2.resize(fine, (cells, pixels), interpolation=cv2.INTER_CUBIC), np.float64)
        return cls(enlarge, ndimage.gaussian_filter1d(enlarge, SIGMA, axis=0))


def link(
    limbs: NDArray[np.float32], heat: NDArray[np.float32], seen: tuple[int, int], picture: tuple[int, int]
) -> People:
    """Return the people that the network's output shows.

    Args:
        limbs: (38, h, w) limb directions.
        heat: (19, h, w) heat maps.
        seen: height and width of the picture in the network's input, without what it was filled up with.
        picture: its own height and width, pixels.
    """
    _, h, w = heat.shape
    rows, columns = _Axis.of(h, seen[0], picture[0]), _Axis.of(w, seen[1], picture[1])
    peaks = [_peaks(heat[joint].astype(np.float64), rows, columns) for joint in range(JOINTS)]
    first = np.cumsum([0, *map(len, peaks)])  # number of each joint's first peak among all of them
    joints = np.concatenate(peaks)
    people: list[_Person] = []
    for limb, (start, end) in enumerate(LIMBS):
        x, y = LIMB_MAPS[limb], LIMB_MAPS[limb] + 1
        # (H, w): enlarged along the columns only, so that a point costs one product of two rows
        directions = np.stack([rows.enlarge @ limbs[x], rows.enlarge @ limbs[y]])
        agreement = _agreement(peaks[start], peaks[end], directions, columns.enlarge)
        for i, j in _pairs(agreement):
            pair = int(first[start] + i), int(first[end] + j)
            _add(people, limb, pair, float(agreement[i, j]), joints[:, 2])
    return _publish(people, joints)


def _peaks(heat: Floats, rows: _Axis, columns: _Axis) -> Floats:
    """Return the peaks of one heat map (h, w) row by row: (n, 3) x, y, score of the map that is not smoothed."""
    down, across = rows.smooth @ heat, heat @ columns.smooth.T  # (H, w), (h, W)
    top, bottom = _span(np.abs(down).max(1) * columns.gain)
    left, right = _span(np.abs(across).max(0) * rows.gain)
    if top == bottom or left == right:
        return np.empty((0, 3))
    # Not `@`: numpy's threads wait in loops and take a hundred times as long on a busy machine for this little.
    smooth = cv2.gemm(down[top:bottom], columns.smooth[left:right], 1, np.empty(0), 0, flags=cv2.GEMM_2_T)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    y, x = np.divmod(np.flatnonzero((smooth > PEAK) & (smooth >= cv2.dilate(smooth, cross))), right - left)
    if len(y) > MOST_PEAKS:
        strongest = np.sort(np.argsort(-smooth[y, x], kind="stable")[:MOST_PEAKS])
        y, x = y[strongest], x[strongest]
    y, x = y + top, x + left
    score = ((rows.enlarge[y] @ heat) * columns.enlarge[x]).sum(1)
    return np.stack([x, y, score], 1)


def _span(most: Floats) -> tuple[int, int]:
    """Return the first and one past the last line that can hold a peak, given how large its values can be."""
    lines = np.flatnonzero(most > PEAK)
    return (int(lines[0]), int(lines[-1]) + 1) if len(lines) else (0, 0)


def _agreement(starts: Floats, ends: Floats, directions: Floats, columns: Floats) -> Floats:
    """Return how well the directions (2, H, w) lead from each start (n, 3) to each end (m, 3): (n, m), 0 for no limb.

    It is the mean over the way; a limb longer than half the picture's height is worth less.
    """
    _, H, _ = directions.shape
    a, b = starts[:, None, :2], ends[None, :, :2]
    length = np.maximum(np.linalg.norm(b - a, axis=2), 1e-3)  # (n, m)
    way = (a + np.arange(SAMPLES)[:, None, None, None] * ((b - a) / (SAMPLES - 1))).round()  # (SAMPLES, n, m, 2)
    x, y = way.astype(np.intp).transpose(3, 0, 1, 2)
    along_x, along_y = (np.einsum("...w,...w", direction[y], columns[x]) for direction in directions)  # (SAMPLES, n, m)
    along = (along_x * (b - a)[..., 0] + along_y * (b - a)[..., 1]) / length
    score: Floats = along.mean(0) + np.minimum(0.5 * H / length - 1, 0)
    agreeing = (along > AGREEMENT).sum(0) > AGREEING * SAMPLES
    return np.where(agreeing & (score > 0), score, 0)


def _pairs(agreement: Floats) -> Iterator[tuple[int, int]]:
    """Yield starts and ends of limbs, the best first; every joint belongs to one limb of a kind at most."""
    starts, ends = np.nonzero(agreement)
    best = np.argsort(-agreement[starts, ends], kind="stable")
    used_starts: set[int] = set()
    used_ends: set[int] = set()
    for i, j in zip(starts[best].tolist(), ends[best].tolist(), strict=True):
        if i not in used_starts and j not in used_ends:
            used_starts.add(i)
            used_ends.add(j)
            yield i, j


def _add(people: list[_Person], limb: int, pair: tuple[int, int], strength: float, scores: Floats) -> None:
    """Give a limb to the person that holds one of its joints; join two that hold one each; or found a person."""
    start, end = LIMBS[limb]
    holders = [person for person in people if person.parts[start] == pair[0] or person.parts[end] == pair[1]][:2]
    if len(holders) == 2 and not ((holders[0].parts >= 0) & (holders[1].parts >= 0)).any():
        holders[0].absorb(holders[1], strength)
        people.remove(holders[1])
    elif len(holders) == 2 or (holders and holders[0].parts[end] != pair[1]):
        holders[0].take(end, pair[1], scores[pair[1]] + strength)
    elif not holders and limb < FOUNDING_LIMBS:
        people.append(_Person())
        people[-1].take(start, pair[0], scores[pair[0]])
        people[-1].take(end, pair[1], scores[pair[1]] + strength)


def _publish(people: list[_Person], joints: Floats) -> People:
    kept = [one for one in people if one.count >= FEWEST_PARTS and one.score / one.count >= LEAST_SCORE]
    return People(
        joints=joints,
        parts=np.array([one.parts for one in kept], np.intp).reshape(-1, JOINTS),
        score=np.array([one.score for one in kept], np.float64),
        count=np.array([one.count for one in kept], np.intp),
    )
