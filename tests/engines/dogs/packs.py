"""Small data packs made of drawn dogs, in the form of the real ones."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
from PIL import Image

from engines.dogs.breeds import BREEDS
from engines.dogs.train_finder import OTHERS
from engines.drawn.dogs import draw_dog

Row = dict[str, Any]
NAMED = tuple(breed for breed in BREEDS if breed.id in ("beagle", "pug", "vizsla"))


def write_dogs(folder: Path, each: int = 4) -> Path:
    """Write `dogs.zip`: three breeds with as many photos for training, and two for validation."""
    rng = np.random.default_rng(3)
    rows: list[Row] = []
    with ZipFile(folder / "dogs.zip", "w") as archive:
        for breed in NAMED:
            for number in range(each + 2):
                dog = draw_dog(rng, 144)
                file = f"photos/{breed.english}/{number}.webp"
                archive.writestr(file, as_file(Image.fromarray(dog.picture[: 144 - 10 * (number % 3)]), "webp"))
                row = {"file": file, "breed": breed.english, "split": "train" if number < each else "val"}
                rows.append(row | {f"box_{part}": value for part, value in zip("xywh", dog.box, strict=True)})
        rows[0]["boxes"] = json.dumps([[10.0, 10.0, 50.0, 60.0], [70.0, 20.0, 60.0, 80.0]])
        archive.writestr("meta.csv", table(rows))
    return folder / "dogs.zip"


def write_keypoints(folder: Path, train: int = 6, val: int = 3) -> Path:
    """Write `dogs-keypoints.zip`; every third point has no label."""
    rng = np.random.default_rng(4)
    images = {}
    with ZipFile(folder / "dogs-keypoints.zip", "w") as archive:
        for number in range(train + val):
            dog = draw_dog(rng, 256)
            file = f"photos/{number}.webp"
            archive.writestr(file, as_file(Image.fromarray(dog.picture), "webp"))
            v = [0 if point % 3 == 0 else 2 for point in range(17)]
            split = "train" if number < train else "val"
            images[file] = {"box": [float(n) for n in dog.box], "xy": dog.xy.tolist(), "v": v, "split": split}
        archive.writestr("keypoints.json", json.dumps({"images": images}))
    return folder / "dogs-keypoints.zip"


def write_others(folder: Path, each: int = 2) -> None:
    """Write the packs of the other rooms: noise, in which there is no dog."""
    rng = np.random.default_rng(5)
    for name in OTHERS:
        rows: list[Row] = []
        with ZipFile(folder / name, "w") as archive:
            for number in range(2 * each):
                noise = rng.integers(0, 255, (90, 70, 3), dtype=np.uint8)
                archive.writestr(f"{number}.png", as_file(Image.fromarray(noise), "png"))
                rows.append({"file": f"{number}.png", "split": "train" if number < each else "val"})
            archive.writestr("meta.csv", table(rows))


def as_file(picture: Image.Image, kind: str) -> bytes:
    """The bytes of a picture file."""
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def table(rows: list[Row]) -> str:
    """Rows as CSV; what one lacks is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
