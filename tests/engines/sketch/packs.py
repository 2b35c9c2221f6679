"""Small data packs made of drawn shoes, in the form of the real ones."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from engines.drawn.shoes import draw_shoe
from engines.drawn.strokes import Hand, redraw


def write_packs(folder: Path, photos: int = 6, drawings: int = 3) -> None:
    """Write `things/` and `people/` with as many shoes for training, and two for validation."""
    rng = np.random.default_rng(5)
    (folder / "things").mkdir()
    (folder / "people").mkdir()
    rows = []
    for i in range(photos + 2):
        Image.fromarray(draw_shoe(rng, 192).picture).save(folder / "things" / f"{i}.png")
        rows.append({"file": f"{i}.png", "world": "shoes", "split": "train" if i < photos else "val"})
    _write_meta(folder / "things", rows)
    rows = []
    for i in range(drawings + 2):
        shoe = draw_shoe(rng, 256)
        Image.fromarray(255 - redraw(shoe.strokes, Hand(), rng)).save(folder / "people" / f"{i}.png")
        Image.fromarray(shoe.picture).resize((192, 192)).save(folder / "people" / f"{i}-photo.png")
        photo = f"{i}-photo.png" if i else ""  # the first one was drawn from memory
        split = "train" if i < drawings else "val"
        rows.append({"file": f"{i}.png", "world": "shoes", "split": split, "paired_photo": photo})
    _write_meta(folder / "people", rows)


def _write_meta(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "meta.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
