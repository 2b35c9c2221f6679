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
from engines.runtime.errors import InputError
from engines.sketch.data import HumanDrawing, Lesson, Pack, load_drawings, load_photos
from engines.sketch.subjects import Picture, Studies, load
from engines.sketch.worlds import WORLDS, World

PACKS = ("sketch-things.zip", "sketch-worlds.zip")
PEOPLE = "sketch-human.zip"
LEAST_PICTURES = 8  # of a host's own world
HELD_BACK = 8  # of so many pictures of a host's own world one is only asked about
ASKED_FROM = 1_000_000  # the number of the first drawn picture that is only asked about
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


def drawn_lesson(subject: str, number: int, studies: Studies, count: int, asked: bool = False) -> Lesson:
    """A lesson from `count` pictures by program.

    Args:
        subject: a bundled world whose things can be drawn.
        number: of the world that is learnt.
        studies: keep what was drawn.
        count: of pictures.
        asked: others than those that are learnt from.
    """
    ground = {world.id: world.kind for world in WORLDS}[subject]
    name, first = (f"{subject}-asked", ASKED_FROM) if asked else (subject, 0)
    return Lesson(number, [], studies.drawn(name, DRAWN[subject], ground, count, first))


def own_files(folder: Path) -> list[Path]:
    """Find the pictures of a host's own world.

    Raises:
        InputError: `training_few_pictures`.
    """
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS)
    if len(files) < LEAST_PICTURES:
        raise _too_few(len(files))
    return files


def own_lessons(files: list[Path], studies: Studies, least: int = LEAST_PICTURES) -> tuple[Lesson, Lesson]:
    """What is learnt and what is asked, from pictures of any sizes; those that show nothing that can be drawn, or are
    broken or too small, are left out.

    Raises:
        InputError: `training_few_pictures`, fewer than `least` are left.
    """
    pictures = [picture for path in files if (picture := _read(path)) is not None]
    subjects = studies.of("own", pictures)
    if len(subjects) < least:
        raise _too_few(len(subjects))
    asked = subjects[::HELD_BACK][: len(subjects) // HELD_BACK]
    learnt = [subject for subject in subjects if all(subject is not one for one in asked)]
    return Lesson(0, learnt), Lesson(0, asked)


def _too_few(count: int) -> InputError:
    return InputError(
        "training_few_pictures",
        f"This folder has {count} pictures to learn from, and {LEAST_PICTURES} are needed: please put in whole PNG, "
        f"JPEG or WebP files of {LEAST_SIDE} pixels or more, best of one thing each on plain ground.",
    )


def _read(path: Path) -> Picture | None:
    """The picture in a file; None where it has none, is broken or too small."""
    try:
        with Image.open(path) as picture:
            return load(picture) if min(picture.size) >= LEAST_SIDE else None
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
