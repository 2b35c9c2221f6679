"""How often a classifier of worlds is right, and how honest it is about that."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from engines.models.world_classifier import WorldClassifier
from engines.sketch.sheet import WIDTH, lay_out
from engines.sketch.worlds import WORLDS

TEMPERATURES: Final = np.geomspace(0.3, 4, 80)
BINS: Final = 10
SHOWN, ACROSS = 24, 8  # pages on a sheet, and in a row of it
RIGHT, WRONG = (63, 167, 110), (229, 104, 90)

Questions = tuple[NDArray[np.uint8], NDArray[np.int64]]


def measure(classifier: WorldClassifier, exams: Mapping[str, Questions]) -> dict[str, float]:
    """The share of right answers in each exam, and `right`, their mean."""
    each = {name: round(accuracy(classifier, exam), 4) for name, exam in exams.items()}
    return {"right": round(float(np.mean([*each.values()])), 4), **each}


def painted(classifier: WorldClassifier, exams: Mapping[str, Questions]) -> Image.Image:
    """A sheet of pages of the first exam in the colour of a right or a wrong answer."""
    x, worlds = next(iter(exams.values()))
    some = np.linspace(0, len(x) - 1, min(SHOWN, len(x))).astype(int)
    right = answers(classifier, (x[some], worlds[some])).argmax(1).cpu().numpy() == worlds[some]
    tiles = [framed(page, RIGHT if good else WRONG) for page, good in zip(x[some], right, strict=True)]
    return lay_out([tiles[i : i + ACROSS] for i in range(0, len(tiles), ACROSS)], WIDTH // ACROSS)


def framed(page: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """What a classifier sees, (1 or 3, S, S), as a picture (S + 4, S + 4, 3) with a frame."""
    picture = np.repeat(255 - page, 3, 0) if len(page) == 1 else page
    tile = np.full((picture.shape[1] + 4, picture.shape[2] + 4, 3), colour, np.uint8)
    tile[2:-2, 2:-2] = picture.transpose(1, 2, 0)
    return tile


def to_tensor(x: NDArray[np.uint8]) -> Tensor:
    """(B, 1, S, S) ink to [0, 1], (B, 3, S, S) RGB to [-1, 1]."""
    values = torch.from_numpy(x).float() / 255
    values = values if x.shape[1] == 1 else values * 2 - 1
    return values.contiguous(memory_format=torch.channels_last)


def answers(classifier: torch.nn.Module, exam: Questions) -> Tensor:
    """The logits (B, worlds)."""
    with torch.inference_mode():
        device = next(classifier.parameters()).device
        pages = (to_tensor(exam[0][i : i + 64]).to(device) for i in range(0, len(exam[0]), 64))
        return torch.cat([classifier(page).float().cpu() for page in pages])


def accuracy(classifier: torch.nn.Module, exam: Questions) -> float:
    """Share of right answers."""
    return float((answers(classifier, exam).argmax(1).numpy() == exam[1]).mean())


def calibrate(classifier: WorldClassifier, exams: list[Questions]) -> float:
    """Make the answers as certain as they are right: one temperature (Guo et al. 2017), divided into the last layer.

    Every exam weighs the same. Returns the temperature.
    """
    replies = [(answers(classifier, exam), torch.from_numpy(exam[1])) for exam in exams]
    losses = [sum(F.cross_entropy(logits / t, worlds).item() for logits, worlds in replies) for t in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    with torch.no_grad():
        for tensor in (classifier.worlds.weight, classifier.worlds.bias):
            tensor /= temperature
    return round(temperature, 3)


def examine(classifier: WorldClassifier, exam: Questions) -> dict[str, Any]:
    """Accuracy, accuracy by world, confusion (row: the true world, column: the answer) and calibration error.

    The calibration error is the mean gap between certainty and share of right answers over ten bins (Naeini et al.
    2015).
    """
    shares = answers(classifier, exam).softmax(1).numpy()
    worlds, said, certain = exam[1], shares.argmax(1), shares.max(1)
    confusion = np.zeros((len(WORLDS), len(WORLDS)), int)
    np.add.at(confusion, (worlds, said), 1)
    bins = np.minimum((certain * BINS).astype(int), BINS - 1)
    gaps = [abs(((said == worlds)[bins == b] - certain[bins == b]).sum()) for b in range(BINS)]
    return {
        "count": len(worlds),
        "right": round(float((said == worlds).mean()), 4),
        "calibration_error": round(float(sum(gaps) / len(worlds)), 4),
        "by_world": {
            world.id: f"{confusion[i, i]} of {confusion[i].sum()}" for i, world in enumerate(WORLDS) if i in worlds
        },
        "confusion": confusion.tolist(),
    }
