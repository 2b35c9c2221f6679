"""One look for the whole house: Gradio's own parts by a theme, everything by `assets/style.css`."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Final

import gradio as gr

from tabs.game import game_head, game_style
from tabs.words import as_json

ASSETS: Final = Path(__file__).parent.parent / "assets"
DISPLAY_FONTS: Final = tuple(ASSETS / "fonts" / name for name in ("jua-latin.woff2", "jua-korean.woff2"))
BODY_FONTS: Final = ["Noto Sans KR", "Noto Sans CJK KR", "system-ui", "sans-serif"]

PAPER, CARD, INK, SOFT, LINE = "#FFF9EF", "#FFFFFF", "#2B2A33", "#6F6B7B", "#E9DFCF"
NIGHT_PAPER, NIGHT_CARD, NIGHT_INK, NIGHT_SOFT, NIGHT_LINE = "#1E1C24", "#2A2732", "#F5F0E6", "#B9B2C4", "#3A3643"
ACCENT, ON_ACCENT = "#FF8A5B", "#2B1206"


def theme() -> gr.themes.Base:
    """The colours and sizes of Gradio's own parts, light and dark. Plain font names: none is fetched."""
    base = gr.themes.Base(
        radius_size=gr.themes.sizes.radius_lg,
        text_size=gr.themes.sizes.text_lg,
        font=BODY_FONTS,
        font_mono=["monospace"],
    )
    return base.set(
        body_background_fill=PAPER,
        body_background_fill_dark=NIGHT_PAPER,
        body_text_color=INK,
        body_text_color_dark=NIGHT_INK,
        body_text_color_subdued=SOFT,
        body_text_color_subdued_dark=NIGHT_SOFT,
        background_fill_primary=CARD,
        background_fill_primary_dark=NIGHT_CARD,
        background_fill_secondary=PAPER,
        background_fill_secondary_dark=NIGHT_PAPER,
        block_background_fill=CARD,
        block_background_fill_dark=NIGHT_CARD,
        border_color_primary=LINE,
        border_color_primary_dark=NIGHT_LINE,
        block_border_width="2px",
        button_primary_background_fill=ACCENT,
        button_primary_background_fill_dark=ACCENT,
        button_primary_text_color=ON_ACCENT,
        button_primary_text_color_dark=ON_ACCENT,
    )


def style() -> str:
    """The stylesheet with the display font inside, so that no file has to be served and none is fetched."""
    faces = "\n".join(map(_face, DISPLAY_FONTS))
    rooms = ("style", "home", "dogs", "tryon", "dance", "training")
    sheets = [(ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in rooms]
    return "\n".join([faces, *sheets, game_style()])


def _face(file: Path) -> str:
    font = base64.b64encode(file.read_bytes()).decode("ascii")
    return f'@font-face{{font-family:"Jua";src:url(data:font/woff2;base64,{font}) format("woff2");font-display:swap}}'


def page_head() -> str:
    """The scripts that each `gr.HTML` of the house needs before its own; Gradio adds equal ones only once."""
    script = (ASSETS / "page.js").read_text(encoding="utf-8")
    return f"<script>window.fiveDoorsWords = {as_json()};</script><script>{script}</script>{game_head()}"
