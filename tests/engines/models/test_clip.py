"""CLIP at tiny sizes: what its shapes tell, both namings, and the tokenizer beyond the fixture."""

from typing import Any

import numpy as np
import pytest
import torch

from engines.models.catalogue.clip import CLIP as ENTRY
from engines.models.catalogue.clip import TRANSFORMERS
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.catalogue.vit import VIT
from engines.models.clip import CLIP
from engines.models.clip_tokenizer import Tokenizer

TINY: dict[str, Any] = {
    "embed_dim": 24,
    "image_resolution": 24,
    "vision_layers": 3,
    "vision_width": 128,
    "vision_patch_size": 8,
    "context_length": 9,
    "vocab_size": 50,
    "transformer_width": 64,
    "transformer_heads": 1,
    "transformer_layers": 2,
    "layout": "openai",
}
CONFIGS: dict[str, dict[str, Any]] = {
    "tiny": TINY,
    "tiny, transformers": TINY | {"layout": "transformers"},
    "ViT-B/32": dict(ENTRY.config),
    "ViT-B/16": {**ENTRY.config, "vision_patch_size": 16},
    "ViT-L/14": {
        **ENTRY.config,
        "embed_dim": 768,
        "vision_layers": 24,
        "vision_width": 1024,
        "vision_patch_size": 14,
        "transformer_width": 768,
        "transformer_heads": 12,
    },
    "ViT-L/14 at 336": {
        **ENTRY.config,
        "embed_dim": 768,
        "image_resolution": 336,
        "vision_layers": 24,
        "vision_width": 1024,
        "vision_patch_size": 14,
        "transformer_width": 768,
        "transformer_heads": 12,
    },
}
ALONE = {  # keys that are the only ones to tell an argument
    "positional_embedding",
    "token_embedding.weight",
    "visual.conv1.weight",
    "visual.positional_embedding",
}


def shapes_of(config: dict[str, Any]) -> dict[str, Shape]:
    with torch.device("meta"):
        network = CLIP(**config)
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


@pytest.mark.parametrize("name", CONFIGS)
def test_shapes_tell_the_arguments(name: str) -> None:
    config, shapes = CONFIGS[name], shapes_of(CONFIGS[name])
    assert ENTRY.infer(Shapes(shapes)) == config
    keys = sorted(shapes.keys() - ALONE)
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(shapes) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert ENTRY.infer(Shapes(rest | {"vocab_size": (), "optimizer.step": (7,)})) == config, lost


@pytest.mark.parametrize("key", sorted(ALONE))
def test_published_models_are_told_without_any_one_key(key: str) -> None:
    shapes = shapes_of(CONFIGS["ViT-B/16"])
    del shapes[key]
    assert ENTRY.infer(Shapes(shapes)) == CONFIGS["ViT-B/16"]


def test_other_networks_are_not_taken_for_it() -> None:
    with torch.device("meta"):
        vit = {key: tuple(tensor.shape) for key, tensor in VIT.build().state_dict().items()}
    tiny = shapes_of(TINY)
    resnet = {key: shape for key, shape in tiny.items() if not key.startswith("visual.")}
    resnet |= {"visual.conv1.weight": (64, 3, 3, 3), "visual.layer1.0.conv1.weight": (64, 64, 1, 1)}
    text_only = {key: shape for key, shape in tiny.items() if not key.startswith("visual.")}
    for shapes in (vit, resnet, text_only, {}):
        assert ENTRY.infer(Shapes(shapes)) is None


def test_published_names_are_ours_and_back() -> None:
    """Every key of transformers' naming, by its own spelling."""
    expected = {
        "text_model.encoder.layers.11.self_attn.q_proj.weight": "transformer.resblocks.11.attn.q_proj.weight",
        "text_model.encoder.layers.0.self_attn.out_proj.bias": "transformer.resblocks.0.attn.out_proj.bias",
        "text_model.encoder.layers.0.layer_norm2.bias": "transformer.resblocks.0.ln_2.bias",
        "text_model.final_layer_norm.weight": "ln_final.weight",
        "text_projection.weight": "text_projection.weight",
        "vision_model.encoder.layers.3.mlp.fc1.weight": "visual.transformer.resblocks.3.mlp.c_fc.weight",
        "vision_model.encoder.layers.3.self_attn.v_proj.bias": "visual.transformer.resblocks.3.attn.v_proj.bias",
        "vision_model.pre_layrnorm.bias": "visual.ln_pre.bias",
        "visual_projection.weight": "visual.proj.weight",
        "logit_scale": "logit_scale",
    }
    for theirs, ours in expected.items():
        assert TRANSFORMERS.ours(theirs) == (ours,)
        assert TRANSFORMERS.published(ours) == (theirs, 0, 1)


def test_both_layouts_are_the_same_network() -> None:
    torch.manual_seed(0)
    ours = CLIP(**TINY).eval()
    state = ours.state_dict()
    for key in list(state):
        if "in_proj_" in key:
            for name, part in zip("qkv", state.pop(key).chunk(3), strict=True):
                state[key.replace("in_proj_", f"{name}_proj.")] = part
    state["visual.proj.weight"] = state.pop("visual.proj").T
    state["text_projection.weight"] = state.pop("text_projection").T
    theirs = CLIP(**TINY | {"layout": "transformers"}).eval()
    theirs.load_state_dict(state)
    image, text = torch.randn(2, 3, 24, 24), torch.randint(0, 50, (3, 9))
    with torch.inference_mode():
        torch.testing.assert_close(theirs(image, text), ours(image, text))


def test_logits_are_cosines_times_the_scale() -> None:
    torch.manual_seed(0)
    network = CLIP(**TINY).eval()
    image, text = torch.randn(2, 3, 24, 24), torch.randint(0, 50, (3, 9))
    with torch.inference_mode():
        per_image, per_text = network(image, text)
        cosines = torch.cosine_similarity(network.encode_image(image)[:, None], network.encode_text(text)[None], dim=2)
    torch.testing.assert_close(per_image, cosines / 0.07)
    torch.testing.assert_close(per_text, per_image.T)


def test_words_after_the_end_change_nothing() -> None:
    network = CLIP(**TINY).eval()
    text = torch.tensor([[48, 3, 4, 49, 0, 0, 0, 0, 0], [48, 3, 4, 49, 7, 8, 9, 1, 2]])
    with torch.inference_mode():
        one, other = network.encode_text(text)
    torch.testing.assert_close(one, other)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("  a\n\tdog ", "a dog"),
        ("A DOG", "a dog"),
        ("a&nbsp;dog", "a dog"),
        ("&amp;lt;", "<"),
        ("schÃ¶n", "schön"),  # mojibake is mended
        ("I’m", "i'm"),
        ("ｄｏｇ", "dog"),
    ],
)
def test_texts_are_cleaned(text: str, same: str, tokenizer: Tokenizer) -> None:
    assert list(tokenizer.encode(text)) == list(tokenizer.encode(same)) != []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", []),
        ("   ", []),
        ("!", [256]),  # the first byte that is a character, at a word's end
        ("<|startoftext|>", [49406]),
        ("a<|endoftext|>dog", [320, 49407, 1929]),
    ],
)
def test_edges_of_the_vocabulary(text: str, ids: list[int], tokenizer: Tokenizer) -> None:
    assert list(tokenizer.encode(text)) == ids


@pytest.mark.parametrize(
    ("context_length", "longest", "used"), [(77, None, 77), (77, 22, 22), (10, None, 10), (10, 22, 10)]
)
def test_a_long_text_is_cut_before_its_end_token(
    context_length: int, longest: int | None, used: int, tokenizer: Tokenizer
) -> None:
    ids = tokenizer.tokenize(["dog " * 100, "dog"], context_length, longest)
    assert ids.shape == (2, context_length)
    assert ids[0].tolist() == [49406] + [1929] * (used - 2) + [49407] + [0] * (context_length - used)
    assert ids[1].tolist() == [49406, 1929, 49407] + [0] * (context_length - 3)


def test_every_byte_has_an_id(tokenizer: Tokenizer) -> None:
    for character in (chr(code) for code in (0x21, 0xFF, 0x3B1, 0xAC15, 0x1F600, 0x10FFFD)):
        assert all(0 <= number < 49406 for number in tokenizer.encode(character))


def test_no_texts(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokenize([]).shape == (0, 77)
