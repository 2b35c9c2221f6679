"""What the rooms that look at photos have in common: their scripts, pictures for the page, files of the API."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gradio as gr
from PIL import Image

from engines.runtime import InputError
from tabs.theme import ASSETS
from tabs.words import error

QUALITY: Final = 82  # of the WebP pictures that go to the page


@dataclass(frozen=True)
class Ahead:
    """So many visitors come before."""

    visitors: int


def room_script(folder: str, names: Sequence[str]) -> str:
    """`assets/parts.js` and the files of one folder of `assets`, as one script."""
    files = [ASSETS / "parts.js", *(ASSETS / folder / f"{name}.js" for name in names)]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def visitor_of(call: dict[Any, Any]) -> str:
    """The number that the page gave itself. Raises `InputError`."""
    visitor = call.get("visitor")
    if not isinstance(visitor, str) or not 8 <= len(visitor) <= 64:
        raise error("failed")
    return visitor


def number_of(call: dict[Any, Any]) -> int:
    """The number that the page gave the wish, so that it knows which answers belong to it."""
    number = call.get("number")
    return number if type(number) is int and 0 <= number < 2**53 else 0


def answered(
    work: Callable[[str, dict[Any, Any]], dict[str, Any]], call: object, log: logging.Logger, *, spoken: bool = False
) -> dict[str, Any]:
    """What `work` answers to the visitor and the parts of a call of the page, or the key of what is wrong with it.

    `spoken` errors bring their sentence along, for where it names what the word of the key cannot know.
    """
    parts: dict[Any, Any] = call if isinstance(call, dict) else {}
    try:
        return work(visitor_of(parts), parts)
    except InputError as problem:
        log.info("not answered: %s", problem.key)
        return {"error": problem.key} | ({"sentence": str(problem)} if spoken else {})


def picture_address(picture: Image.Image) -> str:
    """A picture as `data:image/webp;base64,...`; lightly packed, because time counts more than bytes here."""
    return address(picture, "webp", quality=QUALITY, method=1)


def address(picture: Image.Image, kind: str, **options: int) -> str:
    """A picture as `data:image/KIND;base64,...`, without anything else that came in its file."""
    file, picture = io.BytesIO(), picture.copy()
    picture.info.clear()
    picture.save(file, kind, **options)
    return f"data:image/{kind};base64," + base64.b64encode(file.getvalue()).decode("ascii")


def taken(file: str | None, most: int) -> bytes:
    """The bytes of an upload, which is then gone; one byte more than `most` tells that it is too heavy."""
    if file is None:
        return b""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            data = opened.read(most + 1)
    except FileNotFoundError:  # equal files of two visitors are one, and the other call took it
        raise shown(error("upload_gone")) from None
    path.unlink(missing_ok=True)
    return data


def told(work: Callable[[], Any]) -> Any:
    """What `work` answers, for the API; its `InputError` becomes the sentence for who calls."""
    try:
        return work()
    except InputError as problem:
        raise shown(problem) from None


def shown(problem: InputError) -> gr.Error:
    """The sentence for who calls the API; the page reads the key, which stands in every language."""
    return gr.Error(str(problem), title=problem.key, print_exception=False)
