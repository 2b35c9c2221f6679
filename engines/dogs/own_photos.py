"""A host's own photos to learn from: a folder with a subfolder of pictures for each breed, or for each dog."""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from engines.dogs.breeds import BREEDS, find_breed
from engines.dogs.data import CANVAS, Photos, pack_photos
from engines.runtime.errors import InputError

KINDS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
LEAST: Final = 8  # pictures to learn from
LEAST_SIDE: Final = 32  # pixels
VAL: Final = 5  # of so many pictures of a subfolder one is kept to be asked about

Named = tuple[Path, int]  # a file, and the place of its breed in `BREEDS`, or a number beyond them


def has_folders(data: Path) -> bool:
    """Whether a folder of data has subfolders with pictures."""
    return any(_pictures(folder) for folder in _folders(data))


def own_files(data: Path, split: str, by_breed: bool) -> list[Named]:
    """Find the pictures of one split, "train" or "val".

    Args:
        data: the folder.
        split: every fifth picture of a subfolder is of the part "val".
        by_breed: subfolders that are not named by a breed of `BREEDS` are left out.

    Raises:
        InputError: `training_no_breeds`, `training_few_pictures`.
    """
    number = {breed.id: index for index, breed in enumerate(BREEDS)}
    found = []
    for place, folder in enumerate(_folders(data)):
        breed = find_breed(folder.name)
        if breed or not by_breed:
            sort = number[breed.id] if breed else len(BREEDS) + place
            of_val = split == "val"
            found += [(p, sort) for count, p in enumerate(_pictures(folder)) if (count % VAL == VAL - 1) == of_val]
    if len({sort for _, sort in found}) < 2:
        raise InputError(
            "training_no_breeds",
            "At least two subfolders with five pictures each are needed: please name them by breed in English, for "
            "example beagle and pug.",
        )
    if split == "train" and len(found) < LEAST:
        raise InputError(
            "training_few_pictures",
            f"This folder has {len(found)} pictures to learn from, and {LEAST} are needed: please put more in.",
        )
    return found


def load_own(files: list[Named]) -> Photos:
    """Read photos, each taken to show one dog and little else; those that cannot be read are left out.

    Raises:
        InputError: `training_few_pictures`.
    """
    read = [(picture, sort) for path, sort in files if (picture := _read(path)) is not None]
    if not read:
        raise InputError(
            "training_few_pictures", "None of these pictures can be read: please put in PNG, JPEG or WebP files."
        )
    boxes = [(0.0, 0.0, float(picture.shape[1]), float(picture.shape[0])) for picture, _ in read]
    return pack_photos([picture for picture, _ in read], boxes, [sort for _, sort in read])


def _folders(data: Path) -> list[Path]:
    return sorted(path for path in data.iterdir() if path.is_dir()) if data.is_dir() else []


def _pictures(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS)


def _read(path: Path) -> NDArray[np.uint8] | None:
    """The picture, at most CANVAS pixels a side; None for a file that has none, is broken or too small."""
    try:
        with Image.open(path) as picture:
            if min(picture.size) < LEAST_SIDE:
                return None
            picture.draft("RGB", (2 * CANVAS, 2 * CANVAS))
            small = picture.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    small.thumbnail((CANVAS, CANVAS))
    return np.asarray(small)
