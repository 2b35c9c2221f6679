"""pix2pix: a U-Net that paints and a PatchGAN that judges (Isola, Zhu, Zhou, Efros: "Image-to-Image Translation
with Conditional Adversarial Networks", CVPR 2017).

The names and shapes of the parameters are those of junyanz/pytorch-CycleGAN-and-pix2pix (BSD-2-Clause), so that
its published files load: `edges2shoes`, `sat2map`, `map2sat`, `facades_label2photo` and `day2night`, each a plain
state dict of `UNetGenerator(norm="batch", use_dropout=True)`. No discriminator was published, and no
`edges2handbags` for PyTorch. Old files may lack `num_batches_tracked`.

Input of the published files: RGB, resized to 256x256 (bicubic, the aspect not kept), scaled to [-1, 1] by
`x / 127.5 - 1`. Output: RGB in [-1, 1]; the published program writes `(y + 1) / 2 * 255`, cut to whole numbers.

The published program does not call `eval()` when it tests: batch norm takes the statistics of the one picture at
hand (`use_picture_statistics` does the same) and dropout stays live, so its pictures differ from run to run.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, cast

import torch
from torch import Tensor, nn

Norm = Literal["batch", "instance"]

# Instance norm has neither parameters nor running statistics here, as published.
NORMS: Mapping[Norm, Callable[[int], nn.Module]] = {"batch": nn.BatchNorm2d, "instance": nn.InstanceNorm2d}

MAX_WIDTH = 8  # no layer is wider than this many times the first one


class UNetGenerator(nn.Module):
    """A picture in, a picture of the same size out, through a U of strided convolutions with skips.

    Args:
        input_nc: channels of the input.
        output_nc: channels of the output.
        num_downs: how often the picture is halved; its sides must be multiples of 2 ** num_downs.
        ngf: channels after the first halving; they double up to 8 times as many.
        norm: batch norm with running statistics, or instance norm without parameters.
        use_dropout: drop half of the channels' values after the inner blocks (those between two full widths).
    """

    def __init__(
        self,
        input_nc: int = 3,
        output_nc: int = 3,
        num_downs: int = 8,
        ngf: int = 64,
        norm: Norm = "batch",
        use_dropout: bool = False,
    ) -> None:
        super().__init__()
        if num_downs < 5:
            raise ValueError(f"`num_downs` must be at least 5, but is {num_downs}.")
        self.multiple = 2**num_downs
        full = MAX_WIDTH * ngf
        block: nn.Module = _Block(full, full, None, norm)
        for _ in range(num_downs - 5):
            block = _Block(full, full, block, norm, use_dropout)
        for width in (4 * ngf, 2 * ngf, ngf):
            block = _Block(width, 2 * width, block, norm)
        self.model = _Outermost(input_nc, output_nc, ngf, block, norm)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, output_nc, H, W) in [-1, 1] for (B, input_nc, H, W) in [-1, 1]."""
        _, _, H, W = x.shape
        if H % self.multiple or W % self.multiple:
            raise ValueError(f"`x` must have sides that are multiples of {self.multiple}, but is {W} x {H}.")
        return cast("Tensor", self.model(x))


class _Outermost(nn.Module):
    """Picture -> first features, the rest of the U inside, features -> picture."""

    def __init__(self, input_nc: int, output_nc: int, width: int, inside: nn.Module, norm: Norm) -> None:
        super().__init__()
        self.model = nn.Sequential(
            _halve(input_nc, width, norm),
            inside,
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(2 * width, output_nc, 4, stride=2, padding=1),
            nn.Tanh(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.model(x))


class _Block(nn.Module):
    """One level of the U: halve, go through the level inside, double, and lay the result beside the input.

    Changes its input in place (leaky ReLU). That does no harm to the skip: the next layer is a ReLU, and
    relu(leaky(x)) = relu(x).
    """

    def __init__(self, width: int, inner: int, inside: nn.Module | None, norm: Norm, use_dropout: bool = False) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.LeakyReLU(0.2, inplace=True), _halve(width, inner, norm)]
        if inside is None:  # the bottom, often a single pixel, is not normalised: it would become zero
            layers += [nn.ReLU(inplace=True), _double(inner, width, norm)]
        else:
            layers += [NORMS[norm](inner), inside, nn.ReLU(inplace=True), _double(2 * inner, width, norm)]
        layers.append(NORMS[norm](width))
        if use_dropout:
            layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, self.model(x)], 1)  # (B, width, H, W) -> (B, 2 * width, H, W)


class PatchDiscriminator(nn.Module):
    """Judges every patch of a picture for itself; with the defaults a patch is 70x70 pixels.

    Args:
        input_nc: channels of drawing and picture together.
        ndf: channels after the first convolution; they double up to 8 times as many.
        n_layers: convolutions of stride 2.
        norm: as in `UNetGenerator`.
    """

    def __init__(self, input_nc: int = 6, ndf: int = 64, n_layers: int = 3, norm: Norm = "batch") -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(input_nc, ndf, 4, stride=2, padding=1), nn.LeakyReLU(0.2, inplace=True)]
        width = ndf
        for layer in range(1, n_layers + 1):
            wider = ndf * min(2**layer, MAX_WIDTH)
            stride = 2 if layer < n_layers else 1
            layers += [
                nn.Conv2d(width, wider, 4, stride=stride, padding=1, bias=norm == "instance"),
                NORMS[norm](wider),
                nn.LeakyReLU(0.2, inplace=True),
            ]
            width = wider
        layers.append(nn.Conv2d(width, 1, 4, stride=1, padding=1))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, 1, h, w), high where a patch of (B, input_nc, H, W) looks real: 30x30 for 256x256."""
        return cast("Tensor", self.model(x))


def use_picture_statistics(network: nn.Module) -> None:
    """Put the network into eval mode, but let batch norm normalise by the pictures at hand, as published.

    Nothing is dropped and the running statistics stay as they are: `network.eval()` goes back to them.
    """
    network.eval()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.train()
            layer.track_running_stats = False  # or every painted picture would drift the running statistics


def _resample(kind: type[nn.Conv2d] | type[nn.ConvTranspose2d], inputs: int, outputs: int, norm: Norm) -> nn.Module:
    # Batch norm brings its own offset; instance norm without parameters does not.
    return kind(inputs, outputs, 4, stride=2, padding=1, bias=norm == "instance")


_halve = partial(_resample, nn.Conv2d)
_double = partial(_resample, nn.ConvTranspose2d)
