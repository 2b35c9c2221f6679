"""The fourth room: words become a dancing figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import gradio as gr

from engines.dance.engine import DanceEngine
from engines.dance.results import LONGEST, LONGEST_TEXT, SHORTEST
from engines.runtime import InputError
from settings import Settings, read_settings
from tabs import dance_calls as calls
from tabs.dance_calls import MOST_SEED, Figure, Format, Parts
from tabs.desk import Answer
from tabs.parts import Ahead, room_script, shown, taken, told
from tabs.stage import LOOPS, Stage, dance_to_json, tunes
from tabs.theme import ASSETS, page_head, style, theme

SCRIPTS: Final = (
    "bubble", "motion", "loft", "camera", "looks", "body", "head", "floor", "raster", "stage2d", "stage3d", "stage",
    "player", "music", "wishes", "keep", "room",
)  # fmt: skip
THREE: Final = ASSETS / "vendor" / "three" / "three.min.js"
ICONS: Final = ASSETS / "dance" / "icons"
# Ideas to tap: each has a picture of its name in `ICONS`, and the word `dance_prompt_NAME`, which is wished for.
PROMPTS: Final = ("spin", "moonwalk", "kpop", "ballet", "robot", "talchum", "fan", "wave", "kick", "clap")


def build(engine: DanceEngine, settings: Settings) -> None:
    """The room and its API calls, all of them `/dance...`; called inside a `gr.Blocks`."""
    stage = Stage(engine, settings)
    gr.set_static_paths([THREE, LOOPS])

    # Gradio marks each server function with an attribute, which a bound method cannot carry.
    def open_room(call: dict[str, Any]) -> Answer:
        return stage.open_room(call)

    def hear(call: dict[str, Any]) -> Answer:
        return stage.hear(call)

    def perform(data: gr.EventData) -> Iterator[Answer]:
        yield from stage.dance(data._data)

    room = gr.HTML(
        value="",
        html_template=markup(settings.upload_bytes),
        js_on_load=script(),
        head=page_head(),
        server_functions=[open_room, hear],
        apply_default_css=False,
    )
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    dancing = room.submit(perform, None, room, trigger_mode="multiple", concurrency_limit=None, **quiet)
    room.halt(None, None, None, cancels=[dancing])
    _build_api(stage, settings)


def _build_api(stage: Stage, settings: Settings) -> None:
    """The named endpoints: parts that are not on the page, joined by events."""
    text = gr.Textbox(label="text", visible=False)
    seconds = gr.Number(label="seconds", value=6, visible=False)
    named = gr.Textbox(label="style", value="", visible=False)
    seed = gr.Number(label="seed", value=0, precision=0, visible=False)
    energy = gr.Number(label="energy", value=None, visible=False)
    ending = gr.Textbox(label="format", value=Format.MP4, visible=False)
    figure = gr.Textbox(label="look", value=Figure.KID, visible=False)
    music = gr.File(label="music", type="filepath", visible=False)
    wanted = gr.JSON(label="wanted", visible=False)
    answer, file = gr.JSON(visible=False), gr.File(label="file", visible=False)
    most = settings.upload_bytes

    def dance(
        text: str, seconds: float, style: str, seed: int, energy: float | None, request: gr.Request
    ) -> Any:  # fmt: skip
        """Dance a text. style: one of /dance_styles or empty; energy: 0 (calm) to 1 (wild), or null.

        Answers with the joints (base64 of 16-bit little-endian millimetres, frames x 22 x 3, HumanML3D's order, Y up),
        fps, frames, notes on words that were not known, physics, seconds by step and the network.
        """
        parts = {"text": text, "seconds": seconds, "style": style, "seed": seed, "energy": energy}
        return told(lambda: dance_to_json(stage.dance_text(parts, request.session_hash or "")))

    def dance_file(
        text: str,
        seconds: float,
        style: str,
        seed: int,
        energy: float | None,
        format: str,
        look: str,
        request: gr.Request,
    ) -> Iterator[str]:
        """Dance a text into a file. format: mp4, gif, webp, bvh, glb or npz; look: kid, hanbok or robot."""
        parts = {"text": text, "seconds": seconds, "style": style, "seed": seed, "energy": energy}
        with (
            TemporaryDirectory() as folder
        ):  # outside Gradio's own, which keeps a copy for as long as it may be fetched
            try:
                kind, who = calls.format_of(format), calls.figure_of(look)
                motion = stage.dance_text(parts, request.session_hash or "").motion
                *_, path = stage.saved(motion, kind, who, b"", Path(folder))
            except InputError as problem:
                raise shown(problem) from None
            yield str(path)

    def keep(wanted: Parts | None, music: str | None) -> Iterator[tuple[Answer, str | None]]:
        """Make a file of the dance on the stage: first how far it is, then the file."""
        sound = taken(music, most)
        with TemporaryDirectory() as folder:
            try:
                for step in stage.keep(wanted if isinstance(wanted, dict) else {}, sound, Path(folder)):
                    if isinstance(step, Ahead):
                        yield {"ahead": step.visitors}, None
                    else:
                        yield ({"done": 1}, str(step)) if isinstance(step, Path) else ({"done": step}, None)
            except InputError as problem:
                raise shown(problem) from None

    def styles(request: gr.Request) -> Any:
        """The styles of dancing: their ids and their names in English and Korean."""
        return told(lambda: stage.styles(request.session_hash or ""))

    def beats(music: str | None, request: gr.Request) -> Any:
        """Find tempo (beats a minute) and beats (seconds) of a sound file of a minute or less."""
        return told(lambda: stage.beats_file(taken(music, most), request.session_hash or ""))

    def event(work: Callable[..., Any], parts: list[Any], outputs: Any, name: str, **more: Any) -> None:
        gr.Button(visible=False).click(
            work, parts, outputs, api_name=name, **({"concurrency_limit": settings.dancers} | more)
        )

    wish = [text, seconds, named, seed, energy]
    event(dance, wish, answer, "dance")
    event(dance_file, [*wish, ending, figure], file, "dance_file", concurrency_limit=1)
    event(styles, [], answer, "dance_styles")
    event(beats, [music], answer, "dance_beats")
    # For the page alone: what it sends is no use to who has no stage.
    event(keep, [wanted, music], [answer, file], "dance_keep", concurrency_limit=None, api_visibility="undocumented")


def script() -> str:
    """The room's script: the opening dance, the tunes, and the files of `assets/dance` as one."""
    opening = json.loads((ASSETS / "dance" / "opening.json").read_text(encoding="utf-8"))
    known = {
        "OPENING": opening,
        "TUNES": [tune | {"path": str(LOOPS / tune["file"])} for tune in tunes()],
        "THREE": str(THREE),
        "MOST_SEED": MOST_SEED,
    }
    lines = [f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in known.items()]
    return "\n".join([*lines, room_script("dance", SCRIPTS)])


def markup(upload_bytes: int) -> str:
    """The room's HTML; its words are filled in by `assets/page.js`."""
    filled = {
        "LOOKS": "".join(_button("hall-look", "look", one, f"dance_look_{one}", f"look-{one}") for one in Figure),
        "PROMPTS": "".join(_button("hall-chip", "prompt", f"dance_prompt_{one}", "", one) for one in PROMPTS),
        "TUNES": "".join(_button("hall-tune", "tune", one["id"], f"dance_tune_{one['id']}", "tune") for one in tunes()),
        "KINDS": "".join(_button("way", "kind", one, f"dance_file_{one}", f"file-{one}") for one in Format),
        "UPLOAD_BYTES": str(upload_bytes),
        "LONGEST_TEXT": str(LONGEST_TEXT),
        "SHORTEST": f"{SHORTEST:g}",
        "LONGEST": f"{LONGEST:g}",
        "MOST_SEED": str(MOST_SEED),
    }
    text = (ASSETS / "dance.html").read_text(encoding="utf-8")
    for name, part in filled.items():
        text = text.replace(name, part)
    return text


def _button(looks_like: str, data: str, value: str, word: str, icon: str) -> str:
    """A button with a drawn picture and its word."""
    drawn = (ICONS / f"{icon}.svg").read_text(encoding="utf-8").strip()
    pressed = 'aria-pressed="false"' if data in ("look", "tune") else ""
    return (
        f'<button type="button" class="{looks_like}" data-{data}="{value}" {pressed}>'
        f'{drawn}<span data-word="{word or value}"></span></button>'
    )


if __name__ == "__main__":
    with gr.Blocks(analytics_enabled=False) as page:
        build(DanceEngine(), read_settings())
    page.launch(theme=theme(), css=style(), run_history=False, footer_links=[])
