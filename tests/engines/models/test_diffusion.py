"""Diffusion with an oracle in the network's place: where its steps lead is known."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engines.models.diffusion import GaussianDiffusion

CLEAN = torch.linspace(-2, 2, 7).reshape(1, 7)


def oracle(x: Tensor, timesteps: Tensor) -> Tensor:
    return CLEAN


def noisy(diffusion: GaussianDiffusion, t: int, noise: Tensor) -> Tensor:
    left = float(diffusion.alphas_cumprod[t])
    return left**0.5 * CLEAN + (1 - left) ** 0.5 * noise


@pytest.mark.parametrize("steps", [2, 50, 1000])
def test_motion_fades_from_nearly_all_to_nearly_nothing(steps: int) -> None:
    left = GaussianDiffusion(steps).alphas_cumprod
    assert left.shape == (steps,)
    assert (np.diff(left) < 0).all()
    assert left[-1] < 1e-3
    assert left[0] > 1 - 2 / steps


def test_a_step_is_the_average_of_all_ways_back() -> None:
    # Bayes' rule by hand: q(x_{t-1} | x_t, x_0) is a product of two normals.
    diffusion, t = GaussianDiffusion(20), 11
    before, beta = diffusion.alphas_cumprod[t - 1], diffusion.betas[t]
    precision = (1 - beta) / beta + 1 / (1 - before)
    x = noisy(diffusion, t, torch.ones_like(CLEAN))
    mean = ((1 - beta) ** 0.5 / beta * x + before**0.5 / (1 - before) * CLEAN) / precision
    torch.testing.assert_close(diffusion.step(CLEAN, x, t, torch.zeros_like(x)), mean.to(x))
    spread = diffusion.step(CLEAN, x, t, torch.ones_like(x)) - mean
    torch.testing.assert_close(spread, torch.full_like(x, precision**-0.5), rtol=1e-4, atol=0)


def test_last_step_takes_no_noise() -> None:
    diffusion, x = GaussianDiffusion(20), torch.randn(1, 7)
    assert torch.equal(diffusion.step(CLEAN, x, 0, torch.full_like(x, 9.0)), CLEAN + 0 * x)


def test_a_step_without_chance_keeps_the_noise_that_is_there() -> None:
    diffusion, noise = GaussianDiffusion(20), torch.randn(1, 7, generator=torch.Generator().manual_seed(0))
    got = diffusion.step_ddim(CLEAN, noisy(diffusion, 12, noise), 12, 6)
    torch.testing.assert_close(got, noisy(diffusion, 6, noise))


def test_both_ways_end_where_the_network_points() -> None:
    diffusion, asked = GaussianDiffusion(20), []

    def denoise(x: Tensor, timesteps: Tensor) -> Tensor:
        asked.append(timesteps.tolist())
        return CLEAN

    x = torch.randn(2, 7)
    torch.testing.assert_close(diffusion.sample(denoise, x, lambda t: torch.randn(2, 7)), CLEAN.expand(2, 7))
    assert asked == [[t, t] for t in reversed(range(20))]
    asked.clear()
    assert torch.equal(diffusion.sample_ddim(denoise, x, 4), CLEAN)
    assert asked == [[t, t] for t in (15, 10, 5, 0)]


@pytest.mark.parametrize("steps", [0, -1, 3, 21])
def test_steps_without_chance_must_be_evenly_spaced(steps: int) -> None:
    with pytest.raises(ValueError, match="`steps` must divide 20"):
        GaussianDiffusion(20).sample_ddim(oracle, CLEAN, steps)


def test_one_step_is_no_diffusion() -> None:
    with pytest.raises(ValueError, match="`steps` must be at least 2"):
        GaussianDiffusion(1)
