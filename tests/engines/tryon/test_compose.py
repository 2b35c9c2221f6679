"""What the networks did small is put into the photo large, and nothing else of it changes."""

import numpy as np
import pytest
from PIL import Image

from engines.tryon.compose import compose, crisp, feathered, folds, with_detail, working_size
from engines.tryon.framing import cut
from engines.tryon.paint import Painted
from engines.tryon.results import HEIGHT, WIDTH, Frame, PersonSeen
from tests.engines.tryon.figures import figure, garment, grid_to, seen

BOX = (60, 50, 132, 136)
GARMENT = garment()
# A frame, and the size of its photo: very sharp, sharp, small, reaching over the photo's border.
PHOTOS = [
    (Frame(100, 60, 1200, 1600), (1500, 1900)),
    (Frame(100, 60, 576, 768), (900, 1000)),
    (Frame(10, 6, 96, 128), (150, 160)),
    (Frame(-60, -20, 480, 640), (400, 560)),
]


def painting(outside: tuple[int, int, int] = (255, 0, 255)) -> Painted:
    """The garment shows in its box; around it everything was painted magenta, of which nothing may be seen."""
    share = np.zeros((HEIGHT, WIDTH), np.float32)
    share[50:136, 60:132] = 1
    changed = np.zeros((HEIGHT, WIDTH), bool)
    changed[44:142, 54:138] = True
    render = np.full((HEIGHT, WIDTH, 3), outside, np.uint8)
    return Painted(render, share, changed)


def photo_of(frame: Frame, size: tuple[int, int]) -> tuple[Image.Image, PersonSeen]:
    """A photo full of grain, with a person in the frame."""
    grain = np.random.default_rng(1).integers(0, 60, (size[1], size[0], 3), np.uint8)
    shown = figure().photo().resize((round(frame.width), round(frame.height)), Image.Resampling.NEAREST)
    photo = Image.fromarray(grain)
    photo.paste(shown, (round(frame.left), round(frame.top)))
    photo = Image.fromarray((np.asarray(photo) // 2 + grain).astype(np.uint8))
    one = figure()
    return photo, PersonSeen(cut(photo, frame), frame, one.parts, one.pose)


@pytest.mark.parametrize(("frame", "size"), PHOTOS)
def test_pixels_outside_are_the_visitors_own(frame: Frame, size: tuple[int, int]) -> None:
    photo, person = photo_of(frame, size)
    done = compose(photo, person, GARMENT.picture, GARMENT.mask, grid_to(BOX), painting())
    assert done.image.size == done.warped.size == size
    assert done.mask.shape == size[::-1]
    before, after = np.asarray(photo), np.asarray(done.image)
    np.testing.assert_array_equal(before[~done.mask], after[~done.mask])
    assert (before != after).any()
    scale = frame.height / HEIGHT
    rows, columns = (np.flatnonzero(done.mask.any(axis)) for axis in (1, 0))
    for found, start, (low, high) in ((rows, frame.top, (44, 142)), (columns, frame.left, (54, 138))):
        assert found[0] >= start + (low - 0.6) * scale - 1  # not beyond what the network may change
        assert found[-1] <= start + (high + 0.6) * scale


@pytest.mark.parametrize(("frame", "size"), PHOTOS)
def test_the_garment_is_where_the_grid_puts_it(frame: Frame, size: tuple[int, int]) -> None:
    photo, person = photo_of(frame, size)
    done = compose(photo, person, GARMENT.picture, GARMENT.mask, grid_to(BOX), painting())
    scale = frame.height / HEIGHT
    x, y = round(frame.left + 96 * scale), round(frame.top + 97 * scale)  # between two stripes
    np.testing.assert_allclose(np.asarray(done.image, int)[y, x], (30, 90, 200), atol=25)
    assert done.warped.getpixel((x, y))[3] == 255  # type: ignore[index]
    assert done.warped.getchannel("A").getpixel((0, 0)) == 0


def test_a_sharp_print_stays_sharp() -> None:
    """Lines a pixel wide of the garment's own photo, far finer than what the networks see."""
    frame, size = PHOTOS[1]
    photo, person = photo_of(frame, size)
    cloth = np.full((1024, 768, 3), 200, np.uint8)
    cloth[:, ::8] = 0
    done = compose(photo, person, Image.fromarray(cloth), GARMENT.mask, grid_to((40, 40, 152, 216)), painting())
    row = np.asarray(done.image.convert("L"), int)[60 + 270, 100 + 240 : 100 + 340]
    assert np.ptp(row) > 100


def test_what_was_painted_as_it_is_keeps_the_photos_own_grain() -> None:
    frame, size = PHOTOS[1]
    photo, person = photo_of(frame, size)
    as_it_is = painting()._replace(render=np.asarray(person.picture), share=np.zeros((HEIGHT, WIDTH), np.float32))
    done = compose(photo, person, GARMENT.picture, GARMENT.mask, grid_to(BOX), as_it_is)
    difference = np.abs(np.asarray(done.image, int) - np.asarray(photo, int))[done.mask]
    assert np.median(difference) <= 1


def test_painted_pictures_may_be_larger_than_ours() -> None:
    frame, size = PHOTOS[1]
    photo, person = photo_of(frame, size)
    large = Painted(np.full((512, 384, 3), 90, np.uint8), np.zeros((512, 384), np.float32), painting().changed)
    done = compose(photo, person, GARMENT.picture, GARMENT.mask, grid_to(BOX), large)
    x, y = 100 + 96 * 3, 60 + 93 * 3
    assert done.image.getpixel((x, y)) == (90, 90, 90)


def test_edges_are_steep_but_not_hard() -> None:
    share = np.zeros((HEIGHT, WIDTH), np.float32)
    share[:, 96:] = 1
    row = crisp(share, (4 * WIDTH, 4 * HEIGHT))[500]
    assert 1 <= ((row > 0.05) & (row < 0.95)).sum() <= 4
    assert (np.diff(row) >= 0).all()
    np.testing.assert_array_equal(crisp(share, (WIDTH, HEIGHT)), share)


@pytest.mark.parametrize("below", [True, False])
def test_a_change_fades_within_its_region_and_at_edges_inside_the_photo(below: bool) -> None:
    changed = np.zeros((HEIGHT, WIDTH), bool)
    changed[100:, 60:120] = True
    far = feathered(changed, (2 * WIDTH, 2 * HEIGHT), (True, below, True, True))
    assert (far[~changed.repeat(2, 0).repeat(2, 1)] == 0).all()
    assert far[300, 180] == 1
    assert 0 < far[300, 121] < 1
    assert (far[-1, 180] < 1) == below


def test_detail_comes_back_where_nothing_changed() -> None:
    rng = np.random.default_rng(0)
    fine = rng.random((8, 8, 3), np.float32) * 20 + 100
    smooth = np.full((8, 8, 3), 110, np.float32)
    np.testing.assert_allclose(with_detail(smooth, smooth, fine), fine, rtol=1e-6)
    other = smooth + 60
    np.testing.assert_allclose(with_detail(other, smooth, fine), other, atol=0.01)


def test_folds_of_the_old_garment_are_kept_gently_and_prints_are_not() -> None:
    person = seen(figure())
    shade = np.asarray(person.picture, np.float32)
    rows = np.arange(HEIGHT)[:, None, None]
    soft, loud = (shade * (1 + depth * np.sin(rows / 2)) for depth in (0.06, 0.6))
    cloth = person.parts.mask("upper_clothes")
    lights = []
    for pixels in (soft, loud):
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
        lights.append(folds(PersonSeen(picture, person.frame, person.parts, person.pose)))
    assert 0.01 < lights[0][cloth].std() < 0.08
    np.testing.assert_allclose(lights[1], 1, atol=1e-3)
    assert lights[0][:5].max() == 1  # nothing beyond what is worn


@pytest.mark.parametrize(("frame", "size"), [(Frame(0, 0, 3000, 4000), (768, 1024)), (Frame(0, 0, 30, 40), (30, 40))])
def test_the_size_that_is_worked_on(frame: Frame, size: tuple[int, int]) -> None:
    assert working_size(frame) == size
