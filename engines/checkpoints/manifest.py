"""The list of weights that the program knows: `weights/manifest.toml`.

One entry, all fields needed:

    [[weight]]
    name = "painter-worlds"
    architecture = "painter"                 # a network in engines.models
    file = "painter-worlds.safetensors"       # beside the manifest
    sha256 = "64 hexadecimal digits"
    bytes = 9876543
    licence = "non-commercial demonstrations"
    trained_on = ["sketch-things"]
    minutes = 100                             # of training, on the machine that its card names
    source = "bundled"
    figures = { val_l1 = 0.12 }              # what was measured, by name
    config = { width = 32 }                  # arguments of the network
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from engines.checkpoints.errors import CheckpointError

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
MANIFEST = "manifest.toml"
SOURCES = ("bundled",)
FIELDS: Mapping[str, type] = {
    "name": str,
    "architecture": str,
    "file": str,
    "sha256": str,
    "bytes": int,
    "licence": str,
    "trained_on": list,
    "minutes": int,
    "source": str,
    "figures": dict,
    "config": dict,
}


@dataclass(frozen=True)
class Weight:
    """One entry of the manifest: `bytes` of the file, `minutes` of training, `folder` where the manifest lies."""

    name: str
    architecture: str
    file: str
    sha256: str
    bytes: int
    licence: str
    trained_on: tuple[str, ...]
    minutes: int
    source: str
    figures: Mapping[str, Any]
    config: Mapping[str, Any]
    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / self.file


def read_manifest(folder: Path = WEIGHTS) -> tuple[Weight, ...]:
    """Return every weight in the folder's manifest, in its order.

    Raises:
        CheckpointError: the manifest is missing, is not TOML, or an entry is wrong.
    """
    path = folder / MANIFEST
    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} is missing: restore the folder `weights` from the repository.") from error
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, *_: int) -> tuple[Weight, ...]:
    """What is in a file of this length that was changed at this time: every answer to a visitor asks for it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path} is not valid TOML ({error}): mend that line.") from error
    weights = tuple(_to_weight(entry, path) for entry in content.get("weight", []))
    twice = [name for name, count in Counter(weight.name for weight in weights).items() if count > 1]
    if twice:
        raise CheckpointError(f"{path} has more than one weight called {twice[0]!r}: rename all but one.")
    return weights


def find_weight(name: str, folder: Path = WEIGHTS) -> Weight:
    """Return the weight called `name`.

    Raises:
        CheckpointError: as `read_manifest`, or the manifest has no such weight.
    """
    weights = {weight.name: weight for weight in read_manifest(folder)}
    if name not in weights:
        known = ", ".join(weights) or "none"
        raise CheckpointError(f"{folder / MANIFEST} has no weight called {name!r}: choose one of these: {known}.")
    return weights[name]


def _to_weight(entry: Mapping[str, Any], path: Path) -> Weight:
    label = f"{path}: weight {entry.get('name', 'without a name')!r}"
    if missing := sorted(FIELDS.keys() - entry.keys()):
        raise CheckpointError(f"{label} lacks `{missing[0]}`: add it.")
    if unknown := sorted(entry.keys() - FIELDS.keys()):
        raise CheckpointError(f"{label} has an unknown field `{unknown[0]}`: remove it or correct its spelling.")
    for field, kind in FIELDS.items():
        if type(entry[field]) is not kind:
            found = type(entry[field]).__name__
            raise CheckpointError(f"{label}: `{field}` must be of type {kind.__name__}, but is {found}.")
    if not all(isinstance(pack, str) for pack in entry["trained_on"]):
        raise CheckpointError(f"{label}: `trained_on` must hold only names of data packs.")
    if re.fullmatch(r"[\w.-]+\.safetensors", entry["file"]) is None:
        raise CheckpointError(f"{label}: `file` must be the name of a .safetensors file beside the manifest.")
    if re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]) is None:
        raise CheckpointError(f"{label}: `sha256` must be 64 digits 0-9 a-f; `sha256sum FILE` prints it.")
    if entry["bytes"] < 1:
        raise CheckpointError(f"{label}: `bytes` must be the length of the file.")
    if entry["minutes"] < 0:
        raise CheckpointError(f"{label}: `minutes` of training must not be negative.")
    if entry["source"] not in SOURCES:
        raise CheckpointError(f"{label}: `source` must be one of {', '.join(SOURCES)}.")
    return Weight(**{**entry, "trained_on": tuple(entry["trained_on"])}, folder=path.parent)
