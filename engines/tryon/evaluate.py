"""How good the networks of the try-on are: figures on the validation parts, and a sheet to look at.

    python -m engines.tryon.evaluate --data ../shared/data
    python -m engines.tryon.evaluate --data ../shared/data --sheet sheet.png --figures ""

The sheet shows people of the validation part in garments of the validation part that nobody has seen them in.
"""

import argparse
import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

import numpy as np
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.loading import load
from engines.models.dresser import Dresser
from engines.models.garment_warp import GarmentWarp
from engines.models.spotter import Spotter
from engines.runtime import InputError
from engines.tryon import body_exam, train_dresser, train_garment, train_warp, warp_exam
from engines.tryon.choices import BODY, DRESSER, GARMENT, WARP
from engines.tryon.data import Masked, load_garments, load_parsed, load_posed
from engines.tryon.engine import TryOnEngine
from engines.tryon.garment import read_garment
from engines.tryon.outline import sharpened
from engines.tryon.scenes import Scenes

PARTS: Final = {"body": BODY, "garment": GARMENT, "warp": WARP, "tryon": DRESSER}
PEOPLE, GARMENTS = 12, 4
CELL: Final = (120, 160)  # pixels of a picture on the sheet


def figures(data: Path, part: str, path: Path | None) -> dict[str, float]:
    """Return the figures of one network: that in a file, or the shipped one."""
    shipped = Weights()
    network = load(path) if path else shipped.network(shipped.choose(PARTS[part])).eval()
    if isinstance(network, GarmentWarp):
        return warp_exam.examine(network, _scenes(data))
    if isinstance(network, Dresser):
        return train_dresser.examine(network, _scenes(data))
    assert isinstance(network, Spotter)  # for the type checker
    if part == "body":
        return body_exam.examine(network, load_parsed(data, "val"), load_posed(data, "val"))
    exam = load_garments(data, "val")
    return train_garment.examine(network, train_garment.told(exam)) | {
        "mask_iou_sharpened": sharpened_overlap(network, exam)
    }


def sharpened_overlap(network: Spotter, exam: Masked) -> float:
    """Return the mean overlap of the masks that the engine works with, sharpened by colours, with those of the exam."""
    overlaps = []
    for pixels, mask in zip(exam.pictures, exam.masks, strict=True):
        if mask.max() != 1:
            continue
        picture, truth = Image.fromarray(pixels.permute(1, 2, 0).numpy()), mask.numpy() == 1
        found = sharpened(picture, read_garment(network, picture)[0]).binary()
        overlaps.append((found & truth).sum() / (found | truth).sum())
    return round(float(np.mean(overlaps)), 4)


def _scenes(data: Path) -> Scenes:
    with TemporaryDirectory() as folder:
        return train_warp.photo_scenes(data, "val", _body(), Path(folder))


def _body() -> Spotter:
    shipped = Weights()
    network = shipped.network(shipped.choose(BODY)).eval()
    assert isinstance(network, Spotter)  # for the type checker
    return network


def sheet(data: Path) -> tuple[Image.Image, list[str]]:
    """Return a picture, a row a person: the photo, then the person in each of the garments, which stand above; and what
    was said where one could not be put on."""
    people = _some_people(data)
    garments = _some_garments(data)
    engine = TryOnEngine()
    page = Image.new("RGB", (CELL[0] * (1 + GARMENTS), CELL[1] * (1 + PEOPLE)), "white")
    said = []
    for column, garment in enumerate(garments, start=1):
        page.paste(garment.resize(CELL), (column * CELL[0], 0))
    for row, person in enumerate(people, start=1):
        page.paste(person.resize(CELL), (0, row * CELL[1]))
        for column, garment in enumerate(garments, start=1):
            try:
                result = engine.try_on(person, garment)
            except InputError as error:
                said.append(f"person {row}, garment {column}: {error}")
                continue
            page.paste(result.image.resize(CELL), (column * CELL[0], row * CELL[1]))
            said.append(
                f"person {row}, garment {column}: confidence {result.confidence:.2f} {' '.join(result.remarks)}"
            )
    return page, said


def _some_people(data: Path) -> list[Image.Image]:
    """The upper halves of people who face us."""
    with ZipFile(data / "tryon-people.zip") as archive:
        rows = csv.DictReader(io.StringIO(archive.read("meta.csv").decode()))
        files = [
            row["file"]
            for row in rows
            if row["split"] == "val" and row["source"] == "ccp" and row["crop"] == "upper" and row["view"] == "front"
        ]
        return [_picture(archive, file) for file in _spread(files, PEOPLE)]


def _some_garments(data: Path) -> list[Image.Image]:
    """Tops of grown-ups on plain grounds."""
    with ZipFile(data / "tryon-garments.zip") as archive:
        rows = csv.DictReader(io.StringIO(archive.read("meta.csv").decode()))
        files = [
            row["file"]
            for row in rows
            if row["split"] == "val" and row["sleeve"] and row["mask_file"] and row["child_size"] == "0"
        ]
        return [_picture(archive, file) for file in _spread(files, GARMENTS)]


def _spread(files: list[str], count: int) -> list[str]:
    return [files[int(n)] for n in np.linspace(0, len(files) - 1, count)]


def _picture(archive: ZipFile, file: str) -> Image.Image:
    return Image.open(io.BytesIO(archive.read(file))).convert("RGB")


def main() -> None:
    """Read the arguments, print the figures, save the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--figures", nargs="*", default=list(PARTS), help="parts to measure; none with an empty name")
    parser.add_argument("--sheet", type=Path, help="where to save the sheet, a PNG")
    for part in PARTS:
        parser.add_argument(f"--{part}", type=Path, help="of a run; without it the shipped one")
    options = parser.parse_args()
    for part in options.figures:
        if part:
            print(part, json.dumps(figures(options.data, part, getattr(options, part)), indent=1))
    if options.sheet:
        page, said = sheet(options.data)
        page.save(options.sheet)
        print("\n".join(said))


if __name__ == "__main__":
    main()
