"""U²-Net and U²-NetP against the published ones: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from engines.models import u2net
from engines.models.u2net import NestedU, U2Net, U2NetP
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

NETWORKS: dict[str, type[U2Net] | type[U2NetP]] = {"u2net": U2Net, "u2netp": U2NetP}
MAPS = tuple(f"d{level}" for level in range(7))


@pytest.fixture(scope="module", params=NETWORKS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def case(name: str) -> Case:
    return read_case(name)


def run(network: NestedU, case: Case) -> dict[str, Tensor]:
    logits: list[Tensor] = []
    hook = network.outconv.register_forward_hook(lambda _layer, _x, out: logits.append(out))
    with torch.inference_mode():
        maps = network(case.inputs()["x"])
    hook.remove()
    return {**dict(zip(MAPS, maps, strict=True)), "logit0": logits[0]}


@pytest.fixture(scope="module")
def outputs(name: str, case: Case) -> dict[str, Tensor]:
    network = NETWORKS[name](**case.args)
    load_filled(network, case)
    return run(network, case)


def test_keys_shapes_and_order_are_the_published_ones(name: str, case: Case) -> None:
    with torch.device("meta"):
        network = NETWORKS[name](**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize("output", [*MAPS, "logit0"])
def test_outputs_are_the_published_ones(output: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(output, outputs[output]) <= TOLERANCE


def raise_norm_eps(network: U2NetP) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3


def leave_the_bottom_undilated(network: U2NetP) -> None:
    bottom = network.get_submodule("stage1.rebnconv7.conv_s1")
    assert isinstance(bottom, nn.Conv2d)
    bottom.padding = bottom.dilation = (1, 1)


def exchange_sides(network: U2NetP) -> None:
    """The first two maps' convolutions: same shapes, same statistics."""
    network.side1, network.side2 = network.side2, network.side1


def leave_as_it_is(network: U2NetP) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [(leave_as_it_is, False), (raise_norm_eps, True), (leave_the_bottom_undilated, True), (exchange_sides, True)],
)
def test_a_small_mistake_is_noticed(change: Callable[[U2NetP], None], noticed: bool) -> None:
    case = read_case("u2netp")
    network = U2NetP(**case.args)
    load_filled(network, case)
    change(network)
    assert (case.difference("logit0", run(network, case)["logit0"]) > TOLERANCE) is noticed


def test_aligned_corners_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = read_case("u2netp")
    network = U2NetP(**case.args)
    load_filled(network, case)

    def align(x: Tensor, size: list[int], **_: object) -> Tensor:
        return nn.functional.interpolate(x, size, mode="bilinear", align_corners=True)

    monkeypatch.setattr(u2net, "interpolate", align)
    assert case.difference("logit0", run(network, case)["logit0"]) > TOLERANCE
