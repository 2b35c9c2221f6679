"""Low-rank adaptation: a trained network learns something new by small additions to its layers (Hu et al.: "LoRA:
Low-Rank Adaptation of Large Language Models", ICLR 2022)."""

from typing import TypeVar

import torch
from torch import Tensor, nn

M = TypeVar("M", bound=nn.Module)


class LowRank(nn.Module):
    """A linear layer, held still, with an addition of rank `rank` that begins as nothing."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        self.layer = layer.requires_grad_(False)
        self.down = nn.Parameter(torch.randn(rank, layer.in_features) * layer.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer and the addition make of `x` (..., in_features)."""
        return self.layer(x) + (x @ self.down.T) @ self.up.T

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """Return the layer with the addition in its own weight."""
        self.layer.weight += self.up @ self.down
        return self.layer


def adapt(network: nn.Module, rank: int) -> None:
    """Hold all of a network still and give each of its linear layers an addition."""
    network.requires_grad_(False)
    for parent, name, layer in _children(network, nn.Linear):
        setattr(parent, name, LowRank(layer, rank))


def merge(network: nn.Module) -> None:
    """Make plain linear layers of what `adapt` put there."""
    for parent, name, layer in _children(network, LowRank):
        setattr(parent, name, layer.merged())


def _children(network: nn.Module, kind: type[M]) -> list[tuple[nn.Module, str, M]]:
    """The layers of a kind, each with its parent and its name there."""
    return [
        (parent, name, child)
        for parent in network.modules()
        if not isinstance(parent, LowRank)
        for name, child in parent.named_children()
        if isinstance(child, kind)
    ]
