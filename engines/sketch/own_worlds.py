"""Worlds that a host trained from a folder of pictures: a folder each, with a painter and its description.

    WORLDS/NAME/painter.safetensors    what `engines.sketch.train` wrote
    WORLDS/NAME/world.json             {"names": {"en", "ko"}, "kind", "colour", "symmetric"}

A world is there from the moment when both files are, and is looked for at every call: no new start is needed.
"""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from engines.checkpoints import load
from engines.runtime.errors import InputError
from engines.sketch.worlds import WORLDS, Ground, World

if TYPE_CHECKING:
    from torch import nn

PAINTER, DESCRIPTION = "painter.safetensors", "world.json"
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
LONGEST_NAME = 24
MOST = 24  # worlds of a host
PREFIX = "own/"  # of the weight's name


class OwnWorlds:
    """The worlds in a folder; without a folder there are none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def worlds(self) -> list[World]:
        """The host's worlds, by name; one whose description is wrong is left out."""
        if self._folder is None or not self._folder.is_dir():
            return []
        found = (read_world(folder) for folder in sorted(self._folder.iterdir())[: 4 * MOST])
        return [world for world in found if world is not None][:MOST]

    def has(self, world: World) -> bool:
        """Whether this is one of the host's worlds."""
        return world.weight.startswith(PREFIX)

    def key(self, world: World) -> str:
        """The name of the world's painter in the model cache: another one when it was trained on."""
        return f"{world.weight}@{self._path(world).stat().st_mtime_ns}"

    def painter(self, world: World) -> "nn.Module":
        """The world's painter, float32 on the CPU. Raises `InputError` (`checkpoint_*`) for a file that is none."""
        return load(self._path(world), "painter")

    def _path(self, world: World) -> Path:
        assert self._folder is not None  # for the type checker: a world of a host comes from its folder
        return self._folder / world.id / PAINTER


def read_world(folder: Path) -> World | None:
    """The world in a folder; None where there is none, or its description is wrong."""
    bundled = {world.id for world in WORLDS}
    if not ID.fullmatch(folder.name) or folder.name in bundled or not (folder / PAINTER).is_file():
        return None
    try:
        told: Any = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        names = {lang: str(told["names"][lang])[:LONGEST_NAME] for lang in ("en", "ko")}
        kind, colour, symmetric = told["kind"], str(told["colour"]), told["symmetric"] is True
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if kind not in get_args(Ground) or not COLOUR.fullmatch(colour) or not all(names.values()):
        return None
    return World(folder.name, names, kind, colour, symmetric, PREFIX + folder.name, 0)


def describe(folder: Path, name: str, kind: Ground, colour: str) -> None:
    """Write the description of a new world; one that is there, and may have been edited, stays."""
    path = folder / DESCRIPTION
    if not path.exists():
        told = {"names": {"en": name, "ko": name}, "kind": kind, "colour": colour, "symmetric": False}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def to_id(name: str) -> str:
    """The folder's name of a world's name: "Sea shells" is sea_shells.

    Raises:
        InputError: `training_world_name`, nothing is left of the name, or a bundled world has it.
    """
    found = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:32]
    if not ID.fullmatch(found) or found in {world.id for world in WORLDS}:
        raise InputError(
            "training_world_name",
            f"A new world cannot be named {name[:LONGEST_NAME]!r}: please take other Latin letters; the page's name "
            f"can be changed in its {DESCRIPTION}.",
        )
    return found
