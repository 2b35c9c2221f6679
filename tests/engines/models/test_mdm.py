"""MDM at tiny sizes: what its shapes tell, what building without memory leaves, what guidance and masks do."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.models.catalogue.mdm import MDM as ENTRY
from engines.models.catalogue.shapes import Shapes
from engines.models.mdm import MDM, denoise_guided

TINY: dict[str, Any] = {"njoints": 7, "nfeats": 1, "latent_dim": 16, "ff_size": 24, "num_layers": 2, "num_heads": 4}
TEXT: dict[str, Any] = {"cond_mode": "text", "clip_dim": 12}


def build(**arguments: Any) -> MDM:
    torch.manual_seed(0)
    return MDM(**(TINY | TEXT | {"pos_embed_max_len": 1000} | arguments)).eval()


def shapes_of(network: MDM) -> dict[str, tuple[int, ...]]:
    return {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}


def inputs(B: int = 2, T: int = 5) -> tuple[Tensor, Tensor, dict[str, Any]]:
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(B, 7, 1, T, generator=generator)
    text = torch.randn(1, B, 12, generator=generator)
    return x, torch.arange(B) * 40, {"text_embed": text}


CONFIGS: dict[str, dict[str, Any]] = {
    "text": TINY | TEXT,
    "kit": TINY | TEXT | {"njoints": 251, "num_layers": 8},
    "wide and shallow": TINY | TEXT | {"latent_dim": 32, "ff_size": 8, "num_layers": 3},
    "another text encoder": TINY | {"cond_mode": "text", "clip_dim": 768},
    "actions": TINY | {"njoints": 25, "nfeats": 6, "data_rep": "rot6d", "cond_mode": "action", "num_actions": 12},
    "no condition": TINY | {"cond_mode": "no_cond"},
    "a long positional encoding": TINY | TEXT | {"pos_embed_max_len": 6000},
}


@pytest.mark.parametrize("name", CONFIGS)
def test_shapes_tell_the_arguments(name: str) -> None:
    config = {"pos_embed_max_len": 5000} | CONFIGS[name]
    with torch.device("meta"):
        shapes = shapes_of(MDM(**config))
    assert ENTRY.infer(Shapes(shapes)) == config
    keys = list(shapes)
    for seed in range(5):  # without a twentieth of the keys, and with foreign ones
        lost = set(np.random.default_rng(seed).choice(keys, max(1, len(keys) // 20), replace=False).tolist())
        rest = {key: shape for key, shape in shapes.items() if key not in lost}
        assert ENTRY.infer(Shapes(rest | {"clip_model.visual.proj": (768, 512), "step": ()})) == config, lost


def test_entry_describes_the_published_network() -> None:
    with torch.device("meta"):
        network = ENTRY.build()
    shapes = shapes_of(network)  # type: ignore[arg-type]
    assert ENTRY.infer(Shapes(shapes)) == ENTRY.config
    assert set(ENTRY.fingerprint) <= shapes.keys()


@pytest.mark.parametrize(
    "shapes",
    [
        {},  # nothing
        {"inc.double_conv.0.weight": (64, 3, 3, 3)},  # a U-Net
        {"input_process.poseEmbedding.weight": (512, 263)},  # no encoder: a decoder or recurrent model
        shapes_of(build()) | {"input_process.poseEmbedding.weight": (1 << 19, 7)},  # damaged: 10 GB of positions
        shapes_of(build()) | {"seqTransEncoder.layers.0.linear2.weight": (64, 24)},  # widths that do not fit
    ],
)
def test_other_shapes_are_not_taken_for_it(shapes: dict[str, tuple[int, ...]]) -> None:
    assert ENTRY.infer(Shapes(shapes)) is None


@pytest.mark.parametrize(("length", "followed"), [(10, False), (1200, True), (1 << 20, False)])
def test_length_of_the_files_positions_is_followed_only_where_it_is_of_use(length: int, followed: bool) -> None:
    shapes = shapes_of(build())
    shapes["sequence_pos_encoder.pe"] = shapes["embed_timestep.sequence_pos_encoder.pe"] = (length, 1, 16)
    config = ENTRY.infer(Shapes(shapes))
    assert config is not None
    assert config["pos_embed_max_len"] == (length if followed else 5000)


@pytest.mark.parametrize("positions", ["as they are", "missing", "of another length", "wrong"])
def test_network_built_without_memory_computes_its_positions_whatever_a_file_holds(positions: str) -> None:
    plain = build()
    state = plain.state_dict()
    for key in ("sequence_pos_encoder.pe", "embed_timestep.sequence_pos_encoder.pe"):
        held = {"as they are": state[key], "of another length": torch.zeros(60, 1, 16), "wrong": state[key] + 1}
        if positions in held:
            state[key] = held[positions]
        else:
            del state[key]
    with torch.device("meta"):
        network = build()
    network.load_state_dict(state, assign=True)
    assert torch.equal(network.eval()(*inputs()), plain(*inputs()))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_weights_of_another_number_format_may_be_assigned(dtype: torch.dtype) -> None:
    plain, (x, timesteps, y) = build(), inputs()
    with torch.device("meta"):
        network = build()
    network.load_state_dict({key: tensor.to(dtype) for key, tensor in plain.state_dict().items()}, assign=True)
    got = network.eval()(x.to(dtype), timesteps, {"text_embed": y["text_embed"].to(dtype)})
    assert got.dtype == dtype
    torch.testing.assert_close(got.float(), plain(x, timesteps, y), rtol=0, atol=0.05)


def test_positions_of_another_length_stay_out_of_the_translation() -> None:
    shapes = shapes_of(build())
    translated = {ours for ours, *_ in ENTRY.key_map("mdm-other-positions").translate(shapes)}
    assert shapes.keys() - translated == {"sequence_pos_encoder.pe", "embed_timestep.sequence_pos_encoder.pe"}


def test_guidance_of_one_is_the_condition_and_of_zero_is_none() -> None:
    network, (x, timesteps, y) = build(), inputs()
    with_text, without = network(x, timesteps, y), network(x, timesteps, {**y, "uncond": True})
    assert not torch.allclose(with_text, without)
    for guidance, want in [(1.0, with_text), (0.0, without), (2.5, without + 2.5 * (with_text - without))]:
        torch.testing.assert_close(denoise_guided(network, x, timesteps, y, guidance), want, rtol=0, atol=1e-5)


def test_no_text_is_a_zero_embedding_before_its_layer() -> None:
    network, (x, timesteps, y) = build(), inputs()
    zero = {"text_embed": torch.zeros_like(y["text_embed"])}
    assert torch.equal(network(x, timesteps, {**y, "uncond": True}), network(x, timesteps, zero))


@pytest.mark.parametrize("mask_frames", [False, True])
def test_hidden_frames_change_nothing_if_the_model_was_trained_so(mask_frames: bool) -> None:
    network, (x, timesteps, y) = build(mask_frames=mask_frames), inputs(T=6)
    y["mask"] = (torch.arange(6) < 4).expand(2, 1, 1, 6)
    changed = x.clone()
    changed[..., 4:] += 3.0
    same = torch.allclose(network(x, timesteps, y)[..., :4], network(changed, timesteps, y)[..., :4], atol=1e-6)
    assert same is mask_frames
    guided = denoise_guided(network, x, timesteps, y, 1.0)
    torch.testing.assert_close(guided, network(x, timesteps, y), rtol=0, atol=1e-5)


def test_actions_are_conditions_too() -> None:
    network = build(cond_mode="action", num_actions=3)
    x, timesteps, _ = inputs()
    walk, jump = (network(x, timesteps, {"action": torch.full((2, 1), action)}) for action in (0, 2))
    assert not torch.allclose(walk, jump)


def test_training_hides_the_text_of_some_motions() -> None:
    network, (x, timesteps, y) = build(dropout=0.0, cond_mask_prob=1.0).train(), inputs()
    torch.testing.assert_close(network(x, timesteps, y), network(x, timesteps, {**y, "uncond": True}))
    network.cond_mask_prob = 0.0
    assert not torch.allclose(network(x, timesteps, y), network(x, timesteps, {**y, "uncond": True}))


@pytest.mark.parametrize("setting", [{"arch": "trans_dec"}, {"emb_policy": "concat"}, {"data_rep": "rot_vel"}])
def test_published_settings_that_it_does_not_implement_are_refused(setting: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be 'trans_enc', 'add'"):
        build(**setting)
