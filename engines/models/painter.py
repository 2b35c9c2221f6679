"""The painter: a drawing, a world and a style code become a picture.

A U-Net in the sense of pix2pix (Isola et al. 2017) made for two CPU cores: the drawing enters by space-to-depth, so
that no layer of the core works at more than a quarter of the page's side, and a picture of half the side leaves by
sub-pixel convolution (Shi et al. 2016): that is what is shown while the pen moves. A narrow second part carries it to
full size. One network paints all worlds. The world's embedding and the style code scale and shift the normalised
features of every decoder block (FiLM, Perez et al. 2018). A small encoder reads the code from a picture while training
(as in BicycleGAN, Zhu et al. 2017), and a bank of such codes a world travels with the weights, so that a seed picks a
colour and a material that belong together. Colour hints enter beside the drawing (as in Scribbler, Sangkloy et al.
2017).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

CHANNELS_PER_GROUP = 8
FOLD = 4  # the core's finest side is the page's by this
HINTS = 4  # channels of a hint: red, green and blue times how surely, and how surely


@dataclass(frozen=True)
class PainterConfig:
    """Sizes of a painter. The defaults are those of the shipped weights: 4.4 million parameters."""

    worlds: int = 8
    widths: tuple[int, ...] = (64, 128, 192, 256)  # channels at 1/4, 1/8, 1/16 and 1/32 of the side
    style: int = 16  # numbers in a style code: enough for colours and material, too few to carry the shape
    world: int = 16  # numbers in a world's embedding
    styles: int = 32  # codes in each world's bank
    thinking: int = 2  # residual blocks at the narrowest size
    detail: int = 24  # channels at half the side, from which the full picture is made


class Painter(nn.Module):
    """The generator.

    `styles` (W, K, S) is each world's bank of style codes, in an order in which neighbours differ.
    """

    styles: Tensor

    def __init__(self, config: PainterConfig = PainterConfig()) -> None:
        super().__init__()
        self.config = config
        widths, code = config.widths, config.style + config.world
        seen = FOLD**2 + HINTS
        self.worlds = nn.Embedding(config.worlds, config.world)
        self.stem = Down(seen, widths[0], stride=1)
        self.downs = nn.ModuleList(Down(a, b) for a, b in pairwise(widths))
        self.thinking = nn.ModuleList(Residual(widths[-1], code) for _ in range(config.thinking))
        pairs = list(pairwise(widths))[::-1]
        self.ups = nn.ModuleList(Up(below, beside, code) for beside, below in pairs)
        self.finish = Modulated(widths[0] + seen, widths[0], code)
        self.to_half = nn.Conv2d(widths[0], 12, 3, padding=1)
        self.narrow = nn.Conv2d(widths[0], config.detail, 1, bias=False)
        self.detail = nn.ModuleList(
            (Modulated(config.detail + 4 + 3, config.detail, code), Modulated(config.detail, config.detail, code))
        )
        self.to_full = nn.Conv2d(config.detail, 12, 3, padding=1)
        self.register_buffer("styles", torch.zeros(config.worlds, config.styles, config.style))

    def forward(self, ink: Tensor, hints: Tensor, style: Tensor, world: Tensor) -> Tensor:
        """Paint a batch.

        ink: (B, 1, H, W), 0 paper to 1 ink, H and W multiples of 32; hints: (B, 4, H/4, W/4), a colour of 0 to 1 times
        how surely it belongs there, and how surely; style: (B, S); world: (B,) int64.
        Returns (B, 3, H, W) RGB in [-1, 1].
        """
        code = self.code(style, world)
        features, half = self._core(ink, hints, code)
        return self._enlarge(ink, features, half, code)

    def quick(self, ink: Tensor, hints: Tensor, style: Tensor, world: Tensor) -> Tensor:
        """The same picture at half the side, (B, 3, H/2, W/2), in a third of the time."""
        _, half = self._core(ink, hints, self.code(style, world))
        return torch.tanh(half)

    def both(self, ink: Tensor, hints: Tensor, style: Tensor, world: Tensor) -> tuple[Tensor, Tensor]:
        """The half and the full picture, as training wants them."""
        code = self.code(style, world)
        features, half = self._core(ink, hints, code)
        return torch.tanh(half), self._enlarge(ink, features, half, code)

    def code(self, style: Tensor, world: Tensor) -> Tensor:
        """(B, S + E) what tells the decoder how to paint."""
        return torch.cat((style, self.worlds(world).to(style)), 1)

    def _core(self, ink: Tensor, hints: Tensor, code: Tensor) -> tuple[Tensor, Tensor]:
        """Features (B, C, H/4, W/4) and the half picture before its tanh, (B, 3, H/2, W/2)."""
        seen = torch.cat((F.pixel_unshuffle(ink, FOLD), hints), 1)  # (B, 20, H/4, W/4)
        x = self.stem(seen)
        beside = []
        for down in self.downs:
            beside.append(x)
            x = down(x)
        for block in self.thinking:
            x = block(x, code)
        for up in self.ups:
            x = up(x, beside.pop(), code)
        x = self.finish(torch.cat((x, seen), 1), code)
        return x, without_grid(F.pixel_shuffle(self.to_half(x), 2))

    def _enlarge(self, ink: Tensor, features: Tensor, half: Tensor, code: Tensor) -> Tensor:
        """The full picture: the half one, scaled up, and what the drawing's fine lines add."""
        grown = F.interpolate(self.narrow(features), scale_factor=2.0, mode="nearest")
        x = torch.cat((grown, F.pixel_unshuffle(ink, 2), torch.tanh(half)), 1)  # (B, D + 7, H/2, W/2)
        for block in self.detail:
            x = block(x, code)
        larger = F.interpolate(half, scale_factor=2.0, mode="bilinear", align_corners=False)
        return without_grid(torch.tanh(larger + F.pixel_shuffle(self.to_full(x), 2)))


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
