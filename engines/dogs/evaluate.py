"""Measure the dog networks on the validation parts.

    python -m engines.dogs.evaluate --data ../shared/data [--embedder runs/dogs/embedder.safetensors] ...

Prints JSON:

    search    hit1, hit5, map10 and knn (see `retrieval`), gallery = training part, for raw pixels, for the colours'
              histogram, for each embedder given, and for the shipped one with boxes from the finder instead of people's
    breeds    share of validation dogs named right, first and among the first three, and how far the stated certainty
              is from it (expected calibration error, Naeini et al. 2015)
    finder    see `train_finder`
    points    see `train_points`, for real dogs and for drawn ones
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engines.checkpoints import Weights, load
from engines.dogs import train_finder, train_points
from engines.dogs.augment import plain_crops
from engines.dogs.data import Photos, load_labelled, load_photos, photos_of
from engines.dogs.finder import find_dogs
from engines.dogs.retrieval import BATCH, embed_photos, retrieval
from engines.dogs.sights import EMBEDDER, FINDER, POINTS
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR
from engines.models.spotter import Spotter

PIXELS = 16  # side of the pictures that are compared pixel by pixel
CELLS = 6  # of a colour channel in the histogram
BINS = 10
DRAWN = 200


def pixel_rows(photos: Photos) -> Tensor:
    """Return (N, 3 PIXELS²) the crops themselves, of length 1: what a search without learning compares."""
    rows = [plain_crops(photos, part, PIXELS).flatten(1) for part in torch.arange(len(photos)).split(BATCH)]
    flat = torch.cat(rows)
    return F.normalize(flat - flat.mean(1, keepdim=True), dim=1)


def colour_rows(photos: Photos) -> Tensor:
    """Return (N, CELLS³) histograms of the crops' colours, of length 1, square roots taken (Hellinger)."""
    rows = []
    for part in torch.arange(len(photos)).split(BATCH):
        x = plain_crops(photos, part, 48).flatten(2)
        low, high = x.amin((0, 2), keepdim=True), x.amax((0, 2), keepdim=True)
        cells = ((x - low) / (high - low + 1e-6) * CELLS).long()
        number = (cells[:, 0] * CELLS + cells[:, 1]) * CELLS + cells[:, 2]
        rows.append(torch.stack([torch.bincount(one, minlength=CELLS**3) for one in number]).float())
    return F.normalize(torch.cat(rows).sqrt(), dim=1)


def search_figures(train: Photos, val: Photos, rows: tuple[Tensor, Tensor]) -> dict[str, float]:
    """Figures of (train, val) rows."""
    return retrieval(rows[1], val.breeds, rows[0], train.breeds)


def breed_figures(embedder: DogEmbedder, rows: Tensor, breeds: Tensor) -> dict[str, float]:
    """How well breeds are named from rows (N, D), and how honest the certainty is."""
    with torch.inference_mode():
        shares = embedder.logits(rows).softmax(1)
    certain, order = shares.max(1).values.numpy(), shares.argsort(1, descending=True)
    right = (order[:, :3] == breeds[:, None]).numpy()
    first: NDArray[np.bool_] = right[:, 0]
    bins = np.minimum((certain * BINS).astype(int), BINS - 1)
    gaps = [abs((first[bins == b] - certain[bins == b]).sum()) for b in range(BINS)]
    return {
        "named": round(float(first.mean()), 4),
        "named3": round(float(right.any(1).mean()), 4),
        "calibration_error": round(float(sum(gaps) / len(first)), 4),
    }


def found_boxes(finder: Spotter, photos: Photos) -> Photos:
    """The photos with the finder's best box instead of people's; the whole photo where it finds none."""
    boxes = []
    for photo in photos_of(photos):
        best = find_dogs(finder, photo)[:1]
        boxes.append([best[0].x, best[0].y, best[0].w, best[0].h] if best else [0.0, 0.0, *photo.size])
    return Photos(photos.pixels, photos.sizes, torch.tensor(boxes), photos.breeds)


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--embedder", type=Path, nargs="*", default=[], help="of runs, besides the shipped one")
    parser.add_argument("--finder", type=Path, help="of a run; without it the shipped one")
    parser.add_argument("--points", type=Path, help="of a run; without it the shipped one")
    options = parser.parse_args()
    shipped = Weights()

    def network(path: Path | None, name: str) -> torch.nn.Module:
        return load(path, "spotter") if path else shipped.network(shipped.choose(name))

    finder, points = network(options.finder, FINDER), network(options.points, POINTS)
    assert isinstance(finder, Spotter)  # for the type checker, as below
    assert isinstance(points, Spotter)
    train, val = (load_photos(options.data / "dogs.zip", split) for split in ("train", "val"))
    told: dict[str, object] = {
        "pixels": search_figures(train, val, (pixel_rows(train), pixel_rows(val))),
        "colours": search_figures(train, val, (colour_rows(train), colour_rows(val))),
    }
    found = found_boxes(finder, val)
    for path in [*options.embedder, None]:
        embedder = load(path) if path else shipped.network(shipped.choose(EMBEDDER))
        assert isinstance(embedder, DogEmbedder | SimCLR)
        side = embedder.side if isinstance(embedder, DogEmbedder) else embedder.encoder.patch_embed.img_size[0]
        rows = embed_photos(embedder, train, side), embed_photos(embedder, val, side)
        name = str(path or "shipped")
        told[name] = search_figures(train, val, rows)
        told[f"{name}, own boxes"] = search_figures(train, val, (rows[0], embed_photos(embedder, found, side)))
        if isinstance(embedder, DogEmbedder):
            told[f"{name}, breeds"] = breed_figures(embedder, rows[1], val.breeds)
    told["finder"] = train_finder.examine(finder, options.data)
    told["points"] = train_points.examine(points, load_labelled(options.data / "dogs-keypoints.zip", "val"))
    told["points of drawn dogs"] = train_points.examine(points, train_points.draw_labelled(DRAWN, val, seed=1))
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
