"""Pages with boxes: drawn by program, or a host's own in YOLO's format.

A host's folder has `images/`, `labels/` with a text file for each picture (a picture without one shows nothing), and
`classes.txt` with a name a line. A line of a label is a class by its number from 0, and the middle and the size of its
box as shares of the picture: `0 0.5 0.25 0.2 0.1`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from engines.drawn.plans import KINDS, draw_plan
from engines.plans.files import Part, part_of, pictures_of, read, squared
from engines.runtime.errors import InputError

PARTS: Final = ("train", "val")
MOST_CLASSES: Final = 200
MOST_BOXES: Final = 500  # of a picture
LONGEST: Final = 60  # letters of a class's name
BESIDE: Final = (124, 124, 124)  # what is beside a picture that is not square


@dataclass(frozen=True)
class Labelled:
    """Args: pictures: (N, C, S, S) uint8, C = 1 grey or 3 RGB; boxes: (N, M, 4) left, top, right, bottom in pixels, NaN
    where a picture has fewer; kinds: (N, M), places in `names`."""

    pictures: Tensor
    boxes: Tensor
    kinds: Tensor
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pictures)

    def to(self, device: str) -> "Labelled":
        """On a torch device."""
        return Labelled(self.pictures.to(device), self.boxes.to(device), self.kinds.to(device), self.names)


Sample = tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int64]]  # picture (C, S, S), boxes (n, 4), kinds (n,)


def pack(samples: list[Sample], names: tuple[str, ...]) -> Labelled:
    """Samples one above the other."""
    most = max(1, *(len(kinds) for _, _, kinds in samples))
    boxes = np.full((len(samples), most, 4), np.nan, np.float32)
    kinds = np.zeros((len(samples), most), np.int64)
    for place, (_, some, sorts) in enumerate(samples):
        boxes[place, : len(some)], kinds[place, : len(some)] = some, sorts
    pictures = np.stack([picture for picture, _, _ in samples])
    return Labelled(torch.from_numpy(pictures), torch.from_numpy(boxes), torch.from_numpy(kinds), names)


def drawn_labels(part: Part, count: int, side: int, seed: int) -> Labelled:
    """Drawings with dimension marks; those of the part "val" by other random numbers."""
    plans = (draw_plan(np.random.default_rng([seed, PARTS.index(part), number]), side) for number in range(count))
    return pack([(plan.picture[None], plan.boxes, plan.kinds) for plan in plans], KINDS)


def kept_labels(folder: Path, part: Part, count: int, side: int, seed: int) -> Labelled:
    """Drawings, from the folder of the run where they were drawn before."""
    path = folder / f"drawn-{part}-{count}-{side}-{seed}.npz"
    if path.is_file():
        with np.load(path, allow_pickle=False) as file:
            pictures, boxes, kinds = (torch.from_numpy(file[name]) for name in ("pictures", "boxes", "kinds"))
            return Labelled(pictures, boxes, kinds, KINDS)
    drawn = drawn_labels(part, count, side, seed)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as target:
        np.savez(target, pictures=drawn.pictures.numpy(), boxes=drawn.boxes.numpy(), kinds=drawn.kinds.numpy())
    unfinished.replace(path)
    return drawn


def class_names(data: Path) -> tuple[str, ...]:
    """Read `classes.txt`.

    Raises:
        InputError: `training_classes_missing`, `training_classes_many`.
    """
    path = data / "classes.txt"
    lines = path.read_text("utf-8", "replace").splitlines() if path.is_file() else []
    names = tuple(line.strip()[:LONGEST] for line in lines if line.strip())
    if not names:
        raise InputError(
            "training_classes_missing", "`classes.txt` is missing: please write one, with the name of a class a line."
        )
    if len(names) > MOST_CLASSES:
        raise InputError("training_classes_many", f"More than {MOST_CLASSES} classes are too many for this detector.")
    return names


def own_labels(data: Path, part: Part, side: int, most: int | None = None) -> Labelled:
    """Pictures of a host's folder with their boxes, at most so many.

    Raises:
        InputError: as `class_names`, `pictures_of`, `read` and `read_label`, and `training_label_alone`,
            `training_boxes_none`.
    """
    names, found = class_names(data), pictures_of(data / "images")
    labels = {path.stem: path for path in sorted((data / "labels").glob("*.txt"))}
    labels.pop("classes", None)  # some tools put the list of classes there, too
    for stem in sorted(labels.keys() - {path.stem for path in found}):
        raise InputError("training_label_alone", f"`labels/{stem}.txt` has no picture in `images`: please add it.")
    rows = {stem: read_label(path, len(names)) for stem, path in labels.items()}
    if not any(len(kinds) for _, kinds in rows.values()):
        raise InputError("training_boxes_none", "The folder `labels` tells of no box: please label some pictures.")
    samples = []
    for path in part_of(found, part)[:most]:
        picture = read(path)
        page, scale = squared(picture, side, BESIDE)
        shares, kinds = rows.get(path.stem, (np.zeros((0, 4), np.float32), np.zeros(0, np.int64)))
        size = np.array(picture.size * 2, np.float32) * scale
        samples.append((page.transpose(2, 0, 1), shares * size, kinds))
    return pack(samples, names)


def read_label(path: Path, classes: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return boxes (N, 4) left, top, right, bottom as shares of the picture, and classes (N,).

    Raises:
        InputError: `training_label_row`, `training_label_class`, `training_label_long`.
    """
    lines = [line.split() for line in path.read_text("utf-8", "replace").splitlines() if line.strip()]
    if len(lines) > MOST_BOXES:
        raise InputError(
            "training_label_long", f"`{path.name}` has more than {MOST_BOXES} boxes: please leave some out."
        )
    if any(len(line) != 5 for line in lines):
        raise _bad_row(path)
    try:
        table = np.array(lines, str).astype(np.float64).reshape(-1, 5)
    except ValueError:
        raise _bad_row(path) from None
    kinds, middle, size = table[:, 0], table[:, 1:3], table[:, 3:]
    if not ((table[:, 1:] >= 0).all() and (table[:, 1:] <= 1).all() and (size > 0).all()):
        raise _bad_row(path)
    if (kinds % 1 != 0).any() or (kinds < 0).any() or (kinds >= classes).any():
        raise InputError(
            "training_label_class",
            f"`{path.name}` names a class that `classes.txt` has not: its numbers go from 0 to {classes - 1}.",
        )
    boxes = np.concatenate([middle - size / 2, middle + size / 2], 1).clip(0, 1)
    return boxes.astype(np.float32), kinds.astype(np.int64)


def _bad_row(path: Path) -> InputError:
    return InputError(
        "training_label_row",
        f"`{path.name}` has a line that is no box: please write a class and four shares from 0 to 1, such as "
        "0 0.5 0.25 0.2 0.1.",
    )


def count_boxes(data: Path) -> dict[str, int]:
    """Return how many pictures a host's folder has, and how many boxes of each class."""
    names, found = class_names(data), pictures_of(data / "images")
    kinds = [read_label(path, len(names))[1] for path in (data / "labels").glob("*.txt") if path.stem != "classes"]
    counts = np.bincount(np.concatenate([np.zeros(0, np.int64), *kinds]), minlength=len(names))
    return {"pictures": len(found), **{name: int(count) for name, count in zip(names, counts, strict=True)}}


def as_picture(picture: Tensor) -> Image.Image:
    """A picture (C, S, S) uint8 as RGB."""
    return Image.fromarray(picture.expand(3, -1, -1).permute(1, 2, 0).cpu().numpy())
