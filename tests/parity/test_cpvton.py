"""CP-VTON against the published networks: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.cpvton import GMM, TOM
from engines.models.predictors.cpvton import blend
from engines.models.warping import TpsGrid
from tests.parity.bending import OFFSETS, record, tolerance
from tests.parity.cases import TOLERANCE, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

NETWORKS: dict[str, type[GMM] | type[TOM]] = {"cpvton_gmm": GMM, "cpvton_tom": TOM}


@pytest.fixture(scope="module")
def bent() -> dict[str, Tensor]:
    """All that the first network says of its fixture."""
    case = read_case("cpvton_gmm")
    network = GMM(**case.args)
    load_filled(network, case)
    inputs = case.inputs()
    seen: dict[str, Tensor] = {}
    record(network.extractionA, seen, "featA")
    record(network.correlation, seen, "correlation")
    with torch.inference_mode():
        grid, theta = network(inputs["agnostic"], inputs["cloth"])
        for corners in (0, 1):
            for name, edge in (("cloth", "border"), ("mask", "zeros")):
                source = inputs["cloth" if name == "cloth" else "cloth_mask"]
                seen[f"warped_{name}_ac{corners}"] = F.grid_sample(
                    source, grid, padding_mode=edge, align_corners=bool(corners)
                )
        by_hand = network.gridGen(OFFSETS)
        features = network.l2norm(seen.pop("featA"))
    return seen | {
        "featA_l2": features,
        "theta": theta,
        "grid": grid.permute(0, 3, 1, 2),
        "tps_grid_theta_linspace": by_hand.permute(0, 3, 1, 2),
    }


def paint(network: TOM) -> dict[str, Tensor]:
    inputs = read_case("cpvton_tom").inputs()
    with torch.inference_mode():
        raw = network(torch.cat([inputs["agnostic"], inputs["warped_cloth"]], 1))
    rendered, share = raw[:, :3].tanh(), raw[:, 3:].sigmoid()
    return {
        "raw": raw,
        "p_rendered": rendered,
        "m_composite": share,
        "p_tryon": blend(inputs["warped_cloth"], rendered, share),
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_keys_shapes_and_order_are_the_published_ones(name: str) -> None:
    case = read_case(name)
    with torch.device("meta"):
        network = NETWORKS[name](**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


def test_the_bent_garment_is_the_published_one(bent: dict[str, Tensor]) -> None:
    case = read_case("cpvton_gmm")
    assert bent.keys() == case.output_specs.keys()
    for output, got in bent.items():
        assert case.difference(output, got) <= tolerance(output), output


def test_the_painted_person_is_the_published_one() -> None:
    case = read_case("cpvton_tom")
    network = TOM(**case.args)
    load_filled(network, case)
    painted = paint(network)
    assert painted.keys() == case.output_specs.keys()
    for output, got in painted.items():
        assert case.difference(output, got) <= TOLERANCE, output


def test_the_tables_of_a_network_laid_out_without_memory_are_there() -> None:
    case = read_case("cpvton_gmm")
    with torch.device("meta"):
        network = GMM(**case.args)
    assert case.difference("tps_grid_theta_linspace", network.gridGen(OFFSETS).permute(0, 3, 1, 2)) <= TOLERANCE


@pytest.mark.parametrize(
    ("output", "mistake"),
    [
        ("tps_grid_theta_linspace", lambda: TpsGrid(256, 192, reach=0.9)(OFFSETS)),  # VITON-HD's
        ("tps_grid_theta_linspace", lambda: TpsGrid(256, 192)(OFFSETS.roll(25, 1))),  # y before x
        ("tps_grid_theta_linspace", lambda: TpsGrid(256, 192)(OFFSETS.view(2, 5, 5).transpose(1, 2).reshape(1, 50))),
    ],
)
def test_a_wrong_spline_is_noticed(output: str, mistake: Callable[[], Tensor]) -> None:
    assert read_case("cpvton_gmm").difference(output, mistake().permute(0, 3, 1, 2)) > TOLERANCE


def test_wrong_corners_and_a_wrong_order_of_places_are_noticed(bent: dict[str, Tensor]) -> None:
    case = read_case("cpvton_gmm")
    assert case.difference("warped_cloth_ac1", bent["warped_cloth_ac0"]) > TOLERANCE
    by_rows = bent["correlation"].view(1, 12, 16, 16, 12).transpose(1, 2).reshape(1, 192, 16, 12)
    assert case.difference("correlation", by_rows) > TOLERANCE


def align_corners(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.Upsample):
            layer.align_corners = True


def raise_norm_eps(network: nn.Module) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.InstanceNorm2d):
            layer.eps = 1e-3


@pytest.mark.parametrize("change", [align_corners, raise_norm_eps])
def test_a_small_mistake_of_the_painter_is_noticed(change: Callable[[nn.Module], None]) -> None:
    case = read_case("cpvton_tom")
    network = TOM(**case.args)
    load_filled(network, case)
    change(network)
    assert case.difference("raw", paint(network)["raw"]) > TOLERANCE
