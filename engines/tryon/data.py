"""The try-on packs, decoded once: pictures (N, 3, 256, 192) uint8 and what is known of each.

What cannot be learnt from raises an `InputError`: `training_pack_missing`, `training_pack_broken`,
`training_pack_empty`, `training_pack_size`, `training_pack_labels`.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.models.skeletons import COCO_17, OPENPOSE_18
from engines.runtime.errors import InputError
from engines.tryon.results import HEIGHT, LIP, WIDTH

UNKNOWN = 255  # a label: nobody knows what shows here
READERS = 4  # threads that decode

Row = dict[str, str]


class Parsed(NamedTuple):
    """People with every pixel labelled: pictures, labels (N, 256, 192) of LIP, rows of the pack's table."""

    pictures: Tensor
    labels: Tensor
    rows: list[Row]


class Masked(NamedTuple):
    """Pictures with a mask (N, 256, 192) of 0 or 1, and rows of the pack's table."""

    pictures: Tensor
    masks: Tensor
    rows: list[Row]


class Posed(NamedTuple):
    """People with points: pictures, xy (N, 18, 2) in pixels, known (N, 18) of 0 or 1."""

    pictures: Tensor
    xy: Tensor
    known: Tensor


@contextmanager
def opened(folder: Path, name: str) -> Iterator[ZipFile]:
    """Open a pack of a folder."""
    if not (folder / name).is_file():
        raise InputError(
            "training_pack_missing",
            f"There is no {name} in this folder: please put it there, or choose no data at all.",
        )
    try:
        with ZipFile(folder / name) as archive:
            yield archive
    except (BadZipFile, KeyError, OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise InputError(
            "training_pack_broken", f"{name} is damaged, or something that it lists is missing: please copy it again."
        ) from problem


def load_parsed(folder: Path, split: str) -> Parsed:
    """Read the parsed people of one split, "train" or "val", from `tryon-people.zip`."""
    with opened(folder, "tryon-people.zip") as archive:
        rows = [row for row in table(archive) if row["split"] == split and row["parse"]]
        labels = maps(archive, [row["parse"] for row in rows])
        if int(labels.max()) >= len(LIP):
            raise InputError(
                "training_pack_labels",
                f"The people are labelled with {int(labels.max())}, but there are {len(LIP)} labels from 0 on: "
                "please use those of LIP.",
            )
        return Parsed(pictures(archive, [row["file"] for row in rows]), labels, rows)


def load_studio(folder: Path, split: str) -> Masked:
    """Read the studio people of one split, with the masks of their outline."""
    with opened(folder, "tryon-people.zip") as archive:
        rows = [row for row in table(archive) if row["split"] == split and row["fg_mask"]]
        masks = maps(archive, [row["fg_mask"] for row in rows]) > 127
        return Masked(pictures(archive, [row["file"] for row in rows]), masks.to(torch.uint8), rows)


def load_cutouts(folder: Path, split: str) -> Masked:
    """Read the garments cut out of the parsed people as worn; their rows are the people's."""
    with opened(folder, "tryon-people.zip") as archive:
        rows = [row for row in table(archive) if row["split"] == split and row["cloth"]]
        masks = maps(archive, [row["cloth_mask"] for row in rows]) > 127
        return Masked(pictures(archive, [row["cloth"] for row in rows]), masks.to(torch.uint8), rows)


def load_garments(folder: Path, split: str) -> Masked:
    """Read the garments of one split; where there is no mask it is UNKNOWN everywhere."""
    with opened(folder, "tryon-garments.zip") as archive:
        rows = [row for row in table(archive) if row["split"] == split]
        with_mask = [n for n, row in enumerate(rows) if row["mask_file"]]
        masks = torch.full((len(rows), HEIGHT, WIDTH), UNKNOWN, dtype=torch.uint8)
        masks[with_mask] = (maps(archive, [rows[n]["mask_file"] for n in with_mask]) > 127).to(torch.uint8)
        return Masked(pictures(archive, [row["file"] for row in rows]), masks, rows)


def load_posed(folder: Path, split: str) -> Posed:
    """Read the people with joints of one split from `tryon-pose.zip`, in the order of OpenPose's 18 points."""
    with opened(folder, "tryon-pose.zip") as archive:
        known = json.loads(archive.read("pose.json"))["images"]
        files = [file for file, one in known.items() if one["split"] == split]
        held = {Path(name).name: name for name in archive.namelist()}
        seen = pictures(archive, [held[Path(file).name] for file in files])
    points = np.stack([_openpose(known[file]) for file in files])
    return Posed(seen, torch.from_numpy(points[..., :2]).float(), torch.from_numpy(points[..., 2] > 0).float())


def _openpose(person: dict[str, list[list[float]]]) -> NDArray[np.float64]:
    """(18, 3) x, y and whether it is known, from COCO's 17 points and the neck."""
    by_name = dict(zip(COCO_17.names, person["keypoints"], strict=True)) | {"neck": person["neck"]}
    return np.array([by_name[name] for name in OPENPOSE_18.names], float)


def table(archive: ZipFile) -> list[Row]:
    """The rows of the pack's `meta.csv`."""
    return list(csv.DictReader(io.StringIO(archive.read("meta.csv").decode())))


def pictures(archive: ZipFile, files: Sequence[str]) -> Tensor:
    """Decode RGB pictures: (N, 3, 256, 192) uint8."""
    return torch.from_numpy(_decode(archive, files, "RGB")).permute(0, 3, 1, 2).contiguous()


def maps(archive: ZipFile, files: Sequence[str]) -> Tensor:
    """Decode pictures of one number a pixel: (N, 256, 192) uint8."""
    return torch.from_numpy(_decode(archive, files, None))


def _decode(archive: ZipFile, files: Sequence[str], mode: str | None) -> NDArray[np.uint8]:
    encoded = [archive.read(file) for file in files]
    if not encoded:
        raise InputError("training_pack_empty", "A pack of this folder has nothing to learn from: please fill it.")

    def one(data: bytes) -> NDArray[np.uint8]:
        image = Image.open(io.BytesIO(data))
        if image.size != (WIDTH, HEIGHT):
            raise InputError(
                "training_pack_size",
                f"A picture has {image.width} x {image.height} pixels: please make all {WIDTH} x {HEIGHT}.",
            )
        return np.asarray(image.convert(mode) if mode else image.convert("L") if image.mode != "P" else image)

    with ThreadPoolExecutor(READERS) as pool:
        return np.stack(list(pool.map(one, encoded)))
