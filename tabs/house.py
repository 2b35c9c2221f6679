"""The house around the rooms: its header, its doors, and the box that says what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import gradio as gr

from tabs.shared import Shared
from tabs.theme import ASSETS, page_head
from tabs.words import WORDS


@dataclass(frozen=True)
class Door:
    """One tab. Its name on the page is the word `ID_door`."""

    id: str
    colour: str  # "#rrggbb", the accent of the room
    icon: str  # what stands inside <svg viewBox="0 0 112 112">, drawn in the current colour
    build: Callable[[Shared], None]  # called once, inside the page's Blocks


HOME: Final = "home"  # what the start page is called where a room would have the name of its door


def build_house(doors: Sequence[Door], shared: Shared) -> gr.Blocks:
    """The page with a room behind each door. With one door there is nothing to choose, so no row of doors."""
    if not doors:
        raise ValueError("`doors` must hold at least one door, but it is empty.")
    # Telemetry is off here: with it on, Gradio asks its makers for the newest version at every start.
    with gr.Blocks(
        title=WORDS["title"][0],
        analytics_enabled=False,
        delete_cache=(60, shared.settings.keep_minutes * 60),
        fill_width=True,
    ) as page:
        gr.HTML(
            html_template=header(doors),
            js_on_load="window.fiveDoors.mountHeader(element);",
            head=page_head(),
            apply_default_css=False,
            elem_classes="house-header",
        )
        if len(doors) > 1:
            with gr.Column(elem_id=f"room-{HOME}", elem_classes="room"):
                gr.HTML(
                    html_template=home(doors), js_on_load="window.fiveDoors.translate(element);",
                    head=page_head(), apply_default_css=False,
                )  # fmt: skip
        for door in doors:
            with gr.Column(elem_id=f"room-{door.id}", elem_classes="room"):
                door.build(shared)
    return page


def header(doors: Sequence[Door]) -> str:
    """The header's HTML; its words are filled in by `assets/page.js`."""
    text = (ASSETS / "header.html").read_text(encoding="utf-8")
    colours = "".join(f"#room-{door.id}{{--accent:{door.colour}}}" for door in doors)
    if len(doors) == 1:
        return text.replace("<!-- doors -->", "").replace("<!-- rules -->", f"<style>{colours}</style>")
    row = f'<nav role="tablist" data-word-label="doors">{"".join(map(_tab, doors))}</nav>'
    # The rule that hides the closed rooms names each of them, so it is written here and not in the stylesheet.
    names = [HOME, *(door.id for door in doors)]
    shown = ",".join(f'body[data-room="{name}"] .room:not(#room-{name})' for name in names)
    rules = f"<style>{colours}body:not([data-room]) .room,{shown}{{display:none}}</style>"
    return text.replace("<!-- doors -->", row).replace("<!-- rules -->", rules)


def home(doors: Sequence[Door]) -> str:
    """The start page's HTML: a house with a way into each room."""
    text = (ASSETS / "home.html").read_text(encoding="utf-8")
    return text.replace("DOOR_COUNT", str(len(doors))).replace("<!-- doors -->", "".join(map(_door, doors)))


def _door(door: Door) -> str:
    return (
        f'<a class="home-door" href="#{escape(door.id)}" style="--accent:{escape(door.colour)}">'
        '<span class="home-arch"><span class="home-inside"></span><span class="home-leaf">'
        f'<svg viewBox="0 0 112 112" aria-hidden="true">{door.icon}</svg><i></i></span></span>'
        f'<span class="home-step"></span><b class="display" data-word="{escape(door.id)}_door"></b>'
        f'<small data-word="{escape(door.id)}_headline"></small></a>'
    )


def _tab(door: Door) -> str:
    return (
        f'<button type="button" role="tab" id="tab-{escape(door.id)}" aria-controls="room-{escape(door.id)}" '
        f'data-door="{escape(door.id)}" style="--accent:{escape(door.colour)}">'
        f'<svg viewBox="0 0 112 112" aria-hidden="true">{door.icon}</svg>'
        f'<span data-word="{escape(door.id)}_door"></span></button>'
    )
