"""A part of the fuzz run, so that a slip is noticed at once; `fuzz.py` runs ten thousand."""

import random
from pathlib import Path

import pytest

from engines.checkpoints.recognise import recognise
from tests.engines.checkpoints.fuzz import run
from tests.engines.checkpoints.layouts import PUBLISHED, published_layout


def test_damaged_files_never_do_more_than_a_sentence(tmp_path: Path) -> None:
    tally = run(500, 7, tmp_path)
    assert tally.wrong == []
    assert sum(tally.answers.values()) == 500
    assert len(tally.answers) >= 5  # the damage is of many kinds, not one early exit


@pytest.mark.parametrize("name", PUBLISHED)
def test_shapes_that_no_network_has_are_never_an_error(name: str) -> None:
    """One size is exchanged for another throughout: the network is known all the same, or it is not."""
    source = random.Random(name)
    layout = {key: shape for key, (shape, _) in published_layout(name).items()}
    sizes = sorted({size for shape in layout.values() for size in shape})
    for odd in source.sample((0, 1, 7, 50_000, 10**7, 10**10), 2):
        size = source.choice(sizes)
        shapes = {key: tuple(odd if n == size else n for n in shape) for key, shape in layout.items()}
        match = recognise(shapes)
        assert match is None or match.share >= 0.5
