"""The loops as they are shipped, and as the program makes them."""

import json

import numpy as np
import pytest

from engines.dance.music.loops import HERE, LOOPS, RATE, Loop, render
from engines.dance.music.sound import read_sound

MOST_BYTES = 150_000
TABLE = json.loads((HERE / "loops.json").read_text())


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.id)
def test_a_loop_is_neither_clipped_nor_faint_nor_torn(loop: Loop) -> None:
    sound = render(loop).astype(float) / 32_768
    assert len(sound) == round(loop.seconds * RATE)
    assert np.abs(sound).max() < 0.98
    assert 0.1 < np.sqrt((sound**2).mean()) < 0.25
    jump = abs(sound[0] - sound[-1])
    assert jump < np.percentile(np.abs(np.diff(sound)), 99.9)  # its end is its start's neighbour


def test_the_table_names_what_is_there() -> None:
    assert [(row["id"], row["bpm"], row["beats"]) for row in TABLE] == [
        (loop.id, loop.bpm, loop.times()) for loop in LOOPS
    ]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_a_file_is_small_and_as_long_as_it_says(row: dict[str, object]) -> None:
    path = HERE / str(row["file"])
    assert path.stat().st_size < MOST_BYTES
    assert read_sound(path.read_bytes()).seconds == pytest.approx(row["seconds"], abs=0.05)
