"""What needs no learning, on drawings whose answer is known."""

import numpy as np
import pytest
import torch

from engines.sketch.baselines import flat_painter, mean_colours, nearest_right
from engines.sketch.data import Lesson
from engines.sketch.evaluate import measure, some_of
from engines.sketch.judge import load_judge
from engines.sketch.styles import paint
from engines.sketch.subjects import EVERYWHERE, PHOTO_SIDE, SIDE, Subject
from engines.sketch.worlds import WORLDS, Ground

RED, NIGHT = (200, 40, 40), (10, 10, 30)


def subject(ground: Ground, box: tuple[int, int, int, int] = (48, 48, 144, 144)) -> Subject:
    """A red square on its ground."""
    photo = np.full((PHOTO_SIDE, PHOTO_SIDE, 3), 255 if ground == "paper" else NIGHT, np.uint8)
    photo[48:144, 48:144] = RED
    return Subject(photo, [], box, ground)


@pytest.fixture
def square() -> np.ndarray:
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[60:200, 60:64] = ink[60:200, 196:200] = ink[60:64, 60:200] = ink[196:200, 60:200] = 255
    return ink


def test_mean_colours_of_things_and_of_what_is_around_them() -> None:
    for ground, around in (("paper", (255, 255, 255)), ("sky", NIGHT)):
        thing, rest = mean_colours(Lesson(0, [subject(ground), subject(ground)]))  # type: ignore[arg-type]
        assert thing == pytest.approx(RED)
        assert rest == pytest.approx(around)
    thing, rest = mean_colours(Lesson(0, [subject("scene", EVERYWHERE)]))
    assert thing == pytest.approx(rest)  # nothing is around a scene


def test_a_drawing_is_filled_flat_with_its_lines_on_top(square: np.ndarray) -> None:
    painter = flat_painter([Lesson(0, [subject("paper")]), Lesson(1, [subject("sky")])])
    page = paint(painter, [square], 0, painter.styles[0, 0])[0]
    assert page[130, 130] == pytest.approx(RED, abs=1)
    assert page[10, 10].tolist() == [255, 255, 255]
    assert page[130, 62].tolist() == [0, 0, 0]
    assert paint(painter, [square], 1, painter.styles[1, 0])[0, 10, 10] == pytest.approx(NIGHT, abs=1)
    figures, pictures = measure(painter, load_judge(), WORLDS[0], [square])
    assert (figures.obeyed, figures.variety) == (1, 0)
    assert figures.filled is not None
    assert figures.filled > 0.95
    assert len(pictures) == 4


def test_the_nearest_page_names_the_world() -> None:
    rng = np.random.default_rng(0)
    pages = rng.integers(0, 256, (6, 1, 64, 64), dtype=np.uint8)
    pages[:3, :, :32] = 0
    known = pages, np.array([0, 0, 0, 1, 1, 1])
    assert nearest_right(known, known) == 1
    assert nearest_right(known, (pages, 1 - known[1])) == 0
    torch.manual_seed(0)


def test_samples_reach_from_first_to_last() -> None:
    assert some_of(range(10), 4) == [0, 3, 6, 9]
    assert some_of(range(3), 10) == [0, 1, 2]
