"""The third room: a person, the garments of a wardrobe or their own, and the person wearing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import gradio as gr

from engines.tryon.engine import TryOnEngine
from engines.tryon.results import Kind, Sleeve, TryOnResult
from settings import Settings, read_settings
from tabs import tryon_calls as calls
from tabs.desk import Answer
from tabs.fitting import FittingRoom
from tabs.parts import room_script, taken, told
from tabs.theme import ASSETS, page_head, style, theme
from tabs.tryon_calls import Piece

SCRIPTS: Final = ("server", "mirror", "photo", "rail", "steps", "nudges", "looks", "room")
# What the page's script lays down, Gradio's own ImageSlider takes up, in the browser: so no photo becomes a file.
HANG: Final = "() => [window.fiveDoorsMirror.pair]"
SLIDE: Final = "() => [{__type__: 'update', slider_position: window.fiveDoorsMirror.position}]"
WHOLE: Final = 4000  # px; the stylesheet says how high the mirror is


def build(engine: TryOnEngine, settings: Settings) -> None:
    """The room and its API calls, all of them `/try_on...`; called inside a `gr.Blocks`."""
    fitting = FittingRoom(engine, settings)

    # Gradio marks each server function with an attribute, which a bound method cannot carry.
    def open_room(call: dict[str, Any]) -> Answer:
        return fitting.open_room(call)

    def see_garment(call: dict[str, Any]) -> Answer:
        return fitting.see_garment(call)

    def wear(data: gr.EventData) -> Iterator[Answer]:
        yield from fitting.wear(data._data)

    with gr.HTML(
        value="",
        html_template=markup(settings.upload_bytes),
        js_on_load=room_script("tryon", SCRIPTS),
        head=page_head(),
        server_functions=[open_room, see_garment],
        apply_default_css=False,
        elem_classes="fitting",
    ) as room:
        mirror = gr.ImageSlider(
            interactive=False,
            show_label=False,
            container=False,
            buttons=[],
            max_height=WHOLE,
            slider_position=0,
            elem_id="fitting-mirror",
        )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    wearing = room.submit(wear, None, room, trigger_mode="multiple", concurrency_limit=None, **quiet)
    room.halt(None, None, None, cancels=[wearing])
    room.hang(None, None, mirror, js=HANG, **quiet)
    room.slide(None, None, mirror, js=SLIDE, **quiet)
    _build_api(fitting, settings)


def _build_api(fitting: FittingRoom, settings: Settings) -> None:
    """The named endpoints: parts that are not on the page, joined by events."""
    person, garment, top, bottom = (
        gr.File(label=label, type="filepath", visible=False) for label in ("person", "garment", "top", "bottom")
    )
    kind = gr.Textbox(label="kind", value="", visible=False)
    sleeve = gr.Textbox(label="sleeve", value="", visible=False)
    picture = gr.Image(label="picture", format="png", type="pil", image_mode=None, visible=False)
    answer = gr.JSON(visible=False)
    most = settings.upload_bytes

    def try_on(person: str | None, garment: str | None, kind: str, sleeve: str, request: gr.Request) -> Any:
        """Put a garment on a person. kind: top, dress, trousers or skirt; sleeve: none, short or long; empty: guessed.

        Answers with the picture and with seconds and networks by step, confidence (0 to 1) and remarks.
        """
        photo, data = taken(person, most), taken(garment, most)

        def work() -> tuple[Any, Answer]:
            piece = Piece("", data, calls.kind_of(kind), calls.sleeve_of(sleeve))
            return _worn(fitting.try_on_files(photo, [piece], request.session_hash or ""))

        return told(work)

    def outfit(person: str | None, top: str | None, bottom: str | None, request: gr.Request) -> Any:
        """Put a top and trousers or a skirt on a person. Answers as /try_on."""
        photo, *files = (taken(file, most) for file in (person, bottom, top))
        pieces = [Piece("", data, None, None) for data in files]
        return told(lambda: _worn(fitting.try_on_files(photo, pieces, request.session_hash or "")))

    def parse(person: str | None, request: gr.Request) -> Any:
        """Label every pixel of a person's photo: a grey picture of the 20 numbers of the LIP data set."""
        return told(lambda: fitting.parse_file(taken(person, most), request.session_hash or ""))

    def pose(person: str | None, request: gr.Request) -> Any:
        """Find the 18 points of OpenPose on a person's photo: x and y in pixels and a score, by name."""
        return told(lambda: fitting.pose_file(taken(person, most), request.session_hash or ""))

    def mask(garment: str | None, request: gr.Request) -> Any:
        """Find the garment on its photo: a picture, white where it is."""
        return told(lambda: fitting.mask_file(taken(garment, most), request.session_hash or ""))

    def event(work: Callable[..., Any], parts: list[Any], outputs: Any, name: str) -> None:
        gr.Button(visible=False).click(work, parts, outputs, api_name=name, concurrency_limit=settings.tailors)

    event(try_on, [person, garment, kind, sleeve], [picture, answer], "try_on")
    event(outfit, [person, top, bottom], [picture, answer], "try_on_outfit")
    event(parse, [person], picture, "try_on_parse")
    event(pose, [person], answer, "try_on_pose")
    event(mask, [garment], picture, "try_on_mask")


def _worn(result: TryOnResult) -> tuple[Any, Answer]:
    return result.image, {
        "seconds": result.seconds,
        "networks": result.networks,
        "confidence": result.confidence,
        "remarks": list(result.remarks),
    }


def markup(upload_bytes: int) -> str:
    """The room's HTML; its words are filled in by `assets/page.js`, ImageSlider stands in the place of `@children`."""
    kinds = "".join(_choice("kind", kind, f"tryon_kind_{kind}", kind) for kind in Kind)
    guesses = "".join(_choice("is", kind, f"tryon_kind_{kind}", kind, 'data-part="kind"') for kind in Kind)
    sleeves = "".join(
        _choice("is", sleeve, f"tryon_sleeve_{sleeve}", f"sleeve-{sleeve}", 'data-part="sleeve"') for sleeve in Sleeve
    )
    text = (ASSETS / "tryon.html").read_text(encoding="utf-8").replace("UPLOAD_BYTES", str(upload_bytes))
    text = text.replace("KINDS", kinds).replace("GUESSES", guesses).replace("SLEEVES", sleeves)
    return text.replace("FIGURE", _drawn("figure"))


def _choice(data: str, value: str, word: str, icon: str, more: str = "") -> str:
    """A button with a drawn picture and its word."""
    return (
        f'<button type="button" class="fitting-choice" data-{data}="{value}" {more} aria-pressed="false">'
        f'{_drawn(icon)}<span data-word="{word}"></span></button>'
    )


def _drawn(icon: str) -> str:
    return (ASSETS / "tryon" / "icons" / f"{icon}.svg").read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    with gr.Blocks(analytics_enabled=False) as page:
        build(TryOnEngine(), read_settings())
    page.launch(theme=theme(), css=style(), run_history=False, footer_links=[])
