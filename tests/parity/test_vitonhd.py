"""VITON-HD against the published networks: every key, shape and number, and proof that the numbers can tell."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.predictors.vitonhd import misalign
from engines.models.vitonhd import GMM, SegGenerator
from engines.models.vitonhd_alias import ALIASGenerator, MaskNorm
from engines.models.warping import TpsGrid
from tests.parity.bending import OFFSETS, record, tolerance
from tests.parity.cases import TOLERANCE, load_filled, read_case, state_layout
from tests.parity.fill import image

pytestmark = pytest.mark.parity

NETWORKS: dict[str, type[SegGenerator] | type[GMM] | type[ALIASGenerator]] = {
    "vitonhd_seg": SegGenerator,
    "vitonhd_gmm": GMM,
    "vitonhd_alias": ALIASGenerator,
}
LEVELS = ("head_0", "G_middle_1", "up_1", "up_3")  # whose outputs are stored


def given_noise(x: Tensor) -> Tensor:
    """Return the fixture's noise: one picture a size, with rows and columns exchanged."""
    B, _, H, W = x.shape
    return torch.from_numpy(image(f"alias_noise_{W}x{H}", (B, 1, W, H), -1, 1)).transpose(2, 3)


def painter_inputs() -> dict[str, Tensor]:
    inputs = read_case("vitonhd_alias").inputs()
    misaligned, divided = misalign(inputs["seg"], 1 - inputs["mask01"])
    return {"x": inputs["x"], "seg": inputs["seg"], "seg_div": divided, "misalign_mask": misaligned}


@pytest.fixture(scope="module")
def parts() -> dict[str, Tensor]:
    """All that the first network says of its fixture."""
    case = read_case("vitonhd_seg")
    network = SegGenerator(**case.args)
    load_filled(network, case)
    seen: dict[str, Tensor] = {}
    record(network.conv9, seen, "logits")
    with torch.inference_mode():
        out = network(case.inputs()["seg_input"])
    return seen | {"out": out, "argmax": out.argmax(1, keepdim=True)}


@pytest.fixture(scope="module")
def bent() -> dict[str, Tensor]:
    """All that the second network says of its fixture."""
    case = read_case("vitonhd_gmm")
    network = GMM(**case.args)
    load_filled(network, case)
    inputs = case.inputs()
    seen: dict[str, Tensor] = {}
    record(network.extractionA, seen, "features")
    record(network.correlation, seen, "corr")
    with torch.inference_mode():
        theta, grid = network(inputs["inputA"], inputs["inputB"])
        by_hand = network.gridGen(OFFSETS)
    return {
        "theta": theta,
        "grid": grid.permute(0, 3, 1, 2),
        "featA": F.normalize(seen["features"], dim=1),
        "corr": seen["corr"],
        "warped_c": F.grid_sample(inputs["cloth"], grid, padding_mode="border", align_corners=False),
        "warped_cm": F.grid_sample(inputs["cloth_mask"], grid, padding_mode="border", align_corners=False),
        "tps_grid_theta_linspace": by_hand.permute(0, 3, 1, 2),
    }


@pytest.fixture(scope="module")
def painter() -> ALIASGenerator:
    case = read_case("vitonhd_alias")
    network = ALIASGenerator(**case.args)
    load_filled(network, case)
    return network


@pytest.fixture(scope="module")
def painted(painter: ALIASGenerator) -> dict[str, Tensor]:
    """All that the third network says of its fixture, without noise and with the given one."""
    inputs = painter_inputs()
    seen: dict[str, Tensor] = {}
    for name in LEVELS:
        record(painter.get_submodule(name), seen, name)
    record(painter.conv_img, seen, "pre_tanh")
    with torch.inference_mode():
        out = painter(*inputs.values())  # the published call
        quiet = dict(seen)
        out_noise = painter(*inputs.values(), given_noise)
    return quiet | {
        "out": out,
        "out_noise": out_noise,
        "pre_tanh_noise": seen["pre_tanh"],
        "misalign_mask": inputs["misalign_mask"],
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_keys_shapes_and_order_are_the_published_ones(name: str) -> None:
    case = read_case(name)
    with torch.device("meta"):
        network = NETWORKS[name](**case.args)
    assert state_layout(network) == case.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == case.parameters


@pytest.mark.parametrize(
    ("name", "fixture"), [("vitonhd_seg", "parts"), ("vitonhd_gmm", "bent"), ("vitonhd_alias", "painted")]
)
def test_outputs_are_the_published_ones(name: str, fixture: str, request: pytest.FixtureRequest) -> None:
    case, outputs = read_case(name), request.getfixturevalue(fixture)
    assert outputs.keys() == case.output_specs.keys()
    for output, got in outputs.items():
        assert case.difference(output, got) <= tolerance(output), output


def test_the_tables_of_a_network_laid_out_without_memory_are_there() -> None:
    case = read_case("vitonhd_gmm")
    with torch.device("meta"):
        network = GMM(**case.args)
    assert case.difference("tps_grid_theta_linspace", network.gridGen(OFFSETS).permute(0, 3, 1, 2)) <= TOLERANCE


def test_a_spline_to_the_borders_and_a_wrong_order_of_places_are_noticed(bent: dict[str, Tensor]) -> None:
    case = read_case("vitonhd_gmm")
    to_the_borders = TpsGrid(1024, 768, reach=1.0)(OFFSETS).permute(0, 3, 1, 2)
    assert case.difference("tps_grid_theta_linspace", to_the_borders) > TOLERANCE
    by_rows = bent["corr"].view(1, 12, 16, 16, 12).transpose(1, 2).reshape(1, 192, 16, 12)
    assert case.difference("corr", by_rows) > TOLERANCE


def test_noise_is_seen(painted: dict[str, Tensor]) -> None:
    assert read_case("vitonhd_alias").difference("pre_tanh_noise", painted["pre_tanh"]) > TOLERANCE


def leave_as_it_is(head: nn.Module) -> None:
    """The control of the control."""


def count_all_pixels(head: nn.Module) -> None:
    """Both regions normalised together, as an instance norm does."""
    for name in ("norm_0", "norm_1"):
        head.get_submodule(name).param_free_norm = _TogetherNorm()


def step_the_power_iteration(head: nn.Module) -> None:
    """Spectral norm's training mode, which moves its vectors before it uses them."""
    head.get_submodule("conv_0").train()


class _TogetherNorm(MaskNorm):
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return F.instance_norm(x)


@pytest.mark.parametrize(
    ("change", "noticed"), [(leave_as_it_is, False), (count_all_pixels, True), (step_the_power_iteration, True)]
)
def test_a_small_mistake_of_the_painter_is_noticed(
    painter: ALIASGenerator, change: Callable[[nn.Module], None], noticed: bool
) -> None:
    """Its first block alone, of 4x3 places, tells."""
    case, inputs = read_case("vitonhd_alias"), painter_inputs()
    with torch.device("meta"):
        head = ALIASGenerator(**case.args).head_0
    head.load_state_dict({key: tensor.clone() for key, tensor in painter.head_0.state_dict().items()}, assign=True)
    head.eval()
    change(head)
    with torch.inference_mode():
        hidden = painter.conv_0(F.interpolate(inputs["x"], (4, 3)))
        got = head(hidden, inputs["seg_div"], inputs["misalign_mask"], lambda _: None)
    assert (case.difference("head_0", got) > TOLERANCE) is noticed
