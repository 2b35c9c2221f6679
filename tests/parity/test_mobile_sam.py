"""MobileSAM against the published network: every key and shape after the key map, every number on the way."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
import torch
from torch import Tensor, nn

from engines.models.catalogue.mobile_sam import KEY_MAP, MOBILE_SAM
from engines.models.catalogue.shapes import Shapes
from engines.models.mobile_sam import MobileSam
from tests.parity.cases import TOLERANCE, read_case, state_layout
from tests.parity.fill import fill

pytestmark = pytest.mark.parity

CASE = read_case("mobile_sam")
INPUT_SIZE, ORIGINAL_SIZE = (768, 1024), (600, 800)
ENCODER_LAYERS = {  # where outputs arise in timm's stages, which merge patches at their beginning
    "patch_embed": "patch_embed",
    "layer0": "stages.1.downsample",
    "layer1": "stages.2.downsample",
    "layer2": "stages.2",
    "layer3": "stages.3",
}
TOKENS = ("layer0", "layer1", "layer3")  # published as (B, H * W, C)


def load() -> MobileSam:
    """The fixture's network, built without memory and put into eval mode before its weights are there."""
    with torch.device("meta"):
        network = MobileSam(**CASE.args).eval()
    network.load_state_dict(weights(), assign=True)
    return network


@cache
def weights() -> dict[str, Tensor]:
    """By our keys."""
    return {KEY_MAP.ours(at.key)[0]: torch.from_numpy(fill(at.key, at.shape, at.dtype)) for at in CASE.layout}


def as_tokens(grid: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, H * W, C)"""
    return grid.flatten(2).transpose(1, 2)


@pytest.fixture(scope="module")
def outputs() -> dict[str, Tensor]:
    """Every output of the case, and what goes into the last stage (`layer2`)."""
    network = load()
    kept: dict[str, Tensor] = {}

    def keep(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def hook(layer: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
            kept[name] = as_tokens(output) if name in TOKENS else output

        return hook

    for name, layer in ENCODER_LAYERS.items():
        network.image_encoder.get_submodule(layer).register_forward_hook(keep(name))
    given = CASE.inputs()
    with torch.inference_mode():
        kept["image_embedding"] = network.image_encoder(network.preprocess(given["image"]))
        kept["sparse"], kept["dense"] = network.encode_prompts((given["point_coords"], given["point_labels"]))
        kept["dense_pe"] = network.dense_position()
        prompts = kept["image_embedding"], kept["sparse"], kept["dense"]
        kept["low_res_masks"], kept["iou"] = network.decode_masks(*prompts, multimask_output=True)
        kept["low_res_mask_single"], kept["iou_single"] = network.decode_masks(*prompts, multimask_output=False)
        kept["full_masks"] = network.postprocess_masks(kept["low_res_masks"], INPUT_SIZE, ORIGINAL_SIZE)
    return kept


def test_keys_and_shapes_are_the_published_ones() -> None:
    with torch.device("meta"):
        network = MobileSam(**CASE.args)
    got = {replace(at, key=KEY_MAP.published(at.key)[0]) for at in state_layout(network)}
    assert got == set(CASE.layout)
    assert all(KEY_MAP.published(KEY_MAP.ours(at.key)[0]) == (at.key, 0, 1) for at in CASE.layout)
    assert sum(one.numel() for one in network.parameters() if one.requires_grad) == CASE.parameters


def test_shapes_tell_the_published_arguments() -> None:
    shapes = Shapes({KEY_MAP.ours(at.key)[0]: at.shape for at in CASE.layout})
    assert (
        MOBILE_SAM.infer(shapes) == CASE.args | {"num_classes": 1000, "iou_head_hidden_dim": 256} == MOBILE_SAM.config
    )


@pytest.mark.parametrize("name", CASE.output_specs)
def test_outputs_are_the_published_ones(outputs: dict[str, Tensor], name: str) -> None:
    assert CASE.difference(name, outputs[name]) <= TOLERANCE


def leave_as_it_is(network: MobileSam) -> None:
    """The control of the control."""


def take_the_librarys_epsilon(network: MobileSam) -> None:
    for layer in network.mask_decoder.transformer.modules():
        if isinstance(layer, nn.LayerNorm):
            layer.eps = 1e-6  # instead of 1e-5


def take_corners_for_centres(network: MobileSam) -> None:
    """Half a pixel is forgotten."""
    network.prompt_encoder.register_forward_pre_hook(lambda layer, given: (given[0] - 0.5, *given[1:]))


def raise_upscaling_eps(network: MobileSam) -> None:
    network.mask_decoder.upscale_layer_norm.eps = 1e-3


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (leave_as_it_is, False),
        (take_the_librarys_epsilon, True),
        (take_corners_for_centres, True),
        (raise_upscaling_eps, True),
    ],
)
def test_a_small_mistake_with_prompts_is_noticed(
    outputs: dict[str, Tensor], change: Callable[[MobileSam], None], noticed: bool
) -> None:
    network = load()
    change(network)
    given = CASE.inputs()
    with torch.inference_mode():
        prompts = network.encode_prompts((given["point_coords"], given["point_labels"]))
        logits, _ = network.decode_masks(outputs["image_embedding"], *prompts, multimask_output=True)
    assert (CASE.difference("low_res_masks", logits) > TOLERANCE) is noticed


@pytest.mark.parametrize(("forgotten", "noticed"), [(False, False), (True, True)])
def test_biases_of_other_weights_are_noticed(outputs: dict[str, Tensor], forgotten: bool, noticed: bool) -> None:
    """Biases as they are before the weights come, zero, which a layer that remembers would go on with."""
    stage = load().image_encoder.get_submodule("stages.3")
    if forgotten:
        stage.get_submodule("blocks.1.attn").attention_biases = nn.Parameter(torch.zeros(10, 49))
    with torch.inference_mode():
        got = as_tokens(stage(outputs["layer2"]))
    assert (CASE.difference("layer3", got) > TOLERANCE) is noticed
