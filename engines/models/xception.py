"""Xception with dilated convolutions, as DeepLabV3+ changed it (Chollet: "Xception: Deep Learning with Depthwise
Separable Convolutions", CVPR 2017; Chen et al.: "Encoder-Decoder with Atrous Separable Convolution", ECCV 2018).

The names and shapes of the parameters are those of Gaoyiminggithub/Graphonomy (MIT). Its traps are kept, for the
weights were trained with them: a block rectifies its input in place, so that the shortcut sees the rectified values
too; blocks have no activation between depthwise and pointwise convolution, the layers after the blocks have one after
each.
"""

from typing import Literal, cast

from torch import Tensor, nn

OutputStride = Literal[8, 16]

WIDTH = 728  # of the middle blocks
MIDDLE = range(4, 20)  # numbers of the middle blocks
FINE, COARSE = 256, 2048  # channels of the two outputs
# By output stride: stride of block 3, rate of the middle blocks, rates of block 20 and of what follows.
SETTINGS: dict[int, tuple[int, int, int, int]] = {16: (2, 1, 1, 2), 8: (1, 2, 2, 4)}


class SeparableConv2d(nn.Module):
    """A 3x3 convolution in each channel, then a 1x1 one across them, each normalised.

    Args:
        activated: whether a ReLU follows each of the two.
    """

    def __init__(self, inputs: int, outputs: int, stride: int = 1, dilation: int = 1, activated: bool = False) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(
            inputs, inputs, 3, stride, padding=dilation, dilation=dilation, groups=inputs, bias=False
        )
        self.depthwise_bn = nn.BatchNorm2d(inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.pointwise_bn = nn.BatchNorm2d(outputs)
        self.activation = nn.ReLU(inplace=True) if activated else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        x = self.activation(self.depthwise_bn(self.depthwise(x)))
        return cast("Tensor", self.activation(self.pointwise_bn(self.pointwise(x))))


class Xception(nn.Module):
    """A picture (B, inputs, H, W) -> coarse features (B, 2048, H/16, W/16), fine ones (B, 256, H/4, W/4).

    Sides are rounded up. With `output_stride` 8 the coarse features are twice as fine.
    """

    def __init__(self, inputs: int = 3, output_stride: OutputStride = 16) -> None:
        super().__init__()
        if output_stride not in SETTINGS:
            raise ValueError(f"`output_stride` must be 8 or 16, but is {output_stride}.")
        stride, middle, exit_block, exit_layers = SETTINGS[output_stride]
        self.conv1 = nn.Conv2d(inputs, 32, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(64)
        self.block1 = _Block(64, (128, 128, 128), stride=2, rectify=False)
        self.block2 = _ForkedBlock(128, FINE)
        self.block3 = _Block(FINE, (WIDTH, WIDTH, WIDTH), stride)
        for number in MIDDLE:
            self.add_module(f"block{number}", _Block(WIDTH, (WIDTH, WIDTH, WIDTH), dilation=middle))
        self.block20 = _Block(WIDTH, (WIDTH, 1024, 1024), dilation=exit_block)
        self.conv3 = SeparableConv2d(1024, 1536, dilation=exit_layers, activated=True)
        self.conv4 = SeparableConv2d(1536, 1536, dilation=exit_layers, activated=True)
        self.conv5 = SeparableConv2d(1536, COARSE, dilation=exit_layers, activated=True)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        x, fine = self.block2(self.block1(x))
        x = self.block3(x)
        for number in MIDDLE:
            x = self.get_submodule(f"block{number}")(x)
        return self.conv5(self.conv4(self.conv3(self.block20(x)))), fine


class _Block(nn.Module):
    """Three separable convolutions with a ReLU before each, beside a shortcut. Changes its input in place.

    Args:
        widths: channels after each convolution; the last one has the stride.
        rectify: begin with a ReLU.
    """

    def __init__(
        self, inputs: int, widths: tuple[int, int, int], stride: int = 1, dilation: int = 1, rectify: bool = True
    ) -> None:
        super().__init__()
        if inputs != widths[-1] or stride != 1:
            self.skip: nn.Module = nn.Conv2d(inputs, widths[-1], 1, stride, bias=False)
            self.skipbn: nn.Module = nn.BatchNorm2d(widths[-1])
        else:
            self.skip = self.skipbn = nn.Identity()
        layers: list[nn.Module] = []
        for place, width in enumerate(widths):
            step = stride if place == len(widths) - 1 else 1
            layers += [nn.ReLU(inplace=True), SeparableConv2d(inputs, width, step, dilation)]
            inputs = width
        self.rep = nn.Sequential(*layers[0 if rectify else 1 :])

    def forward(self, x: Tensor) -> Tensor:
        out = self.rep(x)  # before the shortcut: its first layer rectifies x in place
        return cast("Tensor", out + self.skipbn(self.skip(x)))


class _ForkedBlock(nn.Module):
    """A block that also returns what it has before it halves the size. Changes its input in place."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.skip = nn.Conv2d(inputs, outputs, 1, stride=2, bias=False)
        self.skipbn = nn.BatchNorm2d(outputs)
        self.block2_lastconv = nn.Sequential(nn.ReLU(), SeparableConv2d(outputs, outputs, stride=2))
        self.rep = nn.Sequential(
            nn.ReLU(inplace=True),
            SeparableConv2d(inputs, outputs),
            nn.ReLU(inplace=True),
            SeparableConv2d(outputs, outputs),
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        fine = self.rep(x)  # before the shortcut: its first layer rectifies x in place
        return self.block2_lastconv(fine) + self.skipbn(self.skip(x)), fine
