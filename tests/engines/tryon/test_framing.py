"""Frames: where they lie, what they show, and the way back to the photo."""

import numpy as np
import pytest
from PIL import Image

from engines.tryon import framing
from engines.tryon.framing import View
from engines.tryon.results import HEIGHT, WIDTH, Frame
from tests.engines.tryon.figures import figure

SIZE = (WIDTH, HEIGHT)


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8))


@pytest.mark.parametrize("size", [(300, 400), (400, 300), (33, 160), (160, 33), (4001, 2999)])
def test_the_whole_photo_is_in_the_first_frame(size: tuple[int, int]) -> None:
    frame = framing.whole(size)
    assert frame.width / frame.height == pytest.approx(0.75)
    assert min(frame.left, frame.top) <= 2  # rounded to whole pixels
    assert frame.left + frame.width >= size[0] - 2
    assert frame.top + frame.height >= size[1] - 2


def test_a_wide_photo_gets_closer_glances_and_an_upright_one_does_not() -> None:
    assert len(framing.glances((300, 400))) == 1
    _, left, middle, right = framing.glances((400, 300))
    assert left.left == pytest.approx(0, abs=1)
    assert middle.left + middle.width / 2 == pytest.approx(200, abs=1)
    assert right.left + right.width == pytest.approx(400, abs=1)


def test_a_frame_on_whole_pixels_shows_the_photos_own() -> None:
    photo = noise((500, 700))
    shown = framing.cut(photo, Frame(100, 200, 150, 200), (150, 200))
    np.testing.assert_array_equal(shown, photo.crop((100, 200, 250, 400)))


def test_beyond_the_photo_its_border_goes_on() -> None:
    photo = noise((60, 80))
    shown = np.asarray(framing.cut(photo, Frame(-30, -20, 90, 120), (90, 120)))
    np.testing.assert_array_equal(shown[20:100, 30:90], photo)
    np.testing.assert_array_equal(shown[:20, 30:90], np.broadcast_to(np.asarray(photo)[:1], (20, 60, 3)))
    np.testing.assert_array_equal(shown[20:100, :30], np.broadcast_to(np.asarray(photo)[:, :1], (80, 30, 3)))


@pytest.mark.parametrize(
    "frame", [Frame(-3000, -2000, 12000, 16000), Frame(100.4, 7.7, 33.3, 44.4), framing.whole((999, 50))]
)
def test_any_frame_is_cut_at_any_size(frame: Frame) -> None:
    assert framing.cut(noise((999, 50)), frame).size == SIZE


def test_a_large_photo_is_cut_where_a_small_one_is() -> None:
    """The same scene four times as large, seen through a frame four times as large."""
    small = figure().photo()
    large = small.resize((WIDTH * 12, HEIGHT * 12), Image.Resampling.BICUBIC)
    frame = Frame(-10, 30, 150, 200)
    other = Frame(*(12 * side for side in (frame.left, frame.top, frame.width, frame.height)))
    difference = np.abs(np.asarray(framing.cut(large, other), int) - np.asarray(framing.cut(small, frame), int))
    assert difference.mean() < 4  # the grain alone


def test_points_go_to_the_photo_and_back() -> None:
    frame = Frame(-10, 20, 384, 512)
    points = np.random.default_rng(0).random((18, 2)) * SIZE
    there = framing.to_photo(points, frame)
    np.testing.assert_allclose(framing.to_frame(there, frame), points, atol=1e-9)
    np.testing.assert_allclose(framing.to_photo(np.array([(0, 0)]), frame), [(-9.5, 20.5)])  # a pixel is two wide


@pytest.mark.parametrize(("view", "above", "below"), [(View.UPPER, 0.08, None), (View.FULL, 0.08, 0.04)])
def test_a_person_is_framed_as_in_the_training_pictures(view: View, above: float, below: float | None) -> None:
    one = figure(x=60, top=40, height=120)
    photo = (960, 1280)  # five times the first look's picture
    frame = framing.person_frame(one.parts, one.pose, Frame(0, 0, *photo), photo, view)
    assert frame.width / frame.height == 0.75
    assert frame.left + frame.width / 2 == pytest.approx(300, abs=8)
    assert (200 - frame.top) / frame.height == pytest.approx(above, abs=0.015)
    lower = frame.top + frame.height
    if below is None:
        knees, hips = 5 * (40 + 0.73 * 120), 5 * (40 + 0.5 * 120)
        assert hips < lower < knees
    else:
        assert (lower - 5 * (40 + 0.96 * 120)) / frame.height == pytest.approx(below, abs=0.015)


def test_a_photo_that_ends_at_the_hips_ends_the_frame() -> None:
    one = figure(top=20, height=440)  # the thighs lie below the picture
    frame = framing.person_frame(one.parts, one.pose, Frame(0, 0, *SIZE), SIZE, View.UPPER)
    assert frame.top + frame.height <= HEIGHT + framing.STEP


@pytest.mark.parametrize(("height", "legs"), [(232, True), (440, False)])
def test_legs_are_seen_where_they_are(height: float, legs: bool) -> None:
    one = figure(height=height)
    assert framing.legs_seen(one.parts, one.pose) is legs
    assert not framing.legs_seen(one.parts, one.without("shoulder").pose)


def test_spread_arms_widen_a_full_frame() -> None:
    one = figure(top=100, height=80)
    labels = one.labels.copy()
    labels[118:124, 10:182] = 14
    frame = framing.person_frame(type(one)(labels, one.pose).parts, one.pose, Frame(0, 0, *SIZE), SIZE, View.FULL)
    assert frame.left < 10
    assert frame.left + frame.width > 182


def test_a_garment_lies_in_the_middle_of_its_frame_with_a_margin() -> None:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[50:90, 20:180] = True  # a wide one
    frame = framing.garment_frame(mask, Frame(0, 0, 2 * WIDTH, 2 * HEIGHT))
    assert frame.left + frame.width / 2 == pytest.approx(200, abs=3)
    assert frame.top + frame.height / 2 == pytest.approx(140, abs=3)
    assert 320 / frame.width == pytest.approx(0.92, abs=0.02)


def test_labels_and_masks_come_back_to_where_they_were_seen() -> None:
    one = figure()
    frame, size = Frame(40, 60, 2 * WIDTH, 2 * HEIGHT), (600, 700)
    labels = framing.labels_of_photo(one.labels, frame, size)
    np.testing.assert_array_equal(labels[60:572, 40:424], one.labels.repeat(2, 0).repeat(2, 1))
    assert labels.sum() == 4 * one.labels.sum(dtype=int)  # nothing beyond the frame
    mask = framing.mask_of_photo((one.labels > 0).astype(np.float32), frame, size)
    assert (mask == (labels > 0)).mean() > 0.99


def test_what_one_frame_shows_is_seen_from_another() -> None:
    one = figure()
    closer = Frame(48, 64, 96, 128)
    shown = framing.seen_from(one.labels, Frame(0, 0, *SIZE), closer, how=0)
    np.testing.assert_array_equal(shown, one.labels[64:192, 48:144].repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize(
    ("other", "iou"),
    [(Frame(0, 0, 3, 4), 1), (Frame(3, 0, 3, 4), 0), (Frame(1.5, 0, 3, 4), 1 / 3), (Frame(9, 9, 3, 4), 0)],
)
def test_overlap(other: Frame, iou: float) -> None:
    assert framing.overlap(Frame(0, 0, 3, 4), other) == pytest.approx(iou)
