"""HRNet beyond the published numbers: other widths and depths, arguments told from shapes, building without memory."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
import torch

from engines.models.catalogue.hrnet import HRNET, infer
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.hrnet import HRNet

TINY: dict[str, Any] = {
    "num_joints": 17,
    "stage2": [2, 4],
    "stage3": [2, 4, 8],
    "stage4": [2, 4, 8, 16],
    "modules": [1, 2, 1],
    "blocks": 2,
    "final_conv_kernel": 1,
}
CONFIGS: dict[str, dict[str, Any]] = {
    "w32": dict(HRNET.config),
    "w48": TINY | {"stage2": [48, 96], "stage3": [48, 96, 192], "stage4": [48, 96, 192, 384], "modules": [1, 4, 3]},
    "tiny": TINY,
    "shallow": TINY | {"modules": [1, 1, 1], "blocks": 1},
    "uneven widths": TINY | {"stage2": [3, 5], "stage3": [3, 5, 7], "stage4": [3, 5, 7, 9]},
    "widths that change": TINY | {"stage3": [4, 6, 8], "stage4": [5, 6, 8, 10]},
}


def shapes_of(config: Mapping[str, Any]) -> dict[str, Shape]:
    with torch.device("meta"):
        return {key: tuple(tensor.shape) for key, tensor in HRNet(**config).state_dict().items()}


def without_a_twentieth(shapes: Mapping[str, Shape], seed: int) -> Shapes:
    dropped = random.Random(seed).sample(list(shapes), len(shapes) // 20)
    return Shapes({key: shape for key, shape in shapes.items() if key not in dropped})


@pytest.mark.parametrize("name", CONFIGS)
def test_shapes_tell_the_arguments(name: str) -> None:
    shapes = shapes_of(CONFIGS[name])
    assert infer(Shapes(shapes)) == CONFIGS[name]
    assert infer(Shapes(shapes | {"optimizer.step": (), "stage5.0.branches.0.0.conv1.weight": (7,)})) == CONFIGS[name]
    for seed in range(5):
        assert infer(without_a_twentieth(shapes, seed)) == CONFIGS[name]


@pytest.mark.parametrize(("joints", "kernel"), [(16, 1), (21, 3), (133, 1)])
def test_shapes_tell_the_last_layer(joints: int, kernel: int) -> None:
    config = TINY | {"num_joints": joints, "final_conv_kernel": kernel}
    assert infer(Shapes(shapes_of(config))) == config


@pytest.mark.parametrize(
    "change",
    [
        {"stage4.0.fuse_layers.2.0.0.0.weight": (2, 2, 3, 3)},  # hands on all branches: made for classes or labels
        {"stage3.0.branches.3.0.conv1.weight": (16, 16, 3, 3)},  # a branch too many
        {key: () for key in shapes_of(TINY) if key.startswith("stage4.0.branches.1.")},  # damaged
    ],
)
def test_other_shapes_are_not_taken_for_it(change: dict[str, Shape]) -> None:
    assert infer(Shapes({})) is None
    assert infer(Shapes(shapes_of(TINY) | change)) is None


@pytest.mark.parametrize("name", ["tiny", "uneven widths"])
@torch.inference_mode()
def test_it_can_be_built_without_memory(name: str) -> None:
    plain = HRNet(**CONFIGS[name]).eval()
    with torch.device("meta"):
        light = HRNET.build(CONFIGS[name])
    light.load_state_dict(plain.state_dict(), assign=True)
    picture = torch.rand(2, 3, 64, 96)
    maps = plain(picture)
    assert maps.shape == (2, 17, 16, 24)
    assert torch.equal(light.eval()(picture), maps)


def test_sides_must_be_multiples_of_32() -> None:
    with pytest.raises(ValueError, match="multiples of 32, but is 200 x 256"):
        HRNet(**TINY)(torch.zeros(1, 3, 256, 200))
