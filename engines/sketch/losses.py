"""What a painter is told about its pictures."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

COARSE = 8  # side of the squares whose mean colour is compared


@dataclass(frozen=True)
class Weights:
    """How much each complaint counts."""

    critic: float = 1.0
    features: float = 10.0
    pixels: float = 8.0
    colours: float = 8.0
    style: float = 2.0


def critic_loss(real: Tensor, painted: Tensor) -> Tensor:
    """Hinge loss of the critic (Lim and Ye 2017) from its verdicts (B, 1, h, w) on both."""
    return F.relu(1 - real).mean() + F.relu(1 + painted).mean()


def painter_loss(painted: Tensor) -> Tensor:
    """Hinge loss of the painter from the critic's verdicts on its pictures."""
    return -painted.mean()


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


def _mean_by_share(difference: Tensor, share: Tensor) -> Tensor:
    """(B, ...) and (B,) to a number; zero when no picture has a share."""
    each = difference.flatten(1).mean(1)
    return (each * share).sum() / share.sum().clamp_min(1.0)
