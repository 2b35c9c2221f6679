"""What is found in a picture: the thing, its ground, its lines."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engines.drawn.forms import DrawnThing
from engines.drawn.strokes import Stroke
from engines.sketch.subjects import PHOTO_SIDE, SIDE, Studies, from_drawn, is_pixel_art, load, look_at, stand


def disc(
    ground: tuple[int, int, int], colour: str = "#c03020", size: tuple[int, int] = (PHOTO_SIDE, PHOTO_SIDE)
) -> Image.Image:
    page = Image.new("RGB", size, ground)
    middle, radius = np.array(size) / 2, min(size) * 0.36
    ImageDraw.Draw(page).ellipse((*(middle - radius), *(middle + radius)), fill=colour)
    return page


@pytest.mark.parametrize("ground", [(255, 255, 255), (214, 210, 205), (150, 170, 190)])
def test_a_thing_on_plain_ground_is_cut_out(ground: tuple[int, int, int]) -> None:
    subject = look_at(load(disc(ground)))
    assert subject is not None
    assert subject.ground == "paper"
    assert (subject.photo[:10] == 255).all()
    assert np.abs(subject.photo[96, 96].astype(int) - [0xC0, 0x30, 0x20]).max() < 3
    left, top, right, bottom = subject.box
    assert right - left == pytest.approx(0.72 * PHOTO_SIDE, abs=4)
    assert bottom - top == pytest.approx(0.72 * PHOTO_SIDE, abs=4)
    radii = np.hypot(*(subject.tracings[0][0].points - SIDE / 2).T)
    assert radii.min() > 0.33 * SIDE
    assert radii.max() < 0.38 * SIDE


def test_the_night_stays_dark() -> None:
    subject = look_at(load(disc((3, 4, 12), "#f0d070")))
    assert subject is not None
    assert subject.ground == "sky"
    assert subject.photo[0, 0].max() < 20


def test_a_scene_is_taken_whole() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (12, 12, 3), dtype=np.uint8)
    subject = look_at(load(Image.fromarray(noise).resize((400, 400), Image.Resampling.BICUBIC)))
    assert subject is not None
    assert subject.ground == "scene"
    assert subject.box == (0, 0, PHOTO_SIDE, PHOTO_SIDE)
    assert any(subject.tracings)


@pytest.mark.parametrize("ground", [(255, 255, 255), (120, 160, 90), (0, 0, 0)])
def test_an_empty_photo_has_no_subject(ground: tuple[int, int, int]) -> None:
    assert look_at(np.full((PHOTO_SIDE, PHOTO_SIDE, 3), ground, np.uint8)) is None


def test_a_wide_picture_is_padded_with_its_ground() -> None:
    page = load(disc((214, 210, 205), size=(600, 200)))
    assert page.shape == (PHOTO_SIDE, PHOTO_SIDE, 3)
    assert stand(page)[0] == "paper"
    assert np.abs(page[0, 0].astype(int) - [214, 210, 205]).max() < 3


def test_pixel_art_keeps_its_pixels() -> None:
    small = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    page = load(Image.fromarray(small.repeat(2, 0).repeat(2, 1)))
    assert (page == small.repeat(3, 0).repeat(3, 1)).all()
    assert is_pixel_art(page)
    assert not is_pixel_art(load(disc((214, 210, 205))))


def test_what_a_program_drew_keeps_its_own_lines() -> None:
    lines = [Stroke(np.array([[20, 30], [100, 90]], np.float32), 1.0)]
    subject = from_drawn(DrawnThing(np.full((128, 128, 3), 255, np.uint8), lines), "paper")
    assert subject.tracings[0][0].points.tolist() == [[40, 60], [200, 180]]
    assert subject.box == (30, 45, 150, 135)


def test_what_was_seen_is_kept_until_a_photo_changes(tmp_path: Path) -> None:
    photos = [load(disc((255, 255, 255))), load(disc((3, 4, 12)))]
    first = Studies(tmp_path).of("discs", photos, processes=1)
    again = Studies(tmp_path).of("discs", photos, processes=1)
    assert len(list(tmp_path.iterdir())) == 1
    for one, other in zip(first, again, strict=True):
        assert (one.photo == other.photo).all()
        assert (one.box, one.ground, one.pixels) == (other.box, other.ground, other.pixels)
        assert [len(tracing) for tracing in one.tracings] == [len(tracing) for tracing in other.tracings]
        for a, b in zip(one.tracings[0], other.tracings[0], strict=True):
            assert (a.points == b.points).all()
            assert a.strength == pytest.approx(b.strength)
    Studies(tmp_path).of("discs", photos[:1], processes=1)
    assert len(list(tmp_path.iterdir())) == 2
    assert Studies(tmp_path).of("nothing", []) == []
