"""The house around the rooms: its header, its doors, and the box that says what it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

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
        for door in doors:
            with gr.Column(elem_id=f"room-{door.id}", elem_classes="room"):
                door.build(shared)
    return page


def header(doors: Sequence[Door]) -> str:
    """The header's HTML; its words are filled in by `assets/page.js`."""
    row = f'<nav role="tablist" data-word-label="doors">{"".join(map(_tab, doors))}</nav>' if len(doors) > 1 else ""
    # The rule that hides the closed rooms names each of them, so it is written here and not in the stylesheet.
    shown = ",".join(f'body[data-room="{door.id}"] .room:not(#room-{door.id})' for door in doors)
    colours = "".join(f"#room-{door.id}{{--accent:{door.colour}}}" for door in doors)
    rules = f"<style>{colours}{shown}{{display:none}}</style>"
    text = (ASSETS / "header.html").read_text(encoding="utf-8")
    return text.replace("<!-- doors -->", row).replace("<!-- rules -->", rules)


def _tab(door: Door) -> str:
    return (
        f'<button type="button" role="tab" data-door="{escape(door.id)}" style="--accent:{escape(door.colour)}">'
        f'<svg viewBox="0 0 112 112" aria-hidden="true">{door.icon}</svg>'
        f'<span data-word="{escape(door.id)}_door"></span></button>'
    )
