"""The second room: a photo of a dog, the points of its body, and the dogs that look most like it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import gradio as gr
from PIL import Image

from engines.dogs.breeds import BREEDS, SIZES
from engines.dogs.engine import DogEngine
from engines.dogs.results import COAT_COLOURS
from engines.dogs.video import Step
from engines.models.skeletons import AP_10K
from engines.runtime import InputError
from settings import Settings, read_settings
from tabs.desk import Answer
from tabs.kennel import PAGE, Kennel
from tabs.parts import Ahead, picture_address, room_script, shown, taken, told
from tabs.theme import ASSETS, page_head, style, theme

SCRIPTS: Final = ("server", "skeleton", "facts", "filters", "cards", "compare", "photo", "film", "room")
EXAMPLES: Final = ASSETS / "dogs" / "examples"
PREVIEW_EVERY: Final = 0.4  # seconds between two pictures of a film that is being made
PREVIEW: Final = 320  # px, the longer side of such a picture


def build(engine: DogEngine, settings: Settings) -> None:
    """The room and its API calls `/dog_points`, `/dog_search`, `/dog_film`; called inside a `gr.Blocks`."""
    kennel = Kennel(engine, settings)

    # Gradio marks each server function with an attribute, which a bound method cannot carry.
    def open_room(call: dict[str, Any]) -> Answer:
        return kennel.open_room(call) | {"examples": examples()}

    def look(call: dict[str, Any]) -> Answer:
        return kennel.look(call)

    def search(call: dict[str, Any]) -> Answer:
        return kennel.search(call)

    def compare(call: dict[str, Any]) -> Answer:
        return kennel.compare(call)

    gr.HTML(
        html_template=markup(settings.upload_bytes),
        js_on_load=script(),
        head=page_head(),
        server_functions=[open_room, look, search, compare],
        apply_default_css=False,
    )
    _build_api(kennel, settings)


def _build_api(kennel: Kennel, settings: Settings) -> None:
    """The named endpoints: parts that are not on the page, joined by events."""
    photo = gr.File(label="photo", type="filepath", visible=False)
    clip = gr.File(label="clip", type="filepath", visible=False)
    count = gr.Number(label="k", value=PAGE, precision=0, visible=False)
    answer = gr.JSON(visible=False)
    film = gr.File(label="film", visible=False)

    def points(photo: str | None, request: gr.Request) -> Any:
        """Find every dog on a photo: its box, its 17 points (AP-10K: x, y, score), what it looks like."""
        return told(lambda: kennel.points_of_file(taken(photo, settings.upload_bytes), request.session_hash or ""))

    def search(photo: str | None, k: int, request: gr.Request) -> Any:
        """Find the k dogs of the gallery, 100 at most, that look most like the surest one on a photo."""
        return told(lambda: kennel.search_file(taken(photo, settings.upload_bytes), k, request.session_hash or ""))

    def moving_skeleton(clip: str | None, request: gr.Request) -> Iterator[tuple[Any, str | None]]:
        """Draw a dog's points on every frame of a clip of 20 seconds or less: first how far it is, then the film."""
        if clip is None:
            raise shown(InputError("clip_unreadable", "There is no clip yet: please choose one."))
        with (
            TemporaryDirectory() as folder
        ):  # outside Gradio's own, which keeps a copy for as long as it may be fetched
            try:
                yield from _steps(kennel.film(Path(clip), Path(folder), request.session_hash or ""))
            except InputError as problem:
                raise shown(problem) from None
            finally:
                Path(clip).unlink(missing_ok=True)  # nothing that a visitor gives is kept

    def event(work: Callable[..., Any], parts: list[Any], outputs: Any, name: str, at_once: int | None) -> None:
        gr.Button(visible=False).click(work, parts, outputs, api_name=name, concurrency_limit=at_once)

    event(points, [photo], answer, "dog_points", settings.lookers)
    event(search, [photo, count], answer, "dog_search", settings.lookers)
    event(moving_skeleton, [clip], [answer, film], "dog_film", None)


def _steps(film: Iterator[Ahead | Step]) -> Iterator[tuple[Any, str | None]]:
    last = 0.0
    for step in film:
        if isinstance(step, Ahead):
            yield {"ahead": step.visitors}, None
            continue
        said: Answer = {"done": step.done, "total": step.total}
        if step.path:
            yield said, str(step.path)
        elif time.monotonic() - last >= PREVIEW_EVERY:
            last = time.monotonic()
            step.preview.thumbnail((PREVIEW, PREVIEW))
            yield said | {"preview": picture_address(step.preview)}, None


def examples() -> list[str]:
    """The drawn dogs to begin with, as data URLs."""
    return [picture_address(Image.open(file)) for file in sorted(EXAMPLES.glob("*.webp"))]


def script() -> str:
    """The room's script: what is known of dogs, and the files of `assets/dogs` as one."""
    known = {
        "BREEDS": {breed.id: [breed.english, breed.korean] for breed in BREEDS},
        "SIZES": SIZES,
        "COATS": {name: "#{:02x}{:02x}{:02x}".format(*rgb) for name, rgb in COAT_COLOURS.items()},
        "POINTS": AP_10K.names,
        "LIMBS": AP_10K.edges,
        "PAGE": PAGE,
    }
    lines = [f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in known.items()]
    return "\n".join([*lines, room_script("dogs", SCRIPTS)])


def markup(upload_bytes: int) -> str:
    """The room's HTML; its words are filled in by `assets/page.js`."""
    return (ASSETS / "dogs.html").read_text(encoding="utf-8").replace("UPLOAD_BYTES", str(upload_bytes))


if __name__ == "__main__":
    with gr.Blocks(analytics_enabled=False) as page:
        build(DogEngine(), read_settings())
    page.launch(theme=theme(), css=style(), run_history=False, footer_links=[])
