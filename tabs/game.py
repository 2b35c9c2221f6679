"""The game around the drawing: challenges, stars, stickers and the album. All of it happens in the visitor's browser.

Nothing here asks the server for anything: `assets/game/room.js` mounts itself into the desk of the drawing room and
speaks with it by events.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from tabs.words import say

ASSETS: Final = Path(__file__).parent.parent / "assets"
SCRIPTS: Final = ("store", "look", "quest", "belief", "card", "album", "room")
ANY: Final = "*"  # the challenges and the sticker of a world that has none of its own


def game_head() -> str:
    """The script of the game with its challenges, stickers and markup inside, as an element for the page's head."""
    data = {
        "CHALLENGES": challenges(),
        "STICKERS": stickers(),
        "BELIEFS": {part: {tag: say(f"belief_{part}", tag) for tag in ("en", "ko")} for part in ("see", "think")},
        "MARKUP": (ASSETS / "game.html").read_text(encoding="utf-8"),
    }
    lines = [f"const {name} = {_as_script(value)};" for name, value in data.items()]
    lines += [(ASSETS / "game" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    return "<script>(() => {\n" + "\n".join(lines) + "})();</script>"


def game_style() -> str:
    """The game's part of the stylesheet."""
    return (ASSETS / "game.css").read_text(encoding="utf-8")


def challenges() -> dict[str, Any]:
    """World id, or `ANY`, to {"see", "think": {language: sentence}, "challenges": [{"id", "en", "ko", "check"}]}.

    A check is {"measure": a name of `assets/game/look.js`, "strokes" or "seen"; "least", "most": number}. A challenge
    without one is something that no program here can measure: the child says when it is done.
    """
    table: dict[str, Any] = json.loads((ASSETS / "challenges.json").read_text(encoding="utf-8"))
    return table


def stickers() -> dict[str, str]:
    """World id, or `ANY`, to an `<svg>` element."""
    namespace = ' xmlns="http://www.w3.org/2000/svg"'  # a file needs it, an element of a page does not
    files = sorted((ASSETS / "stickers").glob("*.svg"))
    return {ANY if file.stem == "any" else file.stem: file.read_text("utf-8").replace(namespace, "") for file in files}


def _as_script(value: object) -> str:
    """JSON that is safe inside a `<script>` element."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
