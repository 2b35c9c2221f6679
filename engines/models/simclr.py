"""SimCLR: pictures of the same thing lie close together, with a vision transformer (Chen, Kornblith, Norouzi, Hinton:
"A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020; Dosovitskiy et al.: "An Image is
Worth 16x16 Words", ICLR 2021).

The encoder is timm's VisionTransformer (Apache-2.0) with timm's names and without its head; the projector is two linear
layers. The pair and its names are this program's own: nothing of this form is published. `nt_xent` gives the numbers of
Spijkervet/SimCLR (MIT), whose loss it restates as a plain cross entropy.

Input: (B, 3, 224, 224), normalised as the encoder's first weights ask for. Output: (B, 128), not of length 1.
"""

from typing import cast

import torch
from timm.models.vision_transformer import VisionTransformer
from torch import Tensor, nn
from torch.nn import functional as F


class SimCLR(nn.Module):
    """An encoder and the projector that it is trained through.

    Args:
        img_size, patch_size: sides in pixels.
        embed_dim, depth, num_heads: of the encoder.
        hidden, out: widths of the projector's two layers.
    """

    def __init__(
        self,
        img_size: int = 224,
        patch_size: int = 16,
        embed_dim: int = 192,
        depth: int = 12,
        num_heads: int = 3,
        hidden: int = 192,
        out: int = 128,
    ) -> None:
        super().__init__()
        self.encoder = VisionTransformer(
            img_size=img_size,
            patch_size=patch_size,
            num_classes=0,
            embed_dim=embed_dim,
            depth=depth,
            num_heads=num_heads,
        )
        self.projector = nn.Sequential(nn.Linear(embed_dim, hidden), nn.ReLU(), nn.Linear(hidden, out))

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, out) of pictures (B, 3, img_size, img_size)."""
        return cast("Tensor", self.projector(self.encoder(x)))


def nt_xent(z1: Tensor, z2: Tensor, temperature: float = 0.07) -> Tensor:
    """Return the normalised temperature-scaled cross entropy, a scalar: each of 2 B views is to find its other view.

    Args:
        z1, z2: (B, D), two views of the same B pictures, of any length.
        temperature: the cosines are divided by it.
    """
    B = len(z1)
    z = F.normalize(torch.cat([z1, z2]), dim=1)
    logits = (z @ z.T / temperature).masked_fill(torch.eye(2 * B, dtype=torch.bool, device=z.device), -torch.inf)
    return F.cross_entropy(logits, torch.arange(2 * B, device=z.device).roll(B))
