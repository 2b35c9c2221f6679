"""Graphonomy against the published network: every key, shape and number, and proof that the numbers can tell."""

import json
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engines.models.bodyparts import TRANSFER
from engines.models.graphonomy import Graphonomy
from tests.parity.cases import FIXTURES, TOLERANCE, Case, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

GRAPHS = ("adj1_target", "adj2_source", "adj3_transfer")
STAGES = {
    "decoder_out": "decoder",
    "source_nodes": "source_featuremap_2_graph",
    "target_nodes": "target_featuremap_2_graph",
    "graph_after_conv3": "target_graph_conv3",
    "graph_feature": "target_graph_2_fea",
    "skip": "target_skip_conv",
}


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("graphonomy")


@pytest.fixture(scope="module")
def graphs(case: Case) -> dict[str, Tensor]:
    with np.load(case.folder / "adj.npz") as stored:
        return {name: torch.from_numpy(stored[name])[None, None] for name in GRAPHS}


@pytest.fixture(scope="module")
def network(case: Case) -> Graphonomy:
    network = Graphonomy(**case.args)
    load_filled(network, case)
    return network


def scale_weights(network: Graphonomy) -> dict[str, Tensor]:
    """Weaken what comes from the graph, as the fixture did for its `_scaled` outputs; return what was there."""
    spec = json.loads((FIXTURES / "graphonomy" / "case.json").read_text())["weights_scale"]
    kept = {name: network.get_parameter(name).clone() for name in spec}
    with torch.no_grad():
        for name, factor in spec.items():
            network.get_parameter(name).mul_(factor)
    return kept


@torch.inference_mode()
def forward(network: Graphonomy, case: Case, graphs: dict[str, Tensor]) -> Tensor:
    result: Tensor = network(case.inputs()["input"], **graphs)
    return result


@pytest.fixture(scope="module")
def outputs(network: Graphonomy, case: Case, graphs: dict[str, Tensor]) -> dict[str, Tensor]:
    """Every output, from two passes."""
    seen: dict[str, Tensor] = {}

    def note(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        return lambda _layer, _x, out: seen.update({name: out})

    hooks = [network.get_submodule(layer).register_forward_hook(note(name)) for name, layer in STAGES.items()]
    hooks.append(
        network.xception_features.register_forward_hook(
            lambda _layer, _x, out: seen.update(xception_out=out[0], xception_low=out[1])
        )
    )
    got = {"out": forward(network, case, graphs), **seen}
    kept = scale_weights(network)
    got["out_scaled"] = forward(network, case, graphs)
    got["graph_feature_scaled"] = seen["graph_feature"]
    network.load_state_dict(kept, strict=False)
    for hook in hooks:
        hook.remove()
    return got


def test_keys_shapes_and_order_are_the_published_ones(case: Case) -> None:
    with torch.device("meta"):
        network = Graphonomy(**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize("name", ["xception_out", "xception_low", *STAGES, "out", "out_scaled", "graph_feature_scaled"])
def test_outputs_are_the_published_ones(name: str, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference(name, outputs[name]) <= TOLERANCE


def test_parts_are_the_published_ones(outputs: dict[str, Tensor], case: Case) -> None:
    with np.load(case.folder / "out.npz") as stored:
        want = stored["argmax_scaled"]
    assert (outputs["out_scaled"].argmax(1, keepdim=True).numpy() != want).mean() <= 1e-3  # ties may fall either way


def test_graphs_are_the_published_ones(network: Graphonomy, graphs: dict[str, Tensor], case: Case) -> None:
    for name in GRAPHS:
        torch.testing.assert_close(getattr(network, name), graphs[name][0, 0], rtol=0, atol=1e-6)
    with np.load(case.folder / "adj.npz") as stored:
        np.testing.assert_array_equal(TRANSFER.T, stored["cihp2pascal_nlp_adj"])


def test_graphs_may_be_left_out(network: Graphonomy, outputs: dict[str, Tensor], case: Case) -> None:
    assert case.difference("out", forward(network, case, {})) <= TOLERANCE


def raise_norm_eps(network: Graphonomy) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eps = 1e-3  # the default of another framework


def keep_the_shortcut_unrectified(network: Graphonomy) -> None:
    """The mistake that tidying the blocks' in-place ReLU would make."""
    for layer in network.xception_features.modules():
        if isinstance(layer, nn.ReLU):
            layer.inplace = False


def use_the_third_source_layer(network: Graphonomy) -> None:
    """The mistake that mending the published program would make, in its last step."""
    calls = []

    def third(_layer: nn.Module, given: tuple[Tensor, Tensor], out: Tensor) -> Tensor:
        calls.append(given)
        result: Tensor = out if len(calls) == 1 else network.source_graph_conv3(*given)
        return result

    network.source_graph_conv2.register_forward_hook(third)


def count_pascals_parts_once(network: Graphonomy) -> None:
    published = network.adj2_source
    assert published is not None
    network.adj2_source = published - torch.diag(published.diag()) / 2


def leave_as_it_is(network: Graphonomy) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (leave_as_it_is, False),
        (raise_norm_eps, True),
        (keep_the_shortcut_unrectified, True),
        (use_the_third_source_layer, True),
        (count_pascals_parts_once, True),
    ],
)
def test_a_small_mistake_is_noticed(
    change: Callable[[Graphonomy], None], noticed: bool, network: Graphonomy, case: Case
) -> None:
    with torch.device("meta"):  # and a network that was built without memory gives the same
        another = Graphonomy(**case.args)
    another.load_state_dict(network.state_dict(), assign=True)
    change(another.eval())
    assert (case.difference("out", forward(another, case, {})) > TOLERANCE) is noticed
