"""ViT and SimCLR at tiny sizes: what their shapes tell, and the loss by its definition."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from timm.models.vision_transformer import VisionTransformer

from engines.models.catalogue.clip import CLIP
from engines.models.catalogue.entry import Architecture
from engines.models.catalogue.shapes import Shape, Shapes
from engines.models.catalogue.vit import SIMCLR_VIT, VIT
from engines.models.simclr import SimCLR, nt_xent

TINY: dict[str, Any] = {"img_size": 32, "patch_size": 8, "embed_dim": 128, "depth": 3, "num_heads": 2}
PLAIN: dict[str, Any] = {
    "in_chans": 3,
    "num_classes": 0,
    "global_pool": "token",
    "mlp_ratio": 4.0,
    "qkv_bias": True,
    "init_values": None,
    "class_token": True,
    "no_embed_class": False,
}
VITS: dict[str, dict[str, Any]] = {
    "tiny": TINY | PLAIN,
    "classes": TINY | PLAIN | {"num_classes": 7},
    "grey, wider inside": TINY | PLAIN | {"in_chans": 1, "mlp_ratio": 2.5},
    "no bias, scaled layers": TINY | PLAIN | {"qkv_bias": False, "init_values": 1e-5},
    "mean of the patches": TINY | PLAIN | {"global_pool": "avg", "class_token": False, "num_classes": 5},
    "mean, with a class token": TINY | PLAIN | {"global_pool": "avg", "num_classes": 5},
    "class token without a place": TINY | PLAIN | {"no_embed_class": True},
    "ViT-S/32 at 384": PLAIN | {"img_size": 384, "patch_size": 32, "embed_dim": 384, "depth": 12, "num_heads": 6},
    "ViT-H/14": PLAIN | {"img_size": 224, "patch_size": 14, "embed_dim": 1280, "depth": 32, "num_heads": 16},
}
PAIRS: dict[str, dict[str, Any]] = {
    "published": dict(SIMCLR_VIT.config),
    "tiny": TINY | {"hidden": 33, "out": 9},
}
ALONE = {"pos_embed", "patch_embed.proj.weight", "encoder.pos_embed", "encoder.patch_embed.proj.weight", "cls_token"}


def shapes_of(entry: Architecture, config: dict[str, Any]) -> dict[str, Shape]:
    with torch.device("meta"):
        network = entry.build(config)
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


@pytest.mark.parametrize(
    ("entry", "config"),
    [*((VIT, config) for config in VITS.values()), *((SIMCLR_VIT, config) for config in PAIRS.values())],
    ids=[*VITS, *(f"pair, {name}" for name in PAIRS)],
)
def test_shapes_tell_the_arguments(entry: Architecture, config: dict[str, Any]) -> None:
    shapes = shapes_of(entry, config)
    assert entry.infer(Shapes(shapes)) == config
    keys = sorted(shapes.keys() - ALONE)
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, len(shapes) // 20, replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert entry.infer(Shapes(rest | {"mask_token": (1, 1, 128), "step": ()})) == config, lost


@pytest.mark.parametrize("key", ["pos_embed", "patch_embed.proj.weight", "cls_token"])
def test_the_published_model_is_told_without_any_one_key(key: str) -> None:
    config = {**PLAIN, **VIT.config}
    shapes = shapes_of(VIT, config)
    del shapes[key]
    assert VIT.infer(Shapes(shapes)) == config


@pytest.mark.parametrize(
    "part",
    [
        {"dist_token": (1, 1, 128)},
        {"reg_token": (1, 4, 128)},
        {"norm_pre.weight": (128,)},
        {"blocks.0.attn.q_norm.weight": (64,)},
        {"blocks.0.attn.rel_pos_h": (27, 64)},
        {"pos_embed": (1, 4, 4, 128)},
        {"blocks.0.attn.qkv.weight": (128, 128)},
    ],
    ids=lambda part: next(iter(part)),
)
def test_a_variant_is_not_taken_for_it(part: dict[str, Shape]) -> None:
    assert VIT.infer(Shapes(shapes_of(VIT, VITS["tiny"]) | part)) is None


def test_other_networks_are_not_taken_for_them() -> None:
    vit, pair = shapes_of(VIT, VITS["tiny"]), shapes_of(SIMCLR_VIT, PAIRS["tiny"])
    clip = shapes_of(CLIP, {**CLIP.config, "vision_layers": 1, "transformer_layers": 1})
    assert [VIT.infer(Shapes(shapes)) for shapes in (pair, clip, {})] == [None] * 3
    assert [SIMCLR_VIT.infer(Shapes(shapes)) for shapes in (vit, clip, {})] == [None] * 3


@pytest.mark.parametrize("entry", [VIT, SIMCLR_VIT], ids=lambda entry: entry.name)
def test_building_without_memory_leaves_nothing_out(entry: Architecture) -> None:
    config = TINY | ({"num_classes": 4} if entry is VIT else {"hidden": 8, "out": 6})
    torch.manual_seed(0)
    plain = entry.build(config).eval()
    with torch.device("meta"):
        assigned = entry.build(config)
    assigned.load_state_dict(plain.state_dict(), assign=True)
    x = torch.randn(2, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(assigned.eval()(x), plain(x))


def test_the_pair_is_an_encoder_and_a_projector() -> None:
    network = SimCLR(**TINY, hidden=10, out=4).eval()
    assert isinstance(network.encoder, VisionTransformer)
    x = torch.randn(2, 3, 32, 32)
    with torch.inference_mode():
        features = network.encoder.forward_features(x)[:, 0]  # the class token's, behind the last norm
        torch.testing.assert_close(network(x), network.projector(features))


@pytest.mark.parametrize(("B", "temperature"), [(1, 0.07), (2, 0.07), (5, 0.5)])
def test_loss_by_its_definition(B: int, temperature: float) -> None:
    z = np.random.default_rng(B).normal(size=(2 * B, 6)) * 3
    unit = z / np.linalg.norm(z, axis=1, keepdims=True)
    similar = np.exp(unit @ unit.T / temperature)
    terms = []
    for i in range(2 * B):
        others = sum(similar[i, k] for k in range(2 * B) if k != i)
        terms.append(-math.log(similar[i, (i + B) % (2 * B)] / others))
    got = nt_xent(torch.from_numpy(z[:B]), torch.from_numpy(z[B:]), temperature)
    assert got.item() == pytest.approx(np.mean(terms), abs=1e-12)


def test_loss_does_not_see_lengths_and_sees_pairs() -> None:
    z = torch.eye(4)
    assert nt_xent(z, 5 * z).item() == pytest.approx(math.log1p(6 * math.exp(-1 / 0.07)), abs=1e-6)
    assert nt_xent(z, z.roll(1, 0)) > 10
