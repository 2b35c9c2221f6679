"""Bends a flat garment onto a body in two steps: a thin-plate spline for the whole, then a lattice for the rest.

The spline is that of CP-VTON's geometric matching (Wang et al., ECCV 2018) and its control points; the second step
looks at the garment so bent and adds displacements on a finer lattice, as flows do (Han et al., "ClothFlow", ICCV
2019), smoothed by B-splines (Rueckert et al. 1999). Both start from the garment's frame laid over the window.

Input: person maps (B, people, 128, 96), garment RGB in [-1, 1] and mask (B, 4, 128, 96).
Output: where each pixel of the window is read in the garment's frame, (B, 128, 96, 2), x before y, -1 and 1 the centres
of the outermost pixels (`align_corners=True`).
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.blocks import double_conv
from engines.models.warping import TpsGrid

SIZE = (128, 96)  # height, width of what it sees
COARSEST = (8, 6)  # places of its coarsest features
GARMENT = 4  # channels
POINTS = 5  # control points of the spline along a side
SPLINE = (1 / 6, 4 / 6, 1 / 6)  # a cubic B-spline at its knots


class GarmentWarp(nn.Module):
    """Spline, then lattice.

    Args:
        people: channels that describe the person and the kind of garment.
        width: channels of the finest features; it doubles twice on the way down.
    """

    def __init__(self, people: int, width: int = 32) -> None:
        super().__init__()
        self.match = _Down(people + GARMENT, width)
        self.spline = nn.Linear(width * COARSEST[0] * COARSEST[1], 2 * POINTS**2)
        self.narrow = nn.Conv2d(4 * width, width, 1)
        self.tps = TpsGrid(*SIZE, POINTS)
        self.refine = _Down(people + GARMENT, width)
        self.up = nn.ModuleList(double_conv(wide + 2 * wide, wide) for wide in (2 * width, width))
        self.top = double_conv(4 * width, 4 * width)
        self.lattice = nn.Conv2d(width, 2, 3, padding=1)
        for last in (self.spline, self.lattice):  # it begins with the frame laid over the window
            for parameter in last.parameters():
                nn.init.zeros_(parameter)

    def forward(self, person: Tensor, garment: Tensor) -> tuple[Tensor, Tensor]:
        """Return the grid of the spline alone and the whole grid, each (B, 128, 96, 2)."""
        coarse = self.match(torch.cat([person, garment], 1))[-1]
        grid = self.tps(self.spline(self.narrow(coarse).flatten(1)))
        bent = F.grid_sample(garment, grid, padding_mode="zeros", align_corners=True)
        fine, middle, coarse = self.refine(torch.cat([person, bent], 1))
        x = self.top(coarse)
        for up, beside in zip(self.up, (middle, fine), strict=True):
            x = up(torch.cat([F.interpolate(x, size=beside.shape[2:], mode="nearest"), beside], 1))
        moves = F.interpolate(smooth(self.lattice(x)), SIZE, mode="bicubic", align_corners=False)
        return grid, grid + moves.permute(0, 2, 3, 1)


class _Down(nn.Module):
    """(B, C, 128, 96) -> features of 32x24, 16x12 and 8x6 places."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(inputs, width, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)
        )
        widths = (width, width, 2 * width, 4 * width)
        self.stages = nn.ModuleList(double_conv(a, b, stride=2) for a, b in pairwise(widths))

    def forward(self, x: Tensor) -> list[Tensor]:
        x = self.stem(x)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


def smooth(lattice: Tensor) -> Tensor:
    """Return a lattice (B, 2, h, w) in which each place is the B-spline through its neighbours."""
    line = lattice.new_tensor(SPLINE)
    kernel = (line[:, None] * line).expand(2, 1, 3, 3)
    return F.conv2d(F.pad(lattice, (1, 1, 1, 1), mode="replicate"), kernel, groups=2)
