"""Noise becomes a motion, in a few steps, as the words want it and with the frames that are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engines.dance.batches import phases
from engines.dance.data import Features
from engines.dance.language import spelt
from engines.dance.schedule import STEPS, betas
from engines.models.dancer import Dancer, Prompt
from engines.models.humanml import FEATURES, FPS

Solver = Literal["ddim", "dpm"]
WINDOW = 120  # frames that are made at once
OVERLAP = 20  # of them, how many the next ones begin with
CALMEST, WILDEST = 0.1, 0.85  # the energies, as `data.energy_of` measures them, that a wish of 0 and of 1 mean


@dataclass(frozen=True)
class Recipe:
    """How a motion is sampled.

    Args:
        steps: of the solver.
        solver: "ddim" (Song et al., ICLR 2021) or "dpm", DPM-Solver++ (Lu et al., 2022), which needs fewer steps.
        guidance: how far the words push (Ho, Salimans: "Classifier-Free Diffusion Guidance", 2022); 1: not at all.
    """

    steps: int = 50
    solver: Solver = "ddim"
    guidance: float = 2.5


@dataclass(frozen=True)
class Given:
    """What of a motion is fixed: `features` (T, 263), counted only where `known` (T, 263) bool is true."""

    features: Features
    known: NDArray[np.bool_]


@dataclass(frozen=True)
class Score:
    """What to dance: known words, the energy 0..1 or None, and the frames at which the music beats."""

    text: str
    energy: float | None
    beats: NDArray[np.float32]


def dance(
    network: Dancer, score: Score, frames: int, seed: int, recipe: Recipe, given: Given | None = None
) -> Iterator[Features]:
    """Yield the features (n, 263) of a motion of `frames` frames, part by part, together as long as wished.

    Args:
        network: in eval mode.
        score: what to dance.
        frames: of the whole motion.
        seed: the same seed makes the same motion.
        recipe: how.
        given: frames that are fixed, of the whole motion.
    """
    done = np.zeros((0, FEATURES), np.float32)
    generator = torch.Generator().manual_seed(seed)
    while len(done) < frames:
        start = max(0, len(done) - OVERLAP)
        length = min(WINDOW, frames - start)
        fixed = _window(given, start, length)
        over = len(done) - start
        fixed.features[:over], fixed.known[:over] = done[start:], True
        beats = score.beats - start
        part = sample(network, Score(score.text, score.energy, beats), length, generator, recipe, fixed)
        yield part[over:]
        done = np.concatenate([done, part[over:]])


@torch.inference_mode()
def sample(
    network: Dancer, score: Score, frames: int, generator: torch.Generator, recipe: Recipe, given: Given
) -> Features:
    """Return the features (frames, 263) of one window."""
    parameter = next(network.parameters())
    length = -(-frames // network.patch) * network.patch
    prompt = prompt_of(score, length, parameter)
    said = network.read(prompt)
    known = np.pad(given.known, ((0, length - frames), (0, 0)))
    fixed = np.pad(given.features, ((0, length - frames), (0, 0)))
    mask = torch.from_numpy(known).to(parameter.device)[None]
    values = (torch.from_numpy(fixed).to(parameter) - network.mean) / network.std
    scheduler = scheduler_of(recipe.solver)
    scheduler.set_timesteps(recipe.steps)
    x = torch.randn(1, length, FEATURES, generator=generator).to(parameter)
    for moment in scheduler.timesteps:
        both = network.denoise(x.expand(2, -1, -1), moment.expand(2).to(parameter.device), said, prompt)
        without, with_ = both.chunk(2)
        clean = without + recipe.guidance * (with_ - without)
        x = cast("Tensor", scheduler.step(torch.where(mask, values, clean), moment, x, return_dict=False)[0])
    x = torch.where(mask, values, x)
    return (x[0, :frames] * network.std + network.mean).float().cpu().numpy()


def prompt_of(score: Score, frames: int, like: Tensor) -> Prompt:
    """Return the prompt (B = 2) without and with the words, on the device and in the type of `like`."""
    words = np.repeat(spelt([score.text]), 2, 0)
    words[0] = 0
    energy = torch.zeros(2, 2)
    if score.energy is not None:
        energy[1] = torch.tensor([CALMEST + score.energy * (WILDEST - CALMEST), 1.0])
    beats = torch.from_numpy(phases(score.beats, frames)).to(like)
    return Prompt(torch.from_numpy(words).to(like.device), energy.to(like), beats.expand(2, -1, -1))


def frames_of(seconds: float) -> int:
    """Return how many frames so many seconds are."""
    return round(seconds * FPS)


def _window(given: Given | None, start: int, length: int) -> Given:
    if given is None:
        return Given(np.zeros((length, FEATURES), np.float32), np.zeros((length, FEATURES), bool))
    part = slice(start, start + length)
    return Given(given.features[part].copy(), given.known[part].copy())


def scheduler_of(solver: Solver) -> Any:
    """Return a fresh scheduler of diffusers for a network that finds the clean motion."""
    kind, more = _kinds()[solver]
    return kind(
        num_train_timesteps=STEPS,
        trained_betas=betas(),
        prediction_type="sample",
        timestep_spacing="trailing",
        **more,
    )


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[Any, dict[str, Any]]]:
    from diffusers.schedulers.scheduling_ddim import DDIMScheduler  # here, because it takes seconds
    from diffusers.schedulers.scheduling_dpmsolver_multistep import DPMSolverMultistepScheduler

    return {
        "ddim": (DDIMScheduler, {"clip_sample": False}),
        "dpm": (DPMSolverMultistepScheduler, {"algorithm_type": "dpmsolver++", "final_sigmas_type": "zero"}),
    }
