"""Measure the dog networks on the validation parts.

    python -m engines.dogs.evaluate --data ../shared/data
    python -m engines.dogs.evaluate --only dog-points --file runs/points/points.safetensors

Prints JSON, for each network: its figures on the validation part (`val`) and on a sample of the training part
(`train`), and what needs no learning (see `baselines`) on the validation part (`trivial`).

    dog-embedder  hit1, hit5, map10 and knn (see `retrieval`), gallery = training part; hit5_own_boxes with boxes from
                  the finder instead of people's; breeds and breeds3, the share named right, first and among the first
                  three; calibration_error, how far the stated certainty is from that share (Naeini et al. 2015).
                  Beside it: the colours' histogram (`trivial`), whose nearest photo names the breed, and raw pixels
    dog-finder    see `train_finder`; beside it: the whole photo as the box
    dog-points    see `train_points`, and the same for drawn dogs; beside it: the mean place of each point in the box
"""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engines.checkpoints import Weights, load
from engines.dogs import train_finder, train_points
from engines.dogs.baselines import colour_rows, distances, mean_places, pixel_rows, whole_photo
from engines.dogs.data import Labelled, Photos, load_labelled, load_photos, photos_of
from engines.dogs.finder import find_dogs
from engines.dogs.retrieval import embed_photos, retrieval
from engines.dogs.sights import EMBEDDER, FINDER, POINTS
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR
from engines.models.spotter import Spotter

BINS: Final = 10
DRAWN: Final = 200  # dogs by program
SAMPLE: Final = 840  # photos of the training part: as many as the validation part has
FEWER: Final = 300  # photos of dogs, and pictures without one, for the finder

Figures = dict[str, float]


def embedder_figures(embedder: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what tells dogs apart."""
    assert isinstance(embedder, DogEmbedder | SimCLR)  # for the type checker
    side = embedder.side if isinstance(embedder, DogEmbedder) else embedder.encoder.patch_embed.img_size[0]
    train, val = (load_photos(data / train_finder.PACK, split) for split in ("train", "val"))
    told = {
        name: retrieval(rows(val), val.breeds, rows(train), train.breeds)
        for name, rows in (("trivial", colour_rows), ("pixels", pixel_rows))
    }
    gallery, asked = embed_photos(embedder, train, side), embed_photos(embedder, val, side)
    found = embed_photos(embedder, found_boxes(_shipped_finder(), val), side)
    told["val"] = retrieval(asked, val.breeds, gallery, train.breeds)
    told["val"]["hit5_own_boxes"] = retrieval(found, val.breeds, gallery, train.breeds)["hit5"]
    learnt = torch.zeros(len(train), dtype=torch.bool)
    learnt[torch.linspace(0, len(train) - 1, min(SAMPLE, len(train) // 2)).long()] = True
    told["train"] = retrieval(gallery[learnt], train.breeds[learnt], gallery[~learnt], train.breeds[~learnt])
    if isinstance(embedder, DogEmbedder):
        told["val"] |= breed_figures(embedder, asked, val.breeds)
        told["train"] |= breed_figures(embedder, gallery[learnt], train.breeds[learnt])
        for name in ("trivial", "pixels"):
            told[name]["breeds"] = told[name]["hit1"]  # the nearest photo's breed
    return told


def breed_figures(embedder: DogEmbedder, rows: Tensor, breeds: Tensor) -> Figures:
    """How well breeds are named from rows (N, D), and how honest the certainty is."""
    with torch.inference_mode():
        shares = embedder.logits(rows).softmax(1)
    certain, order = shares.max(1).values.numpy(), shares.argsort(1, descending=True)
    right = (order[:, :3] == breeds[:, None]).numpy()
    first: NDArray[np.bool_] = right[:, 0]
    bins = np.minimum((certain * BINS).astype(int), BINS - 1)
    gaps = [abs((first[bins == b] - certain[bins == b]).sum()) for b in range(BINS)]
    return {
        "breeds": round(float(first.mean()), 4),
        "breeds3": round(float(right.any(1).mean()), 4),
        "calibration_error": round(float(sum(gaps) / len(first)), 4),
    }


def found_boxes(finder: Spotter, photos: Photos) -> Photos:
    """The photos with the finder's best box instead of people's; the whole photo where it finds none."""
    boxes = []
    for photo in photos_of(photos):
        best = find_dogs(finder, photo)[:1]
        boxes.append([best[0].x, best[0].y, best[0].w, best[0].h] if best else [0.0, 0.0, *photo.size])
    return Photos(photos.pixels, photos.sizes, torch.tensor(boxes), photos.breeds)


def _shipped_finder() -> Spotter:
    shipped = Weights()
    finder = shipped.network(shipped.choose(FINDER))
    assert isinstance(finder, Spotter)  # for the type checker
    return finder


def finder_figures(finder: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what finds dogs."""
    assert isinstance(finder, Spotter)  # for the type checker
    learnt = load_photos(data / train_finder.PACK, "train", FEWER)
    return {
        "val": train_finder.examine(finder, data),
        "trivial": train_finder.examine(whole_photo(), data),
        "train": train_finder.measure(finder, learnt, train_finder.load_others(data, "train", FEWER)),
    }


def points_figures(points: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what finds a dog's points."""
    assert isinstance(points, Spotter)  # for the type checker
    learnt, exam = (load_labelled(data / train_points.PACK, split) for split in ("train", "val"))
    drawn = train_points.examine(points, draw_exam(data))
    return {
        "val": train_points.examine(points, exam) | {f"drawn_{name}": value for name, value in drawn.items()},
        "trivial": train_points.figures_of(distances(mean_places(learnt), exam), exam),
        "train": train_points.examine(points, learnt.some(len(exam.xy))),
    }


def draw_exam(data: Path) -> Labelled:
    """Drawn dogs that no training saw, half of them before photos of the validation part."""
    return train_points.draw_labelled(DRAWN, load_photos(data / train_finder.PACK, "val"), seed=1)


MODELS: Final[Mapping[str, Callable[[nn.Module, Path], dict[str, Figures]]]] = {
    EMBEDDER: embedder_figures,
    FINDER: finder_figures,
    POINTS: points_figures,
}


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=MODELS, help="one network; without it all")
    parser.add_argument("--file", type=Path, help="of a run, for the network named by --only; without it the shipped")
    options = parser.parse_args()
    shipped = Weights()
    told: dict[str, Any] = {}
    for name in [options.only] if options.only else MODELS:
        network = load(options.file) if options.file else shipped.network(shipped.choose(name))
        told[name] = MODELS[name](network.eval(), options.data)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
