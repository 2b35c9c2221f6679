import numpy as np
import pytest
from PIL import Image, ImageDraw

from engines.dogs.coats import coat_colour
from engines.dogs.results import COAT_COLOURS, Box

MEADOW = (90, 150, 60)


@pytest.mark.parametrize("colour", [name for name in COAT_COLOURS if name != "mixed"])
def test_a_coat_is_told_from_the_meadow_around_it(colour: str) -> None:
    photo = Image.new("RGB", (200, 150), MEADOW)
    ImageDraw.Draw(photo).ellipse((50, 30, 150, 120), COAT_COLOURS[colour])
    assert coat_colour(photo, Box(50, 30, 100, 90)) == colour


def test_a_coat_of_many_colours_is_mixed() -> None:
    rng = np.random.default_rng(0)
    known = np.array([COAT_COLOURS[name] for name in ("black", "white", "red", "grey")], np.uint8)
    spots = np.kron(rng.integers(0, 4, (15, 20)), np.ones((10, 10), int))
    assert coat_colour(Image.fromarray(known[spots]), Box(50, 30, 100, 90)) == "mixed"
