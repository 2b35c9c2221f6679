"""A host's own folder of pictures: which there are, and one of them as a square page."""

from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.runtime.errors import InputError
from engines.runtime.pictures import read_picture

Part = Literal["train", "val"]

KINDS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
MOST: Final = 1000  # pictures of a folder
VAL: Final = 5  # of so many pictures one is kept to be asked about
WHITE: Final = (255, 255, 255)


def pictures_of(folder: Path) -> list[Path]:
    """Find the pictures of a folder.

    Raises:
        InputError: `training_pages_missing`, `training_pages_few`, `training_pages_many`.
    """
    if not folder.is_dir():
        raise InputError(
            "training_pages_missing", f"The folder `{folder.name}` is missing: please make it and put pictures in."
        )
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS)
    if len(found) < 2:
        raise InputError(
            "training_pages_few",
            f"The folder `{folder.name}` has {len(found)} pictures: please put at least two in, one to learn from and "
            "one to be asked about.",
        )
    if len(found) > MOST:
        raise InputError("training_pages_many", f"More than {MOST} pictures are too many: please leave some out.")
    return found


def part_of(found: list[Path], part: Part) -> list[Path]:
    """Return every fifth of the pictures, from the first one on, for "val", and the others for "train"."""
    return [path for number, path in enumerate(found) if (number % VAL == 0) == (part == "val")]


def read(path: Path) -> Image.Image:
    """Return a picture, RGB, on white where it is transparent.

    Raises:
        InputError: `training_page_unreadable`.
    """
    try:
        picture = read_picture(path.read_bytes())
    except InputError as problem:
        raise InputError("training_page_unreadable", f"`{path.name}`: {problem}") from problem
    if picture.mode == "RGBA":
        return Image.alpha_composite(Image.new("RGBA", picture.size, (*WHITE, 255)), picture).convert("RGB")
    return picture


def squared(picture: Image.Image, side: int, ground: int | tuple[int, int, int]) -> tuple[NDArray[np.uint8], float]:
    """Return a picture as large as fits at the top left of a page of `side` pixels, and the scale of that."""
    scale = side / max(picture.size)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    page = Image.new(picture.mode, (side, side), ground)
    page.paste(picture.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR))
    return np.asarray(page), scale
