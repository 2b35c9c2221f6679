"""Looks without a network: what a picture's own colours tell. Alike pictures give alike rows."""

import hashlib
from pathlib import Path

import numpy as np
from PIL import Image

from engines.dogs.gallery import Look, NewDog
from engines.dogs.segments import Rows

D = 128


def row(number: int) -> Rows:
    """(128,) of length 1; two numbers give nearly perpendicular rows."""
    numbers = np.random.default_rng(number).standard_normal(D).astype(np.float32)
    return numbers / np.linalg.norm(numbers)


def near(number: int, share: float = 0.1) -> Rows:
    """A row close to `row(number)`."""
    mixed = row(number) + share * row(100_000 + number)
    return (mixed / np.linalg.norm(mixed)).astype(np.float32)


def photo(path: Path, number: int = 0, size: tuple[int, int] = (64, 64)) -> Path:
    """Write a picture that no other number has: 8 x 8 squares of colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    squares = np.random.default_rng(number).integers(0, 256, (8, 8, 3), np.uint8)
    Image.fromarray(squares).resize(size, Image.Resampling.NEAREST).save(path)
    return path


def new_dog(path: Path, number: int, animal: str = "", views: int = 1, **told: object) -> NewDog:
    """A dog whose photo is written, and whose views are rows near to `row(number)`."""
    photo(path, number)
    vectors = np.stack([row(number), *(near(number, 0.1 * view) for view in range(1, views))])
    look = Look(vectors, **told)  # type: ignore[arg-type]
    return NewDog(path, hashlib.sha256(path.read_bytes()).hexdigest(), look, animal)


def look_at(pictures: list[Image.Image]) -> list[Look | None]:
    """A row of each picture's colours; on a picture of one colour there is no dog."""
    looks: list[Look | None] = []
    for picture in pictures:
        if len(picture.getcolors(picture.width * picture.height) or []) == 1:
            looks.append(None)
        else:
            small = np.asarray(picture.resize((8, 8), Image.Resampling.NEAREST), np.float32).reshape(-1)[:D] - 128
            looks.append(Look((small / np.linalg.norm(small))[None], "pug", 0.5, "small", "black"))
    return looks
