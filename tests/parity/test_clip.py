"""CLIP and its tokenizer against the published ones."""

import json
from collections.abc import Callable
from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engines.models import clip
from engines.models.catalogue.clip import CLIP as ENTRY
from engines.models.catalogue.clip import TRANSFORMERS
from engines.models.catalogue.shapes import Shapes
from engines.models.clip import CLIP
from engines.models.clip_tokenizer import Tokenizer
from tests.parity.cases import FIXTURES, TOLERANCE, load_filled, read_case, state_layout

pytestmark = pytest.mark.parity

CASE = read_case("clip_vitb32")
WATCHED = {
    "visual_ln_pre": "visual.ln_pre",
    "visual_block0": "visual.transformer.resblocks.0",
    "visual_transformer": "visual.transformer",
    "text_block0": "transformer.resblocks.0",
    "text_ln_final": "ln_final",
}


@pytest.fixture(scope="module")
def network() -> CLIP:
    with torch.device("meta"):
        network = CLIP(**CASE.args)
    network = network.to_empty(device="cpu")
    load_filled(network, CASE)
    return network


@pytest.fixture(scope="module")
def outputs(network: CLIP) -> dict[str, Tensor]:
    """What the network computes, and what passes through it on the way."""
    inputs, got = CASE.inputs(), dict[str, Tensor]()

    def keep(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        return lambda _module, _inputs, output: got.__setitem__(name, output)

    hooks = [network.get_submodule(path).register_forward_hook(keep(name)) for name, path in WATCHED.items()]
    hooks.append(network.visual.register_forward_hook(keep("image_features")))
    with torch.inference_mode():
        got["logits_per_image"], _ = network(inputs["image"], inputs["text"])
        for hook in hooks:
            hook.remove()
        got["text_features"] = network.encode_text(inputs["text"])
    return got


def test_keys_shapes_and_order_are_the_published_ones() -> None:
    with torch.device("meta"):
        network = CLIP(**CASE.args)
    assert state_layout(network) == CASE.layout
    assert sum(parameter.numel() for parameter in network.parameters()) == CASE.parameters


@pytest.mark.parametrize("name", CASE.output_specs)
def test_outputs_are_the_published_ones(name: str, outputs: dict[str, Tensor]) -> None:
    assert CASE.difference(name, outputs[name]) <= TOLERANCE


class ExactGelu(clip.MLP):
    """LAION's activation in place of OpenAI's."""

    def forward(self, x: Tensor) -> Tensor:
        x = self.c_fc(x)
        return cast("Tensor", self.c_proj(nn.functional.gelu(x)))


def take_exact_gelu(network: CLIP) -> None:
    for module in network.modules():
        if isinstance(module, clip.MLP):
            module.__class__ = ExactGelu


def take_another_place(network: CLIP) -> None:
    """Every word one place further."""
    with torch.no_grad():
        network.positional_embedding.data = network.positional_embedding.roll(1, 0)


def let_words_see_later_ones(network: CLIP) -> None:
    for module in network.transformer.modules():
        if isinstance(module, clip.Attention):
            module.causal = False


def double_the_heads(network: CLIP) -> None:
    for module in network.transformer.modules():
        if isinstance(module, clip.Attention):
            module.heads *= 2


def leave_as_it_is(network: CLIP) -> None:
    """The control of the control."""


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (leave_as_it_is, False),
        (take_exact_gelu, True),
        (take_another_place, True),
        (let_words_see_later_ones, True),
        (double_the_heads, True),
    ],
)
def test_a_small_mistake_is_noticed(change: Callable[[CLIP], None], noticed: bool, network: CLIP) -> None:
    with torch.device("meta"):
        copy = CLIP(**CASE.args)
    copy.load_state_dict(network.state_dict(), assign=True)
    change(copy)
    with torch.inference_mode():
        features = copy.encode_text(CASE.inputs()["text"])
    assert (CASE.difference("text_features", features) > TOLERANCE) is noticed


def test_ids_are_the_published_ones() -> None:
    case = json.loads((FIXTURES / "clip_bpe" / "case.json").read_text())
    tokenizer = Tokenizer()
    assert [list(tokenizer.encode(text)) for text in case["texts"]] == case["bpe"]
    with np.load(FIXTURES / "clip_bpe" / "out.npz") as stored:
        np.testing.assert_array_equal(tokenizer.tokenize(case["texts"]), stored["ids"])
        np.testing.assert_array_equal(tokenizer.tokenize(case["texts"], longest=22), stored["ids_mdm"])


def test_transformers_files_are_the_same_network() -> None:
    """Another implementation, with its own names, at a size with several heads in both towers."""
    from transformers import CLIPConfig, CLIPModel

    sizes = {"num_hidden_layers": 2, "hidden_act": "quick_gelu"}
    picture = sizes | {"hidden_size": 128, "intermediate_size": 512, "num_attention_heads": 2}
    picture |= {"image_size": 32, "patch_size": 8}
    text = sizes | {"hidden_size": 192, "intermediate_size": 768, "num_attention_heads": 3}
    text |= {"vocab_size": 60, "max_position_embeddings": 11, "eos_token_id": 59}
    torch.manual_seed(0)
    theirs = CLIPModel(CLIPConfig(text_config=text, vision_config=picture, projection_dim=40)).eval()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.normal_(std=0.2)  # their initial biases are zero: swapped ones would not show
    state = {ours: tensor for ours, tensor, _, _ in TRANSFORMERS.translate(theirs.state_dict())}
    config = ENTRY.infer(Shapes({key: tuple(tensor.shape) for key, tensor in state.items()}))
    assert config is not None
    ours = ENTRY.build(config).eval()
    ours.load_state_dict(state)
    pictures, ids = torch.randn(2, 3, 32, 32), torch.randint(1, 59, (3, 11))
    ids[torch.arange(3), torch.tensor([4, 10, 7])] = 59
    with torch.inference_mode():
        got = ours(pictures, ids)
        want = theirs(input_ids=ids, pixel_values=pictures)
    torch.testing.assert_close(got[0], want.logits_per_image, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(got[1], want.logits_per_text, rtol=1e-4, atol=1e-5)
