"""Bends one picture to fit another: two feature pyramids, their correlation, and a thin-plate spline from it.

After Rocco, Arandjelović, Sivic: "Convolutional neural network architecture for geometric matching", CVPR 2017, as
CP-VTON and VITON-HD use it for a garment and a person. The spline is that of Bookstein: "Principal Warps", PAMI 1989.
`engines.models.cpvton` and `engines.models.vitonhd` put these parts together, each in its own way.
"""

from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

FEATURES = 512  # channels of the features that are compared
REDUCTION = 16  # pixels of the input to one feature, along each side
FINEST_GRID = 32  # control points along a side; the spline's matrix grows with their fourth power


class FeatureExtraction(nn.Module):
    """A picture (B, input_nc, H, W) to features (B, 512, H / 16, W / 16). Norms follow the ReLUs."""

    def __init__(self, input_nc: int, ngf: int = 64) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = input_nc
        for width in (ngf, 2 * ngf, 4 * ngf, FEATURES):
            layers += [nn.Conv2d(inputs, width, 4, stride=2, padding=1), nn.ReLU(), nn.BatchNorm2d(width)]
            inputs = width
        layers += [nn.Conv2d(FEATURES, FEATURES, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(FEATURES)]
        layers += [nn.Conv2d(FEATURES, FEATURES, 3, padding=1), nn.ReLU()]
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.model(x))


class FeatureCorrelation(nn.Module):
    """How much each place of A resembles each place of B.

    (B, C, h, w) twice -> (B, w * h, h, w): channels are the places of A, column by column.
    """

    def forward(self, feature_a: Tensor, feature_b: Tensor) -> Tensor:
        B, _, h, w = feature_a.shape
        columns = feature_a.transpose(2, 3).flatten(2)  # (B, C, w * h)
        return torch.bmm(columns.transpose(1, 2), feature_b.flatten(2)).view(B, w * h, h, w)


class FeatureRegression(nn.Module):
    """A correlation (B, input_nc, h, w) to numbers (B, output_size) in -1..1.

    `h * w` must be `input_nc` and both sides must be multiples of 4, or the last layer does not fit.
    """

    def __init__(self, input_nc: int, output_size: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = input_nc
        for width, kernel, stride in ((512, 4, 2), (256, 4, 2), (128, 3, 1), (64, 3, 1)):
            conv = nn.Conv2d(inputs, width, kernel, stride=stride, padding=1)
            layers += [conv, nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
            inputs = width
        self.conv = nn.Sequential(*layers)
        self.linear = nn.Linear(inputs * (input_nc // 16), output_size)

    def forward(self, x: Tensor) -> Tensor:
        # reshape, not view: a convolution may return channels-last memory.
        return torch.tanh(self.linear(self.conv(x).reshape(len(x), -1)))


class TpsGrid(nn.Module):
    """Offsets of a square of control points -> where each pixel of the result is to be read in the source.

    Args:
        height, width: of the result, pixels.
        grid_size: control points along a side.
        reach: points and pixels lie in -reach..reach, where -1 and 1 are the picture's borders.

    The tables are no weights: they are buffers outside the state dict, made from numpy's arrays, so that they exist
    even if the network is laid out on the meta device.
    """

    control: Tensor
    inverse: Tensor
    rows: Tensor
    columns: Tensor

    def __init__(self, height: int, width: int, grid_size: int = 5, reach: float = 1.0) -> None:
        super().__init__()
        if not 2 <= grid_size <= FINEST_GRID:
            raise ValueError(f"`grid_size` must be in 2..{FINEST_GRID}, but is {grid_size}.")
        axis = np.linspace(-reach, reach, grid_size, dtype=np.float32)
        points = np.stack(np.meshgrid(axis, axis, indexing="ij"), -1).reshape(-1, 2)  # (N, 2): x changes slowest
        control = torch.from_numpy(points)
        self.register_buffer("control", control, persistent=False)
        self.register_buffer("inverse", spline_inverse(control), persistent=False)
        for name, pixels in (("rows", height), ("columns", width)):
            places = np.linspace(-reach, reach, pixels, dtype=np.float32)
            self.register_buffer(name, torch.from_numpy(places), persistent=False)

    def forward(self, theta: Tensor) -> Tensor:
        """Return (B, height, width, 2), x before y, from theta (B, 2 * N): all x offsets, then all y offsets."""
        B, N = len(theta), len(self.control)
        x, y = torch.meshgrid(self.columns, self.rows, indexing="xy")  # (H, W)
        squared = (x[..., None] - self.control[:, 0]) ** 2 + (y[..., None] - self.control[:, 1]) ** 2  # (H, W, N)
        radial = torch.xlogy(squared, squared)  # 0 at a control point itself
        places = []
        for offsets, start in zip(theta.view(B, 2, N).unbind(1), self.control.T, strict=True):
            weights = torch.bmm(self.inverse.expand(B, -1, -1), (start + offsets)[..., None])  # (B, N + 3, 1)
            bend, (shift, by_x, by_y) = weights[:, :N, 0], weights[:, N:, 0, None, None].unbind(1)
            places.append(shift + by_x * x + by_y * y + (radial * bend[:, None, None]).sum(-1))  # (B, H, W)
        return torch.stack(places, -1)


def spline_inverse(control: Tensor) -> Tensor:
    """Return (N + 3, N): values at N control points (N, 2) to the coefficients of the spline through them.

    In single precision and left in LAPACK's memory order (column by column), as published. That is 6e-6 off the exact
    inverse, and where the hard edge of a bent mask falls depends on this rounding and on the order of the sums in
    `TpsGrid.forward`. With AVX-512 a mask comes within 5e-4 of the published one; with other instruction sets the
    grid still does within 1e-5, but a mask only within 3.5e-3, and so it is if one computes just as published.
    """
    N = len(control)
    squared = (control[:, None] - control).square().sum(-1)  # (N, N)
    radial = squared * torch.where(squared > 0, squared, 1).log()
    affine = torch.cat([torch.ones_like(control[:, :1]), control], 1)  # (N, 3)
    system = torch.cat([torch.cat([radial, affine], 1), F.pad(affine.T, (0, 3))])
    return torch.linalg.inv(system)[:, :N]


def require_size(name: str, x: Tensor, size: tuple[int, int]) -> None:
    """Raise a ValueError that names the argument unless `x` is (B, C, *size)."""
    if tuple(x.shape[2:]) != size:
        raise ValueError(f"`{name}` must be {size[0]} pixels high and {size[1]} wide, but is {tuple(x.shape[2:])}.")
