"""Drawing, map or facade -> picture, by pix2pix's U-Net."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from engines.models.catalogue.pix2pix import PREPROCESSING
from engines.models.pix2pix import UNetGenerator, use_picture_statistics
from engines.models.predictors.preprocess import to_input


@dataclass(frozen=True)
class Pix2PixPredictor:
    """Paints a picture from another one, as the published `test.py` does, but for its live dropout: the same picture
    gives the same answer here.

    Args:
        network: for colour pictures on both sides; its batch norm is set to the picture's own statistics, as published.
    """

    network: UNetGenerator

    def __post_init__(self) -> None:
        use_picture_statistics(self.network)

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> Image.Image:
        """Return 256 x 256 RGB for a picture of any size and mode; its aspect is not kept, as published.

        A network that halves more than eight times gets as many pixels as it needs.
        """
        side = max(256, self.network.multiple)
        fitted = picture.convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
        painted = self.network(to_input(fitted, PREPROCESSING, self.network))[0].float()
        pixels = ((painted + 1) / 2 * 255).permute(1, 2, 0).cpu().numpy()  # (3, H, W) -> (H, W, 3)
        return Image.fromarray(pixels.astype(np.uint8))  # cut, not rounded, as published
