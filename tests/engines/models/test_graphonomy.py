"""Graphonomy without published weights: what its shapes tell, which graphs it knows, what its oddities come to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engines.models.bodyparts import CIHP, CIHP_EDGES, PASCAL, PASCAL_EDGES, TRANSFER, likeness, touching
from engines.models.catalogue.graphonomy import GRAPHONOMY
from engines.models.catalogue.shapes import Shapes
from engines.models.graphonomy import Graphonomy

TINY: dict[str, Any] = {"input_channels": 8, "hidden_layers": 16, "out_channels": 8}
ShapesByKey = dict[str, tuple[int, ...]]


def build(**arguments: Any) -> Graphonomy:
    torch.manual_seed(0)
    return Graphonomy(**(TINY | arguments)).eval()


def shapes_of(**arguments: Any) -> ShapesByKey:
    with torch.device("meta"):
        network = Graphonomy(**arguments)
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


@pytest.fixture(scope="module")
def network() -> Graphonomy:
    """Its norms have the statistics of a random batch, so that the values neither vanish nor explode."""
    network = build().train()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = 1.0
    with torch.no_grad():
        network(torch.randn(4, 3, 33, 33))
    return network.eval()


@pytest.fixture
def x() -> torch.Tensor:
    return torch.randn(2, 3, 17, 25, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"n_classes": 7, "source_classes": 20},  # the other way round
        {"n_classes": 18},  # ATR
        {"nInputChannels": 4},
        {"input_channels": 128, "out_channels": 128},
        {"hidden_layers": 64},
    ],
)
def test_shapes_tell_the_arguments(arguments: dict[str, int]) -> None:
    config = dict(GRAPHONOMY.config) | arguments
    shapes = shapes_of(**config)
    assert GRAPHONOMY.infer(Shapes(shapes)) == config
    keys = [key for key in shapes if key != "xception_features.conv1.weight"]  # the one key that tells the channels
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(keys) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert GRAPHONOMY.infer(Shapes(rest | {"epoch": (), "fc.weight": (1000, 2048)})) == config, lost


def test_entry_describes_the_published_network() -> None:
    shapes = shapes_of()
    assert GRAPHONOMY.infer(Shapes(shapes)) == GRAPHONOMY.config
    assert set(GRAPHONOMY.fingerprint) <= shapes.keys()


def narrow(shapes: ShapesByKey) -> ShapesByKey:
    """Half of Xception's wide layers' channels."""
    return {key: tuple(n // 2 if n >= 728 else n for n in shape) for key, shape in shapes.items()}


@pytest.mark.parametrize(
    "change",
    [
        lambda shapes: {},
        lambda shapes: {key: shapes[key] for key in shapes if "graph" not in key},  # a DeepLab with an Xception
        lambda shapes: {key: shapes[key] for key in shapes if "xception" not in key},
        narrow,
        lambda shapes: shapes | {"target_featuremap_2_graph.weight": (256, 1 << 18)},  # damaged
        lambda shapes: shapes | {"target_featuremap_2_graph.pre_fea": (1 << 18, 20)},
    ],
)
def test_other_shapes_are_not_taken_for_it(change: Callable[[ShapesByKey], ShapesByKey]) -> None:
    assert GRAPHONOMY.infer(Shapes(change(shapes_of()))) is None


@pytest.mark.parametrize(
    ("published", "ours"),
    [
        ("featuremap_2_graph.pre_fea", "source_featuremap_2_graph.pre_fea"),
        ("featuremap_2_graph.weight", "source_featuremap_2_graph.weight"),
        ("graph_conv1.weight", "source_graph_conv1.weight"),
        ("graph_conv3.weight", "source_graph_conv3.weight"),
        # Whatever says whose it is keeps its name.
        ("target_graph_conv1.weight", "target_graph_conv1.weight"),
        ("source_featuremap_2_graph.weight", "source_featuremap_2_graph.weight"),
        ("fc_graph.weight", "fc_graph.weight"),
        ("transpose_graph.adj", "transpose_graph.adj"),
        ("semantic.bias", "semantic.bias"),
    ],
)
def test_network_of_one_data_set_becomes_the_source(published: str, ours: str) -> None:
    assert GRAPHONOMY.key_map("graphonomy-one-data-set").ours(published) == (ours,)


def test_layers_that_the_source_has_no_use_for_are_known() -> None:
    assert {"graph_2_fea.{rest...}", "skip_conv.{rest...}"} <= set(GRAPHONOMY.ignored)


@pytest.mark.parametrize(
    ("parts", "edges", "own"), [(20, CIHP_EDGES, 1), (7, PASCAL_EDGES, 2), (3, {}, 1), (2, {0: (1,)}, 1)]
)
def test_touching_weighs_edges_by_both_ends_degrees(parts: int, edges: dict[int, tuple[int, ...]], own: int) -> None:
    got = touching(parts, edges, own)
    pairs = {(a, b) for a, others in edges.items() for b in others}
    degree = [own + sum(part in pair for pair in pairs) for part in range(parts)]
    for a in range(parts):
        for b in range(parts):
            weight = own if a == b else int((a, b) in pairs or (b, a) in pairs)
            assert got[a, b] == pytest.approx(weight / np.sqrt(degree[a] * degree[b]), abs=1e-6)


def test_graphs_name_each_pair_once() -> None:
    for names, edges in ((CIHP, CIHP_EDGES), (PASCAL, PASCAL_EDGES)):
        for one, others in edges.items():
            assert all(one < other < len(names) for other in others)
            assert len(set(others)) == len(others)


def test_likeness_is_known_both_ways() -> None:
    there, back = likeness(20, 7), likeness(7, 20)
    assert there is not None
    assert back is not None
    np.testing.assert_array_equal(there, back.T)
    assert likeness(18, 7) is None
    assert CIHP[int(TRANSFER[1:, PASCAL.index("Head")].argmax()) + 1] == "Right-arm"  # as published, odd as it is


def test_graphs_left_out_are_the_published_ones(network: Graphonomy, x: torch.Tensor) -> None:
    graphs = [torch.from_numpy(touching(20, CIHP_EDGES)), torch.from_numpy(touching(7, PASCAL_EDGES, 2))]
    graphs.append(torch.from_numpy(TRANSFER).float())
    with torch.inference_mode():
        want = network(x)
        assert torch.equal(network(x, *graphs), want)
        assert torch.equal(network(x, *(graph[None, None] for graph in graphs)), want)
        assert not torch.allclose(network(x, torch.eye(20)), want, atol=1e-4)


def test_graphs_of_other_parts_must_be_given(x: torch.Tensor) -> None:
    network = build(n_classes=18)
    with torch.inference_mode():
        with pytest.raises(ValueError, match="`adj1_target` must be given"):
            network(x)
        with pytest.raises(ValueError, match="`adj3_transfer` must be given"):
            network(x, torch.eye(18))
        assert network(x, torch.eye(18), None, torch.rand(18, 7)).shape == (2, 18, 17, 25)


def test_pictures_of_a_batch_do_not_mix(network: Graphonomy, x: torch.Tensor) -> None:
    with torch.inference_mode():
        torch.testing.assert_close(network(x)[1:], network(x[1:]), rtol=1e-4, atol=1e-4)


def test_stages_that_have_no_effect_have_none(network: Graphonomy, x: torch.Tensor) -> None:
    """The paper's layers that the published program does not use, or that cancel."""
    unused = ("source_graph_conv3.weight", "transpose_graph.adj", "target_graph_2_fea.node_fea_for_res")
    another = build()
    another.load_state_dict(network.state_dict())
    with torch.no_grad():
        for name in unused:
            another.get_parameter(name).normal_()
    with torch.inference_mode():
        assert torch.equal(another(x), network(x))
        another.get_parameter("source_graph_conv2.weight").normal_()
        assert not torch.equal(another(x), network(x))


@pytest.mark.parametrize(("os", "side"), [(16, 3), (8, 5)])
def test_output_stride_makes_the_coarse_features_finer(os: int, side: int) -> None:
    network = build(os=os)
    with torch.inference_mode():
        coarse, fine = network.xception_features(torch.randn(1, 3, 40, 40))
    assert coarse.shape == (1, 2048, side, side)
    assert fine.shape == (1, 256, 10, 10)


def test_other_strides_are_refused() -> None:
    with pytest.raises(ValueError, match="`output_stride` must be 8 or 16"):
        build(os=32)


def test_network_built_without_memory_is_the_same_and_follows_to_other_numbers(
    network: Graphonomy, x: torch.Tensor
) -> None:
    with torch.device("meta"):
        another = Graphonomy(**TINY)
    another.load_state_dict(network.state_dict(), assign=True)
    another.eval()
    with torch.inference_mode():
        assert torch.equal(another(x), network(x))
        got = another.double()(x.double())
        assert got.dtype == torch.float64
        torch.testing.assert_close(got.float(), network(x), rtol=1e-3, atol=1e-3)
