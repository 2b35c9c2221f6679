"""Train a judge of dancers: on real clips alone, or on dances drawn by program.

python -m engines.dance.train_judge --out runs/judge-real
python -m engines.dance.train_judge --drawn runs/drawn-dances --out runs/judge-drawn
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engines.dance.batches import LEAST_FRAMES, MOST_FRAMES, drawn_generator
from engines.dance.data import TEMPI, Features, Sample, load_drawn, load_real, mirrored, statistics
from engines.dance.language import spelt
from engines.models.motion_judge import MotionJudge, contrast
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import limits_of, report, run
from engines.runtime.preview import Preview

NAME = "judge"
NOISE = 0.1  # standard deviations of each feature, so that no tremble tells a motion


@dataclass(frozen=True)
class JudgeConfig:
    """Settings of a run."""

    data: Path = Path("../shared/data")
    drawn: Path = Path()  # of drawn dances; without it, real clips
    out: Path = Path("runs/judge-real")
    steps: int = 800
    epoch: int = 0
    seconds: float = 1e9
    batch: int = 96
    accumulate: int = 1
    learning_rate: float = 1e-3
    averaging: float = 0.99
    save_every: float = 240
    device: str = "auto"
    seed: int = 0


def train(config: JudgeConfig) -> Path:
    """Return the path of the weights."""
    torch.manual_seed(config.seed)
    samples = gather(config)
    network = MotionJudge()
    mean, std = statistics(samples)
    network.mean.copy_(torch.from_numpy(mean))
    network.std.copy_(torch.from_numpy(std))
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    config.out.mkdir(parents=True, exist_ok=True)
    apprentice.resume(config.out)
    loss = likeness(network, samples, config.batch, apprentice.device.name)
    return run(apprentice, loss, config.out, NAME, limits_of(config))


def gather(config: JudgeConfig) -> list[Sample]:
    """Return what is learnt from."""
    return load_drawn(config.drawn) if config.drawn != Path() else load_real(config.data, "train", TEMPI)


def likeness(network: MotionJudge, samples: Sequence[Sample], batch: int, device: str) -> Callable[[], Tensor]:
    """Return the loss of a batch by chance."""

    def loss() -> Tensor:
        rng = drawn_generator()
        drawn = [samples[number] for number in rng.integers(len(samples), size=batch)]
        drawn = [mirrored(sample) if rng.random() < 0.5 else sample for sample in drawn]
        texts = [sample.texts[rng.integers(len(sample.texts))] for sample in drawn]
        x, frames = padded([_cut(sample, rng) for sample in drawn])
        x = x.to(device) + NOISE * network.std * torch.randn_like(x, device=device)
        same = torch.tensor([[a == b for a in texts] for b in texts])
        return contrast(
            network.see(x, frames.to(device)), network.hear(torch.from_numpy(spelt(texts)).to(device)), same.to(device)
        )

    return loss


def padded(motions: Sequence[Features]) -> tuple[Tensor, Tensor]:
    """Return motions as (B, T, 263), and how many frames of each count."""
    frames = [len(motion) for motion in motions]
    x = np.zeros((len(motions), max(frames), motions[0].shape[1]), np.float32)
    for row, motion in zip(x, motions, strict=True):
        row[: len(motion)] = motion
    return torch.from_numpy(x), torch.tensor(frames)


def _cut(sample: Sample, rng: np.random.Generator) -> Features:
    """A real motion, or a part of it; a drawn one, whose text tells an order, as it is."""
    frames = len(sample.features)
    if not sample.real:
        return sample.features[:MOST_FRAMES]
    length = int(rng.integers(min(LEAST_FRAMES, frames), min(frames, MOST_FRAMES) + 1))
    start = int(rng.integers(frames - length + 1))
    return sample.features[start : start + length]


def preview(config: JudgeConfig) -> Preview:
    """Return motions that the judge would learn from."""
    from engines.dance.motion_sheet import preview_of  # here, because it paints with OpenCV

    return preview_of(gather(config), {})


if __name__ == "__main__":
    report(train, preview, read_settings(JudgeConfig, __doc__))
