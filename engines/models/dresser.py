"""Paints what a new garment uncovers, and says where the bent garment shows.

The task is that of CP-VTON's try-on module (Wang et al., ECCV 2018): a rendered person, and a mask that puts it
together with the garment. The network is a U-Net (Ronneberger et al. 2015) whose finest level has half the picture's
resolution.

Input: (B, inputs, 256, 192), the channels of `engines.tryon.description`. Sides a multiple of 32.
Output: RGB (B, 3, 256, 192) in [-1, 1] and the garment's share (B, 1, 256, 192) as a logit.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.blocks import double_conv

OUTPUTS = 4


class Dresser(nn.Module):
    """U-Net of five levels.

    Args:
        inputs: channels.
        widths: channels of the levels, from half the resolution on.
    """

    def __init__(self, inputs: int, widths: tuple[int, ...] = (32, 64, 128, 160, 192)) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(inputs, widths[0], 4, stride=2, padding=1, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.ReLU(inplace=True),
        )
        pairs = list(pairwise(widths))
        self.down = nn.ModuleList(double_conv(a, b, stride=2) for a, b in pairs)
        self.up = nn.ModuleList(double_conv(a + b, a) for a, b in reversed(pairs))
        self.last = nn.Conv2d(widths[0], 4 * OUTPUTS, 3, padding=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the picture and the logit of the garment's share."""
        features = [self.stem(x)]
        for down in self.down:
            features.append(down(features[-1]))
        y = features.pop()
        for up, beside in zip(self.up, reversed(features), strict=True):
            y = up(torch.cat([beside, F.interpolate(y, scale_factor=2.0, mode="nearest")], 1))
        picture, share = F.pixel_shuffle(self.last(y), 2).split([3, 1], 1)
        return picture.tanh(), share
