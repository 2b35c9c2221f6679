"""Picture -> a mask, or a label a pixel, by U-Net."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image
from torch.nn.functional import interpolate, pad

from engines.models.catalogue.unet import PREPROCESSING
from engines.models.predictors.preprocess import to_input
from engines.models.results import LabelMap, Mask
from engines.models.unet import UNet

SMALLEST = 16  # pixels a side: the network halves four times


@dataclass(frozen=True)
class UNetPredictor:
    """Labels pixels, as the published `predict.py` does.

    Args:
        network: for colour or grey pictures, in eval mode.
        scale: of the picture's sides, before the network sees it; the published files' names say theirs.
        names: of the labels, if there are several; their numbers if not given.
    """

    network: UNet
    scale: float = 1.0
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.network.n_channels not in (1, 3):
            raise ValueError(f"`network` must take 1 or 3 channels, but takes {self.network.n_channels}.")
        if self.names and len(self.names) != self.network.n_classes:
            raise ValueError(f"`names` must be {self.network.n_classes} names, but are {len(self.names)}.")

    @torch.inference_mode()
    def __call__(self, picture: Image.Image) -> Mask | LabelMap:
        """Return a mask if the network has one class, else the likeliest label of each pixel, in the picture's size.

        The border of a picture that is scaled below 16 pixels is repeated.
        """
        W, H = picture.size
        w, h = max(1, int(self.scale * W)), max(1, int(self.scale * H))
        rules = replace(PREPROCESSING, order="L" if self.network.n_channels == 1 else "RGB")
        small = picture.convert("L" if self.network.n_channels == 1 else "RGB").resize((w, h), Image.Resampling.BICUBIC)
        x = pad(
            to_input(small, rules, self.network),
            [0, max(0, SMALLEST - w), 0, max(0, SMALLEST - h)],
            mode="replicate",
        )
        logits = self.network(x)[..., :h, :w].float()
        logits = interpolate(logits, [H, W], mode="bilinear", align_corners=False)[0]  # (n_classes, H, W)
        if self.network.n_classes == 1:
            return Mask(logits[0].sigmoid().cpu().numpy())
        names = self.names or tuple(str(label) for label in range(self.network.n_classes))
        return LabelMap(logits.argmax(0).cpu().numpy().astype(np.uint8), names)
