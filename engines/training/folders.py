"""The host's own data: folders below one folder, chosen by name, looked at before anything is started.

Only the outer shape is looked at here, in the blink of an eye and without torch; the training itself reads every file
and says which does not fit.
"""

import csv
import re
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from engines.runtime.errors import InputError
from engines.training.recipe import Data

NAME: Final = re.compile(r"[\w가-힣][\w가-힣 .-]{0,63}")
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
MOTIONS: Final = frozenset({".json", ".npz", ".npy", ".bvh", ".amc"})
LEAST: Final = 4  # pictures
MOST_SEEN: Final = 100_000  # files that are counted
LABEL: Final = 5  # numbers of a row: class, middle, size


def names(root: Path, kind: Data) -> list[str]:
    """Return the folders below the host's data that hold what a recipe needs."""
    if kind is Data.DRAWN or not root.is_dir():
        return []
    found = []
    for folder in sorted(one for one in root.iterdir() if one.is_dir() and NAME.fullmatch(one.name)):
        try:
            CHECKS[kind](folder)
        except InputError:
            continue
        found.append(folder.name)
    return found


def find(root: Path, name: str, kind: Data) -> Path:
    """Return the folder of this name.

    Raises:
        InputError: `training_data_unknown`, there is none; `training_data_*`, it does not hold what the recipe needs.
    """
    folder = root / name
    if (
        not NAME.fullmatch(name)
        or kind is Data.DRAWN
        or not folder.is_dir()
        or folder.resolve().parent != root.resolve()
    ):
        raise InputError("training_data_unknown", "There is no such folder of data: please choose one from the list.")
    CHECKS[kind](folder)
    return folder


def count(folder: Path, suffixes: frozenset[str]) -> int:
    """Return how many files of some kinds lie in a folder or below it."""
    files = (path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    return sum(1 for _ in islice(files, MOST_SEEN))


def _check_packs(folder: Path) -> None:
    if not any(folder.glob("*.zip")) and not (folder / "motion").is_dir():
        raise _empty("packs")


def _check_pictures(folder: Path) -> None:
    if count(folder, PICTURES) < LEAST:
        raise _empty(f"{LEAST} pictures or more")


def _check_pairs(folder: Path) -> None:
    drawings = folder / "drawings"
    if count(drawings, PICTURES) < LEAST:
        raise _empty(f"a folder `drawings` with {LEAST} pictures or more")
    targets = folder / "targets"
    if targets.is_dir():
        there = {path.stem for path in targets.iterdir()}
        missing = [
            path.name
            for path in sorted(drawings.iterdir())
            if path.suffix.lower() in PICTURES and path.stem not in there
        ]
        if missing:
            raise InputError(
                "training_data_pairs",
                f"{len(missing)} drawings have no target, the first is {missing[0][:60]}: please add a target of the "
                "same name, or take the folder `targets` away.",
            )


def _check_boxes(folder: Path) -> None:
    if count(folder / "images", PICTURES) < LEAST:
        raise _empty(f"a folder `images` with {LEAST} pictures or more")
    classes = folder / "classes.txt"
    if not classes.is_file() or not (known := classes.read_text(encoding="utf-8", errors="replace").split("\n")):
        raise _empty("a file `classes.txt` with a class a line")
    many = len([name for name in known if name.strip()])
    for path in sorted((folder / "labels").glob("*.txt"))[:MOST_SEEN]:
        for number, row in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if row.strip() and not _is_label(row.split(), many):
                raise InputError(
                    "training_data_labels",
                    f"Line {number} of {path.name[:60]} is no label: please write a class from 0 to {many - 1} and "
                    "four numbers from 0 to 1.",
                )


def _is_label(row: list[str], classes: int) -> bool:
    try:
        kind, numbers = int(row[0]), [float(number) for number in row[1:]]
    except ValueError:
        return False
    return len(row) == LABEL and 0 <= kind < classes and all(0 <= number <= 1 for number in numbers)


def _check_table(folder: Path) -> None:
    tables = sorted(folder.glob("*.csv"))
    if len(tables) != 1:
        raise _empty("one CSV file")
    with tables[0].open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = list(islice(csv.reader(file), 3))
    if len(rows) < 3 or len(rows[0]) < 2 or len(rows[1]) != len(rows[0]):
        raise _empty("a CSV file with a header, two columns and two rows or more")


def _check_motions(folder: Path) -> None:
    if not count(folder, MOTIONS):
        raise _empty("a motion as JSON, NPZ, NPY, BVH or AMC")


CHECKS: Final[Mapping[Data, Callable[[Path], None]]] = {
    Data.PACKS: _check_packs,
    Data.PICTURES: _check_pictures,
    Data.PAIRS: _check_pairs,
    Data.BOXES: _check_boxes,
    Data.TABLE: _check_table,
    Data.MOTIONS: _check_motions,
}


def _empty(needed: str) -> InputError:
    return InputError("training_data_empty", f"This folder has nothing to learn from: please put {needed} into it.")
