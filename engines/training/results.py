"""What a training left in its folder: pictures on the way, files at the end."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engines.runtime.errors import InputError
from engines.runtime.telling import SAMPLES

SAMPLE: Final = re.compile(r"(\d{7})(?:-([\w-]{1,40}))?\.png")
WORLDS: Final = "worlds"  # folder of a run with worlds for the page
SHOWN: Final = frozenset(
    {".safetensors", ".json", ".jsonl", ".png", ".txt", ".csv", ".ubj", ".mp4", ".md"}
)  # not what is only needed to go on
MOST: Final = 500


@dataclass(frozen=True)
class Sample:
    """A picture that was made after so many steps."""

    file: str
    step: int
    caption: str


@dataclass(frozen=True)
class Artifact:
    """A file of a run, by its name below the run's folder."""

    name: str
    bytes: int


def samples(out: Path) -> list[Sample]:
    """Return the pictures of a run, the first one first."""
    found = ((path.name, SAMPLE.fullmatch(path.name)) for path in (out / SAMPLES).glob("*.png"))
    return sorted(
        (Sample(name, int(match[1]), match[2] or "") for name, match in found if match),
        key=lambda one: (one.step, one.file),
    )


def sample(out: Path, file: str) -> Path:
    """Return the path of one of them. Raises `InputError` (`training_file_unknown`)."""
    return _known(out / SAMPLES, file, [one.file for one in samples(out)])


def artifacts(out: Path) -> list[Artifact]:
    """Return the files of a run that are worth having."""
    files = sorted(path for path in out.rglob("*") if path.suffix in SHOWN and path.is_file())
    return [Artifact(path.relative_to(out).as_posix(), path.stat().st_size) for path in files[:MOST]]


def artifact(out: Path, name: str) -> Path:
    """Return the path of one of them. Raises `InputError` (`training_file_unknown`)."""
    return _known(out, name, [one.name for one in artifacts(out)])


def put_worlds(out: Path, worlds: Path) -> str:
    """Copy the world that a run made to the host's own; one of the same name is replaced. Returns its name."""
    made = [folder for folder in (out / WORLDS).glob("*") if folder.is_dir()]
    if not made:
        raise InputError("training_no_result", "There is no result yet: please wait until the training has ended.")
    for folder in made:
        new = worlds / f".{folder.name}.new"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(folder, new)
        shutil.rmtree(worlds / folder.name, ignore_errors=True)
        new.replace(worlds / folder.name)
    return made[-1].name


def _known(folder: Path, name: str, names: list[str]) -> Path:
    """A name comes over the network: only one that was found in the folder leads to a file."""
    if name not in names:
        raise InputError("training_file_unknown", "There is no such file: please choose one from the list.")
    return folder / name
