"""What the page of the Wardrobe may ask of the server: checked calls in, plain answers out. Nothing is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageChops

from engines import runtime
from engines.runtime import InputError
from engines.tryon.engine import TryOnEngine
from engines.tryon.results import GarmentSeen, Step, TryOnResult
from settings import Settings
from tabs import tryon_calls as calls
from tabs.desk import LOADING_PATIENCE, Answer
from tabs.guard import Gate, picture_bytes
from tabs.parts import address, answered, number_of, picture_address, visitor_of
from tabs.theme import ASSETS
from tabs.tryon_calls import Parts, Piece
from tabs.words import error

PEOPLE: Final = ASSETS / "tryon" / "people"
CARD: Final = (192, 256)  # px, the largest picture of a garment on a hanger and of a step
SHADE: Final = 20  # levels by which a garment differs from its ground
EDGE: Final = 12  # px of the ground that stay around it
SHARP: Final = 92  # quality of the JPEG of a result

log = logging.getLogger("five_doors.tryon")


class FittingRoom:
    """The try-on engine behind gates: one question a visitor, a few in all."""

    def __init__(self, engine: TryOnEngine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        # A first question may wait until somebody else's has loaded the networks.
        self._looking = Gate(settings.tailors, settings.waiting, LOADING_PATIENCE)
        self._wardrobe = cache(self._hang_up)

    def open_room(self, call: object) -> Answer:
        """What the room begins with: drawn `people` and the `garments` of the wardrobe."""
        return answered(self._open_room, call, log)

    def see_garment(self, call: object) -> Answer:
        """What the garment in `piece` is seen, or said, to be: `kind`, `sleeve`, and a `picture` of it cut out."""
        return answered(self._see_garment, call, log)

    def wear(self, call: object) -> Iterator[Answer]:
        """Put `pieces` on `person`, as `nudge` says: an answer for each step, and one for the result.

        Each carries the `number` of the call. `ahead` says how many visitors come before this one, `warming` that
        networks are loaded first. A step has `step`, `picture`, `seconds` and `network`; the result `picture`,
        `seconds` and `networks` by step, `confidence` and `remarks`.
        """
        parts: Parts = call if isinstance(call, dict) else {}
        number = number_of(parts)
        try:
            with self._looking.turn(visitor_of(parts)) as before:
                for ahead in before:
                    yield {"number": number, "ahead": ahead}
                if not self._engine.ready():
                    yield {"number": number, "warming": True}
                for one in self._wear(parts):
                    yield {"number": number, **(_step(one) if isinstance(one, Step) else _result(one))}
        except InputError as problem:
            log.info("not tried on: %s", problem.key)
            yield {"number": number, "error": problem.key}

    def try_on_files(self, person: bytes, garments: list[Piece], visitor: str) -> TryOnResult:
        """Picture files of a person and of what is put on, in this order. Raises `InputError`."""
        with self._looking.enter(f"api {visitor}"):
            return self._worn(self._read(person), garments)

    def parse_file(self, data: bytes, visitor: str) -> Image.Image:
        """The LIP label of every pixel of a picture file, as an 8-bit picture. Raises `InputError`."""
        with self._looking.enter(f"api {visitor}"):
            return Image.fromarray(self._engine.parse(self._read(data)))

    def pose_file(self, data: bytes, visitor: str) -> Answer:
        """The points of the person of a picture file: x, y in pixels and score by name. Raises `InputError`."""
        with self._looking.enter(f"api {visitor}"):
            pose = self._engine.pose(self._read(data))
        rows = np.column_stack([pose.xy, pose.score]).round(3).tolist()
        return dict(zip(pose.names, rows, strict=True))

    def mask_file(self, data: bytes, visitor: str) -> Image.Image:
        """Where the garment of a picture file is: white on black. Raises `InputError`."""
        with self._looking.enter(f"api {visitor}"):
            return Image.fromarray(self._engine.garment_mask(self._read(data)))

    def _open_room(self, _: str, __: Parts) -> Answer:
        return {"people": people(), "garments": self._wardrobe()}

    def _see_garment(self, visitor: str, parts: Parts) -> Answer:
        piece = calls.piece_of(parts.get("piece"), self._settings.upload_bytes)
        with self._looking.enter(visitor):
            seen = self._engine.see_garment(self._picture(piece), piece.kind, piece.sleeve)
        return {
            "kind": seen.kind,
            "sleeve": seen.sleeve,
            "certainty": round(seen.certainty, 3),
            "picture": picture_address(cut_out(seen)),
        }

    def _wear(self, parts: Parts) -> Iterator[Step | TryOnResult]:
        most = self._settings.upload_bytes
        person = self._read(picture_bytes(parts.get("person"), most, "picture_too_heavy"))
        pieces, nudge = calls.pieces_of(parts, most), calls.nudge_of(parts)
        if len(pieces) == 1:
            piece = pieces[0]
            yield from self._engine.steps(person, self._picture(piece), piece.kind, piece.sleeve, nudge)
        else:
            yield self._worn(person, pieces)

    def _worn(self, person: Image.Image, pieces: list[Piece]) -> TryOnResult:
        pictures = [self._picture(piece) for piece in pieces]
        if len(pieces) == 1:
            return self._engine.try_on(person, pictures[0], pieces[0].kind, pieces[0].sleeve)
        kinds, sleeves = [piece.kind for piece in pieces], [piece.sleeve for piece in pieces]
        return self._engine.outfit(person, *pictures, kinds=kinds, sleeves=sleeves)

    def _picture(self, piece: Piece) -> Image.Image:
        """The garment's picture. Raises `InputError`."""
        if not piece.id:
            return self._read(piece.data)
        for garment in self._engine.wardrobe():
            if garment.id == piece.id:
                with Image.open(garment.path) as picture:
                    return picture.convert("RGB")
        raise error("garment_lost")

    def _read(self, data: bytes) -> Image.Image:
        limits = self._settings
        photo = runtime.read_picture(data, max_bytes=limits.upload_bytes, max_pixels=limits.upload_pixels)
        return photo.convert("RGB")

    def _hang_up(self) -> list[Answer]:
        """The garments of the wardrobe with small pictures."""
        return [
            {
                "id": garment.id,
                "kind": garment.kind,
                "sleeve": garment.sleeve,
                "names": [garment.words["en"], garment.words["ko"]],
                **on_hanger(Image.open(garment.path).convert("RGB")),
            }
            for garment in self._engine.wardrobe()
        ]


@cache
def people(folder: Path = PEOPLE) -> list[Answer]:
    """The drawn people to begin with: their names and pictures."""
    listed: list[dict[str, Any]] = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    return [
        {
            "id": one["id"],
            "names": [one["en"], one["ko"]],
            "picture": picture_address(Image.open(folder / one["file"])),
        }
        for one in listed
    ]


def small(picture: Image.Image) -> str:
    """A picture as an address, no larger than a card."""
    card = picture.copy()
    card.thumbnail(CARD, Image.Resampling.LANCZOS)
    return picture_address(card)


def on_hanger(picture: Image.Image) -> Answer:
    """A drawn garment for its card: its `picture` without the empty ground around it, and the `ground`'s colour."""
    ground = tuple(np.asarray(picture)[0, 0].tolist())
    difference = ImageChops.difference(picture, Image.new("RGB", picture.size, ground))
    left, top, right, bottom = difference.point(lambda level: 255 * (level > SHADE)).getbbox() or (0, 0, *picture.size)
    box = max(0, left - EDGE), max(0, top - EDGE), min(picture.width, right + EDGE), min(picture.height, bottom + EDGE)
    return {"picture": small(picture.crop(box)), "ground": "#{:02x}{:02x}{:02x}".format(*ground)}


def cut_out(garment: GarmentSeen) -> Image.Image:
    """The garment alone, RGBA."""
    picture = garment.picture.convert("RGB")
    picture.putalpha(Image.fromarray((garment.mask.values * 255).astype(np.uint8)))
    return picture


def _step(step: Step) -> Answer:
    return {
        "step": step.name,
        "picture": small(step.picture),
        "seconds": round(step.seconds, 3),
        "network": step.network,
    }


def _result(result: TryOnResult) -> Answer:
    return {
        "picture": address(result.image, "jpeg", quality=SHARP),
        "seconds": {name: round(seconds, 3) for name, seconds in result.seconds.items()},
        "networks": result.networks,
        "confidence": round(result.confidence, 3),
        "remarks": list(result.remarks),
    }
