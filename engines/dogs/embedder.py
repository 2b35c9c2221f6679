"""Dogs as points that can be compared, and the breeds read from them."""

from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn import functional as F

from engines.dogs.augment import MARGIN
from engines.dogs.crops import square, to_input
from engines.dogs.results import Box
from engines.models.dog_embedder import DogEmbedder

BATCH: Final = 32


def embed_dogs(
    network: DogEmbedder, photos: list[Image.Image], boxes: list[Box], twice: bool = True
) -> NDArray[np.float32]:
    """Return (N, D) rows of length 1, one dog a photo; `twice` looks at the mirror images too."""
    squares = [square(photo, box, MARGIN, network.side) for photo, box in zip(photos, boxes, strict=True)]
    like = network.project.weight
    rows = []
    with torch.inference_mode():
        for start in range(0, len(squares), BATCH):
            x = to_input(squares[start : start + BATCH]).to(like)
            seen = network(x) + network(x.flip(3)) if twice else network(x)
            rows.append(F.normalize(seen.float(), dim=1).cpu().numpy())
    return np.concatenate(rows)


def breed_shares(network: DogEmbedder, rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (N, breeds), how likely each breed is for embeddings (N, D); each row adds up to 1."""
    with torch.inference_mode():
        z = torch.from_numpy(rows).to(network.breeds)
        return network.logits(z).float().softmax(1).cpu().numpy()
