"""How well a search finds dogs of the same breed."""

import torch
from torch import Tensor

from engines.dogs.augment import plain_crops
from engines.dogs.data import Photos
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR

BATCH = 128
DEEP = 10  # places of a list that are looked at


def embed_photos(embedder: DogEmbedder | SimCLR, photos: Photos, side: int, index: Tensor | None = None) -> Tensor:
    """Return (N, D) embeddings of the boxed dogs, each the mean of the crop and its mirror image, of length 1."""
    index = torch.arange(len(photos), device=photos.pixels.device) if index is None else index
    with torch.inference_mode():
        parts = []
        for part in index.split(BATCH):
            x = plain_crops(photos, part, side)
            parts.append(torch.nn.functional.normalize(embedder(x) + embedder(x.flip(3)), dim=1))
    return torch.cat(parts)


def retrieval(asked: Tensor, asked_breeds: Tensor, gallery: Tensor, gallery_breeds: Tensor) -> dict[str, float]:
    """Look up embeddings (Q, D) in (N, D).

    Returns hit1 and hit5 (share with a dog of the same breed among the first one or five), map10 (mean average
    precision of the first ten, over the breed's dogs among them) and knn (share named right by the first ten's
    similarity-weighted vote).
    """
    deep = min(DEEP, len(gallery))
    near, rows = (asked @ gallery.T).topk(deep, dim=1)
    right = (gallery_breeds[rows] == asked_breeds[:, None]).float()
    precision = right.cumsum(1) / torch.arange(1, deep + 1, device=right.device)
    average = (precision * right).sum(1) / right.sum(1).clamp(min=1)
    votes = torch.zeros(len(asked), int(gallery_breeds.max()) + 1, device=near.device)
    votes.scatter_add_(1, gallery_breeds[rows], (near / 0.1).exp())
    told = {
        "hit1": right[:, 0].mean(),
        "hit5": right[:, :5].amax(1).mean(),
        "map10": average.mean(),
        "knn": (votes.argmax(1) == asked_breeds).float().mean(),
    }
    return {name: round(float(value), 4) for name, value in told.items()}
