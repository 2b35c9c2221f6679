"""What can be taught in the sketch room."""

from dataclasses import dataclass
from typing import Final

from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting

BEGINNINGS: Final = ("shipped", "nothing")
SUBJECTS: Final = (
    "shoes",
    "handbags",
    "cars",
    "cartoon_faces",
    "panda",
    "pixel_heroes",
    "gemstones",
    "space",
)


@dataclass(frozen=True)
class WorldSettings(Settings):
    """A painter of a new world, from a host's pictures or from drawn ones."""

    epochs: int = setting(6, 1, 10_000)
    batch: int = setting(8, 1, 256)
    learning_rate: float = setting(3e-4, 1e-7, 1.0)
    accumulate: int = setting(1, 1, 1)  # painter and critics take turns at every batch
    gpus: int = setting(1, 1, 1)  # and in one process
    world: str = setting("Drawn jewels")
    subject: str = setting("gemstones", only=SUBJECTS)
    drawn: int = setting(160, 24, 100_000)


@dataclass(frozen=True)
class GuessSettings(Settings):
    """Who guesses the world of a drawing."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(32, 8, 1024)
    learning_rate: float = setting(2e-3, 1e-7, 1.0)
    start: str = setting("nothing", only=BEGINNINGS)
    drawn: int = setting(40, 8, 100_000)


RECIPES: Final = (
    Recipe(
        model_type="sketch_world",
        room=Room.SKETCH,
        program=("engines.sketch.train", "--coarse=128", "--averaging=0.98", "--sharpen=0.15"),
        settings=WorldSettings,
        epoch_steps=20,
        weights="painter.safetensors",
        figure="away",
        cost=Cost(17, (0.35, 0.13), (1_000_000_000, 80_000_000)),
        higher=False,
        data=Data.PICTURES,
        worlds=True,
    ),
    Recipe(
        model_type="world_classifier",
        room=Room.SKETCH,
        program=("engines.sketch.train_guess", "--of=drawings", "--pool=24", "--averaging=0.98"),
        settings=GuessSettings,
        epoch_steps=20,
        weights="classifier.safetensors",
        figure="right",
        cost=Cost(37, (0.06, 0.007), (800_000_000, 3_000_000)),
        model="world-guesser",
        data=Data.PACKS,
    ),
)
