"""CP-VTON: its arguments read from shapes, and its weights in a network laid out without memory."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engines.models.catalogue import Shapes
from engines.models.catalogue.cpvton import CPVTON_GMM, CPVTON_TOM, infer_gmm, infer_tom
from engines.models.catalogue.vitonhd import VITONHD_GMM
from engines.models.cpvton import TOM
from engines.models.pix2pix import UNetGenerator

SMALL: dict[str, Any] = {"input_nc": 7, "output_nc": 2, "num_downs": 5, "ngf": 2, "norm_layer": "BatchNorm2d"}


def shapes_of(build: Callable[[], nn.Module]) -> Shapes:
    with torch.device("meta"):
        return Shapes({key: tuple(tensor.shape) for key, tensor in build().state_dict().items()})


def without_a_twentieth(shapes: Shapes, seed: int, but: tuple[str, ...] = ()) -> Shapes:
    """Return the shapes with foreign keys instead of a twentieth; `but` are the only witnesses of a number."""
    droppable = [key for key in shapes if key not in but]
    dropped = np.random.default_rng(seed).choice(droppable, -(-len(shapes) // 20), replace=False)
    foreign = {"optimizer.step": (), "model.model.99.weight": (1, 2, 3, 4), "head.weight": (1000, 512)}
    return Shapes({key: shape for key, shape in shapes.items() if key not in dropped} | foreign)


@pytest.mark.parametrize(
    ("change", "witnesses"),
    [
        ({}, ()),
        ({"grid_size": 3}, ()),
        ({"grid_size": 8}, ()),
        ({"cloth_nc": 1}, ("extractionB.model.0.weight",)),  # CP-VTON+
    ],
)
def test_the_arguments_of_the_bending_network_are_read(change: dict[str, int], witnesses: tuple[str, ...]) -> None:
    config = {**CPVTON_GMM.config, **change}
    shapes = shapes_of(lambda: CPVTON_GMM.build(config))
    assert infer_gmm(shapes) == config
    for seed in range(20):
        assert infer_gmm(without_a_twentieth(shapes, seed, witnesses)) == config, seed


@pytest.mark.parametrize(
    "config",
    [
        CPVTON_TOM.config,
        SMALL,
        SMALL | {"num_downs": 8, "norm_layer": "InstanceNorm2d"},
        {**CPVTON_TOM.config, "input_nc": 26},  # CP-VTON+
    ],
)
def test_the_arguments_of_the_painting_network_are_read(config: dict[str, Any]) -> None:
    shapes = shapes_of(lambda: CPVTON_TOM.build(config))
    assert infer_tom(shapes) == config
    for seed in range(20):
        assert infer_tom(without_a_twentieth(shapes, seed, ("model.model.0.weight",))) == config, seed


@pytest.mark.parametrize(
    ("infer", "other"),
    [
        (infer_gmm, VITONHD_GMM.build),  # the same keys
        (infer_gmm, CPVTON_TOM.build),
        (infer_tom, lambda: UNetGenerator(ngf=2)),  # many of the same keys
        (infer_tom, lambda: UNetGenerator(ngf=2, norm="instance")),
        (infer_tom, CPVTON_GMM.build),
        (infer_gmm, lambda: nn.Linear(2, 2)),
        (infer_tom, lambda: nn.Linear(2, 2)),
    ],
)
def test_another_network_is_not_taken_for_it(infer: Callable[[Shapes], object], other: Callable[[], nn.Module]) -> None:
    assert infer(shapes_of(other)) is None


def test_a_last_layer_that_is_no_grid_is_left_to_the_report() -> None:
    shapes = shapes_of(CPVTON_GMM.build)
    damaged = dict(shapes) | {"regression.linear.weight": (1 << 20, 768), "regression.linear.bias": (1 << 20,)}
    assert infer_gmm(Shapes(damaged)) == CPVTON_GMM.config


@pytest.mark.parametrize("entry", [CPVTON_GMM, CPVTON_TOM])
def test_the_fingerprint_is_in_the_network(entry: Any) -> None:
    assert set(entry.fingerprint) <= set(shapes_of(entry.build))


def test_weights_given_to_a_network_without_memory_give_the_same_picture() -> None:
    plain = TOM(**SMALL).eval()
    with torch.device("meta"):
        network = TOM(**SMALL)
    network.load_state_dict(plain.state_dict(), assign=True)
    x = torch.randn(1, 7, 64, 32)
    assert torch.equal(network.eval()(x), plain(x))


def test_too_few_halvings_are_refused() -> None:
    with pytest.raises(ValueError, match="`num_downs`"):
        TOM(num_downs=4)
