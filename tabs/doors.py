"""The doors of the house, in the order of the page. A new tab is one entry here and its words."""

from __future__ import annotations

from dataclasses import fields
from typing import Final, cast

from engines.dance.engine import Choreographer, DanceEngine
from engines.dogs.engine import DogEngine
from engines.dogs.sights import Pointer, Sight
from engines.sketch import SketchEngine
from engines.tryon.choices import Choices
from engines.tryon.engine import TryOnEngine
from tabs import dance, dogs, models, sketch, training, tryon
from tabs.house import Door
from tabs.rights import rights_by
from tabs.shared import Shared

PENCIL: Final = (
    '<path d="M20 92l8-28L76 16l20 20-48 48z" fill="#FFF9EF"/><path d="M20 92l8-28 20 20z" fill="#2B2A33"/>'
    '<path d="M76 16l20 20-8 8-20-20z" fill="#FFD2BD"/>'
)

DOG: Final = (
    '<path d="M26 34c-14 0-16 22-10 40h12zM86 34c14 0 16 22 10 40H84z" fill="#2B2A33"/>'
    '<path d="M24 58c0-24 14-38 32-38s32 14 32 38-14 38-32 38-32-14-32-38z" fill="#FFF9EF"/>'
    '<path d="M44 76c4 6 8 8 12 2 4 6 8 4 12-2" fill="none" stroke="#2B2A33" stroke-width="5" stroke-linecap="round"/>'
    '<circle cx="43" cy="50" r="5.5" fill="#2B2A33"/><circle cx="69" cy="50" r="5.5" fill="#2B2A33"/>'
    '<ellipse cx="56" cy="67" rx="9" ry="7" fill="#2B2A33"/>'
)

SHIRT: Final = (
    '<path d="M40 18L14 34l10 22 12-6v46h40V50l12 6 10-22-26-16c-2 8-9 13-16 13s-14-5-16-13z" fill="#FFF9EF"/>'
    '<path d="M56 52l4 9 10 1-7 7 2 10-9-5-9 5 2-10-7-7 10-1z" fill="#2B2A33"/>'
)

DANCER: Final = (
    '<circle cx="60" cy="22" r="13" fill="#FFF9EF"/>'
    '<path d="M58 40L52 66 34 96M52 66l24 10 2 22M57 46L30 40 20 20M57 46l26 6 12-20" fill="none" stroke="#FFF9EF" '
    'stroke-width="12" stroke-linecap="round" stroke-linejoin="round"/>'
    '<path d="M56 21h.1M66 21h.1" stroke="#2B2A33" stroke-width="5" stroke-linecap="round"/>'
)

CURVE: Final = (
    '<path d="M18 90h74" fill="none" stroke="#FFE7B3" stroke-width="8" stroke-linecap="round"/>'
    '<path d="M20 76c14 0 18-30 32-30 12 0 14 12 22 8 7-4 9-14 14-22" fill="none" stroke="#FFF9EF" stroke-width="12" '
    'stroke-linecap="round" stroke-linejoin="round"/><circle cx="88" cy="26" r="13" fill="#2B2A33"/>'
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


def dogs_room(shared: Shared) -> None:
    settings = shared.settings
    sight, pointer = cast("Sight", settings.dog_sight), cast("Pointer", settings.dog_points)
    dogs.build(DogEngine(shared.cache, settings.device, shared.weights, settings.dogs, sight, pointer), settings)


def dance_room(shared: Shared) -> None:
    settings = shared.settings
    choice = cast("Choreographer", settings.dance_model)
    dance.build(DanceEngine(shared.cache, settings.device, shared.weights, choice, settings.big), settings)


def tryon_room(shared: Shared) -> None:
    settings = shared.settings
    choices = Choices(**{step.name: getattr(settings, f"tryon_{step.name}") for step in fields(Choices)})
    tryon.build(TryOnEngine(shared.cache, settings.device, shared.weights, choices, settings.big), settings)


def training_room(shared: Shared) -> None:
    training.build(shared.training, rights_by(shared.admission, tasters=shared.settings.tasters))


DOORS: Final = (
    Door("sketch", "#FF8A5B", PENCIL, sketch_room),
    Door("dogs", "#3FA796", DOG, dogs_room),
    Door("tryon", "#D96BA0", SHIRT, tryon_room),
    Door("dance", "#6C7BE8", DANCER, dance_room),
    Door("training", "#E0A526", CURVE, training_room),
)
HOST_DOORS: Final = (Door("models", "#8FB3CF", DRAWERS, models.build),)  # only where the host asked for them
