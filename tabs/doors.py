"""The doors of the house, in the order of the page. A new tab is one entry here and its words."""

from __future__ import annotations

from typing import Final

from engines.runtime import ModelCache
from engines.sketch import SketchEngine
from settings import Settings
from tabs import sketch
from tabs.house import Door

PENCIL: Final = (
    '<path d="M20 92l8-28L76 16l20 20-48 48z" fill="#FFF9EF"/><path d="M20 92l8-28 20 20z" fill="#2B2A33"/>'
    '<path d="M76 16l20 20-8 8-20-20z" fill="#FFD2BD"/>'
)


def sketch_room(settings: Settings, cache: ModelCache) -> None:
    sketch.build(SketchEngine(cache, settings.device), settings)


DOORS: Final = (Door("sketch", "#FF8A5B", PENCIL, sketch_room),)
