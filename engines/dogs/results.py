"""What the dog engine tells: boxes, coats, dogs of the gallery, and which of them are alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

# The plain words for a coat, and an RGB colour that stands for each.
COAT_COLOURS: Final[dict[str, tuple[int, int, int]]] = {
    "black": (38, 36, 38),
    "grey": (128, 128, 130),
    "white": (236, 233, 226),
    "cream": (222, 200, 162),
    "golden": (196, 142, 78),
    "red": (158, 84, 42),
    "brown": (96, 62, 42),
    "mixed": (150, 132, 112),
}


@dataclass(frozen=True)
class Box:
    """Where a dog is: left top corner and size, pixels of the picture; `score` 0 to 1 says how surely."""

    x: float
    y: float
    w: float
    h: float
    score: float = 1.0


@dataclass(frozen=True)
class DogRecord:
    """One view of a dog in a gallery.

    Args:
        id: of this view.
        path: of the photo, below the gallery's folder or absolute.
        breed: id of a breed, or empty.
        certainty: 1 where the breed was given, else how surely it was guessed.
        size: one of `breeds.SIZES`, or empty.
        colour: one of `COAT_COLOURS`, or empty.
        animal: the same for all views of one dog.
        proportions: of the body, see `measures`; None where it could not be measured.
    """

    id: int
    path: str
    breed: str
    certainty: float
    size: str
    colour: str
    animal: str
    proportions: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Match:
    """A dog of the gallery that looks like the asked one; `similarity` -1 to 1, `why` names what they share."""

    record: DogRecord
    path: Path
    similarity: float
    why: tuple[str, ...] = ()

    @property
    def breed(self) -> str:
        return self.record.breed
