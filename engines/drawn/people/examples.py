"""The drawn people that come with the page.

    python -m engines.drawn.people.examples --out assets/tryon/people

writes ID.webp (480 x 640) and people.json: for each picture its id, file, and name in English and Korean.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from engines.drawn.garments import Design, draw_garment
from engines.drawn.garments.collection import COLLECTION
from engines.drawn.people.bodies import any_body
from engines.drawn.people.canvas import Sun
from engines.drawn.people.grounds import any_ground
from engines.drawn.people.looks import HAIRS, SKINS, Look, any_look
from engines.drawn.people.people import DrawnPerson, wear
from engines.drawn.people.poses import any_pose

SCALE = 2.5
QUALITY = 84
SUN = Sun(-0.36, -0.46, 0.81, 0.66)
DESIGNS = {piece.id: piece.design for piece in COLLECTION}


@dataclass(frozen=True)
class Example:
    """Who stands there in what. skin, hair: numbers in SKINS and HAIRS; hue: of the ground, in turns."""

    id: str
    en: str
    ko: str
    child: float
    woman: bool
    skin: int
    hair: int
    style: str
    crop: str
    arms: tuple[str, str]
    wears: tuple[str, ...]
    hue: float
    seed: int


EXAMPLES = (
    Example(
        "mina",
        "Mina",
        "미나",
        0.6,
        True,
        1,
        0,
        "bob",
        "upper",
        ("hanging", "hanging"),
        ("tee-white", "skirt-denim"),
        0.12,
        3,
    ),
    Example(
        "leo",
        "Leo",
        "레오",
        0.75,
        False,
        4,
        1,
        "curls",
        "full",
        ("hanging", "away"),
        ("tee-sun", "shorts-denim"),
        0.55,
        5,
    ),
    Example(
        "sora",
        "Sora",
        "소라",
        0.0,
        True,
        2,
        1,
        "long",
        "upper",
        ("hanging", "hip"),
        ("jumper-stripes", "jeans-blue"),
        0.98,
        8,
    ),
    Example(
        "amara", "Amara", "아마라", 0.0, True, 6, 0, "bun", "full", ("hanging", "hanging"), ("dress-flowers",), 0.42, 4
    ),
    Example(
        "jun",
        "Jun",
        "준",
        0.0,
        False,
        2,
        0,
        "short",
        "upper",
        ("hanging", "hanging"),
        ("shirt-blue", "chinos-sand"),
        0.60,
        6,
    ),
    Example(
        "david",
        "David",
        "데이비드",
        0.0,
        False,
        7,
        0,
        "crop",
        "full",
        ("pocket", "hanging"),
        ("tee-hello", "jeans-dark"),
        0.08,
        9,
    ),
)


def drawn(example: Example) -> Image.Image:
    """RGB of 480 x 640."""
    rng = np.random.default_rng(example.seed)
    body = any_body(rng, example.child, example.woman)
    pose = replace(any_pose(rng, body, example.crop, example.arms), yaw=0.0, turn=0.0, tilt=float(rng.normal(0, 0.03)))
    person = DrawnPerson(body, pose, _look(example, any_look(rng, body)), SUN, example.crop, True, 0.0, example.seed)
    garments = [draw_garment(rng, design=_design(name), scale=SCALE) for name in example.wears]
    ground = any_ground(rng, pose, SCALE, "wall", example.hue)
    return Image.fromarray(wear(person, garments, SCALE, ground).picture)


def write_people(folder: Path) -> None:
    """Write all examples and people.json."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for example in EXAMPLES:
        file = f"{example.id}.webp"
        drawn(example).save(folder / file, quality=QUALITY, method=4)
        rows.append({"id": example.id, "file": file, "en": example.en, "ko": example.ko})
    text = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "people.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


def _design(name: str) -> Design:
    return DESIGNS[name]


def _look(example: Example, chance: Look) -> Look:
    return replace(
        chance,
        skin=SKINS[example.skin],
        hair=HAIRS[example.hair],
        style=example.style,
        eyes=(0.22, 0.14, 0.09),
        glasses="none",
        beard=0.0,
        smile=0.8,
        fringe=0.75 if example.style == "bob" else 0.2,
        hat=None,
        bag=None,
        tights=None,
        boots=0.0,
        shoes=(0.93, 0.92, 0.90),
        socks=(0.95, 0.94, 0.92),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the example people.")
    parser.add_argument("--out", type=Path, required=True)
    write_people(parser.parse_args().out)


if __name__ == "__main__":
    main()
