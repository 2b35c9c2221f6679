"""The drawn dogs that come with the page.

    python -m engines.drawn.dogs.gallery --out assets/dogs/drawn --count 320

writes NNN.webp and dogs.json: for each picture its file, the id of the breed ("" for a dog of none of the 120), size,
colour, pose, animal (several views of one dog share it), xy (17 points in AP-10K's order), visible and box in pixels.
"""

import argparse
import json
from collections.abc import Iterator
from itertools import count as numbers
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from PIL import Image

from engines.drawn.dogs.breeds import BREEDS, BREEDS_DRAWN, traits_like
from engines.drawn.dogs.dogs import DrawnDog, draw_dog
from engines.drawn.dogs.traits import DogTraits

SIDE = 256
QUALITY = 78
LEAST = 0.62  # of the picture's side that a dog takes up


def views(count: int, rng: Generator) -> Iterator[tuple[str, DogTraits]]:
    """(animal, traits) of each picture: in turn a dog of every breed, in the first round with one to three views."""
    left = count
    for turn in numbers():
        for place, breed in enumerate(rng.permutation(list(BREEDS))):
            traits = traits_like(str(breed), rng)
            for _ in range(min(left, 1 + place % 3 if turn == 0 else 1)):
                yield f"{breed}-{turn + 1}", traits
                left -= 1
            if left == 0:
                return


def portrait(traits: DogTraits, rng: Generator) -> DrawnDog:
    """A view in which the dog looks at least half towards us and is large."""
    while True:
        dog = draw_dog(rng, SIDE, traits)
        seen = dog.visible[2] and dog.visible[:2].any() and dog.visible.sum() >= (5 if dog.pose.kind == "face" else 9)
        if seen and max(dog.box[2:]) > LEAST * SIDE and abs(dog.pose.lean) < 30:
            return dog


def write_gallery(folder: Path, count: int, seed: int = 0) -> None:
    """Write `count` pictures and dogs.json."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    rows = []
    for number, (animal, traits) in enumerate(views(count, rng)):
        dog = portrait(traits, rng)
        file = f"{number:03d}.webp"
        Image.fromarray(dog.picture).save(folder / file, quality=QUALITY, method=6)
        rows.append(_row(file, animal, dog))
    text = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    (folder / "dogs.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def _row(file: str, animal: str, dog: DrawnDog) -> dict[str, Any]:
    traits = dog.traits
    return {
        "file": file,
        "breed": traits.breed if traits.breed in BREEDS_DRAWN else "",
        "size": traits.size,
        "colour": traits.coat.colour,
        "pose": dog.pose.kind,
        "animal": animal,
        "xy": [[round(float(x), 1), round(float(y), 1)] for x, y in dog.xy],
        "visible": dog.visible.astype(int).tolist(),
        "box": list(dog.box),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the gallery's dogs.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=320)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    write_gallery(given.out, given.count, given.seed)


if __name__ == "__main__":
    main()
