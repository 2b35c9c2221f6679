"""LPIPS: how different two pictures look, measured between the features of a classifier (Zhang, Isola, Efros,
Shechtman, Wang: "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", CVPR 2018).

The names and shapes of the parameters are those of richzhang/PerceptualSimilarity (BSD-2-Clause). A distance is put
together from two files: the classifier's convolutions as torchvision publishes them (`features.3.weight` is
`net.slice2.3.weight` here) and the learned weights of their channels, `lin0.model.1.weight` and so on, which come with
the package. A state dict saved by the package holds the latter twice: `lins.0.model.1.weight` is the same tensor.

Input: two RGB pictures of one size in [-1, 1]. Features lie after the ReLUs; each pixel's feature is scaled to length
1 before the two are compared.
"""

from collections.abc import Sequence
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate
from torchvision.models.squeezenet import squeezenet1_1
from torchvision.models.vgg import cfgs, make_layers

Trunk = Literal["alex", "vgg", "squeeze"]

SHIFT = (-0.030, -0.088, -0.188)  # ImageNet's mean and deviation, red, green, blue, for pixels in [-1, 1]
SCALE = (0.458, 0.448, 0.450)
EPSILON = 1e-10  # added to the length of a feature

# The layer of the classifier after which each slice ends, and the channels there.
ENDS: dict[Trunk, tuple[int, ...]] = {
    "alex": (2, 5, 8, 10, 12),
    "vgg": (4, 9, 16, 23, 30),
    "squeeze": (2, 5, 8, 10, 11, 12, 13),
}
CHANNELS: dict[Trunk, tuple[int, ...]] = {
    "alex": (64, 192, 384, 256, 256),
    "vgg": (64, 128, 256, 512, 512),
    "squeeze": (64, 128, 256, 384, 384, 512, 512),
}


class LPIPS(nn.Module):
    """The distance between two pictures. It has dropout: call `eval()`.

    Args:
        net: the classifier: AlexNet (what its authors measure with), VGG-16 or SqueezeNet 1.1.
        version: "0.1", or "0.0", whose weights were learned on pixels in [-1, 1] without `SHIFT` and `SCALE`.
        lpips: weigh the channels as learned; if False, all alike.
        spatial: return a map instead of its mean.
        use_dropout: a dropout layer stands before the learned weights, which moves their key by one.
    """

    def __init__(
        self,
        net: Trunk = "alex",
        version: Literal["0.1", "0.0"] = "0.1",
        lpips: bool = True,
        spatial: bool = False,
        use_dropout: bool = True,
    ) -> None:
        super().__init__()
        self.version, self.lpips, self.spatial = version, lpips, spatial
        self.scaling_layer = ScalingLayer()
        self.net = Features(net)
        if lpips:
            for layer, channels in enumerate(CHANNELS[net]):
                self.add_module(f"lin{layer}", ChannelWeights(channels, use_dropout))

    def forward(
        self, in0: Tensor, in1: Tensor, retPerLayer: bool = False, normalize: bool = False
    ) -> Tensor | tuple[Tensor, list[Tensor]]:
        """Return the distance (B, 1, 1, 1), or (B, 1, H, W) if `spatial`.

        Args:
            in0, in1: RGB (B, 3, H, W) in [-1, 1].
            retPerLayer: return also each layer's part of the sum.
            normalize: the pictures are in [0, 1].
        """
        if in0.shape != in1.shape:
            raise ValueError(f"`in0` and `in1` must have one shape, but have {[*in0.shape]} and {[*in1.shape]}.")
        parts = []
        for layer, (one, other) in enumerate(
            zip(self._features(in0, normalize), self._features(in1, normalize), strict=True)
        ):
            difference = (_to_length_1(one) - _to_length_1(other)) ** 2  # (B, C, h, w)
            weighed = self.get_submodule(f"lin{layer}")(difference) if self.lpips else difference.sum(1, keepdim=True)
            if self.spatial:
                parts.append(interpolate(weighed, list(in0.shape[2:]), mode="bilinear", align_corners=False))
            else:
                parts.append(weighed.mean((2, 3), keepdim=True))
        distance = torch.stack(parts).sum(0)
        return (distance, parts) if retPerLayer else distance

    def _features(self, picture: Tensor, normalize: bool) -> list[Tensor]:
        if normalize:
            picture = 2 * picture - 1
        if self.version == "0.1":
            picture = self.scaling_layer(picture)
        return cast("list[Tensor]", self.net(picture))


class ScalingLayer(nn.Module):
    """Pixels in [-1, 1] -> as the classifiers were trained."""

    shift: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shift", torch.tensor(SHIFT)[None, :, None, None])
        self.register_buffer("scale", torch.tensor(SCALE)[None, :, None, None])

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.shift) / self.scale


class Features(nn.Module):
    """A classifier's convolutions in slices; layers keep the numbers that they have in torchvision's `features`."""

    def __init__(self, net: Trunk) -> None:
        super().__init__()
        layers = TRUNKS[net]()
        self.slices = len(ENDS[net])
        start = 0
        for number, end in enumerate(ENDS[net], 1):
            part = nn.Sequential()
            for layer in range(start, end):
                part.add_module(str(layer), layers[layer])
            self.add_module(f"slice{number}", part)
            start = end

    def forward(self, x: Tensor) -> list[Tensor]:
        features = []
        for number in range(1, self.slices + 1):
            x = self.get_submodule(f"slice{number}")(x)
            features.append(x)
        return features


class ChannelWeights(nn.Module):
    """What each channel's difference counts, (B, C, h, w) -> (B, 1, h, w)."""

    def __init__(self, channels: int, use_dropout: bool) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Dropout()] if use_dropout else []
        self.model = nn.Sequential(*layers, nn.Conv2d(channels, 1, 1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.model(x))


def _to_length_1(feature: Tensor) -> Tensor:
    return feature / (feature.square().sum(1, keepdim=True).sqrt() + EPSILON)


def _alex() -> Sequence[nn.Module]:
    # torchvision builds these only together with a classifier of 59 million numbers.
    return (
        nn.Conv2d(3, 64, 11, stride=4, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(64, 192, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(192, 384, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding=1),
        nn.ReLU(),
    )


def _vgg() -> Sequence[nn.Module]:
    return list(make_layers(cfgs["D"]))


def _squeeze() -> Sequence[nn.Module]:
    return list(squeezenet1_1(weights=None).features)


TRUNKS = {"alex": _alex, "vgg": _vgg, "squeeze": _squeeze}
