"""The judge of painted pictures: does a picture look like its world, and do many together look like real ones?

It learnt real pictures only (`engines.sketch.train_guess`), so it has seen nothing of what it judges.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import find_weight, load_state
from engines.models.world_classifier import WorldClassifier
from engines.sketch.worlds import WORLDS

SIDE = 96  # of what the classifier sees
BATCH = 64
WEIGHT = "world-judge"

Picture = NDArray[np.uint8]


def load_judge() -> WorldClassifier:
    """The bundled classifier of pictures."""
    weight = find_weight(WEIGHT)
    judge = WorldClassifier(**weight.config)
    judge.load_state_dict(load_state(weight))
    return judge.eval()


def recognised(pictures: Sequence[Picture], classifier: WorldClassifier) -> list[str]:
    """The id of the world that each picture, (H, W, 3) RGB of any side, looks like."""
    ids = [world.id for world in WORLDS]
    with torch.inference_mode():
        return [ids[i] for batch in _batches(pictures) for i in classifier(batch).argmax(1).tolist()]


def features(pictures: Sequence[Picture], classifier: WorldClassifier) -> NDArray[np.float64]:
    """(B, D) what the classifier sees in the pictures, for `frechet`."""
    with torch.inference_mode():
        return torch.cat([classifier.features(batch) for batch in _batches(pictures)]).double().numpy()


def frechet(features_a: NDArray[np.float64], features_b: NDArray[np.float64]) -> float:
    """Frechet's distance between two clouds of points, each taken as a Gaussian; 0 for equal ones.

    The measure of Heusel et al. (2017), here with small features of this project, so that its numbers compare only with
    each other. The fewer pictures, the larger it comes out: compare like with like. features: (A, D) and (B, D).

    Raises:
        ValueError: fewer than two pictures on a side.
    """
    if min(len(features_a), len(features_b)) < 2:
        raise ValueError(f"Two pictures or more a side are needed, but there are {len(features_a)}, {len(features_b)}.")
    means, centred = [], []
    for points in (features_a, features_b):
        means.append(points.mean(0))
        centred.append((points - means[-1]) / np.sqrt(len(points) - 1))
    a, b = (
        centred  # the covariances are a.T @ a and b.T @ b, and the trace of the root of their product that of a @ b.T
    )
    shared = np.linalg.svd(a @ b.T, compute_uv=False).sum()
    apart = ((means[0] - means[1]) ** 2).sum()
    return float(max(0.0, apart + (a**2).sum() + (b**2).sum() - 2 * shared))


def to_input(picture: Picture) -> Picture:
    """(H, W, 3) RGB to (3, SIDE, SIDE)."""
    small = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(small).transpose(2, 0, 1)


def _batches(pictures: Sequence[Picture]) -> Iterable[torch.Tensor]:
    for start in range(0, len(pictures), BATCH):
        batch = np.stack([to_input(picture) for picture in pictures[start : start + BATCH]])
        yield torch.from_numpy(batch).float() / 127.5 - 1
