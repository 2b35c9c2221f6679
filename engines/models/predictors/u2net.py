"""Picture -> its salient object, by U²-Net."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from engines.models.catalogue.u2net import PREPROCESSING
from engines.models.results import Mask
from engines.models.u2net import NestedU


@dataclass(frozen=True)
class U2NetPredictor:
    """Finds the salient object, as the published `u2net_test.py` does with today's scikit-image.

    Args:
        network: with one map, in eval mode.
        size: both sides of the network's input, pixels (512 for the portrait weights).
    """

    network: NestedU
    size: int = 320

    def __post_init__(self) -> None:
        if (self.network.in_ch, self.network.out_ch) != (3, 1):
            raise ValueError(
                f"`network` must make 1 map from 3 channels, but makes {self.network.out_ch} from {self.network.in_ch}."
            )

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> Mask:
        """Return how salient each pixel is, the least one 0 and the most salient one 1, in the picture's size."""
        parameter = next(self.network.parameters())
        x = torch.from_numpy(prepare(picture, self.size))[None].to(parameter)
        d0 = self.network(x)[0][0, 0].float().cpu().numpy()
        spread = d0.max() - d0.min()
        d0 = (d0 - d0.min()) / spread if spread else np.zeros_like(d0)
        return Mask(np.asarray(Image.fromarray(d0).resize(picture.size, Image.Resampling.BILINEAR)))


def prepare(picture: Image.Image, size: int) -> NDArray[np.float32]:
    """Return the network's input, (3, size, size).

    The largest value of the resized picture becomes 1 before ImageNet's mean and deviation are applied; a grey
    picture gets the red channel's ones in all three channels.
    """
    grey = picture.mode in ("1", "L")
    colours = np.asarray(picture.convert("RGB"), np.float32)  # (H, W, 3)
    pixels = resize(np.divide(colours, 255, dtype=np.float32), size)
    mean, std = (np.array(numbers, np.float32) / 255 for numbers in (PREPROCESSING.mean, PREPROCESSING.std))
    if grey:
        mean, std = mean[:1], std[:1]
    normalised = (pixels / (pixels.max() or 1) - mean) / std
    return np.ascontiguousarray(normalised.transpose(2, 0, 1), np.float32)


def resize(pixels: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Return (size, size, C) for (H, W, C), as `skimage.transform.resize(..., mode="constant")` does.

    Where the picture shrinks it is blurred first; what lies beyond its border is black, so that the border of an
    enlarged picture is darker.
    """
    H, W, _ = pixels.shape
    shrink = np.array([H / size, W / size, 1])
    if (shrink > 1).any():
        pixels = ndimage.gaussian_filter(pixels, np.maximum(0, (shrink - 1) / 2), mode="constant")
    resized: NDArray[np.float32] = ndimage.zoom(pixels, 1 / shrink, order=1, mode="grid-constant", grid_mode=True)
    return resized
