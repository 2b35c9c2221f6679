"""The gallery that comes with the program: dogs drawn by `engines.drawn.dogs`, so that nobody meets an empty page.

    assets/dogs/drawn/NNN.webp     the dogs
    assets/dogs/drawn/dogs.json    a line each: file, breed, size, colour, animal, ...
    assets/dogs/drawn/rows.npz     what the bundled embedder sees of them, and which embedder that was

`python -m engines.dogs.keep_drawn` writes rows.npz anew, after a better embedder is shipped.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from engines.dogs.gallery import Gallery, Look, NewDog
from engines.dogs.results import Box

FOLDER: Final = Path(__file__).parents[2] / "assets" / "dogs" / "drawn"
ROWS: Final = FOLDER / "rows.npz"
BATCH: Final = 32

BoxLooker = Callable[[list[Image.Image], list[Box]], list[Look]]  # of one dog on each picture


class DrawnGallery(Gallery):
    """A gallery in a folder of its own that goes with it."""

    def __init__(self, embedder: str, dimension: int) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="five-doors-dogs-")
        super().__init__(Path(self._place.name), embedder, dimension)


def open_drawn(embedder: str, look: BoxLooker) -> Gallery:
    """The drawn dogs as the embedder sees them; `look` is asked where that is not kept."""
    dogs = read_dogs()
    looks = kept_looks(dogs, embedder) or see_all(dogs, look)
    gallery = DrawnGallery(embedder, looks[0].vectors.shape[1])
    gallery.add([_new(dog, seen) for dog, seen in zip(dogs, looks, strict=True)])
    return gallery


def read_dogs() -> list[dict[str, Any]]:
    """What is known of each drawn dog."""
    dogs: list[dict[str, Any]] = json.loads((FOLDER / "dogs.json").read_text(encoding="utf-8"))
    return dogs


def kept_looks(dogs: Sequence[dict[str, Any]], embedder: str) -> list[Look] | None:
    """What this embedder saw of the dogs; None where another one looked at them."""
    if not ROWS.is_file():
        return None
    with np.load(ROWS, allow_pickle=False) as kept:
        if str(kept["embedder"]) != embedder or len(kept["rows"]) != len(dogs):
            return None
        rows = kept["rows"].astype(np.float32)
        bodies = kept["proportions"].astype(float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [
        Look(row[None], proportions=tuple(body.tolist()) if np.isfinite(body).all() else None)
        for row, body in zip(rows, bodies, strict=True)
    ]


def see_all(dogs: Sequence[dict[str, Any]], look: BoxLooker) -> list[Look]:
    """Look at every drawn dog."""
    looks: list[Look] = []
    for start in range(0, len(dogs), BATCH):
        some = dogs[start : start + BATCH]
        pictures = [Image.open(FOLDER / dog["file"]).convert("RGB") for dog in some]
        looks += look(pictures, [Box(*dog["box"]) for dog in some])
    return looks


def keep(embedder: str, looks: Sequence[Look]) -> None:
    """Write what an embedder saw of all dogs, for `kept_looks`."""
    nothing = (np.nan,) * max((len(look.proportions) for look in looks if look.proportions), default=1)
    np.savez_compressed(
        ROWS,
        embedder=embedder,
        rows=np.concatenate([look.vectors for look in looks]).astype(np.float16),
        proportions=np.array([look.proportions or nothing for look in looks], np.float16),
    )


def _new(dog: dict[str, Any], look: Look) -> NewDog:
    path = FOLDER / dog["file"]
    told = Look(look.vectors, dog["breed"], 1.0, dog["size"], dog["colour"], look.proportions)
    return NewDog(path, hashlib.sha256(path.read_bytes()).hexdigest(), told, str(dog["animal"]))
