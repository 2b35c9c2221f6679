"""The published dancer from files on a disk, with a tiny network of chance; DDIM beside that of diffusers."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler

from engines.checkpoints.lending import Networks
from engines.dance.published import (
    CONFIG,
    DDIM_STEPS,
    GUIDANCE,
    OVERLAP,
    PublishedDancer,
    Settings,
    read_settings,
    windows,
)
from engines.dance.results import Wish
from engines.models.diffusion import GaussianDiffusion, cosine_betas
from engines.models.humanml import recover_from_ric
from engines.models.mdm import MDM
from engines.models.predictors.mdm import MdmPredictor
from engines.runtime import InputError, ModelCache
from tests.engines.tryon.filled import filled_weights

MODEL = "humanml_trans_enc_512/model000475000.pt"
WIDTH = 64
READER = {  # CLIP as narrow as its heads allow, with the published vocabulary
    "embed_dim": WIDTH,
    "image_resolution": 32,
    "vision_layers": 1,
    "vision_width": 64,
    "vision_patch_size": 16,
    "transformer_width": 64,
    "transformer_heads": 1,
    "transformer_layers": 1,
}


def tiny() -> MDM:
    torch.manual_seed(0)
    return MDM(latent_dim=32, ff_size=32, num_layers=2, clip_dim=WIDTH).eval()


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Networks:
    return Networks(ModelCache(10**9), "cpu", filled_weights(tmp_path_factory.mktemp("w"), {"clip": ("clip", READER)}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    rng = np.random.default_rng(0)
    np.save(tmp_path / "data" / "Mean.npy", rng.normal(0, 0.1, 263).astype(np.float32))
    np.save(tmp_path / "data" / "Std.npy", rng.uniform(0.01, 0.05, 263).astype(np.float32))
    model = tmp_path / MODEL
    model.parent.mkdir()
    torch.save(tiny().state_dict(), model)
    (model.parent / "args.json").write_text(json.dumps({"diffusion_steps": 1000, "layers": 2}))
    config = {"model_path": MODEL, "data_path": "data", "dataset": "humanml"}
    (tmp_path / CONFIG).write_text(json.dumps(config))
    return tmp_path


def test_a_wish_is_danced_from_the_files(networks: Networks, folder: Path) -> None:
    (part,) = PublishedDancer(networks, folder).parts(Wish("a person spins", 2.5, seed=3))
    assert (part.first, part.total, part.joints.shape) == (0, 50, (50, 22, 3))
    assert part.joints.dtype == np.float32
    assert np.isfinite(part.joints).all()
    (same,) = PublishedDancer(networks, folder).parts(Wish("a person spins", 2.5, seed=3))
    (korean,) = PublishedDancer(networks, folder).parts(Wish("돌기", 2.5, seed=3))  # "a person spins"
    (other,) = PublishedDancer(networks, folder).parts(Wish("a person jumps", 2.5, seed=3))
    np.testing.assert_array_equal(same.joints, part.joints)
    np.testing.assert_array_equal(korean.joints, part.joints)
    assert np.abs(other.joints - part.joints).max() > 1e-4


def test_beats_are_left_to_the_engine(networks: Networks, folder: Path) -> None:
    wish = Wish("a person spins", 3.0)
    (plain,) = PublishedDancer(networks, folder).parts(wish)
    (part,) = PublishedDancer(networks, folder).parts(replace(wish, beats=(0.5, 1.0, 1.5, 2.0, 2.5)))
    assert part.joints.shape == (60, 22, 3)
    np.testing.assert_array_equal(part.joints, plain.joints)


def settings_of(steps: int = 50) -> Settings:
    return Settings(Path(), np.zeros(263), np.full(263, 0.05), steps, False)


def test_a_short_dance_is_that_of_the_predictor() -> None:
    settings, words = settings_of(), np.ones(WIDTH, np.float32)
    (features,) = windows(tiny(), settings, words, 60, seed=5)
    predictor = MdmPredictor(tiny(), settings.mean, settings.std, 50, DDIM_STEPS, GUIDANCE)
    np.testing.assert_allclose(recover_from_ric(features), predictor(words, 3.0, seed=5).joints, atol=1e-4)


def test_a_long_dance_goes_on_where_the_window_before_ended() -> None:
    parts = list(windows(tiny(), settings_of(), np.ones(WIDTH, np.float32), 400, seed=0))
    assert sum(map(len, parts)) == 400
    assert max(len(part) for part in parts[1:]) + OVERLAP <= 196
    assert len(parts) == 3


def test_ddim_is_that_of_diffusers() -> None:
    steps, network = 1000, torch.nn.Linear(8, 8)
    theirs = DDIMScheduler(
        num_train_timesteps=steps,
        trained_betas=cosine_betas(steps),
        prediction_type="sample",
        clip_sample=False,
        set_alpha_to_one=True,
        timestep_spacing="leading",
    )
    theirs.set_timesteps(DDIM_STEPS)
    x = torch.randn(2, 8, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        ours = GaussianDiffusion(steps).sample_ddim(lambda x, t: network(x) * (1 - t[:, None] / steps), x, DDIM_STEPS)
        for t in theirs.timesteps:
            x = theirs.step(network(x) * (1 - t / steps), t, x).prev_sample
    torch.testing.assert_close(ours, x, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("missing", [CONFIG, MODEL, "humanml_trans_enc_512/args.json", "data/Mean.npy", "data/Std.npy"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(InputError, match=Path(missing).name) as caught:
        read_settings(folder)
    assert caught.value.key == "dance_published_missing"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (CONFIG, "{"),
        (CONFIG, "[]"),
        (CONFIG, '{"model_path": "m.pt"}'),
        (CONFIG, '{"model_path": "m.pt", "data_path": "data", "dataset": "kit"}'),
        ("humanml_trans_enc_512/args.json", '{"diffusion_steps": 70}'),
        ("data/Mean.npy", "no numbers"),
    ],
)
def test_a_file_that_says_something_else_is_named(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content)
    with pytest.raises(InputError, match=Path(name).name) as caught:
        read_settings(folder)
    assert caught.value.key == "dance_published_config"


def test_nothing_is_unpickled(networks: Networks, folder: Path) -> None:
    torch.save({"model": Path("run me")}, folder / MODEL)
    np.save(folder / "data" / "Mean.npy", np.array([{"run": "me"}], object), allow_pickle=True)
    with pytest.raises(InputError) as caught:
        read_settings(folder)
    assert caught.value.key == "dance_published_config"
    np.save(folder / "data" / "Mean.npy", np.zeros(263))
    with pytest.raises(InputError) as caught:
        list(PublishedDancer(networks, folder).parts(Wish("a person spins", 2.0)))
    assert caught.value.key.startswith("checkpoint_")


def test_korean_without_a_known_move_is_refused(networks: Networks, folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(PublishedDancer(networks, folder).parts(Wish("안녕", 2.0)))
    assert caught.value.key == "dance_published_korean"
