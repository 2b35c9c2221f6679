"""Small data packs made of drawn shoes, in the form of the real ones."""

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.strokes import Hand, redraw
from engines.sketch import lessons

(THINGS, WORLDS), PEOPLE = lessons.PACKS, lessons.PEOPLE


def write_packs(folder: Path, photos: int = 6, drawings: int = 3) -> None:
    """Write the packs with as many shoes for training, and two for validation; the other worlds have nothing."""
    rng = np.random.default_rng(5)
    for name in (THINGS, WORLDS, PEOPLE):
        (folder / name).mkdir()
    rows = []
    for i in range(photos + 2):
        Image.fromarray(draw_shoe(rng, 192).picture).save(folder / THINGS / f"{i}.png")
        rows.append({"file": f"{i}.png", "world": "shoes", "split": "train" if i < photos else "val"})
    _write_meta(folder / THINGS, rows)
    _write_meta(folder / WORLDS, rows[:0], list(rows[0]))
    rows = []
    for i in range(drawings + 2):
        shoe = draw_shoe(rng, 256)
        Image.fromarray(255 - redraw(shoe.strokes, Hand(), rng)).save(folder / PEOPLE / f"{i}.png")
        Image.fromarray(shoe.picture).resize((192, 192)).save(folder / PEOPLE / f"{i}-photo.png")
        photo = f"{i}-photo.png" if i else ""  # the first one was drawn from memory
        split = "train" if i < drawings else "val"
        rows.append({"file": f"{i}.png", "world": "shoes", "split": split, "paired_photo": photo})
    _write_meta(folder / PEOPLE, rows)


def _write_meta(folder: Path, rows: list[dict[str, str]], columns: list[str] | None = None) -> None:
    with (folder / "meta.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns or list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
