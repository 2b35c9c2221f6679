"""Maps of where something is in a picture: the dog finder, the dog's points, a person's parts and points, a garment.

A backbone of timm (RegNetX: Radosavovic et al., CVPR 2020) whose coarse features are added to the finer ones on the way
back up (Lin et al., "Feature Pyramid Networks", CVPR 2017), and a small head that reads the maps from the finest ones.
As a finder it works as CenterNet does (Zhou et al., "Objects as Points", 2019).

Input: (B, 3, H, W) RGB, less MEAN and divided by DEVIATION of `dog_embedder`; sides a multiple of 32.
Output: (B, maps, H / step, W / step) logits.
"""

from typing import Any, cast

import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F

LEVELS = (0, 1, 2, 3, 4)  # of the backbone's features, each half as fine as the one before
FINEST = 2  # pixels of the input to a feature of the first level, which only the finest maps are read from


class Spotter(nn.Module):
    """Backbone, way back up, head.

    Args:
        maps: what is read: a point each, or the finder's centre, offset and size.
        backbone: a name in timm.
        step: pixels of the input to one of a map: 2, 4, 8 or 16.
        width: channels on the way back up.
    """

    def __init__(self, maps: int = 17, backbone: str = "regnetx_004", step: int = 4, width: int = 64) -> None:
        super().__init__()
        levels = LEVELS if step == FINEST else LEVELS[1:]
        self.backbone = timm.create_model(backbone, features_only=True, out_indices=levels)
        channels = cast("Any", self.backbone.feature_info).channels()
        self.finest = {2: 0, 4: 0, 8: 1, 16: 2}[step]
        self.across = nn.ModuleList(nn.Conv2d(count, width, 1) for count in channels[self.finest :])
        self.smooth = nn.ModuleList(_Smooth(width) for _ in channels[self.finest : -1])
        self.head = nn.Conv2d(width, maps, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, maps, H / step, W / step) of pictures (B, 3, H, W)."""
        features = self.backbone(x)[self.finest :]
        up = self.across[-1](features[-1])
        for across, smooth, fine in zip(
            reversed(self.across[:-1]), reversed(self.smooth), reversed(features[:-1]), strict=True
        ):
            up = smooth(across(fine) + F.interpolate(up, scale_factor=2.0, mode="nearest"))
        return cast("Tensor", self.head(up))


class _Smooth(nn.Module):
    """Looks around once in each channel, then mixes them, beside a straight way."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(width, width, 5, padding=2, groups=width, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.mix = nn.Conv2d(width, width, 1, bias=False)
        self.mix_norm = nn.BatchNorm2d(width)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(x + self.mix_norm(self.mix(torch.relu(self.norm(self.around(x))))))
