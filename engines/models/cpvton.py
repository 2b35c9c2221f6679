"""CP-VTON puts a garment on a person in two steps (Wang, Zheng, Liang, Chen, Lin, Yang: "Toward Characteristic-
Preserving Image-based Virtual Try-On Network", ECCV 2018): `GMM` bends the garment into the person's pose, `TOM`
paints the person and says where the bent garment shows.

The names and shapes of the parameters are those of sergeywong/cp-vton (MIT). It publishes no weights; its training
writes `gmm_final.pth` and `tom_final.pth`, plain state dicts. The follow-up minar09/cp-vton-plus (MIT) has the same
networks with a garment of one channel in `GMM` (its mask) and 26 channels into `TOM`.

Input: 256x192, RGB in [-1, 1]. "Agnostic" of 22 channels: the body's blurred shape (1), the head (3), and a square
around each of OpenPose's 18 points (18), see `engines.models.predictors.cpvton`.

Traps: the published program ran on PyTorch 0.4, whose `grid_sample` knew only `align_corners=True`, so pass that
today. Only 256x192 fits the last layer of `GMM`. `TOM` normalises its four output channels too and ends there: the
caller takes tanh of the first three and sigmoid of the fourth.
"""

from collections.abc import Mapping
from functools import partial
from typing import Literal, cast

import torch
from torch import Tensor, nn

from engines.models.warping import (
    REDUCTION,
    FeatureCorrelation,
    FeatureExtraction,
    FeatureRegression,
    TpsGrid,
    require_size,
)

SIZE = (256, 192)  # height, width of what the networks see
AGNOSTIC = 22  # channels that describe the person without the garment

NormName = Literal["InstanceNorm2d", "BatchNorm2d"]
NORMS: Mapping[NormName, type[nn.Module]] = {"InstanceNorm2d": nn.InstanceNorm2d, "BatchNorm2d": nn.BatchNorm2d}


class L2Norm(nn.Module):
    """Each place's features to length 1. The small number stands under the root, as published."""

    def forward(self, x: Tensor) -> Tensor:
        return x / (x.square().sum(1, keepdim=True) + 1e-6).sqrt()


class GMM(nn.Module):
    """The geometric matching module.

    Args:
        fine_height, fine_width: of the sampling grid, pixels.
        grid_size: control points of the spline along a side.
        cloth_nc: channels of the garment.
    """

    def __init__(
        self, fine_height: int = SIZE[0], fine_width: int = SIZE[1], grid_size: int = 5, cloth_nc: int = 3
    ) -> None:
        super().__init__()
        places = (SIZE[0] // REDUCTION) * (SIZE[1] // REDUCTION)
        self.extractionA = FeatureExtraction(AGNOSTIC)
        self.extractionB = FeatureExtraction(cloth_nc)
        self.l2norm = L2Norm()
        self.correlation = FeatureCorrelation()
        self.regression = FeatureRegression(places, 2 * grid_size**2)
        self.gridGen = TpsGrid(fine_height, fine_width, grid_size)

    def forward(self, inputA: Tensor, inputB: Tensor) -> tuple[Tensor, Tensor]:
        """Return the sampling grid (B, fine_height, fine_width, 2) and the spline's offsets (B, 2 * grid_size ** 2).

        Args:
            inputA: (B, 22, 256, 192), the person without the garment.
            inputB: (B, cloth_nc, 256, 192), the garment.

        Raises:
            ValueError: another height or width.
        """
        require_size("inputA", inputA, SIZE)
        require_size("inputB", inputB, SIZE)
        feature_a = self.l2norm(self.extractionA(inputA))  # (B, 512, 16, 12)
        feature_b = self.l2norm(self.extractionB(inputB))
        theta = self.regression(self.correlation(feature_a, feature_b))  # from (B, 192, 16, 12)
        return self.gridGen(theta), theta


class TOM(nn.Module):
    """The try-on module: a U-Net that doubles by bilinear upsampling and a convolution.

    Args:
        input_nc: channels of the person and the bent garment together.
        output_nc: three colours and the garment's share.
        num_downs: how often the picture is halved; its sides must be multiples of 2 ** num_downs.
        ngf: channels after the first halving; they double up to 8 times as many.
        norm_layer: instance norm without parameters, or batch norm (then the convolutions have no bias).
        use_dropout: drop half of the values after the blocks of full width.
    """

    def __init__(
        self,
        input_nc: int = AGNOSTIC + 3,
        output_nc: int = 4,
        num_downs: int = 6,
        ngf: int = 64,
        norm_layer: NormName = "InstanceNorm2d",
        use_dropout: bool = False,
    ) -> None:
        super().__init__()
        if num_downs < 5:
            raise ValueError(f"`num_downs` must be at least 5, but is {num_downs}.")
        block = partial(_Block, norm=norm_layer)
        level = block(8 * ngf, 8 * ngf)
        for _ in range(num_downs - 5):
            level = block(8 * ngf, 8 * ngf, inside=level, use_dropout=use_dropout)
        for width in (4 * ngf, 2 * ngf, ngf):
            level = block(width, 2 * width, inside=level)
        self.model = block(output_nc, ngf, inside=level, input_nc=input_nc)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, output_nc, H, W), normalised, from (B, input_nc, H, W): the 22 channels, then the garment."""
        return cast("Tensor", self.model(x))


class _Block(nn.Module):
    """One level of the U. Only the outermost has `input_nc`; it begins with its convolution and has no skip.

    Changes its input in place (leaky ReLU), which the skip may show: the next layer is a ReLU, and
    relu(leaky(x)) = relu(x).
    """

    def __init__(
        self,
        outer: int,
        inner: int,
        norm: NormName,
        inside: nn.Module | None = None,
        input_nc: int | None = None,
        use_dropout: bool = False,
    ) -> None:
        super().__init__()
        bias = norm == "InstanceNorm2d"
        self.outermost = input_nc is not None
        layers: list[nn.Module] = [] if self.outermost else [nn.LeakyReLU(0.2, inplace=True)]
        layers.append(nn.Conv2d(input_nc or outer, inner, 4, stride=2, padding=1, bias=bias))
        if inside is not None:
            layers += [inside] if self.outermost else [NORMS[norm](inner), inside]
        layers += [
            nn.ReLU(inplace=True),
            nn.Upsample(scale_factor=2, mode="bilinear"),
            nn.Conv2d(inner if inside is None else 2 * inner, outer, 3, padding=1, bias=bias),
            NORMS[norm](outer),
        ]
        if use_dropout:
            layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        if self.outermost:
            return cast("Tensor", self.model(x))
        return torch.cat([x, self.model(x)], 1)  # (B, outer, H, W) -> (B, 2 * outer, H, W)
