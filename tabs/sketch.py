"""The first room: a drawing on the canvas becomes a picture."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any, Final

import gradio as gr

from engines.runtime import InputError
from engines.sketch import SketchEngine, World
from settings import Settings, read_settings
from tabs.desk import Answer, Desk
from tabs.theme import ASSETS, page_head, style, theme

EXAMPLE: Final = ASSETS / "shoe.webp"  # the dotted outline of the sheet, painted by the bundled network


def build(engine: SketchEngine, settings: Settings) -> None:
    """The room and its API call `/paint`; called inside a `gr.Blocks`. Loads no network."""
    desk = Desk(engine, settings)

    # Gradio marks each server function with an attribute, which a bound method cannot carry.
    def open_room(call: dict[str, Any]) -> Answer:
        return desk.open_room(call)

    def paint(call: dict[str, Any]) -> Answer:
        return desk.paint(call)

    def read_picture(call: dict[str, Any]) -> Answer:
        return desk.read_picture(call)

    gr.HTML(
        html_template=markup(engine.worlds(), settings.upload_bytes),
        js_on_load=(ASSETS / "canvas.js").read_text(encoding="utf-8"),
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
        path = Path(drawing) if drawing else None
        data = b""
        if path:
            with path.open("rb") as file:
                data = file.read(settings.upload_bytes + 1)  # where weights may be brought, an upload may be huge
            path.unlink()  # nothing that a visitor gives is kept
        try:
            return desk.paint_file(data, world, seed, visitor=request.session_hash or "")
        except InputError as problem:
            raise gr.Error(str(problem), print_exception=False) from None

    trigger.click(paint_file, [drawing, world, seed], picture, api_name="paint", concurrency_limit=desk.painters)


def markup(worlds: list[World], upload_bytes: int) -> str:
    """The room's HTML; its words are filled in by `assets/page.js`. One world alone needs no row to choose from."""
    chips = "".join(
        f'<button type="button" role="radio" class="world" data-world="{escape(world.id)}"'
        f' aria-checked="{"false" if index else "true"}"><i style="background:{escape(world.colour)}"></i>'
        f'<span data-name-en="{escape(world.name("en"))}" data-name-ko="{escape(world.name("ko"))}"></span></button>'
        for index, world in enumerate(worlds)
    )
    text = (ASSETS / "sketch.html").read_text(encoding="utf-8")
    text = text.replace("EXAMPLE", "data:image/webp;base64," + b64encode(EXAMPLE.read_bytes()).decode("ascii"))
    text = text.replace("UPLOAD_BYTES", str(upload_bytes)).replace("HIDE_WORLDS", "" if len(worlds) > 1 else "hidden")
    return text.replace("WORLDS", chips)


if __name__ == "__main__":
    with gr.Blocks(analytics_enabled=False) as page:
        build(SketchEngine(), read_settings())
    page.launch(theme=theme(), css=style(), run_history=False, footer_links=[])
