"""What goes into a gallery and what comes out of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.dogs.results import DogRecord


@dataclass(frozen=True, eq=False)
class Look:
    """What an engine saw of one dog.

    Args:
        vectors: (V, D) float32 rows of length 1, one or more views of the photo (its mirror image, a closer crop).
        breed: id of a breed, or empty where there is no guess.
        certainty: of the breed, 0 to 1.
        size: one of `breeds.SIZES`, or empty.
        colour: one of `results.COAT_COLOURS`, or empty.
        proportions: of the body; None where it could not be measured.
    """

    vectors: NDArray[np.float32]
    breed: str = ""
    certainty: float = 0.0
    size: str = ""
    colour: str = ""
    proportions: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.vectors.dtype != np.float32 or len(self.vectors) == 0:
            raise ValueError(
                f"`vectors` must be (V, D) float32 with V of 1 or more, but are {self.vectors.shape} "
                f"{self.vectors.dtype}."
            )


@dataclass(frozen=True, eq=False)
class NewDog:
    """A photo for the gallery: its file, the file's sha256, what was seen, and whose view it is (empty: its own)."""

    path: Path
    sha256: str
    look: Look
    animal: str = ""


@dataclass(frozen=True, eq=False)
class Found:
    """A dog that is like the asked one: its best view, where the photo lies, and that view's (D,) row."""

    record: DogRecord
    similarity: float
    path: Path
    vector: NDArray[np.float32]
