"""pix2pix against the published networks: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from engines.models.pix2pix import PatchDiscriminator, UNetGenerator, use_picture_statistics
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

NETWORKS: dict[str, type[UNetGenerator] | type[PatchDiscriminator]] = {
    "pix2pix_unet256": UNetGenerator,
    "pix2pix_unet256_instance": UNetGenerator,
    "pix2pix_patchgan70": PatchDiscriminator,
}


def build(case: Case) -> nn.Module:
    network = NETWORKS[case.name](**case.args)
    load_filled(network, case)
    return network


def run(network: nn.Module, case: Case) -> Tensor:
    with torch.inference_mode():
        output: Tensor = network(case.inputs()["input"])
    return output


@pytest.mark.parametrize("name", NETWORKS)
def test_keys_shapes_and_order_are_the_published_ones(name: str) -> None:
    case = read_case(name)
    with torch.device("meta"):  # shapes alone: no time spent on 54 million random numbers
        network = NETWORKS[name](**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_are_the_published_ones(name: str) -> None:
    case = read_case(name)
    network = build(case)
    assert case.difference("eval", run(network, case)) <= TOLERANCE
    if "batchstats_nodropout" in case.output_specs:
        use_picture_statistics(network)
        assert case.difference("batchstats_nodropout", run(network, case)) <= TOLERANCE


def pad_by_mirror(network: nn.Module) -> None:
    """Leaves every weight alone and changes only what the first convolution sees beyond the border."""
    next(layer for layer in network.modules() if isinstance(layer, nn.Conv2d)).padding_mode = "reflect"


def raise_norm_eps(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3  # the default of another framework


def soften_leaky_relu(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.LeakyReLU):
            layer.negative_slope = 0.1


def mirror_a_kernel(network: nn.Module) -> None:
    """The kernel of one inner convolution left to right: same shape, same statistics."""
    weight = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d)][1].weight
    with torch.no_grad():
        weight.copy_(weight.flip(-1))


def leave_as_it_is(network: nn.Module) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (leave_as_it_is, False),
        (pad_by_mirror, True),
        (raise_norm_eps, True),
        (soften_leaky_relu, True),
        (mirror_a_kernel, True),
        (use_picture_statistics, True),  # the other published behaviour is not this one
    ],
)
def test_a_small_mistake_is_noticed(change: Callable[[nn.Module], None], noticed: bool) -> None:
    case = read_case("pix2pix_patchgan70")
    network = build(case)
    change(network)
    assert (case.difference("eval", run(network, case)) > TOLERANCE) is noticed
