"""What the page of the Dogs room may ask of the server: checked calls in, plain answers out. Nothing is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from PIL import Image

from engines import runtime
from engines.dogs.engine import DogEngine, Seen
from engines.dogs.gallery import Look
from engines.dogs.results import Box, Match
from engines.dogs.taste import Taste
from engines.dogs.video import Step
from engines.runtime import InputError
from settings import Settings
from tabs import kennel_calls as calls
from tabs.desk import LOADING_PATIENCE, Answer
from tabs.dog_facts import comparison_to_json, legs_of, points_to_json
from tabs.guard import Gate, picture_bytes
from tabs.kennel_calls import Filters, Parts
from tabs.parts import Ahead, answered, picture_address
from tabs.words import error

PAGE: Final = 12  # dogs that are shown at once
MOST_SHOWN: Final = 240  # dogs that one visitor can page through
MOST_ASKED: Final = 100  # dogs that one call of the API brings
CARD: Final = 288  # px, the longer side of a dog on a card

log = logging.getLogger("five_doors.dogs")


class Kennel:
    """The dog engine behind gates: one call a visitor, a few in all."""

    def __init__(self, engine: DogEngine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self._working = Gate(settings.lookers, settings.waiting, settings.patience)
        self._filming = Gate(settings.films, settings.waiting, LOADING_PATIENCE)
        # Apart from the others, so that loading networks keeps nobody from an answer.
        self._loading = Gate(1, settings.waiting, LOADING_PATIENCE)

    def open_room(self, call: object) -> Answer:
        """Bring the networks into memory; answers with the gallery's size and breeds when they are there."""
        return answered(self._open_room, call, log)

    def look(self, call: object) -> Answer:
        """Find the dogs of the data URL in `picture`, and see the one in `box`, by default the surest.

        Answers with `boxes` (left, top, width, height in pixels; without those where a box was given), `points` (x, y,
        score), `facts`, and `seen`, which the page gives back to `search`.
        """
        return answered(self._look, call, log)

    def search(self, call: object) -> Answer:
        """The next dogs after the first `skip` that are like `seen`, by the filters and the visitor's `votes`.

        `thumb` is a vote that is given now. Answers with `matches` and all `votes`, which the page gives back.
        """
        return answered(self._search, call, log)

    def compare(self, call: object) -> Answer:
        """Put the dog of `picture` and `box` beside the gallery's `record`: a picture, and how alike the bodies are."""
        return answered(self._compare, call, log)

    def points_of_file(self, data: bytes, visitor: str) -> Answer:
        """Every dog of a picture file with its points and facts. Raises `InputError`."""
        with self._working.enter(f"api {visitor}"):
            photo = self._read(data)
            seen = [self._engine.see(photo, box) for box in self._engine.find(photo)]
        return {"size": list(photo.size), "dogs": [{"box": _box(one.box), **_seen(one)} for one in seen]}

    def search_file(self, data: bytes, k: int, visitor: str) -> list[Answer]:
        """The k dogs of the gallery that are most like the surest one of a picture file. Raises `InputError`."""
        with self._working.enter(f"api {visitor}"):
            found = self._engine.search(self._read(data), min(k, MOST_ASKED))
        return [_match(match) for match in found]

    def film(self, clip: Path, folder: Path, visitor: str) -> Iterator[Ahead | Step]:
        """Who comes before, and a clip with the moving skeleton, step by step; the last one names the file.

        Raises `InputError`.
        """
        with self._filming.turn(visitor) as before:
            yield from map(Ahead, before)
            yield from self._engine.moving_skeleton(clip, folder)

    def _open_room(self, visitor: str, _: Parts) -> Answer:
        if not self._engine.ready():
            with self._loading.enter(visitor):
                self._engine.warm_up()
        return {"dogs": self._engine.gallery_size(), "breeds": [breed.id for breed in self._engine.breeds()]}

    def _look(self, visitor: str, parts: Parts) -> Answer:
        data = self._picture(parts)
        with self._working.enter(visitor):
            photo = self._read(data)
            box = calls.box_of(parts, photo.size)
            boxes = [box] if box else self._engine.find(photo)
            seen = self._engine.see(photo, boxes[0])
        found = {} if box else {"boxes": [_box(one) for one in boxes]}
        return found | _seen(seen) | {"seen": calls.look_to_json(seen.look)}

    def _search(self, visitor: str, parts: Parts) -> Answer:
        filters, skip, thumb = calls.filters_of(parts), calls.skip_of(parts, MOST_SHOWN - PAGE), calls.thumb_of(parts)
        with self._working.enter(visitor):
            dimension = self._engine.gallery.dimension
            look, taste = calls.look_of(parts, dimension), calls.taste_of(parts, dimension)
            if thumb:
                taste = self._voted(look, taste, filters, *thumb)
            asked = {"breeds": filters.breeds, "sizes": filters.sizes, "colours": filters.colours}
            found = self._engine.search(None, PAGE, **asked, look=look, taste=taste, skip=skip)
            return {"matches": self._cards(found), "votes": calls.taste_to_json(taste)}

    def _voted(self, look: Look, taste: Taste, filters: Filters, record: int, liked: bool) -> Taste:
        gallery = self._engine.gallery
        pool = gallery.search(look.vectors, 2 * MOST_SHOWN, filters.breeds, filters.sizes, filters.colours)
        if all(found.record.id != record for found in pool):
            raise error("dog_unknown")
        return taste.voted(look, pool, record, liked)

    def _compare(self, visitor: str, parts: Parts) -> Answer:
        data, record = self._picture(parts), calls.record_of(parts)
        with self._working.enter(visitor):
            photo = self._read(data)
            picture, comparison = self._engine.compare(photo, calls.box_of(parts, photo.size), record)
            return {"picture": picture_address(picture), **comparison_to_json(comparison)}

    def _picture(self, parts: Parts) -> bytes:
        return picture_bytes(parts.get("picture"), self._settings.upload_bytes, "picture_too_heavy")

    def _read(self, data: bytes) -> Image.Image:
        limits = self._settings
        photo = runtime.read_picture(data, max_bytes=limits.upload_bytes, max_pixels=limits.upload_pixels)
        return photo.convert("RGB")

    def _cards(self, found: list[Match]) -> list[Answer]:
        cards = []
        for match in found:
            # A photo of the host's that cannot be read is left out: the other dogs are there.
            with suppress(InputError):
                picture = self._engine.picture(match.record.id)
                picture.thumbnail((CARD, CARD), Image.Resampling.BILINEAR)
                cards.append(_match(match) | {"picture": picture_address(picture)})
        return cards


def _seen(seen: Seen) -> Answer:
    return {
        "points": points_to_json(seen.keypoints),
        "facts": {
            "breeds": [[guess.breed, round(guess.share, 3)] for guess in seen.breeds],
            "size": seen.look.size,
            "colour": seen.look.colour,
            "pose": f"dog_pose_{seen.measures.pose}",
            "legs": legs_of(seen.measures),
        },
    }


def _match(match: Match) -> Answer:
    record = match.record
    return {
        "id": record.id,
        "breed": record.breed,
        "certainty": round(record.certainty, 3),
        "size": record.size,
        "colour": record.colour,
        "alike": round(max(0.0, match.similarity), 3),
        "why": list(match.why),
    }


def _box(box: Box) -> list[float]:
    return [round(number, 1) for number in (box.x, box.y, box.w, box.h)]
