"""Points from maps, and the loss that teaches the maps.

A map is a logit at every place; its softmax is how likely the point lies there. The point is the mean of the places
around the likeliest one, and its score how much of the whole lies there: a point that the network is torn about, or
that is hidden, has a low one.
"""

from typing import Final

import torch
from torch import Tensor

NEAR: Final = 2  # places to each side of the likeliest that count for the point
BELL: Final = 1.4  # places: width of the target around a point


def read_points(maps: Tensor, near: int = NEAR) -> tuple[Tensor, Tensor]:
    """Return points (B, K, 2), x and y in places of the maps (B, K, h, w) from the border on, and scores (B, K)."""
    B, K, h, w = maps.shape
    chance = maps.flatten(2).softmax(2).view(B, K, h, w)
    best = chance.flatten(2).argmax(2)
    row, column = (best // w)[..., None], (best % w)[..., None]
    near_row = (torch.arange(h) - row).abs() <= near  # (B, K, h)
    near_column = (torch.arange(w) - column).abs() <= near
    close = chance * near_row[..., None] * near_column[..., None, :]
    score = close.sum((2, 3))
    x = (close.sum(2) * (torch.arange(w) + 0.5)).sum(2) / score
    y = (close.sum(3) * (torch.arange(h) + 0.5)).sum(2) / score
    return torch.stack([x, y], 2), score


def points_loss(maps: Tensor, places: Tensor, weight: Tensor) -> Tensor:
    """Return the cross entropy of maps (B, K, h, w) with bells around the points (B, K, 2), by weight (B, K)."""
    h, w = maps.shape[2:]
    rulers = [torch.arange(count, device=maps.device) + 0.5 for count in (w, h)]
    along, down = (torch.exp(-((r - places[..., i, None]) ** 2) / (2 * BELL**2)) for i, r in enumerate(rulers))
    bell = (down[..., None] * along[..., None, :]).flatten(2)
    bell = bell / bell.sum(2, keepdim=True).clamp(min=1e-6)
    loss = -(bell * maps.flatten(2).log_softmax(2)).sum(2)
    return (loss * weight).sum() / weight.sum().clamp(min=1)
