"""The predictor with a tiny network of random weights."""

from typing import Any

import numpy as np
import pytest
import torch

from engines.models.humanml import recover_from_ric
from engines.models.mdm import MDM
from engines.models.predictors.mdm import MdmPredictor

RANDOM = np.random.default_rng(0)
MEAN, STD = RANDOM.normal(size=263), RANDOM.uniform(0.01, 0.1, 263)
TEXT = RANDOM.normal(size=12).astype(np.float32)


def build(**arguments: Any) -> MDM:
    torch.manual_seed(0)
    tiny = {"latent_dim": 16, "ff_size": 16, "num_layers": 1, "clip_dim": 12}
    return MDM(**(tiny | arguments)).eval()


def predictor(**arguments: Any) -> MdmPredictor:
    return MdmPredictor(build(), MEAN, STD, **({"diffusion_steps": 4} | arguments))


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [(0.05, 1), (1.0, 20), (1.99, 39), (6.0, 120), (9.8, 196), (1e6, 196)],
)
def test_seconds_become_frames(seconds: float, frames: int) -> None:
    motion = predictor(diffusion_steps=2)(TEXT, seconds)
    assert motion.joints.shape == (frames, 22, 3)
    assert motion.joints.dtype == np.float32
    assert motion.fps == 20
    assert np.isfinite(motion.joints).all()


@pytest.mark.parametrize("seconds", [0.0, 0.04, -1.0])
def test_less_than_a_frame_is_no_motion(seconds: float) -> None:
    with pytest.raises(ValueError, match="`seconds` must be at least"):
        predictor()(TEXT, seconds)


@pytest.mark.parametrize("ddim_steps", [None, 2])
def test_seed_and_text_decide(ddim_steps: int | None) -> None:
    predict = predictor(ddim_steps=ddim_steps)
    motion = predict(TEXT, 0.5, seed=1).joints
    np.testing.assert_array_equal(motion, predict(TEXT, 0.5, seed=1).joints)
    assert np.abs(motion - predict(TEXT, 0.5, seed=2).joints).max() > 1e-4
    assert np.abs(motion - predict(-TEXT, 0.5, seed=1).joints).max() > 1e-4


def test_result_is_the_networks_in_metres() -> None:
    """A network whose last layer knows but one answer."""
    network = build()
    final = network.output_process.poseFinal
    answer = torch.linspace(-1, 1, 263)
    with torch.no_grad():
        final.weight.zero_()
        final.bias.copy_(answer)
    motion = MdmPredictor(network, MEAN, STD, diffusion_steps=4)(TEXT, 0.5)
    want = recover_from_ric(np.tile(answer.numpy() * STD + MEAN, (10, 1)))
    np.testing.assert_allclose(motion.joints, want, atol=1e-4)


def test_half_precision_networks_work_too() -> None:
    motion = MdmPredictor(build().bfloat16(), MEAN, STD, diffusion_steps=4)(TEXT, 0.5).joints
    np.testing.assert_allclose(motion, predictor()(TEXT, 0.5).joints, atol=0.1)


@pytest.mark.parametrize("arguments", [{"njoints": 251}, {"cond_mode": "no_cond"}])
def test_other_models_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="`network` must make 263 features"):
        MdmPredictor(build(**arguments), MEAN, STD)


def test_statistics_of_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match=r"must be \(263,\)"):
        MdmPredictor(build(), MEAN[:251], STD)
