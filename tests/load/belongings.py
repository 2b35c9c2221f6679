"""What each visitor brings that nobody else has: drawings, a dog, a person with clothes, a dance."""

from __future__ import annotations

import base64
import io
import random
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from engines.sketch import WORLDS
from engines.tryon.wardrobe import read_wardrobe
from tabs.fitting import people
from tabs.theme import ASSETS
from tests.benchmarks.measure import shoe_drawing

DOGS = ASSETS / "dogs" / "drawn"
PHOTO = 768  # px
SHEET, SMALL = 512, 256  # px of the sheet, and of what the page sends of it while the pen moves
STROKES = 4
MOVES = 5  # quick pictures while one of them is drawn
GARMENTS = 3
PUSH = 0.03  # of the frame
TEXTS = ("spin then jump", "moonwalk", "k-pop", "robot wave", "춤 talchum", "kick and clap", "ballet", "wave arms")


@dataclass(frozen=True)
class Stroke:
    """The sheet while a stroke is drawn, and when the pen is lifted: data URLs."""

    moving: tuple[str, ...]
    lifted: str


@dataclass(frozen=True)
class Belongings:
    """Of the visitor of a number.

    Args:
        seed: of the whole run.
        number: of the visitor.
    """

    seed: int
    number: int

    @property
    def world(self) -> str:
        return WORLDS[self.number % len(WORLDS)].id

    @cached_property
    def strokes(self) -> list[Stroke]:
        """A shoe, and scribbles that are this visitor's alone."""
        chance = self._chance("strokes")
        sheet = shoe_drawing(SHEET)
        pen = ImageDraw.Draw(sheet)
        found = []
        for _ in range(STROKES):
            moving = []
            end = chance.uniform(90, 420), chance.uniform(90, 420)
            for _ in range(MOVES):
                begin, end = end, (end[0] + chance.uniform(-90, 90), end[1] + chance.uniform(-90, 90))
                pen.line([begin, end], fill="#222222", width=6)
                moving.append(_address(sheet.resize((SMALL, SMALL), Image.Resampling.BILINEAR), "png"))
            found.append(Stroke(tuple(moving), _address(sheet, "png")))
        return found

    @cached_property
    def dog(self) -> str:
        """A picture of a dog that the program drew, seen in a mirror."""
        files = sorted(DOGS.glob("*.webp"))
        with Image.open(files[(37 * self.seed + self.number) % len(files)]) as picture:
            mirrored = ImageOps.mirror(picture.convert("RGB"))
        return _address(mirrored.resize((PHOTO, PHOTO), Image.Resampling.BICUBIC), "jpeg")

    @cached_property
    def clothes(self) -> list[dict[str, Any]]:
        """Wishes for the Wardrobe: a drawn person of the house in tops that hang as this visitor alone pushed them."""
        shown = people()
        person = str(shown[self.number % len(shown)]["picture"])
        nudge = {"right": PUSH * (self.number // len(shown) - 2), "down": 0.0, "scale": 1.0, "sleeve": 1.0}
        tops = [one.id for one in read_wardrobe() if one.kind == "top"]
        chosen = self._chance("garments").sample(tops, GARMENTS)
        return [{"person": person, "pieces": [{"id": one}], "nudge": nudge} for one in chosen]

    @cached_property
    def dance(self) -> dict[str, Any]:
        """A wish for a dance."""
        seconds = 4.0 + self.number % 3
        return {"text": TEXTS[self.number % len(TEXTS)], "seconds": seconds, "style": "", "seed": 1000 + self.number}

    def _chance(self, what: str) -> random.Random:
        return random.Random(f"{self.seed} {self.number} {what}")


def _address(picture: Image.Image, kind: str) -> str:
    file = io.BytesIO()
    picture.save(file, kind)
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"
