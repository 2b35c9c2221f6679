"""GFPGAN against the published network: every key and shape, every number on the way, and proof that they can tell."""

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from engines.models import gfpgan
from engines.models.catalogue.gfpgan import GFPGAN
from engines.models.catalogue.shapes import Shapes
from engines.models.gfpgan import Gfpgan
from tests.parity.cases import TOLERANCE, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

CASE = read_case("gfpgan_clean")
TRAINING = ("decoder_load_path", "fix_decoder")  # arguments that say how training began
ARGUMENTS = {name: value for name, value in CASE.args.items() if name not in TRAINING}
LAYERS = {  # by output; the last two have none in the fixture
    "out_rgb_6": "toRGB.6",
    "final_conv": "final_conv",
    "condition_scale_2": "condition_scale.2",
    "condition_shift_6": "condition_shift.6",
    "style_conv1": "stylegan_decoder.style_conv1",
    "style_convs_5": "stylegan_decoder.style_convs.5",
    "to_rgbs_3": "stylegan_decoder.to_rgbs.3",
    "style_code": "final_linear",
    "style_convs_4": "stylegan_decoder.style_convs.4",
    "condition_shift_2": "condition_shift.2",
}
Kept = dict[str, tuple[tuple[Tensor, ...], Tensor]]


@pytest.fixture(scope="module")
def network() -> Gfpgan:
    """Built without memory, as files are loaded."""
    with torch.device("meta"):
        network = Gfpgan(**ARGUMENTS)
    weights = {at.key: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in CASE.layout}
    network.load_state_dict(weights, assign=True)
    return network.eval()


@pytest.fixture(scope="module")
def kept() -> Kept:
    """What went into and came out of layers, by output."""
    return {}


@pytest.fixture(scope="module")
def outputs(network: Gfpgan, kept: Kept) -> dict[str, Tensor]:
    """Every output of the case."""
    hooks = [
        network.get_submodule(layer).register_forward_hook(
            lambda layer, inputs, output, name=name: kept.update({name: (inputs, output)})
        )
        for name, layer in LAYERS.items()
    ]
    with torch.inference_mode():
        image, pictures = network(CASE.inputs()["x"], return_rgb=True, randomize_noise=False)
    for hook in hooks:
        hook.remove()
    assert [picture.shape[-1] for picture in pictures] == [8, 16, 32, 64, 128, 256, 512]
    assert pictures[-1] is kept["out_rgb_6"][1]
    outputs = {name: output for name, (_, output) in kept.items()}
    return outputs | {"image": image, "style_code": outputs["style_code"].view(1, 16, 512)}


def test_keys_shapes_and_order_are_the_published_ones() -> None:
    with torch.device("meta"):
        network = Gfpgan(**ARGUMENTS)
    assert state_layout(network) == CASE.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == CASE.parameters


def test_shapes_tell_the_published_arguments() -> None:
    assert GFPGAN.infer(Shapes({at.key: at.shape for at in CASE.layout})) == ARGUMENTS == GFPGAN.config


@pytest.mark.parametrize("name", CASE.output_specs)
def test_outputs_are_the_published_ones(outputs: dict[str, Tensor], name: str) -> None:
    assert CASE.difference(name, outputs[name]) <= TOLERANCE


def scale_with_corners_aligned(x: Tensor, factor: float) -> Tensor:
    return interpolate(x, scale_factor=factor, mode="bilinear", align_corners=True)


@pytest.mark.parametrize(
    ("output", "change", "noticed"),
    [
        ("style_convs_5", {}, False),  # the control of the control
        ("style_convs_5", {"SLOPE": 0.19}, True),
        ("style_convs_5", {"EPS": 1e-6}, True),
        ("to_rgbs_3", {}, False),
        ("to_rgbs_3", {"_scale": scale_with_corners_aligned}, True),
    ],
)
def test_a_small_mistake_is_noticed(
    network: Gfpgan,
    kept: Kept,
    outputs: dict[str, Tensor],
    monkeypatch: pytest.MonkeyPatch,
    output: str,
    change: dict[str, Any],
    noticed: bool,
) -> None:
    """One layer on what it was given in the whole network."""
    for name, value in change.items():
        monkeypatch.setattr(gfpgan, name, value)
    with torch.inference_mode():
        got = network.get_submodule(LAYERS[output])(*kept[output][0])
    assert (CASE.difference(output, got) > TOLERANCE) is noticed


@pytest.mark.parametrize(("swapped", "noticed"), [(False, False), (True, True)])
def test_steering_the_other_half_is_noticed(
    network: Gfpgan,
    kept: Kept,
    outputs: dict[str, Tensor],
    swapped: bool,
    noticed: bool,
) -> None:
    feature, scale, shift = (kept[name][1] for name in ("style_convs_4", "condition_scale_2", "condition_shift_2"))
    _, style, noise = kept["style_convs_5"][0]
    decoder = network.stylegan_decoder
    with torch.inference_mode():
        if swapped:
            feature = decoder._steer(feature.roll(256, 1), scale, shift).roll(256, 1)
        else:
            feature = decoder._steer(feature, scale, shift)
        got = decoder.style_convs[5](feature, style, noise)
    assert (CASE.difference("style_convs_5", got) > TOLERANCE) is noticed


def test_fresh_noise_is_noticed(network: Gfpgan, kept: Kept, outputs: dict[str, Tensor]) -> None:
    """The published default draws noise, so that no two pictures are the same."""
    feature, style, _ = kept["style_convs_5"][0]
    with torch.inference_mode():
        got = network.stylegan_decoder.style_convs[5](feature, style, None)
    assert CASE.difference("style_convs_5", got) > TOLERANCE
