"""What models return: one typed container a concept. Every output is converted once, at the model's border."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
