"""What a painter is told about its pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

COARSE = 4  # side of the squares of a half picture whose mean colour is compared
PAPER = 0.85  # of 1: a pixel whose darkest channel is above this is paper


@dataclass(frozen=True)
class Weights:
    """How much each complaint counts."""

    critic: float = 1.0
    features: float = 10.0
    pixels: float = 8.0
    colours: float = 8.0
    hints: float = 6.0
    style: float = 2.0
    sharp: float = 0.5  # of the critic, features and pixels of the full picture


def critic_loss(real: list[Tensor], painted: list[Tensor]) -> Tensor:
    """Hinge loss of a critic (Lim and Ye 2017) from its verdicts on both, each (B, h, w), of every size of patch."""
    return torch.stack([F.relu(1 - r).mean() + F.relu(1 + p).mean() for r, p in zip(real, painted, strict=True)]).mean()


def painter_loss(painted: list[Tensor]) -> Tensor:
    """Hinge loss of the painter from the critic's verdicts on its pictures."""
    return -torch.stack([verdict.mean() for verdict in painted]).mean()


def feature_loss(painted: list[Tensor], real: list[Tensor], share: Tensor) -> Tensor:
    """Difference of the critic's features (Wang et al. 2018); share: (B,) how much each picture counts."""
    parts = [_mean_by_share((p - r.detach()).abs(), share) for p, r in zip(painted, real, strict=True)]
    return torch.stack(parts).mean()


def pixel_loss(painted: Tensor, picture: Tensor, share: Tensor) -> Tensor:
    """Mean absolute difference of pictures (B, 3, H, W)."""
    return _mean_by_share((painted - picture).abs(), share)


def colour_loss(painted: Tensor, picture: Tensor, share: Tensor) -> Tensor:
    """The same of the mean colours of COARSE x COARSE squares: forgives lines that lie a little beside."""
    return _mean_by_share((F.avg_pool2d(painted, COARSE) - F.avg_pool2d(picture, COARSE)).abs(), share)


def hint_loss(painted: Tensor, picture: Tensor, hints: Tensor, share: Tensor) -> Tensor:
    """How far the painted colours are from the hinted ones, where a hint lies on something that is not paper.

    painted, picture: (B, 3, H, W) in [-1, 1]; hints: (B, 4, h, w) as `engines.sketch.hints` makes them.
    """
    side = (hints.shape[2], hints.shape[3])
    thing = F.adaptive_avg_pool2d((picture.amin(1, keepdim=True) < PAPER).float(), side)
    there = hints[:, 3:] * thing * share[:, None, None, None]
    wanted = hints[:, :3] / hints[:, 3:].clamp_min(1e-3) * 2 - 1
    away = (F.adaptive_avg_pool2d(painted, side) - wanted).abs().mean(1, keepdim=True)
    return (away * there).sum() / there.sum().clamp_min(16.0)


def _mean_by_share(difference: Tensor, share: Tensor) -> Tensor:
    """(B, ...) and (B,) to a number; zero when no picture has a share."""
    each = difference.flatten(1).mean(1)
    return (each * share).sum() / share.sum().clamp_min(1.0)
