"""The bundled dancer: words and a noisy motion in, the clean motion out.

It is MDM's task (Tevet et al.: "Human Motion Diffusion Model", ICLR 2023: a transformer over frames that predicts the
clean motion) for a processor without a GPU. What differs, and why:

- a token holds `patch` frames, not one, so that six seconds are thirty tokens (Dosovitskiy et al., ICLR 2021);
- words come from letters, not from CLIP: each word is the mean of the learned vectors of its letter groups
  (Bojanowski et al.: "Enriching Word Vectors with Subword Information", TACL 2017), so a misspelt word lands beside
  the right one, and Korean endings cost nothing;
- frames look at all words (cross attention), which keep their order, and not at one sentence vector;
- the noise step scales and shifts every layer by one shared table (adaLN-single of PixArt-alpha, Chen et al., 2024).
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.humanml import FEATURES

BEAT = 2  # numbers a frame that tell the music's beat: sine and cosine of its phase, zeros without music
SLOWEST = 1000.0  # tokens and steps: the longest wave of the encodings, over 2 pi
LETTERS = 96  # width of a letter group's vector
SEAM = 64  # width of what joins the tokens' frames
CHANGES = 9  # shift, scale and gate of the three parts of a layer


@dataclass(frozen=True)
class Prompt:
    """What a batch of motions is made for.

    Args:
        words: (B, W, G) int64, the letter groups of each word, 0 where there is none.
        energy: (B, 2), the energy 0..1 and whether it is known.
        beats: (B, T, 2), see `BEAT`.
    """

    words: Tensor
    energy: Tensor
    beats: Tensor

    def hidden(self, kept: Tensor) -> "Prompt":
        """The same with words and energy left out where `kept` (B,) is false; the music stays."""
        return replace(self, words=self.words * kept[:, None, None], energy=self.energy * kept[:, None])


class Dancer(nn.Module):
    """Takes the noise from a motion.

    Args:
        width, layers, heads: of the transformer.
        buckets: letter groups that are told apart, with 0 for none.
        words: the most words of a prompt.
        patch: frames a token.
        card: bytes of the JSON that the weights carry with them: known words and styles.
        readers: layers over the words.
    """

    mean: Tensor  # (263,) of the features it was trained on
    std: Tensor
    card: Tensor  # (card,) uint8

    def __init__(
        self,
        width: int = 192,
        layers: int = 8,
        heads: int = 4,
        buckets: int = 8192,
        words: int = 24,
        patch: int = 4,
        card: int = 0,
        readers: int = 2,
    ) -> None:
        super().__init__()
        self.patch, self.words = patch, words
        self.letters = nn.Embedding(buckets, LETTERS, padding_idx=0)
        self.spell = nn.Linear(LETTERS, width)
        self.places = nn.Parameter(0.02 * torch.randn(words, width))
        self.nothing = nn.Parameter(torch.zeros(width))  # what is seen where there are no words
        self.readers = nn.ModuleList(Reader(width, heads) for _ in range(readers))
        self.energy = nn.Linear(2, width)
        self.moment = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.change = nn.Linear(width, CHANGES * width)
        self.enter = nn.Linear(patch * (FEATURES + BEAT), width)
        self.layers = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.leave = nn.Linear(width, patch * FEATURES)
        # What each token says of its own frames does not join; this sees both sides of every seam.
        joined = nn.Conv1d(SEAM, FEATURES, 7, padding=3)
        self.join = nn.Sequential(nn.Conv1d(FEATURES, SEAM, 5, padding=2), nn.GELU(), joined)
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("std", torch.ones(FEATURES))
        self.register_buffer("card", torch.zeros(card, dtype=torch.uint8))
        # Each layer begins as if it were not there, and the network as if it knew nothing: the quickest start.
        for last in (self.change, self.leave, joined):
            for parameter in last.parameters():
                nn.init.zeros_(parameter)

    def forward(self, x: Tensor, moment: Tensor, prompt: Prompt, there: Tensor | None = None) -> Tensor:
        """Return the clean motion (B, T, 263) that the noisy `x` seems to hide, both as z-scores.

        Args:
            x: (B, T, 263), T a multiple of `patch`.
            moment: (B,), the step of the noise, 0 to 999.
            prompt: what it is made for.
            there: (B, T) bool, frames that count; None: all.
        """
        return self.denoise(x, moment, self.read(prompt), prompt, there)

    def read(self, prompt: Prompt) -> tuple[Tensor, Tensor]:
        """Return the words as the layers see them, (B, 1 + W, width), and which of them are there, (B, 1 + W) bool."""
        B = len(prompt.words)
        vectors = self.letters(prompt.words).sum(2)  # (B, W, LETTERS)
        count = (prompt.words > 0).sum(2, keepdim=True)
        tokens = self.spell(vectors / count.clamp(min=1)) + self.places[: prompt.words.shape[1]]
        tokens = torch.cat([self.nothing.expand(B, 1, -1), tokens], 1)
        there = F.pad(count[..., 0] > 0, (1, 0), value=True)
        for layer in self.readers:
            tokens = layer(tokens, there)
        return tokens, there

    def denoise(
        self, x: Tensor, moment: Tensor, said: tuple[Tensor, Tensor], prompt: Prompt, there: Tensor | None = None
    ) -> Tensor:
        """Return what `forward` does, with the words already read."""
        B, T, _ = x.shape
        words, known = said
        mean = (words * known[..., None]).sum(1) / known.sum(1, keepdim=True)
        told = self.moment(waves(moment, words.shape[-1]).to(x.dtype)) + self.energy(prompt.energy) + mean
        change = self.change(F.silu(told)).view(B, CHANGES, 1, -1)
        tokens = self.enter(torch.cat([x, prompt.beats], -1).view(B, T // self.patch, -1))
        tokens = tokens + waves(torch.arange(T // self.patch, device=x.device), tokens.shape[-1]).to(x.dtype)
        seen = None if there is None else there.view(B, -1, self.patch)[..., 0]
        for layer in self.layers:
            tokens = layer(tokens, seen, words, known, change)
        frames = self.leave(F.layer_norm(tokens, tokens.shape[-1:])).view(B, T, FEATURES)
        return frames + self.join(frames.transpose(1, 2)).transpose(1, 2)


class Attention(nn.Module):
    """Tokens (B, N, width) look at themselves or at others (B, M, width), of which `there` (B, M) can be seen."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.ask, self.offer = nn.Linear(width, width), nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, tokens: Tensor, others: Tensor, there: Tensor | None) -> Tensor:
        """Return what each token saw, (B, N, width)."""
        B, N, width = tokens.shape
        q = self.ask(tokens).view(B, N, self.heads, -1).transpose(1, 2)  # (B, heads, N, width / heads)
        k, v = self.offer(others).view(B, others.shape[1], 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, None if there is None else there[:, None, None])
        return self.out(seen.transpose(1, 2).reshape(B, N, width))


class Reader(nn.Module):
    """A layer over the words."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.look = Attention(width, heads)
        self.think = _thought(width)

    def forward(self, tokens: Tensor, there: Tensor) -> Tensor:
        """Tokens (B, M, width) in, tokens out."""
        normal = self.first(tokens)
        tokens = tokens + self.look(normal, normal, there)
        return tokens + self.think(self.second(tokens))


class Layer(nn.Module):
    """A layer over the frames: they look at each other, at the words, and think."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.own = nn.Parameter(torch.zeros(CHANGES, 1, width))  # added to the shared table
        self.look, self.listen = Attention(width, heads), Attention(width, heads)
        self.think = _thought(width)

    def forward(self, tokens: Tensor, there: Tensor | None, words: Tensor, known: Tensor, change: Tensor) -> Tensor:
        """Tokens (B, N, width) in, tokens out; `change` (B, CHANGES, 1, width)."""
        shift1, scale1, gate1, shift2, scale2, gate2, shift3, scale3, gate3 = (change + self.own).unbind(1)
        normal = _normal(tokens, shift1, scale1)
        tokens = tokens + gate1 * self.look(normal, normal, there)
        tokens = tokens + gate2 * self.listen(_normal(tokens, shift2, scale2), words, known)
        return tokens + gate3 * self.think(_normal(tokens, shift3, scale3))


def waves(place: Tensor, width: int) -> Tensor:
    """Return (N, width): sines and cosines of places (N,), as in Vaswani et al., "Attention Is All You Need" (2017)."""
    rates = torch.exp(-math.log(SLOWEST) * torch.arange(width // 2, device=place.device) / (width // 2))
    angles = place[:, None].float() * rates
    return torch.cat([angles.sin(), angles.cos()], -1)


def _normal(tokens: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return F.layer_norm(tokens, tokens.shape[-1:]) * (1 + scale) + shift


def _thought(width: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
