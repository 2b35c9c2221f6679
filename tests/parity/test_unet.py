"""U-Net against the published one: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from engines.models.unet import UNet
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("unet_milesial")


def build(case: Case) -> UNet:
    network = UNet(**case.args)
    load_filled(network, case)
    return network


def run(network: UNet, case: Case) -> Tensor:
    with torch.inference_mode():
        logits: Tensor = network(case.inputs()["x"])
    return logits


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = UNet(**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


def test_bilinear_has_as_many_parameters_as_published() -> None:
    with torch.device("meta"):
        network = UNet(3, 1, bilinear=True)
    assert sum(parameter.numel() for parameter in network.parameters()) == 17_262_977


def raise_norm_eps(network: UNet) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3


def join_the_other_way_round(network: UNet) -> None:
    """What the first two steps up would compute if the features from below came before the skip."""
    for block in (network.up1, network.up2):
        weight = block.conv.double_conv[0].weight
        assert isinstance(weight, Tensor)
        weight.data = weight.data.roll(weight.shape[1] // 2, 1)


def leave_as_it_is(network: UNet) -> None:
    """The network itself: its output is the published one."""


@pytest.mark.parametrize(
    ("change", "noticed"), [(leave_as_it_is, False), (raise_norm_eps, True), (join_the_other_way_round, True)]
)
def test_output_is_the_published_one_and_a_small_mistake_is_noticed(
    change: Callable[[UNet], None], noticed: bool, case: Case
) -> None:
    network = build(case)
    change(network)
    assert (case.difference("logits", run(network, case)) > TOLERANCE) is noticed
