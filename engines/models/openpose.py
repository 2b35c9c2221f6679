"""OpenPose's body network: where the joints of all people in a picture are, and which way their limbs run (Cao, Simon,
Wei, Sheikh: "Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields", CVPR 2017).

The names and shapes of the parameters are those of Hzzone/pytorch-openpose (no licence stated), whose file
`body_pose_model.pth` holds CMU's weights (for non-commercial research) under Caffe's layer names, without the first
part of ours: see the catalogue's key map.

Input: *BGR* of any size whose sides are multiples of 8, `x / 256 - 0.5`, the picture's height made 184 pixels. Output:
38 maps of limb directions (x and y of 19 limbs) and 19 heat maps (18 joints and the background), an eighth of the
input's sides.

Trap: every output layer is linear except the last stage's heat maps, which end in a ReLU. The published program lists
the wrong layer among the linear ones; its results come from there.
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn

LIMB_MAPS, HEAT_MAPS, FEATURES = 38, 19, 128
STAGES = 6
POOL = "pool"

TRUNK: tuple[tuple[str, int], ...] = (  # layer, channels that it makes; every kernel is 3 x 3
    ("conv1_1", 64),
    ("conv1_2", 64),
    (POOL, 64),
    ("conv2_1", 128),
    ("conv2_2", 128),
    (POOL, 128),
    ("conv3_1", 256),
    ("conv3_2", 256),
    ("conv3_3", 256),
    ("conv3_4", 256),
    (POOL, 256),
    ("conv4_1", 512),
    ("conv4_2", 512),
    ("conv4_3_CPM", 256),
    ("conv4_4_CPM", FEATURES),
)


class OpenPoseBody(nn.Module):
    """A picture in; limb directions and joints out, refined five times from the features and the stage before."""

    def __init__(self) -> None:
        super().__init__()
        self.model0 = _trunk()
        for branch, maps in ((1, LIMB_MAPS), (2, HEAT_MAPS)):
            for stage in range(1, STAGES + 1):
                layers = _first_stage(branch, maps) if stage == 1 else _stage(stage, branch, maps)
                self.add_module(f"model{stage}_{branch}", layers)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return limb directions (B, 38, H / 8, W / 8) and heat maps (B, 19, H / 8, W / 8) for (B, 3, H, W)."""
        features = self.model0(x)
        known = features
        for stage in range(1, STAGES + 1):
            limbs, heat = (self.get_submodule(f"model{stage}_{branch}")(known) for branch in (1, 2))
            known = torch.cat([limbs, heat, features], 1)  # (B, 38 + 19 + 128, H / 8, W / 8)
        return limbs, heat


def _trunk() -> nn.Sequential:
    layers, inputs = nn.Sequential(), 3
    for name, outputs in TRUNK:
        if name == POOL:
            layers.add_module(f"{POOL}{len(layers)}", nn.MaxPool2d(2, stride=2))
        else:
            layers.add_module(name, nn.Conv2d(inputs, outputs, 3, padding=1))
            layers.add_module(f"relu_{name}", nn.ReLU(inplace=True))
        inputs = outputs
    return layers


def _first_stage(branch: int, maps: int) -> nn.Sequential:
    kernels, widths = (3, 3, 3, 1, 1), (FEATURES, 128, 128, 128, 512, maps)
    names = (f"conv5_{layer}_CPM_L{branch}" for layer in range(1, 6))
    return _chain(names, kernels, widths)


def _stage(stage: int, branch: int, maps: int) -> nn.Sequential:
    kernels, widths = (7, 7, 7, 7, 7, 1, 1), (LIMB_MAPS + HEAT_MAPS + FEATURES, *(128,) * 6, maps)
    names = (f"Mconv{layer}_stage{stage}_L{branch}" for layer in range(1, 8))
    layers = _chain(names, kernels, widths)
    if (stage, branch) == (STAGES, 2):
        layers.add_module("relu_of_the_output", nn.ReLU(inplace=True))
    return layers


def _chain(names: Iterable[str], kernels: tuple[int, ...], widths: tuple[int, ...]) -> nn.Sequential:
    """Return convolutions that keep the size, a ReLU after each but the last."""
    layers = nn.Sequential()
    for name, kernel, inputs, outputs in zip(names, kernels, widths[:-1], widths[1:], strict=True):
        if len(layers):
            layers.add_module(f"relu_before_{name}", nn.ReLU(inplace=True))
        layers.add_module(name, nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2))
    return layers
