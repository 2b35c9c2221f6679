"""How good the networks of the try-on are: figures on the validation parts, or a sheet to look at.

    python -m engines.tryon.evaluate --data ../shared/data
    python -m engines.tryon.evaluate --only garment-warp --file runs/warp/warp.safetensors
    python -m engines.tryon.evaluate --sheet sheet.png

Prints JSON, for each network: its figures on the validation part (`val`) and on a sample of the training part
(`train`), and what needs no learning (see `baselines`) on the validation part (`trivial`). What they mean stands with
`body_exam`, `train_garment`, `warp_exam` and `train_dresser`, each in its `examine`.

The sheet shows people of the validation part in garments of the validation part that nobody has seen them in.
"""

import argparse
import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZipFile

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from engines.checkpoints import Weights
from engines.checkpoints.loading import load
from engines.models.dresser import Dresser
from engines.models.garment_warp import GarmentWarp
from engines.models.spotter import Spotter
from engines.runtime import InputError
from engines.tryon import body_exam, train_dresser, train_garment, warp_exam
from engines.tryon.baselines import pasted, plain_ground, plain_skin, usual_body
from engines.tryon.choices import BODY, DRESSER, GARMENT, WARP
from engines.tryon.data import Masked, Parsed, Posed, load_garments, load_parsed, load_posed
from engines.tryon.engine import TryOnEngine
from engines.tryon.garment import read_garment
from engines.tryon.outline import sharpened
from engines.tryon.scenes import Scenes, guess_points, scenes_of_photos

PEOPLE, GARMENTS = 12, 4
CELL: Final = (120, 160)  # pixels of a picture on the sheet

Figures = dict[str, float]


def body_figures(network: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what reads parts and points."""
    assert isinstance(network, Spotter)  # for the type checker, as below
    people, posed = load_parsed(data, "train"), load_posed(data, "train")
    exam = load_parsed(data, "val"), load_posed(data, "val")
    learnt = some_parsed(people, len(exam[0].labels)), Posed(*(spread(part, len(exam[1].xy)) for part in posed))
    return {
        "val": body_exam.examine(network, *exam),
        "trivial": body_exam.examine(usual_body(people, posed), *exam),
        "train": body_exam.examine(network, *learnt),
    }


def garment_figures(network: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what reads garments."""
    assert isinstance(network, Spotter)
    learnt, packed = train_garment.told(load_garments(data, "train")), load_garments(data, "val")
    exam = train_garment.told(packed)
    learnt = train_garment.Garments(*(spread(part, len(exam.kinds)) for part in vars(learnt).values()))
    sharp = {"mask_iou_sharpened": sharpened_overlap(network, packed)}
    return {
        "val": train_garment.examine(network, exam) | sharp,
        "trivial": train_garment.examine(plain_ground(learnt), exam),
        "train": train_garment.examine(network, learnt),
    }


def warp_figures(network: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what bends garments."""
    assert isinstance(network, GarmentWarp)
    exam, learnt = _scenes(data)
    return {
        "val": warp_exam.examine(network, exam),
        "trivial": warp_exam.measure(pasted, exam),
        "train": warp_exam.examine(network, learnt),
    }


def dresser_figures(network: nn.Module, data: Path) -> dict[str, Figures]:
    """Figures of what paints people."""
    assert isinstance(network, Dresser)
    exam, learnt = _scenes(data)
    return {
        "val": train_dresser.examine(network, exam),
        "trivial": train_dresser.examine(plain_skin(), exam),
        "train": train_dresser.examine(network, learnt),
    }


MODELS: Final[Mapping[str, Callable[[nn.Module, Path], dict[str, Figures]]]] = {
    BODY: body_figures,
    GARMENT: garment_figures,
    WARP: warp_figures,
    DRESSER: dresser_figures,
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


def _scenes(data: Path) -> tuple[Scenes, Scenes]:
    """People of the validation part, and half as many of the training part."""
    exam, learnt = load_parsed(data, "val"), load_parsed(data, "train")
    return _scenes_of(exam), _scenes_of(some_parsed(learnt, len(exam.labels) // 2))


def _scenes_of(parsed: Parsed) -> Scenes:
    with TemporaryDirectory() as folder:
        return scenes_of_photos(parsed, *guess_points(_body(), parsed.pictures, Path(folder) / "points.safetensors"))


def some_parsed(parsed: Parsed, count: int) -> Parsed:
    """Return so many of the people, from first to last."""
    chosen = [parsed.rows[n] for n in torch.linspace(0, len(parsed.rows) - 1, count).long().tolist()]
    return Parsed(spread(parsed.pictures, count), spread(parsed.labels, count), chosen)


def spread(part: Tensor, count: int) -> Tensor:
    """Return so many rows of (N, ...), from first to last."""
    return part[torch.linspace(0, len(part) - 1, count).long()]


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
        return [_picture(archive, file) for file in _some(files, PEOPLE)]


def _some_garments(data: Path) -> list[Image.Image]:
    """Tops of grown-ups on plain grounds."""
    with ZipFile(data / "tryon-garments.zip") as archive:
        rows = csv.DictReader(io.StringIO(archive.read("meta.csv").decode()))
        files = [
            row["file"]
            for row in rows
            if row["split"] == "val" and row["sleeve"] and row["mask_file"] and row["child_size"] == "0"
        ]
        return [_picture(archive, file) for file in _some(files, GARMENTS)]


def _some(files: list[str], count: int) -> list[str]:
    return [files[int(n)] for n in np.linspace(0, len(files) - 1, count)]


def _picture(archive: ZipFile, file: str) -> Image.Image:
    return Image.open(io.BytesIO(archive.read(file))).convert("RGB")


def main() -> None:
    """Read the arguments, print the figures or save the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=MODELS, help="one network; without it all")
    parser.add_argument("--file", type=Path, help="of a run, for the network named by --only; without it the shipped")
    parser.add_argument("--sheet", type=Path, help="save the sheet, a PNG, instead of measuring")
    options = parser.parse_args()
    if options.sheet:
        page, said = sheet(options.data)
        page.save(options.sheet)
        print("\n".join(said))
        return
    shipped = Weights()
    told = {}
    for name in [options.only] if options.only else MODELS:
        network = load(options.file) if options.file else shipped.network(shipped.choose(name))
        told[name] = MODELS[name](network.eval(), options.data)
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
