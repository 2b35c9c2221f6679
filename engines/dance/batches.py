"""Batches of motions with their texts: cut, mirrored, joined, misspelt at random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engines.dance.data import Features, Sample, energy_of, mirrored
from engines.dance.language import is_korean, spelt
from engines.models.dancer import Prompt
from engines.models.humanml import FEATURES

MOST_FRAMES = 128
LEAST_FRAMES = 40
JOINED = 0.25  # share of the real motions that are two, one after the other
SEAM = 6  # frames over which two motions are blended
MISSPELT = 0.06  # of the words
SILENT = 0.5  # share of the motions whose beats are not told
FARTHEST = 25.0  # standard deviations: what lies beyond is a mistake of a clip
CALM = 0.5  # share of the motions whose energy is not told


@dataclass(frozen=True)
class Batch:
    """Motions to learn from.

    Args:
        x: (B, T, 263) z-scores, 0 beyond a motion's end.
        there: (B, T) bool, the frames that count.
        prompt: what they are made for.
    """

    x: Tensor
    there: Tensor
    prompt: Prompt


class Batches:
    """Draws batches of `size`, of which a share is real, by torch's random numbers.

    Args:
        real, drawn: to draw from; each genre of the real ones by the root of its number, so that salsa is not all.
        mean, std: (263,), of the features.
        patch: T is a multiple of it.
    """

    def __init__(
        self,
        real: Sequence[Sample],
        drawn: Sequence[Sample],
        mean: Features,
        std: Features,
        patch: int,
        real_share: float,
    ) -> None:
        self._real, self._drawn = real, drawn
        self._mean, self._std, self._patch = mean, std, patch
        self._real_share = real_share if drawn else 1.0
        kinds = [sample.kind for sample in real]
        chances = np.array([kinds.count(kind) ** -0.5 for kind in kinds])
        self._chances = chances / chances.sum() if real else chances

    def draw(self, size: int) -> Batch:
        """Return a batch."""
        rng = drawn_generator()
        return self._collate([self._draw_one(rng) for _ in range(size)], rng)

    def _collate(self, samples: Sequence[tuple[Sample, str]], rng: np.random.Generator) -> Batch:
        """Return samples with the text that each is learned with as a batch."""
        longest = max(len(sample.features) for sample, _ in samples)
        T = -(-longest // self._patch) * self._patch
        x = np.zeros((len(samples), T, FEATURES), np.float32)
        there = np.zeros((len(samples), T), bool)
        energy = np.zeros((len(samples), 2), np.float32)
        beats = np.zeros((len(samples), T, 2), np.float32)
        for row, (sample, _) in enumerate(samples):
            frames = len(sample.features)
            x[row, :frames] = np.clip((sample.features - self._mean) / self._std, -FARTHEST, FARTHEST)
            there[row, : -(-frames // self._patch) * self._patch] = True
            if rng.random() > CALM:
                energy[row] = energy_of(sample.features), 1
            if rng.random() > SILENT:
                beats[row, :frames] = phases(sample.beats, frames)
        prompt = Prompt(torch.from_numpy(spelt([text for _, text in samples])), *map(torch.from_numpy, (energy, beats)))
        return Batch(torch.from_numpy(x), torch.from_numpy(there), prompt)

    def _draw_one(self, rng: np.random.Generator) -> tuple[Sample, str]:
        if rng.random() < self._real_share:
            sample = self._cut(self._pick_real(rng), rng)
            if rng.random() < JOINED:
                sample = self._joined(sample, self._cut(self._pick_real(rng), rng), rng)
        else:
            sample = self._cut(self._drawn[int(rng.integers(len(self._drawn)))], rng)
        if rng.random() < 0.5:
            sample = mirrored(sample)
        text = sample.texts[rng.integers(len(sample.texts))]
        return sample, misspelt(text, rng)

    def _pick_real(self, rng: np.random.Generator) -> Sample:
        return self._real[int(rng.choice(len(self._real), p=self._chances))]

    def _cut(self, sample: Sample, rng: np.random.Generator) -> Sample:
        """The sample, or a part that is short enough: of a drawn one, whose text tells an order, its beginning."""
        frames = len(sample.features)
        longest = min(frames, MOST_FRAMES)
        length = int(rng.integers(min(LEAST_FRAMES, longest), longest + 1)) if sample.real else longest
        start = int(rng.integers(frames - length + 1)) if sample.real else 0
        beats = sample.beats[(sample.beats >= start) & (sample.beats < start + length)] - start
        return Sample(sample.features[start : start + length], sample.texts, beats, sample.kind, sample.real)

    def _joined(self, first: Sample, second: Sample, rng: np.random.Generator) -> Sample:
        """Two motions as one, where their poses and standing feet are most alike, told in their order."""
        half = MOST_FRAMES // 2
        a, b = first.features[: half + SEAM], second.features[: half + SEAM]
        if min(len(a), len(b)) < LEAST_FRAMES:
            return first
        features = joined(a, b)
        tells = rng.integers(2)  # one language for both
        texts = []
        for one in first.texts:
            others = [other for other in second.texts if is_korean(other) == is_korean(one)]
            other = others[rng.integers(len(others))]
            then = (" 그다음 ", " 다음에 ")[tells] if is_korean(one) else (", then ", " and then ")[tells]
            texts.append(f"{one}{then}{other}")
        return Sample(features, tuple(texts), np.zeros(0, np.float32), first.kind, True)


def drawn_generator() -> np.random.Generator:
    """Return NumPy's random numbers, begun by torch's: whoever seeds those decides these as well."""
    return np.random.default_rng(int(torch.randint(2**62, ())))


def joined(a: Features, b: Features) -> Features:
    """Return one motion that goes over from `a` to `b` where they fit best, blended over `SEAM` frames.

    Features are seen from each frame's own heading, so the second goes on from where the first stands.
    """
    ends, starts = a[len(a) // 2 : len(a) - SEAM + 1], b[: len(b) // 2]
    places = slice(3, 67)  # height and joints
    apart = ((ends[:, None, places] - starts[None, :, places]) ** 2).sum(-1)
    apart = apart + 0.1 * (ends[:, None, -4:] != starts[None, :, -4:]).sum(-1)
    end, start = np.unravel_index(int(apart.argmin()), apart.shape)
    at = len(a) // 2 + int(end)
    share = np.linspace(0, 1, SEAM, dtype=np.float32)[:, None]
    seam = (1 - share) * a[at : at + SEAM] + share * b[start : start + SEAM]
    return np.concatenate([a[:at], seam, b[start + SEAM :]])


def phases(beats: NDArray[np.float32], frames: int) -> NDArray[np.float32]:
    """Return (frames, 2): sine and cosine of how far each frame is from one beat to the next; zeros without beats."""
    if len(beats) < 2:
        return np.zeros((frames, 2), np.float32)
    step = float(np.diff(beats).mean())
    before = np.arange(beats[0] - step, -step, -step)[::-1]
    after = np.arange(beats[-1] + step, frames + step, step)
    every = np.concatenate([before, beats, after])
    angle = 2 * np.pi * np.interp(np.arange(frames), every, np.arange(len(every)))
    return np.stack([np.sin(angle), np.cos(angle)], -1).astype(np.float32)


def misspelt(text: str, rng: np.random.Generator) -> str:
    """Return the text with a letter lost, doubled or swapped in a few words, as people type."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if len(word) > 3 and rng.random() < MISSPELT:
            place = int(rng.integers(len(word) - 1))
            pair = word[place : place + 2]
            words[at] = word[:place] + (pair[1], pair[0] + pair, pair[::-1])[rng.integers(3)] + word[place + 2 :]
    return " ".join(words)
