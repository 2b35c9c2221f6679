"""Reading lessons: what words mean, before what they look like when danced.

A few minutes of reading alone teach a dancer that "spins", "twirl" and "돌아요" are one move, and which move comes
first. Learned through motions only, that takes most of a training.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.dance.batches import misspelt
from engines.dance.data import Sample
from engines.dance.language import spelt
from engines.models.dancer import BEAT, Dancer, Prompt

READ_AT_ONCE = 192  # texts
RATE = 2e-3
TOLD_EVERY = 50


def learn_to_read(
    network: Dancer, samples: Sequence[Sample], steps: int, seed: int, batch: int = READ_AT_ONCE
) -> list[float]:
    """Teach the network's readers the names in each sample's `kind`, all of them and the first; returns the losses.

    Args:
        network: changed in place, on the CPU.
        samples: with `kind` as names split by commas.
        steps: batches of texts.
        seed: of the texts.
        batch: texts that are read at once.
    """
    names = sorted({name for sample in samples for name in sample.kind.split(", ")})
    number = {name: at for at, name in enumerate(names)}
    width = network.nothing.shape[0]
    ask_all, ask_first = nn.Linear(width, len(names)), nn.Linear(width, len(names))
    readers = (network.letters, network.spell, network.readers, ask_all, ask_first)
    learned = [parameter for part in readers for parameter in part.parameters()] + [network.places, network.nothing]
    learner = torch.optim.AdamW(learned, RATE, weight_decay=0.01)
    slower = torch.optim.lr_scheduler.OneCycleLR(learner, RATE, total_steps=steps, pct_start=0.05)
    rng = np.random.default_rng(seed)
    losses = []
    for step in range(steps):
        texts, kinds = _draw(samples, batch, rng)
        said = torch.zeros(len(kinds), len(names))
        for row, kind in zip(said, kinds, strict=True):
            row[[number[name] for name in kind]] = 1
        first = torch.tensor([number[kind[0]] for kind in kinds])
        read = _heard(network, texts)
        loss = 20 * F.binary_cross_entropy_with_logits(ask_all(read), said) + F.cross_entropy(ask_first(read), first)
        learner.zero_grad()
        loss.backward()
        learner.step()
        slower.step()
        losses.append(loss.item())
        if (step + 1) % TOLD_EVERY == 0:
            right = (ask_first(read).argmax(1) == first).float().mean()
            print(f"reading {step + 1} of {steps} loss {losses[-1]:.3f} first move {right:.2f}", flush=True)
    return losses


def _draw(samples: Sequence[Sample], count: int, rng: np.random.Generator) -> tuple[list[str], list[list[str]]]:
    drawn = [samples[number] for number in rng.integers(len(samples), size=count)]
    texts = [misspelt(sample.texts[rng.integers(len(sample.texts))], rng) for sample in drawn]
    return texts, [sample.kind.split(", ") for sample in drawn]


def _heard(network: Dancer, texts: Sequence[str]) -> Tensor:
    """Return (B, width): what the layers over the frames are told of each text as a whole."""
    words = torch.from_numpy(spelt(texts))
    B = len(words)
    tokens, there = network.read(Prompt(words, torch.zeros(B, 2), torch.zeros(B, 0, BEAT)))
    return (tokens * there[..., None]).sum(1) / there.sum(1, keepdim=True)
