"""DeepLabV3+: what stands at each pixel (Chen, Zhu, Papandreou, Schroff, Adam: "Encoder-Decoder with Atrous Separable
Convolution for Semantic Image Segmentation", ECCV 2018).

The names and shapes of the parameters are those of VainF/DeepLabV3Plus-Pytorch (MIT), whose files
`best_deeplabv3plus_{mobilenet,resnet50,resnet101}_voc_os16.pth` hold them under "model_state". The ResNets and the
pyramid of dilated convolutions are torchvision's; its MobileNetV2 pads elsewhere, so that one is written here.

Input: RGB of any size, scaled to 0..1, less the ImageNet mean (.485 .456 .406), over its deviation (.229 .224 .225).
Output: logits in the input's size: 21 classes of PASCAL VOC or 19 of Cityscapes.

Traps. The MobileNet pads each block's input *before* its first 1x1 convolution, so that the border is not zero where
the 3x3 convolution meets it, and its first convolution is not padded at all: 513 pixels become 128 and then 32, where
a ResNet makes 129 and 33 of them. Weights do not tell the output stride; with 8 the same weights fit.
"""

from typing import Literal, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torchvision.models import resnet50, resnet101
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.segmentation.deeplabv3 import ASPP

Backbone = Literal["mobilenet", "resnet50", "resnet101"]
OutputStride = Literal[8, 16]

RESNETS = {"resnet50": resnet50, "resnet101": resnet101}
WIDTHS = {"mobilenet": (24, 320), "resnet50": (256, 2048), "resnet101": (256, 2048)}  # of fine and of coarse features
RATES: dict[int, tuple[int, int, int]] = {8: (12, 24, 36), 16: (6, 12, 18)}  # of the pyramid, by output stride

FIRST_WIDTH = 32
# One row a stage of MobileNetV2: how much wider a block is inside, its channels, blocks, stride of the first one.
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
FINE = 4  # layers until the features of a quarter of the size


class DeepLabV3Plus(nn.Module):
    """A picture in, a logit for every class and pixel out.

    Args:
        backbone: what finds the features.
        num_classes: background included.
        output_stride: how much smaller than the picture the coarse features are.
    """

    def __init__(
        self, backbone: Backbone = "mobilenet", num_classes: int = 21, output_stride: OutputStride = 16
    ) -> None:
        super().__init__()
        if output_stride not in RATES:
            raise ValueError(f"`output_stride` must be 8 or 16, but is {output_stride}.")
        self.num_classes = num_classes
        if backbone == "mobilenet":
            self.backbone: nn.Module = MobileNetV2(output_stride)
        else:
            dilated = [False, output_stride == 8, True]
            resnet = RESNETS[backbone](replace_stride_with_dilation=dilated)
            self.backbone = IntermediateLayerGetter(resnet, {"layer1": "low_level", "layer4": "out"})
        self.classifier = _Head(*WIDTHS[backbone], num_classes, RATES[output_stride])

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, num_classes, H, W) for (B, 3, H, W), normalised, at least 3 pixels high and wide."""
        logits = self.classifier(self.backbone(x))
        return F.interpolate(logits, size=x.shape[2:], mode="bilinear", align_corners=False)


class MobileNetV2(nn.Module):
    """The features of a picture: `low_level` (B, 24, about H/4, about W/4), `out` (B, 320, about H/16, about W/16)."""

    def __init__(self, output_stride: OutputStride) -> None:
        super().__init__()
        layers: list[nn.Module] = [_conv_norm_relu(3, FIRST_WIDTH, 3, stride=2)]
        inputs, reached, dilation = FIRST_WIDTH, 2, 1
        for expansion, width, blocks, stride in STAGES:
            inner = dilation  # a stage's first block still has the rate of the stage before
            if reached == output_stride:
                stride, dilation = 1, dilation * stride
            reached *= stride
            for block in range(blocks):
                first = block == 0
                layers.append(
                    InvertedResidual(inputs, width, expansion, stride if first else 1, inner if first else dilation)
                )
                inputs = width
        self.low_level_features = nn.Sequential(*layers[:FINE])
        self.high_level_features = nn.Sequential()
        for place, layer in enumerate(layers[FINE:], FINE):  # numbered on, as in the whole MobileNet
            self.high_level_features.add_module(str(place), layer)

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        low_level = self.low_level_features(x)
        return {"low_level": low_level, "out": self.high_level_features(low_level)}


class InvertedResidual(nn.Module):
    """Widen by a 1x1 convolution, look around by a 3x3 one in each channel, narrow by a 1x1 one."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int, dilation: int) -> None:
        super().__init__()
        width = inputs * expansion
        layers: list[nn.Module] = [] if expansion == 1 else [_conv_norm_relu(inputs, width, 1)]
        layers += [
            _conv_norm_relu(width, width, 3, stride=stride, dilation=dilation, groups=width),
            nn.Conv2d(width, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        self.conv = nn.Sequential(*layers)
        self.padding = dilation
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        out = cast("Tensor", self.conv(F.pad(x, [self.padding] * 4)))
        return x + out if self.residual else out


class _Head(nn.Module):
    """Coarse features at several scales, laid beside the fine ones, and a class for each pixel of these."""

    def __init__(self, fine: int, coarse: int, num_classes: int, rates: tuple[int, int, int]) -> None:
        super().__init__()
        self.project = nn.Sequential(nn.Conv2d(fine, 48, 1, bias=False), nn.BatchNorm2d(48), nn.ReLU(inplace=True))
        self.aspp = ASPP(coarse, rates)
        self.aspp.project[-1] = nn.Dropout(0.1)  # as published; torchvision drops half
        self.classifier = nn.Sequential(
            nn.Conv2d(48 + 256, 256, 3, padding=1, bias=False),
            nn.BatchNorm2d(256),
            nn.ReLU(inplace=True),
            nn.Conv2d(256, num_classes, 1),
        )

    def forward(self, features: dict[str, Tensor]) -> Tensor:
        fine = self.project(features["low_level"])  # (B, 48, h, w)
        coarse = self.aspp(features["out"])  # (B, 256, smaller than h, smaller than w)
        coarse = F.interpolate(coarse, size=fine.shape[2:], mode="bilinear", align_corners=False)
        return cast("Tensor", self.classifier(torch.cat([fine, coarse], 1)))


def _conv_norm_relu(
    inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1, groups: int = 1
) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, kernel, stride, dilation=dilation, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU6(inplace=True))
