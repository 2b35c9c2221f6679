"""The look needs nothing from outside, and the display face holds every headline."""

import re

from fontTools.ttLib import TTFont

from tabs.theme import ASSETS, DISPLAY_FONTS, page_head, style, theme
from tabs.words import display_text


def test_display_face_holds_every_headline():
    held = {chr(code) for file in DISPLAY_FONTS for code in TTFont(file).getBestCmap()}
    assert set(display_text()) <= held


def test_display_face_comes_with_its_licence():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (ASSETS / "fonts" / "LICENSE-jua.txt").read_text("utf-8")


def test_nothing_is_fetched():
    assert not theme()._stylesheets  # a Google font would be a stylesheet of another host
    for text in (style(), page_head()):
        assert not re.search(r"https?://|url\((?!data:)|@import", text)


def test_no_gradient():
    assert "gradient" not in style()
