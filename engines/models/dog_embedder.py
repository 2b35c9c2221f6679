"""A dog's crop as 128 numbers that lie close for dogs that look alike, and the breed read from them.

Any backbone of timm without its head (the shipped one is RegNetX-400MF: Radosavovic et al., "Designing Network Design
Spaces", CVPR 2020); its pooled features are normalised and projected, and the projection is cut to length 1. The
breeds are directions in the same space, so that what tells breeds apart is what the search compares (cosine
classifier: Gidaris and Komodakis, CVPR 2018).

Input: (B, 3, S, S) RGB, less MEAN and divided by DEVIATION; S is `side` or near it. Output: (B, 128) of length 1.
"""

from typing import cast

import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class DogEmbedder(nn.Module):
    """Backbone, projection and breeds.

    Args:
        backbone: a name in timm, of a network for pictures of any size.
        breeds: directions to be told apart.
        out: numbers of an embedding.
        side: pixels of the crop that the network was trained to end with.
    """

    def __init__(self, backbone: str = "regnetx_004", breeds: int = 120, out: int = 128, side: int = 112) -> None:
        super().__init__()
        self.side = side
        self.backbone = timm.create_model(backbone, num_classes=0)
        width = cast("int", self.backbone.num_features)
        self.norm = nn.BatchNorm1d(width)
        self.project = nn.Linear(width, out, bias=False)
        self.breeds = nn.Parameter(torch.randn(breeds, out) * 0.1)
        self.scale = nn.Parameter(torch.tensor(16.0))

    def forward(self, x: Tensor) -> Tensor:
        """Return embeddings (B, out) of length 1."""
        return F.normalize(self.project(self.norm(self.backbone(x))), dim=1)

    def cosines(self, embeddings: Tensor) -> Tensor:
        """Return how near (B, breeds) embeddings (B, out) are to the breeds, -1 to 1."""
        return embeddings @ F.normalize(self.breeds, dim=1).T

    def logits(self, embeddings: Tensor) -> Tensor:
        """Return (B, breeds) logits of embeddings (B, out)."""
        return self.scale * self.cosines(embeddings)
