"""What models return: one typed container a concept. Every output is converted once, at the model's border."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Keypoints:
    """Named points on one body.

    Args:
        xy: (K, 2) float32, pixels of the picture, (0, 0) the centre of its top left pixel.
        score: (K,) float32, 0 where the point was not found.
        names: K names, in the data set's order.
        skeleton: pairs of indices that a line joins.
    """

    xy: NDArray[np.float32]
    score: NDArray[np.float32]
    names: tuple[str, ...]
    skeleton: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        K = len(self.names)
        if self.xy.shape != (K, 2) or self.score.shape != (K,):
            raise ValueError(
                f"`xy` and `score` must have shapes ({K}, 2) and ({K},), one row a name, "
                f"but have {self.xy.shape} and {self.score.shape}."
            )

    def to_coco17(self) -> "Keypoints":
        """Return the points in COCO's order; see `skeletons.to_coco_17`."""
        from engines.models.skeletons import to_coco_17  # here, because that module needs this one

        return to_coco_17(self)


@dataclass(frozen=True)
class LabelMap:
    """One label a pixel: `labels` (H, W) uint8, each an index into `names`."""

    labels: NDArray[np.uint8]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.labels.ndim != 2 or self.labels.dtype != np.uint8:
            raise ValueError(f"`labels` must be (H, W) uint8, but is {self.labels.shape} {self.labels.dtype}.")

    def mask(self, *names: str) -> NDArray[np.bool_]:
        """Return (H, W), true where the label is one of `names`."""
        return np.isin(self.labels, [self.names.index(name) for name in names])


@dataclass(frozen=True)
class Mask:
    """How strongly each pixel belongs: `values` (H, W) float32 in 0..1."""

    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.dtype != np.float32:
            raise ValueError(f"`values` must be (H, W) float32, but is {self.values.shape} {self.values.dtype}.")

    def binary(self, threshold: float = 0.5) -> NDArray[np.bool_]:
        """Return (H, W), true where the value is above `threshold`."""
        return self.values > threshold


@dataclass(frozen=True)
class Embedding:
    """A picture or a text as a point: `values` (D,) float32 of length 1."""

    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.values.ndim != 1 or not np.isclose(np.linalg.norm(self.values), 1, atol=1e-3):
            raise ValueError(
                f"`values` must be (D,) and of length 1, but has shape {self.values.shape} and length "
                f"{np.linalg.norm(self.values):.3f}."
            )

    def similarity(self, other: "Embedding") -> float:
        """Return the cosine similarity, -1..1."""
        return float(self.values @ other.values)
