"""HED: edges and object borders, found at five scales of a VGG-16 and blended (Xie, Tu: "Holistically-Nested Edge
Detection", ICCV 2015).

The names and shapes of the parameters are those of sniklaus/pytorch-hed (GPL-3.0; names and numbers alone are taken
over, the code here is this project's own), so that its file `network-bsds500.pytorch` loads: there every key starts
with `module` where the network says `net`. Its weights are a conversion of the Caffe model of s9xie/hed.

Input: BGR (B, 3, H, W) in 0..1; the mean is subtracted inside. Output: edges in 0..1. The Caffe model pads its first
layer by 35 pixels and crops at the end, this one pads by 1, so they differ along the picture's border.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

MEAN = (104.00698793, 116.66876762, 122.67891434)  # of the training pictures: blue, green, red, 0..255


class HED(nn.Module):
    """VGG-16's convolutions; from the end of each of its five blocks a score a pixel, and one from all five."""

    def __init__(self) -> None:
        super().__init__()
        self.netVggOne = _block(3, 64, 2, halve=False)
        self.netVggTwo = _block(64, 128, 2)
        self.netVggThr = _block(128, 256, 3)
        self.netVggFou = _block(256, 512, 3)
        self.netVggFiv = _block(512, 512, 3)
        self.netScoreOne = nn.Conv2d(64, 1, 1)
        self.netScoreTwo = nn.Conv2d(128, 1, 1)
        self.netScoreThr = nn.Conv2d(256, 1, 1)
        self.netScoreFou = nn.Conv2d(512, 1, 1)
        self.netScoreFiv = nn.Conv2d(512, 1, 1)
        self.netCombine = nn.Sequential(nn.Conv2d(5, 1, 1), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        """Return edges (B, 1, H, W) in 0..1 for BGR (B, 3, H, W) in 0..1; both sides at least 16."""
        _, _, H, W = x.shape
        x = x * 255 - x.new_tensor(MEAN)[:, None, None]
        scores: list[Tensor] = []
        for block, score in (
            (self.netVggOne, self.netScoreOne),
            (self.netVggTwo, self.netScoreTwo),
            (self.netVggThr, self.netScoreThr),
            (self.netVggFou, self.netScoreFou),
            (self.netVggFiv, self.netScoreFiv),
        ):
            x = block(x)
            scores.append(interpolate(score(x), [H, W], mode="bilinear", align_corners=False))
        return cast("Tensor", self.netCombine(torch.cat(scores, 1)))  # (B, 5, H, W) -> (B, 1, H, W)


def _block(inputs: int, outputs: int, convolutions: int, *, halve: bool = True) -> nn.Sequential:
    layers: list[nn.Module] = [nn.MaxPool2d(2)] if halve else []
    for width in (inputs, *[outputs] * (convolutions - 1)):
        layers += [nn.Conv2d(width, outputs, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)
