"""What the page of the Dance room may ask of the server: checked calls in, plain answers out. Nothing is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from engines.dance.engine import DanceEngine
from engines.dance.pictures.looks import LOOKS
from engines.dance.results import Dance, Part, Wish
from engines.models.humanml import Motion
from engines.runtime import InputError
from settings import Settings
from tabs import dance_calls as calls
from tabs.dance_calls import Figure, Format, Kind, Parts
from tabs.desk import LOADING_PATIENCE, Answer
from tabs.guard import Gate
from tabs.parts import Ahead, answered, number_of, visitor_of
from tabs.theme import ASSETS
from tabs.words import error

LOOPS: Final = ASSETS / "dance" / "loops"
DECIMALS: Final = 4

log = logging.getLogger("five_doors.dance")


class Stage:
    """The dance engine behind gates: one question a visitor, a few in all."""

    def __init__(self, engine: DanceEngine, settings: Settings) -> None:
        self._engine, self._settings = engine, settings
        self._working = Gate(settings.dancers, settings.waiting, LOADING_PATIENCE)
        self._keeping = Gate(settings.films, settings.waiting, LOADING_PATIENCE)
        # Apart from the other one, so that loading the network keeps nobody from an answer.
        self._loading = Gate(1, settings.waiting, LOADING_PATIENCE)

    def open_room(self, call: object) -> Answer:
        """Bring the network into memory; answers with the `styles` when it is there."""
        return answered(self._open_room, call, log)

    def hear(self, call: object) -> Answer:
        """Find the beats of the sound file in `music`, base64: `seconds`, `tempo` and `beats`."""
        return answered(self._hear, call, log)

    def dance(self, call: object) -> Iterator[Answer]:
        """Dance `text`, or go on from the dance in `joints`, as `kind` says: an answer for each part, and one for all.

        Each carries the `number` of the call. `ahead` says how many visitors come before this one, `warming` that the
        network is loaded first. A part has `joints`, `first`, `total`, `beats`; the dance what `dance_to_json` writes.
        """
        parts: Parts = call if isinstance(call, dict) else {}
        number = number_of(parts)
        try:
            visitor, kind, wish = visitor_of(parts), calls.kind_of(parts), calls.wish_of(parts)
            with self._working.turn(visitor) as before:
                for ahead in before:
                    yield {"number": number, "ahead": ahead}
                if not self._engine.ready():
                    yield {"number": number, "warming": True}
                for one in self._danced(kind, wish, parts):
                    told = part_to_json(one, wish) if isinstance(one, Part) else dance_to_json(one)
                    yield {"number": number, **told}
        except InputError as problem:
            log.info("not danced: %s", problem.key)
            yield {"number": number, "error": problem.key}

    def dance_text(self, parts: Parts, visitor: str) -> Dance:
        """The dance of a wish that came through the API. Raises `InputError`."""
        wish = calls.wish_of(parts)
        with self._working.enter(f"api {visitor}"):
            return self._engine.dance(wish)

    def styles(self, visitor: str) -> list[Answer]:
        """The styles that can be wished for."""
        with self._loading.enter(f"api {visitor}"):
            return [{"id": style.id, "names": [style.en, style.ko]} for style in self._engine.styles()]

    def beats_file(self, data: bytes, visitor: str) -> Answer:
        """Tempo and beats of a sound file. Raises `InputError`."""
        if len(data) > self._settings.upload_bytes:
            raise error("dance_sound_heavy")
        with self._working.enter(f"api {visitor}"):
            music = self._engine.hear(data)
        return {
            "seconds": round(music.seconds, DECIMALS),
            "tempo": round(music.tempo, 2),
            "beats": [round(float(beat), DECIMALS) for beat in music.beats],
        }

    def keep(self, parts: Parts, music: bytes, folder: Path) -> Iterator[float | Ahead | Path]:
        """Write the dance in `joints` into a folder: who comes before, shares of the work that are done, then the file.

        `kind` names the file's, `look` who is seen, `tune` a loop of the house; `music` is the visitor's sound file.
        Raises `InputError`.
        """
        visitor = visitor_of(parts)
        motion, kind, figure = (
            calls.motion_of(parts),
            calls.format_of(parts.get("kind")),
            calls.figure_of(parts.get("look")),
        )
        sound = music or tune_of(parts.get("tune"))
        with self._keeping.turn(visitor) as before:
            yield from map(Ahead, before)
            yield from self.saved(motion, kind, figure, sound, folder)

    def saved(self, motion: Motion, kind: Format, figure: Figure, sound: bytes, folder: Path) -> Iterator[float | Path]:
        """Write a motion into a folder as one of the files: shares of the work that are done, then the file."""
        path, look, engine = folder / f"five-doors-dance.{kind}", LOOKS[figure], self._engine
        save: dict[Format, Callable[[Report], None]] = {
            Format.MP4: lambda report: engine.save_mp4(motion, path, look, sound or None, report),
            Format.GIF: lambda _: engine.save_gif(motion, path, look),
            Format.WEBP: lambda _: engine.save_webp(motion, path, look),
            Format.BVH: lambda _: engine.save_bvh(motion, path),
            Format.GLB: lambda _: engine.save_glb(motion, path, look),
            Format.NPZ: lambda _: engine.save_npz(motion, path),
        }
        yield from reported(save[kind])
        yield path

    def _open_room(self, visitor: str, _: Parts) -> Answer:
        if not self._engine.ready():
            with self._loading.enter(visitor):
                self._engine.warm_up()
        return {"styles": self.styles(visitor)}

    def _hear(self, visitor: str, parts: Parts) -> Answer:
        return self.beats_file(calls.sound_of(parts, self._settings.upload_bytes), visitor)

    def _danced(self, kind: Kind, wish: Wish, parts: Parts) -> Iterator[Part | Dance]:
        if kind is Kind.DANCE:
            yield from self._engine.parts(wish)
            return
        motion = calls.motion_of(parts)
        if kind is Kind.ON:
            yield self._engine.continued(motion, wish)
        elif kind is Kind.ARMS:
            yield self._engine.upper_body(motion, wish)
        else:
            yield self._engine.between(motion, motion, wish)


Report = Callable[[float], None]


class Dropped(Exception):
    """Nobody waits for the file any more."""


def reported(work: Callable[[Report], None]) -> Generator[float, None, None]:
    """Run `work` beside, and yield each share of it that it reports. Left early, `work` ends at its next report."""
    shares: SimpleQueue[float | None] = SimpleQueue()
    left = False

    def report(share: float) -> None:
        if left:
            raise Dropped
        shares.put(share)

    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(work, report)
        done.add_done_callback(lambda _: shares.put(None))
        try:
            while (share := shares.get()) is not None:
                yield share
            done.result()
        finally:
            left = True


def part_to_json(part: Part, wish: Wish) -> Answer:
    """Frames for the page, and the beats they keep to."""
    return {
        "joints": calls.joints_to_text(part.joints),
        "first": part.first,
        "total": part.total,
        "beats": list(wish.beats),
    }


def dance_to_json(dance: Dance) -> Answer:
    """A dance for the page and the API: `joints` as `dance_calls.joints_to_text` writes them, and all about it."""
    return {
        "joints": calls.joints_to_text(dance.motion.joints),
        "fps": dance.motion.fps,
        "frames": len(dance.motion.joints),
        "beats": [round(beat, DECIMALS) for beat in dance.beats],
        "notes": [asdict(note) for note in dance.notes],
        "physics": {name: round(value, DECIMALS) for name, value in asdict(dance.physics).items()},
        "seconds": {name: round(value, 3) for name, value in dance.seconds.items()},
        "network": dance.network,
    }


def tunes() -> list[dict[str, Any]]:
    """The loops of the house."""
    listed: list[dict[str, Any]] = json.loads((LOOPS / "loops.json").read_text(encoding="utf-8"))
    return listed


def tune_of(told: object) -> bytes:
    """The sound file of one of the house's loops; empty where none is asked for."""
    if told in ("", None):
        return b""
    for tune in tunes():
        if tune["id"] == told:
            return (LOOPS / tune["file"]).read_bytes()
    raise error("dance_sound_none")
