"""GFPGAN without compiled operators, as used since version 1.2: a U-Net reads a damaged face and steers a StyleGAN2
that draws it anew (Wang, Li, Zhang, Shan: "Towards Real-World Blind Face Restoration with Generative Facial Prior",
CVPR 2021).

The names and shapes of the parameters are those of TencentARC/GFPGAN (Apache-2.0; its StyleGAN2 parts under their own
terms), so that `GFPGANv1.4.pth`, `GFPGANv1.3.pth` and `GFPGANCleanv1-NoCE-C2.pth` load; their weights lie under
`params_ema`. `GFPGANv1.pth` is another network.

Input: an aligned face, RGB (B, 3, out_size, out_size) in [-1, 1]; no other size fits. Output: the same, not clamped.

Traps: noise is drawn anew for every layer unless `randomize_noise` is False, which takes the stored noise; and the
steering changes the second half of the channels only (`sft_half`), after the first convolution of each size.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, interpolate, leaky_relu

SLOPE = 0.2  # of every leaky ReLU
EPS = 1e-8
WIDEST = 512  # channels of the generator up to 32 x 32 pixels, before `narrow`


class Gfpgan(nn.Module):
    """Face in, restored face out.

    Args:
        out_size: sides of input and output, pixels, a power of 2 from 8 to 1024.
        num_style_feat: channels of a style.
        channel_multiplier: of the widths from 64 x 64 pixels on.
        num_mlp: layers that turn a code into a style.
        input_is_latent: the U-Net makes styles: those layers are in the file, but have no part.
        different_w: a style for each layer of the generator instead of one for all.
        narrow: a factor for all widths.
        sft_half: steer half of the channels.
    """

    def __init__(
        self,
        out_size: int = 512,
        num_style_feat: int = 512,
        channel_multiplier: float = 2,
        num_mlp: int = 8,
        input_is_latent: bool = True,
        different_w: bool = True,
        narrow: float = 1,
        sft_half: bool = True,
    ) -> None:
        super().__init__()
        self.out_size, self.num_style_feat = out_size, num_style_feat
        self.input_is_latent, self.different_w = input_is_latent, different_w
        widths = channels(out_size, channel_multiplier, narrow / 2)
        smallest, largest = widths[0], widths[-1]
        self.conv_body_first = nn.Conv2d(3, largest, 1)
        self.conv_body_down = nn.ModuleList(
            ResBlock(above, below, "down") for above, below in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.final_conv = nn.Conv2d(smallest, smallest, 3, padding=1)
        self.conv_body_up = nn.ModuleList(ResBlock(below, above, "up") for below, above in pairwise(widths))
        self.toRGB = nn.ModuleList(nn.Conv2d(width, 3, 1) for width in widths[1:])
        styles = 2 * len(widths) if different_w else 1
        self.final_linear = nn.Linear(smallest * 4 * 4, styles * num_style_feat)
        self.stylegan_decoder = SteeredStyleGan(out_size, num_style_feat, num_mlp, channel_multiplier, narrow, sft_half)
        self.condition_scale = nn.ModuleList(_condition(width, sft_half) for width in widths[1:])
        self.condition_shift = nn.ModuleList(_condition(width, sft_half) for width in widths[1:])

    def forward(self, x: Tensor, return_rgb: bool = True, randomize_noise: bool = True) -> tuple[Tensor, list[Tensor]]:
        """Restore faces.

        Args:
            x: (B, 3, out_size, out_size) in [-1, 1].
            return_rgb: also return what the U-Net itself sees at each size.
            randomize_noise: draw the generator's noise, or take the stored one, which makes the result repeatable.

        Returns:
            The faces (B, 3, out_size, out_size), and the U-Net's pictures (B, 3, s, s) of s = 8 to `out_size`,
            or none.
        """
        if x.shape[-2:] != (self.out_size, self.out_size):
            raise ValueError(f"`x` must be (B, 3, {self.out_size}, {self.out_size}), but is {tuple(x.shape)}.")
        feature = leaky_relu(self.conv_body_first(x), SLOPE)
        skips: list[Tensor] = []
        for down in self.conv_body_down:
            feature = down(feature)
            skips.append(feature)
        feature = leaky_relu(self.final_conv(feature), SLOPE)
        style = self.final_linear(feature.flatten(1))
        if self.different_w:
            style = style.unflatten(1, (-1, self.num_style_feat))
        steering, pictures = [], []
        for up, scale, shift, to_rgb in zip(
            self.conv_body_up, self.condition_scale, self.condition_shift, self.toRGB, strict=True
        ):
            feature = up(feature + skips.pop())
            steering.append((scale(feature), shift(feature)))
            if return_rgb:
                pictures.append(to_rgb(feature))
        if not self.input_is_latent:
            style = self.stylegan_decoder.style_mlp(style)
        return self.stylegan_decoder(style, steering, randomize_noise), pictures


class SteeredStyleGan(nn.Module):
    """StyleGAN2's generator whose features are scaled and shifted from outside. Arguments as in `Gfpgan`."""

    def __init__(
        self,
        out_size: int,
        num_style_feat: int,
        num_mlp: int,
        channel_multiplier: float,
        narrow: float,
        sft_half: bool,
    ) -> None:
        super().__init__()
        self.sft_half = sft_half
        widths = channels(out_size, channel_multiplier, narrow)
        layers: list[nn.Module] = [NormStyleCode()]
        for _ in range(num_mlp):
            layers += [nn.Linear(num_style_feat, num_style_feat), nn.LeakyReLU(SLOPE)]
        self.style_mlp = nn.Sequential(*layers)
        self.constant_input = ConstantInput(widths[0])
        self.style_conv1 = StyleConv(widths[0], widths[0], num_style_feat)
        self.to_rgb1 = ToRGB(widths[0], num_style_feat)
        self.style_convs = nn.ModuleList()
        self.to_rgbs = nn.ModuleList()
        self.noises = nn.Module()
        self.noises.register_buffer("noise0", torch.randn(1, 1, 4, 4))
        for stage, (below, above) in enumerate(pairwise(widths)):
            self.style_convs.append(StyleConv(below, above, num_style_feat, upsample=True))
            self.style_convs.append(StyleConv(above, above, num_style_feat))
            self.to_rgbs.append(ToRGB(above, num_style_feat))
            size = 8 * 2**stage
            for layer in (1, 2):
                self.noises.register_buffer(f"noise{2 * stage + layer}", torch.randn(1, 1, size, size))

    def forward(self, style: Tensor, steering: Sequence[tuple[Tensor, Tensor]], randomize_noise: bool) -> Tensor:
        """Return (B, 3, out_size, out_size).

        Args:
            style: (B, num_style_feat), or (B, 2 * sizes, num_style_feat) with one style a layer.
            steering: scale and shift (B, C, s, s) for s = 8 to out_size.
            randomize_noise: as in `Gfpgan`.
        """
        styles = style.unbind(1) if style.ndim == 3 else [style] * (2 * len(steering) + 2)
        noises: list[Tensor | None] = [None if randomize_noise else noise for noise in self.noises.buffers()]
        feature = self.constant_input(style.shape[0])
        feature = self.style_conv1(feature, styles[0], noises[0])
        picture = self.to_rgb1(feature, styles[1])
        for stage, ((scale, shift), to_rgb) in enumerate(zip(steering, self.to_rgbs, strict=True)):
            layer = 2 * stage + 1  # a style serves the last layer of one size and the first of the next
            feature = self.style_convs[layer - 1](feature, styles[layer], noises[layer])
            feature = self._steer(feature, scale, shift)
            feature = self.style_convs[layer](feature, styles[layer + 1], noises[layer + 1])
            picture = to_rgb(feature, styles[layer + 2], picture)
        return cast("Tensor", picture)

    def _steer(self, feature: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        if not self.sft_half:
            return feature * scale + shift
        kept, steered = feature.chunk(2, 1)
        return torch.cat([kept, steered * scale + shift], 1)


class ResBlock(nn.Module):
    """Two convolutions and a shortcut; the picture is halved or doubled between them."""

    def __init__(self, in_channels: int, out_channels: int, mode: Literal["down", "up"]) -> None:
        super().__init__()
        self.factor = {"down": 0.5, "up": 2.0}[mode]
        self.conv1 = nn.Conv2d(in_channels, in_channels, 3, padding=1)
        self.conv2 = nn.Conv2d(in_channels, out_channels, 3, padding=1)
        self.skip = nn.Conv2d(in_channels, out_channels, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        inner = leaky_relu(self.conv1(x), SLOPE)
        inner = leaky_relu(self.conv2(_scale(inner, self.factor)), SLOPE)
        return cast("Tensor", inner + self.skip(_scale(x, self.factor)))


class ModulatedConv(nn.Module):
    """A convolution whose weights a style scales by input channel.

    Args:
        in_channels, out_channels, kernel_size: of the convolution.
        num_style_feat: channels of the style.
        demodulate: scale the weights of each output channel back to length 1.
        upsample: double the picture first.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        num_style_feat: int,
        demodulate: bool = True,
        upsample: bool = False,
    ) -> None:
        super().__init__()
        self.demodulate, self.upsample = demodulate, upsample
        self.modulation = nn.Linear(num_style_feat, in_channels)
        nn.init.ones_(self.modulation.bias)
        weight = torch.randn(1, out_channels, in_channels, kernel_size, kernel_size)
        self.weight = nn.Parameter(weight / sqrt(in_channels * kernel_size**2))

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """Return (B, out_channels, H', W') for (B, in_channels, H, W) and (B, num_style_feat)."""
        B = x.shape[0]
        weight = self.weight * self.modulation(style)[:, None, :, None, None]  # (B, out, in, k, k)
        if self.demodulate:
            weight = weight * torch.rsqrt(weight.square().sum((2, 3, 4), keepdim=True) + EPS)
        if self.upsample:
            x = _scale(x, 2.0)
        # One group a picture: each has weights of its own.
        out = conv2d(x.flatten(0, 1)[None], weight.flatten(0, 1), padding=weight.shape[-1] // 2, groups=B)
        return out[0].unflatten(0, (B, -1))


class StyleConv(nn.Module):
    """A modulated convolution with noise and a bias. `weight` is the strength of the noise."""

    def __init__(self, in_channels: int, out_channels: int, num_style_feat: int, upsample: bool = False) -> None:
        super().__init__()
        self.modulated_conv = ModulatedConv(in_channels, out_channels, 3, num_style_feat, upsample=upsample)
        self.weight = nn.Parameter(torch.zeros(1))
        self.bias = nn.Parameter(torch.zeros(1, out_channels, 1, 1))

    def forward(self, x: Tensor, style: Tensor, noise: Tensor | None) -> Tensor:
        x = self.modulated_conv(x, style) * sqrt(2)
        if noise is None:
            noise = torch.randn_like(x[:, :1])
        return leaky_relu(x + self.weight * noise + self.bias, SLOPE)


class ToRGB(nn.Module):
    """Features -> picture, added to the doubled picture of the size before."""

    def __init__(self, in_channels: int, num_style_feat: int) -> None:
        super().__init__()
        self.modulated_conv = ModulatedConv(in_channels, 3, 1, num_style_feat, demodulate=False)
        self.bias = nn.Parameter(torch.zeros(1, 3, 1, 1))

    def forward(self, x: Tensor, style: Tensor, smaller: Tensor | None = None) -> Tensor:
        picture = self.modulated_conv(x, style) + self.bias
        return cast("Tensor", picture if smaller is None else picture + _scale(smaller, 2.0))


class ConstantInput(nn.Module):
    """What every picture grows from, 4 x 4."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1, width, 4, 4))

    def forward(self, B: int) -> Tensor:
        return self.weight.expand(B, -1, -1, -1)


class NormStyleCode(nn.Module):
    """Scales a code to a mean square of 1, along its second axis even where it has three, as published."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(1, keepdim=True) + EPS)


def channels(out_size: int, multiplier: float, narrow: float) -> list[int]:
    """Return the widths at 4, 8, ... `out_size` pixels.

    Raises:
        ValueError: `out_size` is no power of 2 from 8 to 1024.
    """
    sizes = [2**power for power in range(2, 11)]
    if out_size not in sizes[1:]:
        raise ValueError(f"`out_size` must be one of {sizes[1:]}, but is {out_size}.")
    return [
        int((WIDEST if size <= 32 else 32 * WIDEST // size * multiplier) * narrow) for size in sizes if size <= out_size
    ]


def _condition(width: int, sft_half: bool) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(width, width, 3, padding=1),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(width, width if sft_half else 2 * width, 3, padding=1),
    )


def _scale(x: Tensor, factor: float) -> Tensor:
    return interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
