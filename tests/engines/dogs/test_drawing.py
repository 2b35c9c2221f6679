"""What is drawn where: colours of the sides, hollow guesses, names, and two dogs beside each other."""

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image

from engines.dogs.drawing import INK, LARGEST, LEFT, NAMES_FONT, PAPER, RIGHT_BEHIND, colour_of, draw_points
from engines.dogs.pair import CORNER, GAP, HEIGHT, WIDTH, draw_pair
from engines.models.skeletons import AP_10K
from tabs.words import WORDS, say
from tests.engines.dogs.figures import LYING, STANDING, dog

GREYS = (0, 90, 255)
NAMES = {name: say(f"point_{name}", "en") for name in AP_10K.names}


def page(grey: int, side: int = 400) -> Image.Image:
    return Image.new("RGB", (side, side), (grey,) * 3)


def pixels(picture: Image.Image) -> NDArray[np.int64]:
    return np.asarray(picture).astype(np.int64)


def near(picture: Image.Image, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    return np.abs(pixels(picture)[..., :3] - colour).max(-1) < 30


@pytest.mark.parametrize("grey", GREYS)
def test_each_side_has_its_colour(grey: int) -> None:
    points = dog(STANDING, 4)
    drawn = draw_points(page(grey), points)
    assert drawn.size == (400, 400)
    for name, colour in (("left_elbow", LEFT), ("right_knee", RIGHT_BEHIND), ("nose", INK)):
        x, y = points.xy[AP_10K.names.index(name)].round().astype(int)
        assert near(drawn, colour)[y, x]
        assert colour_of(name) in (colour, PAPER)
    between = (points.xy[6] + points.xy[7]) / 2  # half way down the left foreleg
    x, y = between.round().astype(int)
    assert near(drawn, LEFT)[y, x]


@pytest.mark.parametrize("grey", GREYS)
def test_a_guess_is_hollow(grey: int) -> None:
    points = dog(STANDING, 4)
    nose = AP_10K.names.index("nose")
    points.score[nose] = 0.1
    x, y = points.xy[nose].round().astype(int)
    drawn = pixels(draw_points(page(grey), points, threshold=0.3))
    assert np.abs(drawn[y, x] - grey).max() < 60  # the picture, under a limb that one can see through
    around = drawn[y - 9 : y + 10, x - 9 : x + 10]
    assert np.abs(around - grey).max() > 90  # in its ring
    assert near(draw_points(page(grey), points, threshold=0.05), INK)[y, x]


def test_what_was_not_found_is_not_drawn() -> None:
    empty = draw_points(page(90), dog(STANDING, 4, without=AP_10K.names))
    assert (pixels(empty) == 90).all()
    some = pixels(draw_points(page(90), dog(STANDING, 4, without=("nose",))))
    x, y = dog(STANDING, 4).xy[AP_10K.names.index("nose")].astype(int)
    assert (some[y - 5 : y + 6, x - 5 : x + 6] == 90).all()


def test_the_edge_of_the_picture_cuts() -> None:
    outside = AP_10K.keypoints(dog(STANDING, 4).xy - [200, 100], np.ones(17))
    assert draw_points(page(90), outside).size == (400, 400)
    assert (pixels(draw_points(page(90), AP_10K.keypoints(outside.xy + 5000, np.ones(17)))) == 90).all()


def test_large_pictures_become_smaller_and_points_follow() -> None:
    points = dog(STANDING, 20)
    drawn = draw_points(Image.new("RGBA", (2000, 2000), "black"), points)
    assert drawn.size == (LARGEST, LARGEST)
    assert drawn.mode == "RGB"
    x, y = (points.xy[6] * LARGEST / 2000).round().astype(int)
    assert near(drawn, LEFT)[y, x]


@pytest.mark.parametrize("size", [(1, 1), (3, 300)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    assert draw_points(Image.new("L", size), dog(STANDING, 0.01), names=NAMES).size == size


@pytest.mark.parametrize("language", ["en", "ko"])
def test_names(language: str) -> None:
    names = {name: say(f"point_{name}", language) for name in AP_10K.names}
    plain, named = (draw_points(page(0, 800), dog(STANDING, 8), names=each) for each in (None, names))
    changed = (pixels(plain) != pixels(named)).any(-1)
    assert changed.mean() > 0.02
    assert near(named, PAPER)[changed].mean() > 0.3


def test_the_font_has_every_letter_of_the_names() -> None:
    letters = {ord(letter) for name in AP_10K.names for word in WORDS[f"point_{name}"] for letter in word}
    assert letters <= TTFont(NAMES_FONT).getBestCmap().keys()


def test_two_dogs_have_one_size() -> None:
    near_dog, far_dog = (page(200, 400), dog(STANDING, 4)), (page(120, 1000), dog(STANDING, 2))
    pair = draw_pair(near_dog, far_dog)
    assert pair.mode == "RGBA"
    assert pair.height <= HEIGHT
    assert pair.width <= 2 * WIDTH + GAP
    alpha = np.asarray(pair.getchannel("A"))
    assert alpha[0, 0] == 0  # round corners
    pages = [near(pair, (grey,) * 3).mean(0) > 0.3 for grey in (200, 120)]  # columns of each dog's picture
    first, second = (np.flatnonzero(columns) for columns in pages)
    assert second.min() - first.max() == pytest.approx(GAP, abs=2 * CORNER)
    # as far from the highest to the lowest orange point on both sides
    orange = near(pair, LEFT)
    spans = [np.ptp(np.flatnonzero(orange[:, of.min() : of.max()].sum(1) > 3)) for of in (first, second)]
    assert spans[0] == pytest.approx(spans[1], rel=0.1)


def test_lines_join_the_points_that_both_show() -> None:
    first, second = (page(90), dog(STANDING, 4)), (page(90), dog(LYING, 4))
    gaps = []
    for without in ((), AP_10K.names[5:]):
        pair = draw_pair(first, (second[0], dog(LYING, 4, without=without)))
        columns = np.asarray(pair.getchannel("A"))[:, pair.width // 2]
        gaps.append(int((columns > 0).sum()))
    assert gaps[0] > gaps[1] > 0


def test_a_pair_without_points() -> None:
    nothing = dog(STANDING, without=AP_10K.names)
    assert draw_pair((page(0), nothing), (page(255, 100), nothing)).size == (2 * HEIGHT + GAP, HEIGHT)
