"""Two pictures -> how different they look, by LPIPS."""

from dataclasses import dataclass

import torch
from PIL import Image

from engines.models.catalogue.lpips import PREPROCESSING
from engines.models.lpips import LPIPS
from engines.models.predictors.preprocess import to_input

SMALLEST = 32  # pixels a side: below, AlexNet has nothing left to pool


@dataclass(frozen=True)
class LpipsDistance:
    """Measures with `network`, which gives a mean rather than a map and is in eval mode.

    Example:
        LpipsDistance(network)(photo, copy)     # 0.0 if they are equal
    """

    network: LPIPS

    def __post_init__(self) -> None:
        if self.network.spatial:
            raise ValueError("`network` must have been made with `spatial=False`.")

    @torch.inference_mode()
    def __call__(self, a: Image.Image, b: Image.Image) -> float:
        """Return the distance between two pictures of one size.

        Raises:
            ValueError: their sizes differ, or a side is below 32 pixels.
        """
        if a.size != b.size or min(a.size) < SMALLEST:
            raise ValueError(
                f"`a` and `b` must have one size of at least {SMALLEST} x {SMALLEST} pixels, "
                f"but have {a.width} x {a.height} and {b.width} x {b.height}."
            )
        distance = self.network(*(to_input(picture, PREPROCESSING, self.network) for picture in (a, b)))
        return float(distance)
