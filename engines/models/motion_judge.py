"""Motions and texts as points of one space, close where they mean the same: what judges a dancer.

The task of the evaluators of Guo et al., "Generating Diverse and Natural 3D Human Motions from Text" (CVPR 2022),
trained as in Radford et al., "Learning Transferable Visual Models From Natural Language Supervision" (ICML 2021).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engines.models.humanml import FEATURES

LETTERS = 96  # width of a letter group's vector
STRIDE = 8  # frames that one step of the motion's reading covers
TEMPERATURE = 0.07


class MotionJudge(nn.Module):
    """Embeds motions and texts.

    Args:
        width: of the layers.
        out: of the embedding.
        buckets: letter groups that are told apart, with 0 for none.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, width: int = 160, out: int = 128, buckets: int = 8192) -> None:
        super().__init__()
        self.watch = nn.Sequential(
            nn.Conv1d(FEATURES, width, 5, 2, 2),
            nn.GELU(),
            nn.Conv1d(width, width, 5, 2, 2),
            nn.GELU(),
            nn.Conv1d(width, width, 5, 2, 2),
            nn.GELU(),
        )
        self.follow = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.letters = nn.Embedding(buckets, LETTERS, padding_idx=0)
        self.read = nn.GRU(LETTERS, width, batch_first=True, bidirectional=True)
        self.motion, self.text = nn.Linear(2 * width, out), nn.Linear(2 * width, out)
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("std", torch.ones(FEATURES))

    def see(self, features: Tensor, frames: Tensor) -> Tensor:
        """Return (B, out) of length 1 of motions (B, T, 263), not normalised, of which `frames` (B,) count."""
        there = torch.arange(features.shape[1], device=features.device) < frames[:, None]
        x = (features - self.mean) / self.std * there[..., None]
        steps = self.watch(x.transpose(1, 2)).transpose(1, 2)
        return F.normalize(self.motion(_ends(self.follow, steps, -(-frames // STRIDE))), dim=-1)

    def hear(self, words: Tensor) -> Tensor:
        """Return (B, out) of length 1 of texts as letter groups (B, W, G), 0 where there is none."""
        count = (words > 0).sum(2, keepdim=True)
        vectors = self.letters(words).sum(2) / count.clamp(min=1)
        return F.normalize(self.text(_ends(self.read, vectors, (count[..., 0] > 0).sum(1).clamp(min=1))), dim=-1)


def _ends(reader: nn.GRU, steps: Tensor, lengths: Tensor) -> Tensor:
    """Return (B, 2 width): what a reader knows at the two ends of sequences (B, N, C)."""
    packed = nn.utils.rnn.pack_padded_sequence(steps, lengths.cpu(), batch_first=True, enforce_sorted=False)
    _, last = reader(packed)
    return torch.cat([last[0], last[1]], -1)


def contrast(motions: Tensor, texts: Tensor, same: Tensor) -> Tensor:
    """Return the loss that draws motions (B, D) to their texts (B, D); pairs (B, B) that are the `same` are no rivals.

    InfoNCE (van den Oord et al., 2018) in both directions.
    """
    likeness = (motions @ texts.T / TEMPERATURE).masked_fill(same & ~torch.eye(len(same), dtype=torch.bool), -1e4)
    target = torch.arange(len(same), device=likeness.device)
    return (F.cross_entropy(likeness, target) + F.cross_entropy(likeness.T, target)) / 2
