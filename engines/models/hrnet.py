"""HRNet: heat maps of the joints of one body, from features that stay at a quarter of the picture's size all the way
(Sun, Xiao, Liu, Wang: "Deep High-Resolution Representation Learning for Human Pose Estimation", CVPR 2019).

The names and shapes of the parameters are those of leoxiaobin/deep-high-resolution-net.pytorch (MIT). MMPose
(Apache-2.0) publishes the same network, people's and animals' alike, under other names: see the catalogue's key maps.

Input: one body, cut out and put into the middle of 192 x 256 (people) or 256 x 256 (AP-10K's animals) pixels, RGB,
less ImageNet's mean and divided by its deviation. Output: one heat map a joint, a quarter of the input's sides, without
a sigmoid; the joint is where the map is largest.

Traps: maps are enlarged to the nearest pixel, not bilinearly; the last module hands on its finest branch only, so it
has no layers that lead to the others; the first block of a branch never has a shortcut of its own.
"""

from collections.abc import Sequence
from functools import reduce
from typing import cast

import torch
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock, Bottleneck

STEM = 64  # channels after the first two convolutions, which halve the picture twice
FIRST = 256  # channels of the first stage, four bottlenecks


class HRNet(nn.Module):
    """A picture of one body in, a heat map a joint out.

    Args:
        num_joints: heat maps.
        stage2, stage3, stage4: channels of each stage's branches, the finest first; a stage has a branch more than
            the one before it, half as fine.
        modules: of stages 2, 3 and 4; the branches exchange their features after each module.
        blocks: residual blocks of a branch in a module.
        final_conv_kernel: side of the last convolution's kernel, 1 or 3.
    """

    def __init__(
        self,
        num_joints: int = 17,
        stage2: Sequence[int] = (32, 64),
        stage3: Sequence[int] = (32, 64, 128),
        stage4: Sequence[int] = (32, 64, 128, 256),
        modules: Sequence[int] = (1, 4, 3),
        blocks: int = 4,
        final_conv_kernel: int = 1,
    ) -> None:
        super().__init__()
        self.multiple = 4 * 2 ** (len(stage4) - 1)
        self.conv1 = nn.Conv2d(3, STEM, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(STEM)
        self.conv2 = nn.Conv2d(STEM, STEM, 3, stride=2, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(STEM)
        self.relu = nn.ReLU(inplace=True)
        shortcut = nn.Sequential(nn.Conv2d(STEM, FIRST, 1, bias=False), nn.BatchNorm2d(FIRST))
        self.layer1 = nn.Sequential(
            Bottleneck(STEM, FIRST // 4, downsample=shortcut), *(Bottleneck(FIRST, FIRST // 4) for _ in range(3))
        )
        self.transition1 = _Transition((FIRST,), stage2)
        self.stage2 = nn.Sequential(*(_Module(stage2, blocks) for _ in range(modules[0])))
        self.transition2 = _Transition(stage2, stage3)
        self.stage3 = nn.Sequential(*(_Module(stage3, blocks) for _ in range(modules[1])))
        self.transition3 = _Transition(stage3, stage4)
        self.stage4 = nn.Sequential(
            *(_Module(stage4, blocks) for _ in range(modules[2] - 1)), _Module(stage4, blocks, outputs=1)
        )
        self.final_layer = nn.Conv2d(stage4[0], num_joints, final_conv_kernel, padding=final_conv_kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return heat maps (B, num_joints, H / 4, W / 4) for pictures (B, 3, H, W)."""
        _, _, H, W = x.shape
        if H % self.multiple or W % self.multiple:
            raise ValueError(f"`x` must have sides that are multiples of {self.multiple}, but is {W} x {H}.")
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        branches = [self.layer1(x)]
        branches = self.stage2(self.transition1(branches))
        branches = self.stage3(self.transition2(branches))
        branches = self.stage4(self.transition3(branches))
        return cast("Tensor", self.final_layer(branches[0]))


class _Transition(nn.ModuleList):
    """From the branches of one stage to those of the next: other widths, and new branches out of the coarsest one."""

    def __init__(self, before: Sequence[int], after: Sequence[int]) -> None:
        super().__init__()
        for i, width in enumerate(after):
            if i >= len(before):
                self.append(_halve(before[-1], width, i - len(before) + 1, relu_at_the_end=True))
            else:
                self.append(nn.Identity() if before[i] == width else _convolve(before[i], width))

    def forward(self, branches: list[Tensor]) -> list[Tensor]:
        return [layer(branches[min(i, len(branches) - 1)]) for i, layer in enumerate(self)]


class _Module(nn.Module):
    """Residual blocks in every branch; then each output is the sum of all branches, brought to its size."""

    def __init__(self, widths: Sequence[int], blocks: int, outputs: int | None = None) -> None:
        super().__init__()
        self.branches = nn.ModuleList(nn.Sequential(*(BasicBlock(C, C) for _ in range(blocks))) for C in widths)
        self.fuse_layers = nn.ModuleList(
            nn.ModuleList(_exchange(widths, source, target) for source in range(len(widths)))
            for target in range(len(widths) if outputs is None else outputs)
        )
        self.relu = nn.ReLU(inplace=True)

    def forward(self, branches: list[Tensor]) -> list[Tensor]:
        branches = [blocks(x) for blocks, x in zip(self.branches, branches, strict=True)]
        return [
            self.relu(reduce(torch.add, (layer(x) for layer, x in zip(layers, branches, strict=True))))
            for layers in cast("list[list[nn.Module]]", self.fuse_layers)
        ]


def _exchange(widths: Sequence[int], source: int, target: int) -> nn.Module:
    """Return what brings the branch `source` to the width and size of `target`."""
    if source == target:
        return nn.Identity()
    if source < target:
        return _halve(widths[source], widths[target], target - source, relu_at_the_end=False)
    enlarge = nn.Upsample(scale_factor=2 ** (source - target), mode="nearest")
    return nn.Sequential(*_convolve(widths[source], widths[target], kernel=1, relu=False), enlarge)


def _halve(inputs: int, outputs: int, times: int, relu_at_the_end: bool) -> nn.Sequential:
    """Return convolutions that halve the sides so many times; only the last one changes the width."""
    return nn.Sequential(
        *(_convolve(inputs, inputs, stride=2) for _ in range(times - 1)),
        _convolve(inputs, outputs, stride=2, relu=relu_at_the_end),
    )


def _convolve(inputs: int, outputs: int, kernel: int = 3, stride: int = 1, relu: bool = True) -> nn.Sequential:
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([nn.ReLU(inplace=True)] if relu else []))
