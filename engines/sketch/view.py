"""What is painted from, and what a critic sees of it."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.models.critic import PatchCritic
from engines.models.painter import FOLD
from engines.sketch.data import APART
from engines.sketch.losses import critic_loss, feature_loss, painter_loss


@dataclass(frozen=True)
class Batch:
    """`Pairs` as tensors; ink and hints 0 to 1, the picture in [-1, 1]."""

    ink: Tensor
    hints: Tensor
    picture: Tensor
    world: Tensor
    fit: Tensor

    def at(self, side: int) -> "Batch":
        """The same pages with a side of so many pixels."""
        ink, picture = (F.interpolate(page, size=(side, side), mode="area") for page in (self.ink, self.picture))
        hints = F.interpolate(self.hints, size=(side // FOLD, side // FOLD), mode="area")
        return Batch(ink, hints, picture, self.world, self.fit)


class View:
    """What a critic sees of a batch: (B, 7, h, w) ink, painted picture and real one."""

    def __init__(self, critic: PatchCritic, pages: Tensor, batch: Batch) -> None:
        self._critic, self._world, self._fits = critic, batch.world, batch.fit > APART
        ink, self._painted, real = pages.split((1, 3, 3), 1)
        self._ink, self._real = ink.detach(), real.detach()

    def critic_loss(self) -> Tensor:
        """Of real pictures that belong to their drawing, and of all that are painted."""
        fits, ink, real, world = self._fits, self._ink, self._real, self._world
        both = (torch.cat((ink, ink[fits])), torch.cat((self._painted.detach(), real[fits])))
        verdicts, _ = self._critic(*both, torch.cat((world, world[fits])))
        B = len(world)
        return critic_loss([verdict[B:] for verdict in verdicts], [verdict[:B] for verdict in verdicts])

    def painter_losses(self, share: Tensor) -> tuple[Tensor, Tensor]:
        """How little the critic is fooled, and how far its features of the painted are from those of the real."""
        self._critic.requires_grad_(False)
        verdicts, features = self._critic(self._ink, self._painted, self._world)
        with torch.no_grad():
            _, real_features = self._critic(self._ink, self._real, self._world)
        self._critic.requires_grad_(True)
        return painter_loss(verdicts), feature_loss(features, real_features, share)
