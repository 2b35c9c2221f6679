"""HED against the published one: every key, shape and number, and proof that the numbers can tell."""

import pytest
import torch
from torch import Tensor, nn

from engines.models import hed
from engines.models.hed import HED
from tests.parity.cases import TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("hed")


@pytest.fixture(scope="module")
def network(case: Case) -> HED:
    network = HED(**case.args)
    load_filled(network, case)
    return network


def run(network: HED, case: Case) -> dict[str, Tensor]:
    scores: list[Tensor] = []
    hook = network.netCombine.register_forward_pre_hook(lambda _layer, args: scores.append(args[0]))
    with torch.inference_mode():
        edges = network(case.inputs()["tenInput"])
    hook.remove()
    return {"out": edges, "side_logits_upsampled": scores[0]}


@pytest.fixture(scope="module")
def outputs(network: HED, case: Case) -> dict[str, Tensor]:
    return run(network, case)


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = HED(**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize("output", ["side_logits_upsampled", "out"])
def test_outputs_are_the_published_ones(output: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(output, outputs[output]) <= TOLERANCE


def test_another_channel_order_is_noticed(network: HED, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hed, "MEAN", hed.MEAN[::-1])
    assert case.difference("side_logits_upsampled", run(network, case)["side_logits_upsampled"]) > TOLERANCE


def test_another_padding_is_noticed(network: HED, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    first = network.netVggOne[0]
    assert isinstance(first, nn.Conv2d)
    monkeypatch.setattr(first, "padding_mode", "reflect")
    monkeypatch.setattr(first, "_reversed_padding_repeated_twice", [1, 1, 1, 1])
    assert case.difference("side_logits_upsampled", run(network, case)["side_logits_upsampled"]) > TOLERANCE
