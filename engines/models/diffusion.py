"""Gaussian diffusion: from noise to a motion in steps, with a network that predicts the clean motion.

Ho, Jain, Abbeel: "Denoising Diffusion Probabilistic Models", NeurIPS 2020; the cosine schedule is that of Nichol,
Dhariwal: "Improved Denoising Diffusion Probabilistic Models", ICML 2021; the steps without chance are those of Song,
Meng, Ermon: "Denoising Diffusion Implicit Models", ICLR 2021. The numbers are those of
GuyTevet/motion-diffusion-model (MIT): cosine schedule, fixed small variance, steps not rescaled, nothing clipped.
"""

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

LARGEST_BETA = 0.999  # the cosine's last step would leave nothing of the motion
Denoise = Callable[[Tensor, Tensor], Tensor]


def cosine_betas(steps: int) -> NDArray[np.float64]:
    """Return (steps,): the share of noise in each step, such that the motion's share falls like a cosine squared."""
    at = np.linspace(0, 1, steps + 1)
    left = np.cos((at + 0.008) / 1.008 * math.pi / 2) ** 2
    return np.minimum(1 - left[1:] / left[:-1], LARGEST_BETA)


class GaussianDiffusion:
    """The noise of `steps` steps, and the way back. Every table is (steps,) float64, by step from 0.

    Args:
        steps: how many steps the network was trained with.

    Attributes:
        betas: share of noise that a step adds.
        alphas_cumprod: share of the clean motion's variance that is left after a step.
        posterior_mean_coef1, posterior_mean_coef2: weights of the clean and of the noisy motion in the mean of the
            motion one step before.
        posterior_variance: its variance.
        posterior_log_variance_clipped: its logarithm; step 0, whose variance is 0, takes that of step 1.
    """

    def __init__(self, steps: int) -> None:
        if steps < 2:
            raise ValueError(f"`steps` must be at least 2, but is {steps}.")
        self.steps = steps
        self.betas = cosine_betas(steps)
        alphas = 1 - self.betas
        self.alphas_cumprod = np.cumprod(alphas)
        before = np.append(1.0, self.alphas_cumprod[:-1])
        noise = 1 - self.alphas_cumprod
        self.posterior_mean_coef1 = self.betas * np.sqrt(before) / noise
        self.posterior_mean_coef2 = (1 - before) * np.sqrt(alphas) / noise
        self.posterior_variance = self.betas * (1 - before) / noise
        self.posterior_log_variance_clipped = np.log(np.append(self.posterior_variance[1], self.posterior_variance[1:]))

    def step(self, x_start: Tensor, x: Tensor, t: int, noise: Tensor) -> Tensor:
        """Return the motion at step t - 1, given the one at step `t` and the clean one that the network predicts.

        All tensors have one shape. `noise` is standard normal; at step 0 it is not used.
        """
        mean = float(self.posterior_mean_coef1[t]) * x_start + float(self.posterior_mean_coef2[t]) * x
        return mean + math.exp(0.5 * self.posterior_log_variance_clipped[t]) * noise if t else mean

    def step_ddim(self, x_start: Tensor, x: Tensor, t: int, before: int | None) -> Tensor:
        """Return the motion at step `before`, without chance, as `step` does; None is the clean end."""
        if before is None:
            return x_start
        left, left_before = float(self.alphas_cumprod[t]), float(self.alphas_cumprod[before])
        noise = (x - math.sqrt(left) * x_start) / math.sqrt(1 - left)
        return math.sqrt(left_before) * x_start + math.sqrt(1 - left_before) * noise

    def sample(self, denoise: Denoise, x: Tensor, noise: Callable[[int], Tensor]) -> Tensor:
        """Return the motion that noise becomes in all steps.

        Args:
            denoise: (x, timesteps (B,) int64) -> the clean motion, as the network predicts it.
            x: (B, ...), standard normal.
            noise: t -> standard normal of the shape of `x`, for every step but 0.
        """
        for t in reversed(range(self.steps)):
            x_start = denoise(x, _repeat(t, x))
            x = self.step(x_start, x, t, noise(t) if t else torch.zeros_like(x))
        return x

    def sample_ddim(self, denoise: Denoise, x: Tensor, steps: int) -> Tensor:
        """Return the motion that noise becomes in `steps` evenly spaced steps without chance; else as `sample`.

        Raises:
            ValueError: `steps` does not divide the number of steps.
        """
        if steps < 1 or self.steps % steps:
            raise ValueError(f"`steps` must divide {self.steps}, but is {steps}.")
        times = range(0, self.steps, self.steps // steps)
        for t, before in zip(reversed(times), [*reversed(times[:-1]), None], strict=True):
            x = self.step_ddim(denoise(x, _repeat(t, x)), x, t, before)
        return x


def _repeat(t: int, x: Tensor) -> Tensor:
    return torch.full((len(x),), t, dtype=torch.int64, device=x.device)
