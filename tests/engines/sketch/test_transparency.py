"""Lines without their paper look the same on white, and are opaque where they are lines."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engines.sketch.transparency import without_paper


def on_white(lines: Image.Image) -> Image.Image:
    page = Image.new("RGB", lines.size, "white")
    page.paste(lines, mask=lines.getchannel("A"))
    return page


def drawn(colour: str) -> Image.Image:
    sheet = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(sheet).ellipse((40, 60, 800, 700), outline=colour, width=24)
    return sheet.resize((64, 64), Image.Resampling.BOX)  # soft rims


@pytest.mark.parametrize("colour", ["black", "#E5484D", "#F7C83B", "#8A8A8A"])
def test_looks_the_same_on_white(colour: str):
    sheet = drawn(colour)
    lines = without_paper(sheet)
    difference = np.abs(np.asarray(on_white(lines), int) - np.asarray(sheet, int))
    assert difference.max() <= 24  # the palest rim
    assert np.median(np.asarray(lines.getchannel("A"))) == 0
    core = np.asarray(sheet.convert("RGB"))[np.asarray(lines.getchannel("A")) == 255]
    assert len(core) > 100


def test_blank_paper_is_nothing():
    assert without_paper(Image.new("RGB", (9, 5), "white")).getchannel("A").getextrema() == (0, 0)


def test_a_pencil_line_is_opaque():
    assert without_paper(Image.new("L", (4, 4), 150)).getpixel((1, 1)) == (150, 150, 150, 255)
