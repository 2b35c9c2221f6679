"""The table of the shipped weights: every network is in it, is timed by inputs that fit it, and has its limits told."""

import pytest

from engines.checkpoints import Weights, find_weight, read_manifest
from tests.weights_table import MODELS, PARTS, TARGET, inputs_of, limits, rows_of, told, written

NAMES = [weight.name for weight in read_manifest()]


def figures_of(name: str) -> dict[str, dict[str, float]]:
    """Figures as a network's program prints them, of which trivial ones lack the last."""
    lines = [line.name for line in MODELS[name].lines]
    return {part: dict.fromkeys(lines[:-1] if part == "trivial" else lines, 0.25) for part in PARTS}


def test_every_shipped_network_is_measured() -> None:
    assert list(MODELS) == NAMES


@pytest.mark.parametrize("name", ["world-guesser", "garment-warp", "painter-worlds", "dancer"])
def test_a_network_takes_what_it_is_timed_with(name: str) -> None:
    weights = Weights()
    network = weights.network(weights.choose(name)).eval()
    answer = network(*inputs_of(name))
    assert all(one.isfinite().all() for one in (answer if isinstance(answer, tuple) else (answer,)))


@pytest.mark.parametrize("name", NAMES)
def test_a_card_tells_what_limits_its_network(name: str) -> None:
    assert len(limits(find_weight(name)).split()) > 10


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),  # nothing to compare with
        (0.25, "0.250"),
        (0, "0.000"),
        (27.234, "27.23"),
    ],
)
def test_a_figure_in_words(value: float | None, words: str) -> None:
    assert told(value) == words


def test_the_first_row_tells_of_the_network_too() -> None:
    weight = find_weight("dog-points")
    first, *others = rows_of(weight, figures_of(weight.name), 12.34)
    assert first.count("|") == 12
    assert "| 0.78 | 0.250 | 0.250 | 0.250 | 9.8 | 12.3 |" in first
    assert all(row.startswith("|  | ") and row.count("|") == 12 for row in others)
    assert "| 0.250 |  | 0.250 |" in others[-1]


def test_the_page_is_that_of_the_shipped_weights() -> None:
    page = TARGET.read_text(encoding="utf-8")
    made = written({name: figures_of(name) for name in NAMES}, dict.fromkeys(NAMES, 1.0))
    assert page.partition("\n| [")[0] == made.partition("\n| [")[0]
    assert page.partition("## What limits each")[2] == made.partition("## What limits each")[2]
    for weight in read_manifest():
        assert f"| {weight.minutes} | {', '.join(weight.trained_on)} | {weight.licence} |" in page
