"""U-Net beyond the published numbers: sizes, arguments told from shapes, and building without memory."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
import torch

from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.catalogue.unet import UNET, infer
from engines.models.unet import UNet


def shapes_of(**config: Any) -> dict[str, Shape]:
    with torch.device("meta"):
        return {key: tuple(tensor.shape) for key, tensor in UNet(**config).state_dict().items()}


def without_a_twentieth(shapes: Mapping[str, Shape], seed: int) -> Shapes:
    dropped = random.Random(seed).sample(list(shapes), len(shapes) // 20)
    return Shapes({key: shape for key, shape in shapes.items() if key not in dropped})


@pytest.mark.parametrize("bilinear", [False, True])
@pytest.mark.parametrize(("n_channels", "n_classes", "width"), [(3, 1, 64), (3, 2, 16), (1, 21, 64)])
def test_shapes_tell_the_arguments(n_channels: int, n_classes: int, width: int, bilinear: bool) -> None:
    config = {"n_channels": n_channels, "n_classes": n_classes, "bilinear": bilinear, "width": width}
    shapes = shapes_of(**config)
    assert infer(Shapes(shapes)) == config
    if n_channels == 3:  # one key alone tells another number
        for seed in range(5):
            assert infer(without_a_twentieth(shapes, seed)) == config


@pytest.mark.parametrize(
    "shapes",
    [
        {},
        {"outc.conv.bias": (2,)},
        {"inc.double_conv.0.weight": (24, 3, 3, 3), "up4.conv.double_conv.1.weight": (24,)},  # another width
        {"inc.double_conv.0.weight": (), "up4.conv.double_conv.1.weight": (1 << 40,)},  # damaged
    ],
)
def test_other_shapes_are_not_taken_for_it(shapes: dict[str, Shape]) -> None:
    assert infer(Shapes(shapes)) is None


@pytest.mark.parametrize("bilinear", [False, True])
@torch.inference_mode()
def test_it_can_be_built_without_memory_and_takes_any_size(bilinear: bool) -> None:
    plain = UNet(1, 2, bilinear).eval()
    with torch.device("meta"):
        light = UNET.build({"n_channels": 1, "n_classes": 2, "bilinear": bilinear})
    light.load_state_dict(plain.state_dict(), assign=True)
    picture = torch.rand(1, 1, 17, 35)  # no multiples of 16, so zeros stand in for what the pools lost
    logits = plain(picture)
    assert logits.shape == (1, 2, 17, 35)
    assert torch.equal(light.eval()(picture), logits)
