"""What embeddings are told by those of other dogs."""

import torch
from torch import Tensor
from torch.nn import functional as F


def supervised_contrast(z: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """Return the supervised contrastive loss of embeddings (B, D) of length 1 (Khosla et al. 2020, L_out)."""
    itself = torch.eye(len(z), dtype=torch.bool, device=z.device)
    logits = (z @ z.T / temperature).masked_fill(itself, -1e9)
    same = (labels[:, None] == labels) & ~itself
    shares = logits.log_softmax(1)
    return -(shares * same).sum(1).div(same.sum(1).clamp(min=1)).mean()


def relations(z: Tensor, target: Tensor) -> Tensor:
    """Return how far the cosines among embeddings (B, D) are from the teacher's (Park et al. 2019)."""
    return F.mse_loss(z @ z.T, target @ target.T) * 10
