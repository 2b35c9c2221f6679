"""The painter: a drawing and a style code become a picture.

A U-Net in the sense of pix2pix (Isola et al. 2017) made for two CPU cores: the drawing enters by space-to-depth, so
that no layer works at full size, and leaves by sub-pixel convolution (Shi et al. 2016). The style code scales and
shifts the normalised features of every decoder block (FiLM, Perez et al. 2018); a small encoder reads the code from a
picture while training (as in BicycleGAN, Zhu et al. 2017), and a bank of such codes travels with the weights, so that
a seed picks a colour and a material that belong together.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CHANNELS_PER_GROUP = 8


@dataclass(frozen=True)
class PainterConfig:
    """Sizes of a painter. The defaults are those of the shipped weights: 4.3 million parameters."""

    widths: tuple[int, ...] = (32, 64, 128, 192, 256)  # channels at 1/2, 1/4, 1/8, 1/16 and 1/32 of the side
    style: int = 16  # numbers in a style code: enough for colours and material, too few to carry the shape
    styles: int = 64  # codes in the bank
    thinking: int = 2  # residual blocks at the narrowest size


class Painter(nn.Module):
    """The generator.

    `styles` (K, S) is the bank of style codes, in an order in which neighbours differ.
    """

    styles: Tensor

    def __init__(self, config: PainterConfig = PainterConfig()) -> None:
        super().__init__()
        self.config = config
        widths = config.widths
        self.stem = Down(4, widths[0], stride=1)
        self.downs = nn.ModuleList(Down(a, b) for a, b in pairwise(widths))
        self.thinking = nn.ModuleList(Residual(widths[-1], config.style) for _ in range(config.thinking))
        pairs = list(pairwise(widths))[::-1]
        self.ups = nn.ModuleList(Up(below, beside, config.style) for beside, below in pairs)
        self.detail = Modulated(widths[0] + 4, widths[0], config.style)
        self.to_picture = nn.Conv2d(widths[0], 12, 3, padding=1)
        self.register_buffer("styles", torch.zeros(config.styles, config.style))

    def forward(self, ink: Tensor, style: Tensor) -> Tensor:
        """Paint a batch.

        ink: (B, 1, H, W), 0 paper to 1 ink, H and W multiples of 32; style: (B, S).
        Returns (B, 3, H, W) RGB in [-1, 1].
        """
        folded = F.pixel_unshuffle(ink, 2)  # (B, 4, H/2, W/2)
        x = self.stem(folded)
        beside = []
        for down in self.downs:
            beside.append(x)
            x = down(x)
        for block in self.thinking:
            x = block(x, style)
        for up in self.ups:
            x = up(x, beside.pop(), style)
        x = self.detail(torch.cat((x, folded), 1), style)
        return without_grid(torch.tanh(F.pixel_shuffle(self.to_picture(x), 2)))  # (B, 12, H/2, W/2) -> (B, 3, H, W)


def build_painter(**sizes: Any) -> Painter:
    """Return a painter with random weights. `sizes`: the fields of `PainterConfig`."""
    return Painter(PainterConfig(**sizes))


def without_grid(picture: Tensor) -> Tensor:
    """Take out the pattern of two pixels' period that sub-pixel convolution leaves on even ground.

    A five-tap filter a side, (-1, 4, 10, 4, -1) / 16: nothing of the finest pattern passes, three quarters of one twice
    as coarse do. picture: (B, C, H, W), the same comes back.
    """
    for axis in (2, 3):
        size = picture.shape[axis]
        padded = F.pad(picture, (0, 0, 2, 2) if axis == 2 else (2, 2, 0, 0), mode="replicate")
        far, near, here, near_too, far_too = (padded.narrow(axis, i, size) for i in range(5))
        picture = (10 * here + 4 * (near + near_too) - (far + far_too)) / 16
    return picture


class StyleEncoder(nn.Module):
    """Reads a picture's style code; used while training only.

    It sees 64 x 64 pixels and ends in a mean over the picture, so that it tells colour and material, not shape.
    """

    SIDE = 64

    def __init__(self, style: int = 16) -> None:
        super().__init__()
        self.layers = nn.Sequential(Down(3, 32), Down(32, 64), Down(64, 128))
        self.to_style = nn.Linear(128, style)

    def forward(self, picture: Tensor) -> Tensor:
        """picture: (B, 3, H, W) RGB in [-1, 1]. Returns (B, S) in (-1, 1)."""
        small = F.interpolate(picture, size=(self.SIDE, self.SIDE), mode="area")
        return torch.tanh(self.to_style(self.layers(small).mean((2, 3))))


class Down(nn.Module):
    """Convolution, norm, activation; halves the side with stride 2."""

    def __init__(self, inputs: int, outputs: int, stride: int = 2) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.norm = nn.GroupNorm(outputs // CHANNELS_PER_GROUP, outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(self.norm(self.convolution(x)), 0.1, inplace=True)


class Modulated(nn.Module):
    """Convolution and norm whose scale and shift come from the style code."""

    def __init__(self, inputs: int, outputs: int, style: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.GroupNorm(outputs // CHANNELS_PER_GROUP, outputs)
        self.to_scale_and_shift = nn.Linear(style, 2 * outputs)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        scale, shift = self.to_scale_and_shift(style)[:, :, None, None].chunk(2, 1)  # each (B, C, 1, 1)
        return F.leaky_relu(torch.addcmul(shift, self.norm(self.convolution(x)), 1 + scale), 0.1, inplace=True)


class Residual(nn.Module):
    """Two modulated convolutions beside a straight way (He et al. 2016)."""

    def __init__(self, channels: int, style: int) -> None:
        super().__init__()
        self.first = Modulated(channels, channels, style)
        self.second = Modulated(channels, channels, style)

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        return x + self.second(self.first(x, style), style)


class Up(nn.Module):
    """Doubles the side and takes in what the encoder saw at that size."""

    def __init__(self, below: int, beside: int, style: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(below, beside, 1, bias=False)  # narrowed before it grows: a quarter of the work
        self.mix = Modulated(2 * beside, beside, style)

    def forward(self, x: Tensor, beside: Tensor, style: Tensor) -> Tensor:
        grown = F.interpolate(self.narrow(x), scale_factor=2.0, mode="nearest")
        return self.mix(torch.cat((grown, beside), 1), style)
