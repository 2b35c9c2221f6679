"""A normal visitor, who comes after something went wrong."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

from tests.load.belongings import Belongings
from tests.load.wire import Plan, Wire, read_plan

Answer = dict[str, Any]

SEED = 5
PATIENCE = 60.0  # seconds in which a server has to be itself again


async def drawn(wire: Wire, world: str = "shoes") -> Answer:
    """A drawing, painted."""
    drawing = Belongings(SEED, 0).strokes[-1].lifted
    return await wire.ask("sketch", "paint", world=world, seed=1, drawing=drawing, quick=False, by="house")


async def looked(wire: Wire) -> Answer:
    """A dog, looked at."""
    return await wire.ask("dogs", "look", picture=Belongings(SEED, 1).dog, box=None)


def opened(url: str, plan: Plan, name: int = 0) -> Wire:
    """The page, open."""
    return Wire(url, plan, random.Random(name))


async def served(url: str) -> float:
    """Seconds until a visitor who comes now has a page and a picture; `AssertionError` for one who waits too long."""
    begun, last = time.monotonic(), ""
    while time.monotonic() - begun < PATIENCE:
        try:
            wire = opened(url, await read_plan(url), random.getrandbits(32))
            await wire.open()
            answer = await drawn(wire)
            await wire.close()
            if "picture" in answer:
                return time.monotonic() - begun
            last = str(answer)
        except Exception as problem:  # noqa: BLE001  # whatever it is: only whether it passes counts here
            last = repr(problem)
        await asyncio.sleep(0.2)
    raise AssertionError(f"no picture in {PATIENCE:g} s: {last}")
