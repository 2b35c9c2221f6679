"""Whatever a visitor draws or brings becomes the drawing a painter knows."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from engines.runtime import InputError
from engines.sketch.drawing import EVERYWHERE, SIDE, bring_near, put_back, to_page

Colour = int | str | tuple[int, ...]


def house(mode: str, paper: Colour, pen: Colour, side: int = 512, width: int = 6) -> Image.Image:
    page = Image.new(mode, (side, side), paper)
    corners = [(0.2, 0.8), (0.2, 0.4), (0.5, 0.15), (0.8, 0.4), (0.8, 0.8), (0.2, 0.8)]
    ImageDraw.Draw(page).line([(x * side, y * side) for x, y in corners], fill=pen, width=width)
    return page


def photographed(drawing: Image.Image) -> Image.Image:
    """As if it lay on a table: a shadow from one corner, warm light, grain."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(0.95, 0.5, drawing.width)
    light = (ramp[:, None] * ramp[None] ** 0.3)[..., None] * [1.0, 0.97, 0.9]
    pixels = np.asarray(drawing.convert("RGB")) * light + rng.normal(0, 3, (*drawing.size, 3))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


USUAL = to_page(house("RGB", "white", "black"))


@pytest.mark.parametrize(
    "sketch",
    [
        house("RGB", "black", "white"),  # light on dark
        house("L", 255, 0),  # grey
        house("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)),  # dark lines on nothing
        house("RGBA", (255, 255, 255, 0), (255, 255, 255, 255)),  # white lines on nothing
        house("RGB", "white", "red"),  # a coloured pen
        house("RGB", "white", "#ffee00"),  # a pale colour
        house("RGB", "#fff3d0", "#333333"),  # tinted paper
        house("1", 1, 0),  # black and white only
        house("RGB", "white", "#bbbbbb"),  # a pencil
        photographed(house("RGB", "white", "#333333")),  # a photo of paper
        ImageOps.invert(photographed(house("RGB", "white", "#333333"))),  # a photo of a blackboard
        house("RGB", "white", "black", side=2048, width=10),  # large, with a thin line
        house("RGB", "white", "black", side=128, width=2),  # small
    ],
)
def test_the_same_lines_from_any_picture(sketch: Image.Image) -> None:
    ink = to_page(sketch).ink
    assert ink.shape == (SIDE, SIDE)
    assert ink.dtype == np.float32
    assert 0 <= ink.min() <= ink.max() <= 1
    usual, found = USUAL.ink > 0.5, ink > 0.5
    near = np.maximum.reduce([np.roll(usual, (dy, dx), (0, 1)) for dy in (-2, 0, 2) for dx in (-2, 0, 2)])
    assert found.sum() > 0.3 * usual.sum()
    assert near[found].mean() > 0.98


def test_a_wide_page_is_padded_not_stretched() -> None:
    wide = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(wide).ellipse((150, 50, 250, 150), outline="black", width=4)
    rows, columns = (np.flatnonzero((to_page(wide).ink > 0.5).any(axis)) for axis in (1, 0))
    assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=1)


@pytest.mark.parametrize(
    ("sketch", "key"),
    [
        (Image.new("RGB", (300, 300), "white"), "drawing_empty"),
        (Image.new("RGB", (300, 300), "black"), "drawing_empty"),
        (Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "drawing_empty"),
        (photographed(Image.new("RGB", (300, 300), "white")), "drawing_empty"),  # a photo of blank paper
        (Image.new("RGB", (1, 1), "white"), "picture_too_small"),
        (Image.new("RGB", (4000, 3), "white"), "picture_too_small"),
    ],
)
def test_what_cannot_be_painted_is_refused(sketch: Image.Image, key: str) -> None:
    with pytest.raises(InputError) as error:
        to_page(sketch)
    assert error.value.key == key


def test_a_dot_is_refused() -> None:
    page = Image.new("RGB", (512, 512), "white")
    ImageDraw.Draw(page).ellipse((250, 250, 262, 262), fill="black")
    with pytest.raises(InputError) as error:
        to_page(page)
    assert error.value.key == "drawing_too_small"


def test_a_usual_drawing_stays_where_it_is() -> None:
    near, placement = bring_near(USUAL)
    assert near is USUAL
    assert placement == EVERYWHERE


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.12, 0.12), (0.88, 0.5), (0.5, 0.9)])
def test_a_small_drawing_comes_near_and_its_picture_goes_back(x: float, y: float) -> None:
    page = Image.new("RGB", (512, 512), "white")
    ImageDraw.Draw(page).ellipse((x * 512 - 50, y * 512 - 40, x * 512 + 50, y * 512 + 40), outline="black", width=5)
    small = to_page(page)
    near, placement = bring_near(small)
    ink = small.ink
    assert (near.ink > 0.5).any(0).sum() > 1.8 * (ink > 0.5).any(0).sum()
    picture = np.repeat(((1 - near.ink) * 255).astype(np.uint8)[..., None], 3, -1)
    back = put_back(picture, placement)[..., 0] < 128
    rows, columns = np.nonzero(ink > 0.5)
    assert np.mean(back[rows, columns]) > 0.8
    assert back.sum() < 1.5 * (ink > 0.5).sum()


def test_crayon_is_a_colour_and_no_line() -> None:
    page = house("RGBA", (0, 0, 0, 0), (0, 0, 0, 255))
    ImageDraw.Draw(page).rectangle((220, 250, 300, 330), fill=(220, 30, 40, 128))
    coloured = to_page(page)
    assert np.abs(coloured.ink - USUAL.ink).mean() < 0.01
    assert USUAL.hint.shape == (SIDE // 4, SIDE // 4, 4)
    assert not USUAL.hint.any()
    rows, columns = np.nonzero(coloured.hint[..., 3] > 0.9)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == pytest.approx((31, 41, 27, 37), abs=1)
    assert coloured.hint[36, 32] == pytest.approx([220 / 255, 30 / 255, 40 / 255, 1], abs=0.02)


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 255, 255, 255)])
def test_a_coloured_pen_draws_lines_and_tells_colours(paper: tuple[int, ...]) -> None:
    page = to_page(house("RGBA", paper, (240, 200, 0, 255), width=12))
    assert (page.ink > 0.5).sum() > 500
    sure = page.hint[..., 3] > 0.5
    assert sure.sum() > 60
    red, green, blue = (page.hint[sure] / page.hint[sure][:, 3:])[:, :3].mean(0)
    assert (red, green, blue) == pytest.approx((240 / 255, 200 / 255, 0), abs=0.08)


def test_colours_come_near_with_their_drawing() -> None:
    page = Image.new("RGBA", (512, 512), (0, 0, 0, 0))
    brush = ImageDraw.Draw(page)
    brush.ellipse((30, 30, 110, 110), outline=(0, 0, 0, 255), width=5)
    brush.rectangle((55, 55, 85, 85), fill=(0, 120, 220, 128))
    small = to_page(page)
    near, _ = bring_near(small)
    assert (near.colours[..., 3] > 0.5).sum() > 3 * (small.colours[..., 3] > 0.5).sum()


def test_a_half_picture_goes_back_to_its_place() -> None:
    page = Image.new("RGB", (512, 512), "white")
    ImageDraw.Draw(page).ellipse((380, 300, 480, 400), outline="black", width=5)
    _, placement = bring_near(to_page(page))
    full, half = (put_back(np.zeros((side, side, 3), np.uint8), placement) for side in (SIDE, SIDE // 2))
    assert half.shape == (SIDE // 2, SIDE // 2, 3)
    assert np.abs(full[::2, ::2].astype(int) - half).mean() < 8
