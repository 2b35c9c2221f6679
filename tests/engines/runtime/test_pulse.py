"""A loop that is held up is noticed; one that runs is not."""

import asyncio
import time

from engines.runtime.pulse import BEAT, Pulse
from tests.loops import run_apart


async def held_up(pulse: Pulse, seconds: float) -> None:
    async with pulse.beating():
        await asyncio.sleep(3 * BEAT)
        time.sleep(seconds)
        await asyncio.sleep(3 * BEAT)


def test_a_block_is_noticed():
    pulse = Pulse()
    run_apart(held_up(pulse, 0.5))
    assert pulse.longest() > 0.4


def test_without_a_page_nothing_beats():
    assert Pulse().longest() == 0.0
