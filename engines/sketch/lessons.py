"""Where the worlds are learnt from: data packs, pictures drawn by program, or a host's own folder of pictures."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from engines.drawn.creatures.faces import draw_face
from engines.drawn.creatures.pandas import draw_panda
from engines.drawn.forms import DrawnThing
from engines.drawn.goods.cars import draw_car
from engines.drawn.goods.handbags import draw_handbag
from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.heroes.heroes import draw_hero
from engines.drawn.treasures.gems import draw_gem
from engines.drawn.treasures.space import draw_space
from engines.sketch.data import HumanDrawing, Lesson, Pack, load_drawings, load_photos
from engines.sketch.subjects import Picture, Studies, load
from engines.sketch.worlds import WORLDS, World

PACKS = ("sketch-things.zip", "sketch-worlds.zip")
PEOPLE = "sketch-human.zip"
LEAST_PICTURES = 8  # of a host's own world
LEAST_SIDE = 64  # pixels of the shorter side of a host's picture
KINDS = {".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"}

DRAWN: dict[str, Callable[[np.random.Generator], DrawnThing]] = {
    "shoes": draw_shoe,
    "handbags": draw_handbag,
    "cars": draw_car,
    "cartoon_faces": draw_face,
    "panda": draw_panda,
    "pixel_heroes": draw_hero,
    "gemstones": draw_gem,
    "space": draw_space,
}


def bundled_lessons(data: Path, studies: Studies, drawn: int, worlds: tuple[World, ...] = WORLDS) -> list[Lesson]:
    """Lessons about the bundled worlds from the data packs, with `drawn` pictures by program for each."""
    people = Pack(data / PEOPLE)
    lessons = []
    for world in worlds:
        photos = [photo for pack in PACKS for photo in load_photos(Pack(data / pack), world.id, "train")]
        lessons.append(
            Lesson(
                world.number,
                studies.of(f"{world.id}-train", photos),
                studies.drawn(world.id, DRAWN[world.id], world.kind, drawn) if drawn else [],
                load_drawings(people, world.id, "train"),
            )
        )
    return lessons


def validation_drawings(data: Path, worlds: tuple[World, ...] = WORLDS) -> dict[int, list[HumanDrawing]]:
    """The drawings by people of each world's validation part, by the world's number."""
    people = Pack(data / PEOPLE)
    return {world.number: load_drawings(people, world.id, "val") for world in worlds}


def own_lesson(folder: Path, studies: Studies) -> Lesson:
    """A lesson from a folder of pictures of any sizes; files that are no pictures, or too small, are left out.

    Raises:
        ValueError: there is no such folder, or too few of its pictures show a thing that can be drawn.
    """
    if not folder.is_dir():
        raise ValueError(f"There is no folder {folder}. Give one with {LEAST_PICTURES} pictures or more.")
    pictures = [picture for path in sorted(folder.rglob("*")) if (picture := _read(path)) is not None]
    subjects = studies.of(folder.name, pictures) if pictures else []
    if len(subjects) < LEAST_PICTURES:
        raise ValueError(
            f"{folder} has {len(subjects)} pictures to learn from, {LEAST_PICTURES} or more are needed: whole PNG, "
            f"JPEG or WebP files of {LEAST_SIDE} pixels or more, best of one thing each on plain ground."
        )
    return Lesson(0, subjects)


def _read(path: Path) -> Picture | None:
    """The picture in a file; None for a file that has none, is broken or too small."""
    if path.suffix.lower() not in KINDS:
        return None
    try:
        with Image.open(path) as picture:
            return load(picture) if min(picture.size) >= LEAST_SIDE else None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
