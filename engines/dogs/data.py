"""Photos of dogs, decoded once and kept as pixels, so that every crop is cut where the training runs."""

import csv
import io
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.dogs.breeds import BREEDS, slug
from engines.runtime.errors import InputError

CANVAS = 144  # pixels: the longest side of the photos in the pack `dogs.zip`,
POINTS_CANVAS = 256  # and in `dogs-keypoints.zip`


@dataclass(frozen=True)
class Photos:
    """N photos in the left top corners of squares, their last row and column repeated to the edges.

    Args:
        pixels: (N, 3, S, S) uint8 RGB.
        sizes: (N, 2) width and height of the photo, pixels.
        boxes: (N, 4) left, top, width and height of the largest dog, pixels.
        breeds: (N,) index into `BREEDS`; -1 where nobody knows.
    """

    pixels: Tensor
    sizes: Tensor
    boxes: Tensor
    breeds: Tensor

    def __len__(self) -> int:
        return len(self.pixels)

    def some(self, index: Tensor) -> "Photos":
        """Those of the numbers `index` (B,)."""
        return Photos(*(part[index] for part in (self.pixels, self.sizes, self.boxes, self.breeds)))

    def to(self, device: str) -> "Photos":
        """The same photos on a device."""
        return Photos(*(part.to(device) for part in (self.pixels, self.sizes, self.boxes, self.breeds)))


@dataclass(frozen=True)
class Labelled:
    """Photos with points (N, 17, 2) in pixels and their weights (N, 17): 0 where nobody knows the point."""

    photos: Photos
    xy: Tensor
    weight: Tensor

    def __add__(self, other: "Labelled") -> "Labelled":
        parts = [("pixels", "sizes", "boxes", "breeds"), ("xy", "weight")]
        joined = [torch.cat([getattr(self.photos, name), getattr(other.photos, name)]) for name in parts[0]]
        return Labelled(Photos(*joined), *(torch.cat([getattr(self, n), getattr(other, n)]) for n in parts[1]))

    def some(self, count: int) -> "Labelled":
        """So many of them, from first to last."""
        index = torch.linspace(0, len(self.xy) - 1, min(count, len(self.xy))).long()
        return Labelled(self.photos.some(index), self.xy[index], self.weight[index])

    def to(self, device: str) -> "Labelled":
        """The same photos on a device."""
        return Labelled(self.photos.to(device), self.xy.to(device), self.weight.to(device))


def open_pack(pack: Path) -> ZipFile:
    """Open a data pack.

    Raises:
        InputError: `training_no_pack`.
    """
    if not pack.is_file():
        raise InputError(
            "training_no_pack",
            f"There is no {pack.name} in this folder: please choose the folder that holds it, or none, and the program "
            "draws its own.",
        )
    return ZipFile(pack)


def load_photos(pack: Path, split: str, most: int | None = None) -> Photos:
    """Read the photos of one split, "train" or "val", from the pack `dogs.zip`; `most`: only so many, of all breeds."""
    number = {breed.id: index for index, breed in enumerate(BREEDS)}
    with open_pack(pack) as archive:
        rows = split_rows(archive, split)
        rows = rows[:: max(1, -(-len(rows) // most))] if most else rows
        pictures = decode(archive, [row["file"] for row in rows])
    boxes = [[float(row[f"box_{part}"]) for part in "xywh"] for row in rows]
    breeds = [number[slug(row["breed"])] for row in rows]
    return pack_photos(pictures, boxes, breeds)


def split_rows(archive: ZipFile, split: str) -> list[dict[str, str]]:
    """The rows of one split in a pack's `meta.csv`."""
    return [row for row in csv.DictReader(io.StringIO(archive.read("meta.csv").decode())) if row["split"] == split]


def load_labelled(pack: Path, split: str, most: int | None = None) -> Labelled:
    """Read the photos of one split, "train" or "val", from the pack `dogs-keypoints.zip`; `most`: only so many."""
    with open_pack(pack) as archive:
        known = json.loads(archive.read("keypoints.json"))["images"]
        files = [file for file, one in known.items() if one["split"] == split][:most]
        pictures = decode(archive, files)
    boxes = [known[file]["box"] for file in files]
    photos = pack_photos(pictures, boxes, [-1] * len(files), POINTS_CANVAS)
    xy = torch.tensor([known[file]["xy"] for file in files])
    return Labelled(photos, xy, torch.tensor([known[file]["v"] for file in files]).gt(0).float())


def load_all_boxes(pack: Path, split: str) -> list[list[list[float]]]:
    """Every dog's box in each photo of `load_photos`, in its order."""
    with open_pack(pack) as archive:
        kept = split_rows(archive, split)
    return [json.loads(row["boxes"]) if row["boxes"] else [[float(row[f"box_{p}"]) for p in "xywh"]] for row in kept]


def decode(archive: ZipFile, names: Sequence[str]) -> list[NDArray[np.uint8]]:
    """The pictures (H, W, 3) of an archive, decoded by all cores."""
    files = [archive.read(name) for name in names]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda data: np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), files))


def pack_photos(
    pictures: Sequence[NDArray[np.uint8]], boxes: Sequence[Sequence[float]], breeds: Sequence[int], canvas: int = CANVAS
) -> Photos:
    """Put pictures (H, W, 3) of at most `canvas` pixels a side onto squares."""
    pixels = np.empty((len(pictures), canvas, canvas, 3), np.uint8)
    for place, picture in zip(pixels, pictures, strict=True):
        H, W, _ = picture.shape
        place[:H, :W] = picture
        place[:H, W:] = picture[:, -1:]
        place[H:] = place[H - 1]
    sizes = torch.tensor([(p.shape[1], p.shape[0]) for p in pictures], dtype=torch.float32).reshape(-1, 2)
    return Photos(
        torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous(),
        sizes,
        torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
        torch.tensor(breeds, dtype=torch.int64),
    )


def photos_of(photos: Photos) -> list[Image.Image]:
    """The photos as pictures again."""
    pages, sizes = photos.pixels.permute(0, 2, 3, 1).cpu().numpy(), photos.sizes.int().tolist()
    return [Image.fromarray(page[:h, :w]) for page, (w, h) in zip(pages, sizes, strict=True)]
