"""Photos of paper: the lines that were drawn come back, and nothing else."""

from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from engines.drawn.edges import box
from engines.drawn.heroes.heroes import draw_hero
from engines.drawn.strokes import Hand, redraw
from engines.runtime import InputError
from engines.sketch.paper import MARGIN, SHEET, read_paper

PAGE_W, PAGE_H = 480, 640
PHOTO = 680, 510

Floats = NDArray[np.float32]
ON_A_TABLE = [(0.26, 0.07), (0.75, 0.1), (0.82, 0.95), (0.19, 0.92)]
TURNED = [(0.42, 0.05), (0.85, 0.3), (0.6, 0.96), (0.16, 0.68)]
TOO_NEAR = [(-0.1, -0.2), (1.1, -0.15), (1.15, 1.3), (-0.08, 1.2)]


class Shot(NamedTuple):
    """A way to take a photo."""

    corners: list[tuple[float, float]] = ON_A_TABLE
    pen: tuple[int, int, int] = (35, 35, 45)
    pressure: float = 1.0
    shade: float = 0.45
    hand: bool = False
    ruled: int = 0  # pixels between the printed lines
    blur: float = 0.6
    light: float = 1.0
    noise: float = 3.0


@cache
def drawing(seed: int = 4) -> Floats:
    """(PAGE_H, PAGE_W) the ink of a hero on a page, 0 to 1."""
    hand = Hand(wobble=0.3, pen=2.4, gap=0.0, overshoot=0.0)
    ink = redraw(draw_hero(np.random.default_rng(seed)).strokes, hand, np.random.default_rng(seed))
    page = np.zeros((PAGE_H, PAGE_W), np.float32)
    page[110:530, 30:450] = cv2.resize(ink, (420, 420), interpolation=cv2.INTER_AREA) / np.float32(255)
    return page


def taken(ink: Floats, shot: Shot, seed: int = 0) -> Image.Image:
    """A photo of that page on a wooden table."""
    rng = np.random.default_rng(seed)
    W, H = PHOTO
    page = np.full((PAGE_H, PAGE_W, 3), (244, 242, 236), np.float32)
    if shot.ruled:
        page[shot.ruled // 2 :: shot.ruled] *= 0.86
        page[:, shot.ruled // 2 :: shot.ruled] *= 0.86
    page += shot.pressure * ink[..., None] * (np.array(shot.pen, np.float32) - page)
    y, x = np.mgrid[0:H, 0:W].astype(np.float32)
    grain = np.sin(y / 7 + 3 * np.sin(x / 70))[..., None]
    table = np.array([125, 84, 52], np.float32) + grain * np.array([18, 12, 8], np.float32)
    source = np.array([(0, 0), (PAGE_W, 0), (PAGE_W, PAGE_H), (0, PAGE_H)], np.float32)
    move = cv2.getPerspectiveTransform(source, (np.array(shot.corners) * PHOTO).astype(np.float32))
    cover = cv2.warpPerspective(np.ones((PAGE_H, PAGE_W), np.float32), move, PHOTO)[..., None]
    photo = table * (1 - cover) + cv2.warpPerspective(page, move, PHOTO) * cover
    shade = 1 - shot.shade * (x / W) * (y / H)
    if shot.hand:
        shade *= np.where(np.hypot(x - 0.8 * W, y - 0.95 * H) < 0.33 * H, 0.65, 1)
        shade = cv2.GaussianBlur(shade.astype(np.float32), (0, 0), 3.5)
    photo *= shade[..., None] * np.array([1, 0.97, 0.9], np.float32)
    photo = cv2.GaussianBlur(photo, (0, 0), shot.blur) * shot.light
    photo += shot.noise * rng.standard_normal((H, W, 1), np.float32)
    return Image.fromarray(photo.clip(0, 255).astype(np.uint8))


def cut(ink: Floats) -> NDArray[np.bool_]:
    """(128, 128) the lines without the white around them, stretched to a square."""
    where = box(ink > 0.5)
    assert where is not None
    left, top, right, bottom = where
    return cv2.resize(ink[top:bottom, left:right], (128, 128), interpolation=cv2.INTER_AREA) > 0.3


def near(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask grown by 4 of the 128 pixels."""
    return cv2.dilate(mask.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0


SHOTS = {
    "pen": Shot(),
    "pencil": Shot(pen=(95, 95, 100), pressure=0.7),
    "turned": Shot(corners=TURNED),
    "all paper": Shot(corners=TOO_NEAR),
    "squared paper": Shot(ruled=24),
    "shadow of a hand": Shot(hand=True),
    "too bright, with noise": Shot(light=1.35, noise=9.0),
}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS.keys())
def test_the_lines_of_a_photo_come_back_and_no_others(shot) -> None:
    truth = drawing()
    sheet = read_paper(taken(truth, shot))
    assert (sheet.size, sheet.mode) == ((SHEET, SHEET), "RGB")
    found, drawn = cut(np.float32(1) - np.asarray(sheet.convert("L"), np.float32) / np.float32(255)), cut(truth)
    assert near(found)[drawn].mean() > 0.93
    assert near(drawn)[found].mean() > 0.93


def test_the_sheet_is_white_and_the_drawing_in_its_middle() -> None:
    sheet = np.asarray(read_paper(taken(drawing(), Shot())))
    assert (sheet == 255).all(-1).mean() > 0.7
    where = box(sheet.min(-1) < 128)
    assert where is not None
    left, top, right, bottom = where
    assert max(right - left, bottom - top) == pytest.approx(SHEET * (1 - 2 * MARGIN), abs=12)
    assert abs(left + right - SHEET) <= 4
    assert abs(top + bottom - SHEET) <= 4


@pytest.mark.parametrize(
    ("pen", "strongest", "weakest"), [((40, 70, 190), 2, 0), ((210, 40, 60), 0, 1), ((245, 200, 30), 0, 2)]
)
def test_a_coloured_pen_keeps_its_colour(pen, strongest, weakest) -> None:
    sheet = np.asarray(read_paper(taken(drawing(), Shot(pen=pen))))
    line = sheet[(sheet.min(-1) < 110)].mean(0)
    assert line[strongest] > line[weakest] + 80


def test_pencil_becomes_black() -> None:
    sheet = np.asarray(read_paper(taken(drawing(), Shot(pen=(110, 110, 120), pressure=0.7))))
    line = sheet[sheet.min(-1) < 128]
    assert np.ptp(line.mean(0)) < 20
    assert line.min() < 50


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_clean_drawing_passes_unharmed(mode) -> None:
    page = np.full((300, 300, 3), 255, np.uint8)
    page[60:240, 60:66] = page[60:240, 234:240] = (200, 30, 30)
    page[60:66, 60:240] = page[234:240, 60:240] = (20, 20, 20)
    sheet = read_paper(Image.fromarray(page).convert(mode)).convert("RGB")
    scale = SHEET * (1 - 2 * MARGIN) / 186
    expected = Image.new("RGB", (SHEET, SHEET), "white")
    square = Image.fromarray(page[57:243, 57:243]).convert(mode).convert("RGB").resize((round(186 * scale),) * 2)
    expected.paste(square, ((SHEET - square.width) // 2,) * 2)
    assert np.abs(np.asarray(sheet, int) - np.asarray(expected, int)).mean() < 1.5


def test_lines_on_nothing_are_lines_on_white() -> None:
    layer = np.zeros((200, 200, 4), np.uint8)
    layer[50:150, 98:102] = (10, 10, 10, 255)
    sheet = np.asarray(read_paper(Image.fromarray(layer)))
    assert (sheet[0] == 255).all()
    assert (sheet[SHEET // 2] < 60).any()


@pytest.mark.parametrize(
    ("shot", "ink", "key"),
    [
        (Shot(light=0.1), 1.0, "paper_black"),
        (Shot(light=0.0), 1.0, "paper_black"),
        (Shot(blur=6.0), 1.0, "paper_blurred"),
        (Shot(), 0.0, "paper_empty"),
        (Shot(corners=TOO_NEAR, noise=9.0), 0.0, "paper_empty"),
    ],
)
def test_a_photo_without_a_drawing_is_answered_with_a_sentence(shot, ink, key) -> None:
    with pytest.raises(InputError) as caught:
        read_paper(taken(drawing() * np.float32(ink), shot))
    assert caught.value.key == key


@pytest.mark.parametrize("size", [(16, 16), (1, 40), (512, 512)])
def test_a_white_page_is_empty(size) -> None:
    with pytest.raises(InputError) as caught:
        read_paper(Image.new("RGB", size, "white"))
    assert caught.value.key == "paper_empty"
