"""The critic: does this picture look real, and does it belong to this drawing and this world?

A patch discriminator with instance norm (Isola et al. 2017) that judges at two sizes of patch and, as in StarGAN v2
(Choi et al. 2020), has one verdict a world. It also hands out its features for the feature-matching loss of pix2pixHD
(Wang et al. 2018). Used while training only. Spectral norm instead of instance norm was tried: in the few thousand
steps that two cores allow, such a critic never learnt to tell pictures apart.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class PatchCritic(nn.Module):
    """Judges overlapping patches of 22 and, `deep`, of 46 pixels."""

    def __init__(self, worlds: int = 1, width: int = 48, inputs: int = 4, deep: bool = True) -> None:
        super().__init__()
        widths = (inputs, width, 2 * width, 4 * width, 6 * width)[: 5 if deep else 4]
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 4, stride=2, padding=1), nn.InstanceNorm2d(b) if i else nn.Identity())
            for i, (a, b) in enumerate(pairwise(widths))
        )
        self.verdicts = nn.ModuleList(nn.Conv2d(channels, worlds, 1) for channels in widths[3:])

    def forward(self, ink: Tensor, picture: Tensor, world: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """ink: (B, 1, H, W) in [0, 1]; picture: (B, 3, H, W) in [-1, 1]; world: (B,) int64.

        Returns the verdicts, (B, H/8, W/8) and, `deep`, (B, H/16, W/16), high for real, and every layer's features.
        """
        x = torch.cat((ink, picture), 1)
        features, verdicts = [], []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        each = torch.arange(len(world), device=world.device)
        for to_verdict, seen in zip(self.verdicts, features[2:], strict=True):
            verdicts.append(to_verdict(seen)[each, world])
        return verdicts, features
