"""VITON-HD, the first two of its three networks (Choi, Park, Lee, Choo: "VITON-HD: High-Resolution Virtual Try-On via
Misalignment-Aware Normalization", CVPR 2021): `SegGenerator` draws the body's parts as they will be with the new
garment, `GMM` bends the garment into its place. The third stands in `engines.models.vitonhd_alias`.

The names and shapes of the parameters are those of shadow2496/VITON-HD, whose code and weights (`seg_final.pth`,
`gmm_final.pth`, plain state dicts) are CC BY-NC 4.0: not for commercial use.

Input: RGB in [-1, 1] and one-hot maps, at a quarter of the picture's size (256x192 for 1024x768); see
`engines.models.predictors.vitonhd`.

Traps: the spline's pixels and points lie in [-0.9, 0.9], not to the borders as in CP-VTON. `grid_sample` is called
with today's `align_corners=False`. Features are normalised with a floor of 1e-12, not CP-VTON's 1e-6.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.cpvton import NORMS, NormName
from engines.models.warping import (
    REDUCTION,
    FeatureCorrelation,
    FeatureExtraction,
    FeatureRegression,
    TpsGrid,
    require_size,
)

QUARTER = 4  # the networks see the picture at a quarter of its height and width
SIDE_MULTIPLE = QUARTER * REDUCTION * 4  # two halvings of the correlation must leave whole numbers
REACH = 0.9


class SegGenerator(nn.Module):
    """A U-Net of five levels.

    Args:
        input_nc: channels in: garment mask 1, garment 3, parts 13, pose 3, noise 1.
        output_nc: parts of the body.
        norm_layer: instance norm without parameters, or batch norm.
    """

    def __init__(self, input_nc: int = 21, output_nc: int = 13, norm_layer: NormName = "InstanceNorm2d") -> None:
        super().__init__()

        def conv(inputs: int, outputs: int) -> list[nn.Module]:
            return [nn.Conv2d(inputs, outputs, 3, padding=1), NORMS[norm_layer](outputs), nn.ReLU()]

        def double(inputs: int, outputs: int) -> nn.Sequential:
            return nn.Sequential(*conv(inputs, outputs), *conv(outputs, outputs))

        def up(inputs: int) -> nn.Sequential:
            return nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), *conv(inputs, inputs // 2))

        self.conv1 = double(input_nc, 64)
        self.conv2 = double(64, 128)
        self.conv3 = double(128, 256)
        self.conv4 = double(256, 512)
        self.conv5 = double(512, 1024)
        self.up6, self.conv6 = up(1024), double(1024, 512)
        self.up7, self.conv7 = up(512), double(512, 256)
        self.up8, self.conv8 = up(256), double(256, 128)
        self.up9, self.conv9 = up(128), double(128, 64)
        self.conv9.append(nn.Conv2d(64, output_nc, 3, padding=1))
        self.drop = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, output_nc, H, W) in 0..1, each part for itself. H and W must be multiples of 16."""
        level1 = self.conv1(x)
        level2 = self.conv2(F.max_pool2d(level1, 2))
        level3 = self.conv3(F.max_pool2d(level2, 2))
        level4 = self.drop(self.conv4(F.max_pool2d(level3, 2)))
        hidden = self.drop(self.conv5(F.max_pool2d(level4, 2)))
        hidden = self.conv6(torch.cat([level4, self.up6(hidden)], 1))
        hidden = self.conv7(torch.cat([level3, self.up7(hidden)], 1))
        hidden = self.conv8(torch.cat([level2, self.up8(hidden)], 1))
        return cast("Tensor", self.conv9(torch.cat([level1, self.up9(hidden)], 1))).sigmoid()


class GMM(nn.Module):
    """The geometric matching module.

    Args:
        load_height, load_width: of the sampling grid, four times the inputs' size. Multiples of 256.
        grid_size: control points of the spline along a side.
        inputA_nc: channels of the person: garment region 1, pose 3, picture without the garment 3.
        inputB_nc: channels of the garment.

    Raises:
        ValueError: a side is no multiple of 256.
    """

    def __init__(
        self,
        load_height: int = 1024,
        load_width: int = 768,
        grid_size: int = 5,
        inputA_nc: int = 7,
        inputB_nc: int = 3,
    ) -> None:
        super().__init__()
        if load_height % SIDE_MULTIPLE or load_width % SIDE_MULTIPLE:
            raise ValueError(
                f"`load_height` and `load_width` must be multiples of {SIDE_MULTIPLE}, but are {load_height} and "
                f"{load_width}."
            )
        self.load_size = (load_height, load_width)
        self.input_size = (load_height // QUARTER, load_width // QUARTER)
        places = (self.input_size[0] // REDUCTION) * (self.input_size[1] // REDUCTION)
        self.extractionA = FeatureExtraction(inputA_nc)
        self.extractionB = FeatureExtraction(inputB_nc)
        self.correlation = FeatureCorrelation()
        self.regression = FeatureRegression(places, 2 * grid_size**2)
        self.gridGen = TpsGrid(load_height, load_width, grid_size, REACH)

    def forward(self, inputA: Tensor, inputB: Tensor) -> tuple[Tensor, Tensor]:
        """Return the spline's offsets (B, 2 * grid_size ** 2) and the sampling grid (B, load_height, load_width, 2).

        Args:
            inputA: (B, inputA_nc, load_height / 4, load_width / 4), the person.
            inputB: (B, inputB_nc, load_height / 4, load_width / 4), the garment.

        Raises:
            ValueError: another height or width.
        """
        require_size("inputA", inputA, self.input_size)
        require_size("inputB", inputB, self.input_size)
        feature_a = F.normalize(self.extractionA(inputA), dim=1)
        feature_b = F.normalize(self.extractionB(inputB), dim=1)
        theta = self.regression(self.correlation(feature_a, feature_b))
        return theta, self.gridGen(theta)
