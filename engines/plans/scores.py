"""How good found boxes are: average precision, from all points of the curve of precision over recall.

Boxes are matched as COCO does (Lin et al., ECCV 2014); the area is all of it, as of VOC since 2010.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HALF = 0.5  # of intersection over union


@dataclass(frozen=True)
class Boxes:
    """Of one picture. xyxy: (N, 4) left, top, right, bottom in pixels; kinds: (N,); scores: (N,), 1 for true ones."""

    xyxy: NDArray[np.float32]
    kinds: NDArray[np.int64]
    scores: NDArray[np.float32]


def overlaps(some: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return intersection over union (N, M) of boxes (N, 4) and (M, 4)."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    both = (high - low).clip(0).prod(-1)
    sizes = [(boxes[:, 2:] - boxes[:, :2]).prod(-1) for boxes in (some, others)]
    return np.asarray(both / np.maximum(sizes[0][:, None] + sizes[1][None] - both, 1e-9), np.float32)


def mean_average_precision(found: Sequence[Boxes], true: Sequence[Boxes], overlap: float = HALF) -> float:
    """Return the mean over the kinds that occur in `true` of `average_precision`; 0 where none occurs.

    Args:
        found, true: of the same pictures.
        overlap: from which on a box is found.
    """
    kinds = np.unique(np.concatenate([one.kinds for one in true]))
    return float(np.mean([_of_kind(found, true, int(kind), overlap) for kind in kinds])) if len(kinds) else 0.0


def average_precision(scores: NDArray[np.float32], hits: NDArray[np.bool_], count: int) -> float:
    """Return the area below precision over recall.

    Args:
        scores: (N,) of the found boxes.
        hits: (N,) whether each is a true box that none with a better score had found.
        count: true boxes.

    Example:
        average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), 2)    # 1/2 + 1/2 * 2/3
    """
    right = np.cumsum(hits[np.argsort(-scores, kind="stable")])
    precision = right / np.arange(1, len(right) + 1)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return float((envelope * np.diff(right, prepend=0)).sum() / count)


def _of_kind(found: Sequence[Boxes], true: Sequence[Boxes], kind: int, overlap: float) -> float:
    scores, hits, count = [], [], 0
    for guess, truth in zip(found, true, strict=True):
        mine, theirs = guess.kinds == kind, truth.xyxy[truth.kinds == kind]
        order = np.argsort(-guess.scores[mine], kind="stable")
        fits = overlaps(guess.xyxy[mine][order], theirs)
        free = np.ones(len(theirs), bool)
        for row in fits:
            best = int(np.where(free, row, -1).argmax()) if free.any() else -1
            hit = best >= 0 and row[best] >= overlap
            hits.append(hit)
            if hit:
                free[best] = False
        scores.append(guess.scores[mine][order])
        count += len(theirs)
    return average_precision(np.concatenate(scores), np.array(hits, bool), count)
