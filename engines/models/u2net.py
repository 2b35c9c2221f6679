"""U²-Net and its small sister U²-NetP: a U whose blocks are Us themselves, which find the salient object (Qin, Zhang,
Huang, Dehghan, Zaiane, Jagersand: "U²-Net: Going Deeper with Nested U-Structure for Salient Object Detection",
Pattern Recognition 2020).

The names and shapes of the parameters are those of xuebinqin/U-2-Net (Apache-2.0), so that its files load:
`u2net.pth`, `u2netp.pth`, `u2net_human_seg.pth` and `u2net_portrait.pth`, plain state dicts.

Input: RGB (B, 3, H, W), any size, trained at 320x320. Output: seven maps after the sigmoid, the fused one first.
Pools round sizes up, and every map is stretched to the one that it joins with corners not aligned.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, max_pool2d

Maps = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]

LEVELS = (7, 6, 5, 4, 4, 4)  # of the small U in each stage: the deeper the stage, the fewer pixels are left to halve
DILATED = (5, 6)  # stages that widen their view by dilation instead of halving

# Channels by stage: in the inner levels, and of the result.
FULL = {
    "1": (32, 64),
    "2": (32, 128),
    "3": (64, 256),
    "4": (128, 512),
    "5": (256, 512),
    "6": (256, 512),
    "5d": (256, 512),
    "4d": (128, 256),
    "3d": (64, 128),
    "2d": (32, 64),
    "1d": (16, 64),
}
SMALL = dict.fromkeys(FULL, (16, 64))


class NestedU(nn.Module):
    """Six stages down, five up, each of them a `ResidualU`; a map from each of the last six, and one from all maps.

    Args:
        widths: (inner, resulting) channels by stage.
        in_ch: channels of the input.
        out_ch: maps, 1 for a mask.
    """

    def __init__(self, widths: Mapping[str, tuple[int, int]], in_ch: int = 3, out_ch: int = 1) -> None:
        super().__init__()
        self.in_ch, self.out_ch = in_ch, out_ch
        result = {stage: width for stage, (_, width) in widths.items()}
        width = in_ch
        for number, (stage, (inner, outer)) in enumerate(widths.items()):
            level = int(stage[0])
            if number > 5:  # on the way up the encoder's features of this level come along
                width += result[str(level)]
            self.add_module(f"stage{stage}", ResidualU(LEVELS[level - 1], width, inner, outer, level in DILATED))
            width = outer
        for level in range(1, 7):
            self.add_module(f"side{level}", nn.Conv2d(result["6" if level == 6 else f"{level}d"], out_ch, 3, padding=1))
        self.outconv = nn.Conv2d(6 * out_ch, out_ch, 1)

    def forward(self, x: Tensor) -> Maps:
        """Return the fused map and the maps of levels 1 to 6 for (B, in_ch, H, W), each (B, out_ch, H, W) in 0..1."""
        kept: list[Tensor] = []
        for level in range(1, 7):
            x = self.get_submodule(f"stage{level}")(_halve(x) if kept else x)
            kept.append(x)
        sides = [self.get_submodule("side6")(kept.pop())]
        for level in range(5, 0, -1):
            x = self.get_submodule(f"stage{level}d")(_join(x, kept.pop()))
            sides.insert(0, self.get_submodule(f"side{level}")(x))
        logits = [_stretch(side, sides[0]) for side in sides]
        fused = self.outconv(torch.cat(logits, 1))
        d0, d1, d2, d3, d4, d5, d6 = (torch.sigmoid(one) for one in (fused, *logits))
        return d0, d1, d2, d3, d4, d5, d6


class U2Net(NestedU):
    """44 million parameters. Arguments as in `NestedU`."""

    def __init__(self, in_ch: int = 3, out_ch: int = 1) -> None:
        super().__init__(FULL, in_ch, out_ch)


class U2NetP(NestedU):
    """1.1 million parameters. Arguments as in `NestedU`."""

    def __init__(self, in_ch: int = 3, out_ch: int = 1) -> None:
        super().__init__(SMALL, in_ch, out_ch)


class ResidualU(nn.Module):
    """A block that is a small U, its input (at the result's width) added to its result.

    Args:
        levels: convolutions on the way down; the last one is dilated instead of following a pool.
        in_ch, mid_ch, out_ch: channels of the input, of the inner levels and of the result.
        dilated: never halve; level k is dilated 2 ** (k - 1) times.
    """

    def __init__(self, levels: int, in_ch: int, mid_ch: int, out_ch: int, dilated: bool = False) -> None:
        super().__init__()
        self.levels, self.dilated = levels, dilated
        self.rebnconvin = ConvNormReLU(in_ch, out_ch)
        for level in range(1, levels + 1):
            dilation = 2 ** (level - 1) if dilated else 1 + (level == levels)
            self.add_module(f"rebnconv{level}", ConvNormReLU(out_ch if level == 1 else mid_ch, mid_ch, dilation))
        for level in range(levels - 1, 0, -1):
            dilation = 2 ** (level - 1) if dilated else 1
            self.add_module(f"rebnconv{level}d", ConvNormReLU(2 * mid_ch, out_ch if level == 1 else mid_ch, dilation))

    def forward(self, x: Tensor) -> Tensor:
        x = whole = self.rebnconvin(x)
        kept: list[Tensor] = []
        for level in range(1, self.levels + 1):
            if not self.dilated and 1 < level < self.levels:
                x = _halve(x)
            x = self.get_submodule(f"rebnconv{level}")(x)
            kept.append(x)
        x = kept.pop()
        for level in range(self.levels - 1, 0, -1):
            x = self.get_submodule(f"rebnconv{level}d")(_join(x, kept.pop()))
        return x + whole


class ConvNormReLU(nn.Module):
    """3x3 convolution, batch norm and ReLU, the size kept."""

    def __init__(self, in_ch: int, out_ch: int, dilation: int = 1) -> None:
        super().__init__()
        self.conv_s1 = nn.Conv2d(in_ch, out_ch, 3, padding=dilation, dilation=dilation)
        self.bn_s1 = nn.BatchNorm2d(out_ch)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.bn_s1(self.conv_s1(x)))


def _halve(x: Tensor) -> Tensor:
    return max_pool2d(x, 2, ceil_mode=True)


def _stretch(x: Tensor, like: Tensor) -> Tensor:
    size: Sequence[int] = like.shape[2:]
    return x if x.shape[2:] == size else interpolate(x, list(size), mode="bilinear", align_corners=False)


def _join(deep: Tensor, skip: Tensor) -> Tensor:
    return torch.cat([_stretch(deep, skip), skip], 1)
