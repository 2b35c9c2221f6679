"""The doors of the house, in the order of the page. A new tab is one entry here and its words."""

from __future__ import annotations

from typing import Final

from engines.sketch import SketchEngine
from tabs import models, sketch
from tabs.house import Door
from tabs.shared import Shared

PENCIL: Final = (
    '<path d="M20 92l8-28L76 16l20 20-48 48z" fill="#FFF9EF"/><path d="M20 92l8-28 20 20z" fill="#2B2A33"/>'
    '<path d="M76 16l20 20-8 8-20-20z" fill="#FFD2BD"/>'
)


DRAWERS: Final = (
    '<rect x="14" y="14" width="84" height="84" rx="14" fill="#FFF9EF"/>'
    '<path d="M14 42h84M14 70h84" stroke="#2B2A33" stroke-width="6"/>'
    '<path d="M46 28h20M46 56h20M46 84h20" stroke="#2B2A33" stroke-width="8" stroke-linecap="round"/>'
)


def sketch_room(shared: Shared) -> None:
    settings = shared.settings
    engine = SketchEngine(shared.cache, settings.device, shared.weights, settings.worlds, settings.big)
    sketch.build(engine, settings)


DOORS: Final = (Door("sketch", "#FF8A5B", PENCIL, sketch_room),)
HOST_DOORS: Final = (Door("models", "#8FB3CF", DRAWERS, models.build),)  # only where the host asked for them
