"""A visitor: goes from door to door, plays, waits, is turned away and tries again, and leaves when it likes."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

import httpx

from tests.load.belongings import Belongings
from tests.load.diary import Answer, Diary, End, Moment
from tests.load.wire import Broken, Plan, Wire

RETRIES, RETRY = 6, 1.2  # as assets/parts.js asks a busy server again
FRAME = 0.09  # seconds between two quick pictures
LOOK = (1.5, 5.0)  # seconds from an answer to the next wish
STAY = (25.0, 60.0)  # seconds of a visit
HURRIED = 0.3  # of the visits end in the middle of something
LAST = 15.0  # seconds after the run's end for what was begun
NEWS = 0.7  # seconds between two looks at a training
DEMO: Final = "demo"


class Child:
    """The visitor of a number, again and again.

    Args:
        url, plan: of the server.
        belongings: of this visitor.
        diary: where it tells what it saw.
        start: `time.monotonic()` at the start of the run.
    """

    def __init__(self, url: str, plan: Plan, belongings: Belongings, diary: Diary, start: float) -> None:
        self._url, self._plan, self._own, self._diary, self._start = url, plan, belongings, diary, start
        self._chance = random.Random(f"{belongings.seed} {belongings.number} child")
        self._number = 0  # of its wishes
        self._door = belongings.number  # the next one
        self._rooms: list[Callable[[Wire], Awaitable[None]]] = [
            self._draw, self._meet_dogs, self._dress, self._dance, self._watch_training,
        ]  # fmt: skip

    async def play(self, until: float) -> None:
        """Visit the house again and again until a moment of `time.monotonic()`."""
        await asyncio.sleep(self._chance.uniform(0, 3))  # not all at the same moment
        while time.monotonic() < until:
            leaving = min(until, time.monotonic() + self._chance.uniform(*STAY))
            hurried = self._chance.random() < HURRIED
            await self._visit(leaving, leaving if hurried else until + LAST)

    async def look_in(self) -> None:
        """Go through one door, in peace."""
        await self._visit(time.monotonic(), None)

    async def _visit(self, leaving: float, torn_away: float | None) -> None:
        """Go from door to door until `leaving`, or be torn away from whatever it is."""
        wire = Wire(self._url, self._plan, self._chance)
        self._diary.visits += 1
        try:
            async with asyncio.timeout_at(torn_away):
                await wire.open()
                while True:
                    await self._rooms[self._door % len(self._rooms)](wire)
                    self._door += 1
                    if time.monotonic() >= leaving:
                        break
        except TimeoutError:
            pass
        except (Broken, httpx.HTTPError) as problem:
            self._diary.problems.append(f"visitor {self._own.number}: {type(problem).__name__} {problem}")
            await asyncio.sleep(1)
        finally:
            await wire.close()

    async def _draw(self, wire: Wire) -> None:
        world = {"world": self._own.world}
        await self._wait_for("Draw: opens", partial(wire.ask, "sketch", "open_room", **world))
        for stroke in self._own.strokes:
            for drawing in stroke.moving:
                wish = {**world, "seed": self._own.number, "drawing": drawing, "quick": True, "by": "house"}
                quick = partial(wire.ask, "sketch", "paint", **wish)
                answer = await self._once("Draw: while the pen moves", quick)
                if drawing == stroke.moving[-1]:
                    self._keep("sketch", "paint", wish, answer, "picture")
                await asyncio.sleep(FRAME)
            wish = {**world, "seed": self._own.number, "drawing": stroke.lifted, "quick": False, "by": "house"}
            answer = await self._wait_for("Draw: the picture", partial(wire.ask, "sketch", "paint", **wish))
            self._keep("sketch", "paint", wish, answer, "picture")
            await self._look()

    async def _meet_dogs(self, wire: Wire) -> None:
        await self._wait_for("Dogs: opens", partial(wire.ask, "dogs", "open_room"))
        wish = {"picture": self._own.dog, "box": None}
        seen = await self._wait_for("Dogs: is seen", partial(wire.ask, "dogs", "look", **wish))
        self._keep("dogs", "look", wish, seen, "boxes", "points", "facts", "seen")
        if "seen" not in seen:
            return
        question: Answer = {"seen": seen["seen"], "votes": []}
        friends = await self._wait_for("Dogs: who is alike", partial(wire.ask, "dogs", "search", **question))
        self._keep("dogs", "search", question, friends, "matches")
        await self._look()
        if friends.get("matches"):
            thumb = {"record": friends["matches"][1]["id"], "liked": True}
            voted = {**question, "thumb": thumb}
            again = await self._wait_for("Dogs: who is alike", partial(wire.ask, "dogs", "search", **voted))
            self._keep("dogs", "search", voted, again, "matches")
            pair = {**wish, "record": friends["matches"][0]["id"]}
            both = await self._wait_for("Dogs: side by side", partial(wire.ask, "dogs", "compare", **pair))
            self._keep("dogs", "compare", pair, both, "picture")
        await self._look()

    async def _dress(self, wire: Wire) -> None:
        await self._wait_for("Wardrobe: opens", partial(wire.ask, "tryon", "open_room"))
        for wish in self._own.clothes:
            worn = await self._wait_for("Wardrobe: is put on", partial(self._wished, wire, "tryon", wish))
            self._keep("tryon", "wear", wish, worn, "picture")
            await self._look()

    async def _dance(self, wire: Wire) -> None:
        await self._wait_for("Dance: opens", partial(wire.ask, "dance", "open_room"))
        wish = {"kind": "dance", "energy": None, "lock": True, "beats": [], **self._own.dance}
        danced = await self._wait_for("Dance: is danced", partial(self._wished, wire, "dance", wish))
        self._keep("dance", "dance", wish, danced, "joints")
        await self._look()
        if "joints" in danced:
            file = {"visitor": "a visitor", "joints": danced["joints"], "kind": "bvh", "look": "kid", "tune": ""}
            await self._wait_for("Dance: as a file", partial(self._kept, wire, file))
            await self._look()

    async def _watch_training(self, wire: Wire) -> None:
        await self._wait_for("Workshop: opens", partial(wire.ask, "training", "open_room"))
        told = {"after_events": 0, "after_log": 0}
        for _ in range(self._chance.randint(4, 10)):
            wish = {"job": DEMO, **told}
            news = await self._wait_for("Workshop: news", partial(wire.ask, "training", "news", **wish))
            self._keep("training", "news", wish, news, "events", "log")
            told = {name: news.get(name, 0) for name in told}
            await asyncio.sleep(NEWS)
        await wire.get("/api/training/list")

    async def _wished(self, wire: Wire, room: str, wish: Answer) -> Answer:
        self._number += 1
        last: Answer = {"error": "failed"}
        async for answer in wire.submit(room, self._number, **wish):
            if answer.get("number") != self._number:
                raise Broken(f"{room}: an answer to wish {answer.get('number')} came to wish {self._number}")
            if "ahead" in answer:
                self._diary.waits.append(answer["ahead"])
            last = answer
        return last

    async def _kept(self, wire: Wire, wanted: Answer) -> Answer:
        answer = await wire.named("dance_keep", [wanted, None])
        if isinstance(answer, dict):
            return answer
        data = await wire.file(answer[1]["path"])
        if not data.startswith(b"HIERARCHY"):
            raise Broken("the file of a dance is none")
        return {"bytes": len(data)}

    async def _wait_for(self, what: str, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Ask again while the server is busy, as the page does; what is told is the whole wait."""
        began = time.monotonic()
        for _ in range(RETRIES):
            answer = await self._once(what, work, began)
            if answer.get("error") != "busy":
                break
            await asyncio.sleep(RETRY)
        return answer

    async def _once(self, what: str, work: Callable[[], Awaitable[Answer]], began: float | None = None) -> Answer:
        began, end = began or time.monotonic(), End.LEFT
        try:
            answer = await work()
            end = {None: End.ANSWER, "busy": End.BUSY, "failed": End.ERROR}.get(answer.get("error"), End.TOLD)
            if end is End.ERROR:
                self._diary.problems.append(f"{what}: {answer['error']}")
        except (Broken, httpx.HTTPError):
            end = End.ERROR
            raise
        finally:
            self._diary.moments.append(Moment(what, began - self._start, time.monotonic() - began, end))
        return answer

    def _keep(self, room: str, name: str, wish: Answer, answer: Answer, *fields: str) -> None:
        if "error" not in answer:
            self._diary.claim(self._own.number, room, name, wish, {field: answer[field] for field in fields})

    async def _look(self) -> None:
        await asyncio.sleep(self._chance.uniform(*LOOK))
