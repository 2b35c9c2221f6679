"""U-Net with batch norm (Ronneberger, Fischer, Brox: "U-Net: Convolutional Networks for Biomedical Image Segmentation",
MICCAI 2015).

The names and shapes of the parameters are those of milesial/Pytorch-UNet (GPL-3.0; names and numbers alone are taken
over, the code here is this project's own), so that its Carvana files load: plain state dicts with one more key,
`mask_values`, which is no tensor. With 3 channels in and 1 out it has 31,037,633 parameters; with a quarter of the
published width a sixteenth of that.

Unlike the paper's, convolutions pad, so that the result is as large as the picture; sizes that are no multiple of 16
lose a row at a pool and get zeros in its place on the way up. Input: RGB in 0..1. Output: logits.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import pad

WIDTH = 64  # as published


class UNet(nn.Module):
    """A label a pixel.

    Args:
        n_channels: channels of the picture.
        n_classes: labels, 1 for a mask.
        bilinear: enlarge by interpolation (corners aligned) rather than by a learned convolution, with half the
            width at the bottom.
        width: channels at full size; they double with every halving.
    """

    def __init__(self, n_channels: int = 3, n_classes: int = 1, bilinear: bool = False, width: int = WIDTH) -> None:
        super().__init__()
        self.n_channels, self.n_classes, self.bilinear = n_channels, n_classes, bilinear
        half = 2 if bilinear else 1
        self.inc = DoubleConv(n_channels, width)
        self.down1 = Down(width, 2 * width)
        self.down2 = Down(2 * width, 4 * width)
        self.down3 = Down(4 * width, 8 * width)
        self.down4 = Down(8 * width, 16 * width // half)
        self.up1 = Up(16 * width, 8 * width // half, bilinear)
        self.up2 = Up(8 * width, 4 * width // half, bilinear)
        self.up3 = Up(4 * width, 2 * width // half, bilinear)
        self.up4 = Up(2 * width, width, bilinear)
        self.outc = OutConv(width, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, n_classes, H, W) for (B, n_channels, H, W) in 0..1; both sides at least 16."""
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x4 = self.down3(x3)
        x = self.up1(self.down4(x4), x4)
        x = self.up2(x, x3)
        x = self.up3(x, x2)
        return cast("Tensor", self.outc(self.up4(x, x1)))


class DoubleConv(nn.Module):
    """Twice: 3x3 convolution, batch norm, ReLU."""

    def __init__(self, inputs: int, outputs: int, middle: int | None = None) -> None:
        super().__init__()
        middle = middle or outputs
        self.double_conv = nn.Sequential(
            nn.Conv2d(inputs, middle, 3, padding=1, bias=False),
            nn.BatchNorm2d(middle),
            nn.ReLU(inplace=True),
            nn.Conv2d(middle, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.double_conv(x))


class Down(nn.Module):
    """Halve, then `DoubleConv`."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inputs, outputs))

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.maxpool_conv(x))


class Up(nn.Module):
    """Double, lay beside the features of that size from the way down, then `DoubleConv`."""

    def __init__(self, inputs: int, outputs: int, bilinear: bool) -> None:
        super().__init__()
        self.up: nn.Module
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = DoubleConv(inputs, outputs, inputs // 2)
        else:
            self.up = nn.ConvTranspose2d(inputs, inputs // 2, 2, stride=2)
            self.conv = DoubleConv(inputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.up(x)
        rows, columns = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = pad(x, [columns // 2, columns - columns // 2, rows // 2, rows - rows // 2])
        return cast("Tensor", self.conv(torch.cat([skip, x], 1)))


class OutConv(nn.Module):
    """Features -> logits."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.conv(x))
