"""LPIPS against the published one: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engines.models import lpips
from engines.models.lpips import LPIPS
from tests.parity.cases import TOLERANCE, Case, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

NETWORKS = ("lpips_alex", "lpips_vgg")
LAYERS = tuple(f"layer{layer}" for layer in range(5))
FEATURES = tuple(f"feat{layer}" for layer in range(5))


@pytest.fixture(scope="module", params=NETWORKS)
def case(request: pytest.FixtureRequest) -> Case:
    return read_case(request.param)


def build(case: Case) -> LPIPS:
    """The fixture's weights; those of `scaling_layer` are the network's own."""
    network = LPIPS(**case.args)
    weights = {
        at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype))
        for at in case.layout
        if not at.key.startswith("scaling_layer.")
    }
    network.load_state_dict(weights, strict=False, assign=True)
    return network.eval()


def near(picture: Tensor) -> Tensor:
    noise = np.random.default_rng(61).standard_normal(tuple(picture.shape))
    return torch.from_numpy(np.clip(picture.numpy() + 0.02 * noise, -1, 1).astype(np.float32))


@pytest.fixture(scope="module")
@torch.inference_mode()
def outputs(case: Case) -> dict[str, Tensor]:
    network = build(case)
    features: list[list[Tensor]] = []
    hook = network.net.register_forward_hook(lambda _layer, _x, out: features.append(out))
    in0, in1 = case.inputs().values()
    distance, parts = network(in0, in1, retPerLayer=True)
    hook.remove()
    got = {"distance": distance, **dict(zip(LAYERS, parts, strict=True))}
    got |= dict(zip(FEATURES, features[0], strict=True))
    got["distance_near"] = network(in0, near(in0))
    got["distance_same"] = network(in0, in0)
    got["distance_01"] = network((in0 + 1) / 2, (in1 + 1) / 2, normalize=True)
    network.spatial = True
    got["spatial_map"] = network(in0, in1)
    network.spatial = False
    for weights in weights_of_channels(network):
        weights.abs_()
    got["distance_abs_lin"] = network(in0, in1)
    got["distance_near_abs_lin"] = network(in0, near(in0))
    return got


def weights_of_channels(network: LPIPS) -> list[Tensor]:
    return [parameter for key, parameter in network.named_parameters() if key.startswith("lin")]


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = LPIPS(**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize(
    "output",
    [
        *FEATURES,
        *LAYERS,
        "distance",
        "distance_near",
        "distance_01",
        "spatial_map",
        "distance_abs_lin",
        "distance_near_abs_lin",
    ],
)
def test_outputs_are_the_published_ones(output: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(output, outputs[output]) <= TOLERANCE


def test_equal_pictures_have_no_distance(outputs: dict[str, Tensor], case: Case) -> None:
    assert outputs["distance_same"].tolist() == [[[[0.0]]], [[[0.0]]]]


def leave_out_scaling(network: LPIPS) -> None:
    network.version = "0.0"


def shift_by_a_thousandth(network: LPIPS) -> None:
    network.scaling_layer.shift = network.scaling_layer.shift + 1e-3


def stop_before_relu(network: LPIPS) -> None:
    """The fourth slice ends at its convolution, and the fifth begins with the ReLU."""
    convolution, relu = network.get_submodule("net.slice4").children()
    network.net.slice4 = nn.Sequential(convolution)
    network.net.slice5 = nn.Sequential(relu, network.get_submodule("net.slice5"))


def leave_as_it_is(network: LPIPS) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [(leave_as_it_is, False), (leave_out_scaling, True), (shift_by_a_thousandth, True), (stop_before_relu, True)],
)
def test_a_small_mistake_is_noticed(change: Callable[[LPIPS], None], noticed: bool) -> None:
    case = read_case("lpips_alex")
    network = build(case)
    change(network)
    with torch.inference_mode():
        distance = network(*case.inputs().values())
    assert (case.difference("distance", distance) > TOLERANCE) is noticed


def test_another_length_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lpips, "EPSILON", 1e-2)
    case = read_case("lpips_alex")
    with torch.inference_mode():
        distance = build(case)(*case.inputs().values())
    assert case.difference("distance", distance) > TOLERANCE
