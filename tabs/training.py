"""The fifth room: teach a model, watch it learn, put it to use."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from engines.training.manager import LONGEST_NAME, LONGEST_NOTE, TrainingManager
from tabs.desk import Answer
from tabs.parts import room_script
from tabs.rights import RightsOf
from tabs.theme import ASSETS, page_head
from tabs.training_calls import LONGEST_TOKEN
from tabs.workshop import Workshop

SCRIPTS: Final = (
    "say", "server", "toast", "diary", "axis", "chart", "curves", "film", "log", "machine", "run", "runs", "compare",
    "form", "data", "teach", "host", "room",
)  # fmt: skip
FOLDER: Final = ASSETS / "training"
ICONS: Final = FOLDER / "icons"  # one a model, by its name


def build(manager: TrainingManager, rights_of: RightsOf) -> None:
    """The room; called inside a `gr.Blocks`. Its calls are the page's alone: programs have the REST API."""
    shop = Workshop(manager, rights_of)

    gr.HTML(
        value="",
        html_template=markup(),
        js_on_load=script(),
        head=page_head(),
        server_functions=[_server_function(shop, name) for name in shop.calls],
        apply_default_css=False,
    )


def _server_function(shop: Workshop, name: str) -> Callable[..., Answer]:
    """One of the page's calls as Gradio wants it: a function of that name, which asks for the request."""

    def ask(call: dict[str, Any], request: gr.Request) -> Answer:
        return shop.answer(name, call, request)

    ask.__name__ = name
    return ask


def script() -> str:
    """The room's script: the drawn icons, and the files of `assets/training` as one."""
    icons = {file.stem: file.read_text(encoding="utf-8").strip() for file in sorted(ICONS.glob("*.svg"))}
    return f"const ICONS = {json.dumps(icons)};\n" + room_script("training", SCRIPTS)


def markup() -> str:
    """The room's HTML; its words are filled in by `assets/page.js`."""
    filled = {"LONGEST_NAME": LONGEST_NAME, "LONGEST_NOTE": LONGEST_NOTE, "LONGEST_TOKEN": LONGEST_TOKEN}
    text = (FOLDER / "room.html").read_text(encoding="utf-8")
    for name, length in filled.items():
        text = text.replace(name, str(length))
    return text
