"""The critic: does this picture look real, and does it belong to this drawing?

A patch discriminator with instance norm (Isola et al. 2017); it also hands out its features for the feature-matching
loss of pix2pixHD (Wang et al. 2018). Used while training only. Spectral norm instead of instance norm was tried: in the
few thousand steps that two cores allow, such a critic never learnt to tell pictures apart.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class PatchCritic(nn.Module):
    """Judges overlapping patches of 78 pixels."""

    def __init__(self, width: int = 32, inputs: int = 4) -> None:
        super().__init__()
        widths = (inputs, width, 2 * width, 4 * width, 6 * width)
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 4, stride=2, padding=1), nn.InstanceNorm2d(b) if i else nn.Identity())
            for i, (a, b) in enumerate(pairwise(widths))
        )
        self.verdict = nn.Conv2d(widths[-1], 1, 3, padding=1)

    def forward(self, ink: Tensor, picture: Tensor) -> tuple[Tensor, list[Tensor]]:
        """ink: (B, 1, H, W) in [0, 1]; picture: (B, 3, H, W) in [-1, 1].

        Returns the verdicts (B, 1, H/16, W/16), high for real, and the features of every layer.
        """
        x = torch.cat((ink, picture), 1)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.verdict(x), features
