"""Train the bundled dancer from nothing (`python -m engines.dance.train`).

    python -m engines.dance.drawn --count 6000 --seed 1 --out runs/drawn-dances
    python -m engines.dance.train --data ../shared/data --drawn runs/drawn-dances --out runs/dance
    python -m engines.dance.train --data ../shared/data --drawn runs/drawn-dances --out runs/dance     # goes on

The run folder gets `state.pt` and the averaged weights as dancer.safetensors, which carry the words that they know.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engines.dance.batches import Batch, Batches
from engines.dance.data import TEMPI, Sample, load_drawn, load_real, statistics
from engines.dance.language import Lexicon
from engines.dance.lessons import learn_to_read
from engines.dance.schedule import STEPS, motion_left
from engines.models.dancer import Dancer
from engines.models.humanml import FEATURES
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import limits_of, report, run
from engines.runtime.preview import Preview

NAME = "dancer"
HIDDEN = 0.1  # share of the motions that are learned without words, so that guidance has something to compare with

CARD = 32_768  # bytes, with room for words to come: a run that goes on with more dances knows more of them

# How much each group of features counts. Rotations are not read to move the figure; they ride along for the format.
WEIGHTS = np.concatenate([np.full(4, 3.0), np.full(63, 1.0), np.full(126, 0.15), np.full(66, 0.5), np.full(4, 0.5)])
STEADY = 2.0  # the weight of the change from frame to frame, and of the change of that
PLACES = 67  # features, from the first, that move the figure


@dataclass(frozen=True)
class DanceConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    data: Path = Path("../shared/data")
    drawn: Path = Path("runs/drawn-dances")
    out: Path = Path("runs/dance")
    real_share: float = 0.25
    width: int = 192
    layers: int = 8
    patch: int = 4
    lessons: int = 400  # batches of reading, before the first step
    steps: int = 6000
    epoch: int = 0  # steps; 0: a twentieth of the run
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 64
    accumulate: int = 1
    learning_rate: float = 8e-4
    averaging: float = 0.998
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


def train(config: DanceConfig) -> Path:
    """Return the path of the weights."""
    torch.manual_seed(config.seed)
    real, drawn = gather(config)
    network = build(config, [*real, *drawn])
    apprentice = Apprentice(network, config.device, config.learning_rate, config.averaging)
    config.out.mkdir(parents=True, exist_ok=True)
    card = network.card.clone()
    if not (config.out / "state.pt").exists():
        learn_to_read(network, [*real, *drawn], config.lessons, config.seed)
        apprentice.average.update_parameters(network)
    apprentice.resume(config.out)
    for taught in (network, apprentice.master):
        taught.card.copy_(card)
    mean, std = (table.numpy() for table in (network.mean.cpu(), network.std.cpu()))
    batches = Batches(real, drawn, mean, std, config.patch, config.real_share)
    print(f"{len(real)} real clips, {len(drawn)} drawn dances", flush=True)
    loss = denoising(network, lambda: batches.draw(config.batch), apprentice.device.name)
    return run(apprentice, loss, config.out, NAME, limits_of(config))


def gather(config: DanceConfig) -> tuple[list[Sample], list[Sample]]:
    """Return the real clips and the drawn dances that are learnt from."""
    return load_real(config.data, "train", TEMPI), load_drawn(config.drawn) if config.real_share < 1 else []


def build(config: DanceConfig, samples: Sequence[Sample]) -> Dancer:
    """Return a new network that knows the words and the mean motion of some samples."""
    card = written(Lexicon.of(text for sample in samples for text in sample.texts), [])
    network = Dancer(width=config.width, layers=config.layers, patch=config.patch, card=len(card))
    mean, std = statistics(samples)
    network.mean.copy_(torch.from_numpy(mean))
    network.std.copy_(torch.from_numpy(std))
    network.card.copy_(card)
    return network


def written(lexicon: Lexicon, styles: list[str]) -> Tensor:
    """Return the JSON that a dancer carries with it, as bytes (N,) uint8, N a multiple of `CARD`."""
    text = json.dumps({"words": sorted(lexicon.words), "styles": styles}, ensure_ascii=False).encode()
    size = -(-len(text) // CARD) * CARD
    return torch.frombuffer(bytearray(text.ljust(size)), dtype=torch.uint8)


def denoising(network: Dancer, draw: Callable[[], Batch], device: str, hidden: float = HIDDEN) -> Callable[[], Tensor]:
    """Return the loss of a batch by chance: how far the motion that the network finds is from the clean one.

    Args:
        network: that learns, or is measured.
        draw: returns a batch.
        device: where the network is.
        hidden: share of the motions whose words are not told.
    """
    left = torch.from_numpy(motion_left()).float().to(device)
    weights = torch.from_numpy(WEIGHTS / WEIGHTS.mean()).float().to(device)

    def loss() -> Tensor:
        batch = on(draw(), device)
        B = len(batch.x)
        # One step from each part of the schedule, so that batches are alike.
        moment = ((torch.arange(B, device=device) + torch.rand(B, device=device)) / B * STEPS).long()
        moment = moment[torch.randperm(B, device=device)].clamp(max=STEPS - 1)
        share = left[moment][:, None, None]
        noisy = share.sqrt() * batch.x + (1 - share).sqrt() * torch.randn_like(batch.x)
        prompt = batch.prompt.hidden(torch.rand(B, device=device) >= hidden)
        found = network(noisy, moment, prompt, batch.there)
        return distance(found, batch.x, batch.there, weights)

    return loss


def distance(found: Tensor, wanted: Tensor, there: Tensor, weights: Tensor) -> Tensor:
    """Return the mean square of what is missing, of its speed and of its acceleration; (B, T, 263) both."""
    missing = (found - wanted) * there[..., None]
    count = there.sum() * FEATURES
    still = (missing.square() * weights).sum() / count
    places, weights = missing[..., :PLACES], weights[:PLACES]
    change = (places.diff(dim=1) * there[:, 1:, None]).square() * weights
    shake = (places.diff(n=2, dim=1) * there[:, 2:, None]).square() * weights
    return still + STEADY * (change.sum() + shake.sum()) / count


def on(batch: Batch, device: str) -> Batch:
    """Return the batch on the device."""
    prompt = type(batch.prompt)(*(getattr(batch.prompt, part).to(device) for part in ("words", "energy", "beats")))
    return Batch(batch.x.to(device), batch.there.to(device), prompt)


def preview(config: DanceConfig) -> Preview:
    """Return motions of both sorts."""
    from engines.dance.motion_sheet import preview_of  # here, because it paints with OpenCV

    real, drawn = gather(config)
    return preview_of([*real[:6], *drawn[:6]], {"real": len(real), "drawn": len(drawn)})


def main(arguments: Sequence[str]) -> None:
    """Train as the command line says."""
    report(train, preview, read_settings(DanceConfig, __doc__, arguments))
