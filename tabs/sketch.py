"""The first room: a drawing on the canvas becomes a picture."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final

import gradio as gr

from engines.runtime import InputError
from engines.sketch import SketchEngine, World
from settings import Settings, read_settings
from tabs.desk import Answer, Desk
from tabs.parts import taken
from tabs.theme import ASSETS, page_head, style, theme

SCRIPTS: Final = ("sheet", "guide", "hand", "painter", "tools", "photo", "room")
INK: Final = "#2B2A33"
# Both are also the first colours of the tools in assets/sketch/tools.js: the pen's ink and the crayon's red.
COLOURS: Final = {
    "black": INK,
    "red": "#E5484D",
    "orange": "#F58A3C",
    "yellow": "#F7C83B",
    "green": "#4FAE6A",
    "blue": "#3F8FE0",
    "purple": "#8A63D2",
    "pink": "#EE7FB2",
    "brown": "#96603C",
}


def build(engine: SketchEngine, settings: Settings) -> None:
    """The room and its API call `/paint`; called inside a `gr.Blocks`. Loads no network."""
    desk = Desk(engine, settings)
    built_with = engine.worlds()

    # Gradio marks each server function with an attribute, which a bound method cannot carry.
    def open_room(call: dict[str, Any]) -> Answer:
        answer, worlds = desk.open_room(call), engine.worlds()
        return answer if worlds == built_with else answer | {"worlds": chips(worlds)}  # the host trained one since

    def paint(call: dict[str, Any]) -> Answer:
        return desk.paint(call)

    def read_picture(call: dict[str, Any]) -> Answer:
        return desk.read_picture(call)

    gr.HTML(
        html_template=markup(built_with, settings.upload_bytes),
        js_on_load=script(),
        head=page_head(),
        server_functions=[open_room, paint, read_picture],
        apply_default_css=False,
    )
    _build_api(desk, settings)


def _build_api(desk: Desk, settings: Settings) -> None:
    """The named endpoint: parts that are not on the page, joined by one event."""
    drawing = gr.File(label="drawing", type="filepath", visible=False)
    world = gr.Textbox(label="world", value="shoes", visible=False)
    seed = gr.Number(label="seed", value=0, precision=0, visible=False)
    picture = gr.Image(label="picture", format="png", type="pil", visible=False)
    trigger = gr.Button(visible=False)

    def paint_file(drawing: str | None, world: str, seed: int, request: gr.Request) -> Any:
        """Paint a drawing (a picture file with dark lines on white): the picture as PNG, the same for the same seed."""
        data = taken(drawing, settings.upload_bytes)
        try:
            return desk.paint_file(data, world, seed, visitor=request.session_hash or "")
        except InputError as problem:
            raise gr.Error(str(problem), print_exception=False) from None

    trigger.click(paint_file, [drawing, world, seed], picture, api_name="paint", concurrency_limit=desk.painters)


def script() -> str:
    """The room's script: the guides to draw over, and the files of `assets/sketch` as one."""
    files = [(ASSETS / "sketch" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return "\n".join([f"const GUIDES = {json.dumps(guides())};", *files])


def guides() -> dict[str, list[str]]:
    """World id to its guides, each the `d` of an SVG path on 400 x 400."""
    table: dict[str, list[str]] = json.loads((ASSETS / "guides.json").read_text(encoding="utf-8"))
    return table


def markup(worlds: list[World], upload_bytes: int) -> str:
    """The room's HTML; its words are filled in by `assets/page.js`."""
    colours = "".join(_swatch(name, colour, chosen=colour == INK) for name, colour in COLOURS.items())
    text = (ASSETS / "sketch.html").read_text(encoding="utf-8")
    return text.replace("UPLOAD_BYTES", str(upload_bytes)).replace("COLOURS", colours).replace("WORLDS", chips(worlds))


def chips(worlds: list[World]) -> str:
    """The row of worlds to choose from; the first is chosen."""
    return "".join(_chip(world, chosen=index == 0) for index, world in enumerate(worlds))


def _chip(world: World, *, chosen: bool) -> str:
    """The button of a world: its picture, or its colour and first letter where a host's own world has none."""
    file = ASSETS / "sketch" / "icons" / f"{world.id}.svg"
    english, korean = escape(world.name("en")), escape(world.name("ko"))
    if file.is_file():
        icon = file.read_text(encoding="utf-8").strip()
    else:
        icon = f'<i style="background:{escape(world.colour)}" aria-hidden="true">{english[:1]}</i>'
    return (
        f'<button type="button" role="radio" class="world" data-world="{escape(world.id)}"{_choice(chosen)}'
        f"{' data-symmetric' if world.symmetric else ''}>{icon}"
        f'<span data-name-en="{english}" data-name-ko="{korean}"></span></button>'
    )


def _swatch(name: str, colour: str, *, chosen: bool) -> str:
    return (
        f'<button type="button" role="radio" class="colour" data-colour="{colour}" data-word-label="colour_{name}"'
        f'{_choice(chosen)}><i style="background:{colour}"></i></button>'
    )


def _choice(chosen: bool) -> str:
    """Attributes of one button of a row; the chosen one is the row's only stop for the Tab key."""
    return ' aria-checked="true" tabindex="0"' if chosen else ' aria-checked="false" tabindex="-1"'


if __name__ == "__main__":
    with gr.Blocks(analytics_enabled=False) as page:
        build(SketchEngine(), read_settings())
    page.launch(theme=theme(), css=style(), run_history=False, footer_links=[])
