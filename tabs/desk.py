"""What the drawing desk on the page may ask of the server: checked calls in, plain answers out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image

from engines import runtime
from engines.runtime import InputError
from engines.sketch import SketchEngine
from engines.sketch.transparency import without_paper
from settings import Settings
from tabs.guard import Gate, picture_bytes
from tabs.parts import address
from tabs.words import error

SIDE: Final = 512  # px, the sheet on the page
LOADING_PATIENCE: Final = 120.0  # seconds; the first visitor's load of torch and a network on a slow machine
QUICK_QUALITY: Final = 80  # of the JPEG that is shown while the pen moves

# {"error": key in tabs/words.py}, or by call: {"painters": names}, {"picture": data URL}, with a full painting also
# {"guess": {"world": id, "share": 0 to 1}}.
Answer = dict[str, Any]

log = logging.getLogger("five_doors.sketch")


@dataclass(frozen=True)
class Call:
    """One call of the page's script, its parts checked. `text` is a data URL, or empty; `by` names a painter."""

    visitor: str
    world: str
    seed: int
    text: str
    quick: bool
    by: str


class Desk:
    """The sketch engine behind a gate: one call a visitor, a few in all."""

    def __init__(self, engine: SketchEngine, settings: Settings) -> None:
        self.painters = settings.painters
        self._engine, self._settings = engine, settings
        self._painting = Gate(settings.painters, settings.waiting, settings.patience)
        # Apart from each other, so that a large upload or a loading network keeps nobody from painting.
        self._reading = Gate(settings.painters, settings.waiting, settings.patience)
        self._loading = Gate(1, settings.waiting, LOADING_PATIENCE)

    def open_room(self, call: object) -> Answer:
        """Bring the network of `world` into memory; answers with the painters when it is there."""
        return self._answer(self._open_room, call)

    def paint(self, call: object) -> Answer:
        """Paint the data URL in `drawing`; answers with a picture, and with what is drawn unless it is `quick`."""
        return self._answer(self._paint, call)

    def read_picture(self, call: object) -> Answer:
        """Find the lines in the data URL in `picture`; answers with a sheet that has them, and no paper, on it."""
        return self._answer(self._read_picture, call)

    def paint_file(self, data: bytes, world: str, seed: int, visitor: str) -> Image.Image:
        """Paint a picture file of any kind that `read_picture` knows. Raises `InputError`."""
        limits = self._settings
        drawing = runtime.read_picture(data, max_bytes=limits.upload_bytes, max_pixels=limits.upload_pixels)
        with self._painting.enter(f"api {visitor}"):
            return self._engine.paint(drawing, world, seed)

    def _answer(self, work: Callable[[Call], Answer], call: object) -> Answer:
        try:
            return work(_checked(call))
        except InputError as problem:
            log.info("not painted: %s", problem.key)
            return {"error": problem.key}

    def _open_room(self, call: Call) -> Answer:
        if not self._engine.ready(call.world):
            with self._loading.enter(call.visitor):
                self._engine.warm_up(call.world)
        return {"painters": self._engine.painters()}

    def _paint(self, call: Call) -> Answer:
        limit = self._settings.drawing_bytes
        data = picture_bytes(call.text, limit, "drawing_too_heavy")
        drawing = runtime.read_picture(data, max_bytes=limit, max_pixels=4 * SIDE * SIDE)
        with self._painting.enter(call.visitor):
            picture = self._engine.paint(drawing, call.world, call.seed, quick=call.quick, by=call.by)
            if call.quick:
                return {"picture": quick_url(picture)}
            guess = self._engine.guess(drawing)
        return {"picture": picture_url(picture), "guess": {"world": guess.world, "share": round(guess.share, 3)}}

    def _read_picture(self, call: Call) -> Answer:
        limits = self._settings
        data = picture_bytes(call.text, limits.upload_bytes, "picture_too_heavy")
        with self._reading.enter(call.visitor):
            picture = runtime.read_picture(data, max_bytes=limits.upload_bytes, max_pixels=limits.upload_pixels)
            return {"picture": picture_url(without_paper(self._engine.read_paper(picture)))}


def _checked(call: object) -> Call:
    """The parts of a call that came over the network. Raises `InputError` for a part of another kind."""
    parts: dict[Any, Any] = call if isinstance(call, dict) else {}
    visitor, world, seed = parts.get("visitor"), parts.get("world", ""), parts.get("seed", 0)
    if not isinstance(visitor, str) or not 8 <= len(visitor) <= 64:
        raise error("failed")
    if not isinstance(world, str):
        raise error("world_unknown")
    if not isinstance(seed, int):
        raise error("seed_out_of_range")
    by = parts.get("by", "house")
    if not isinstance(by, str):
        raise error("painter_unknown")
    text = parts.get("drawing", parts.get("picture", ""))
    return Call(visitor, world, seed, text if isinstance(text, str) else "", parts.get("quick") is True, by)


def picture_url(picture: Image.Image) -> str:
    """A picture as `data:image/png;base64,...`; lightly packed, because time counts more than bytes here."""
    return address(picture, "png", compress_level=1)


def quick_url(picture: Image.Image) -> str:
    """A picture as `data:image/jpeg;base64,...`: small, because several a second travel."""
    return address(picture, "jpeg", quality=QUICK_QUALITY)
