"""What can be taught in the dance room."""

from dataclasses import dataclass
from typing import Final

from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting


@dataclass(frozen=True)
class MoveSettings(Settings):
    """One's own moves, by additions of a rank to the dancer's layers, or wholly."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(16, 2, 512)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    rank: int = setting(8, 1, 128)
    full: bool = setting(False)


RECIPES: Final = (
    Recipe(
        model_type="mdm_finetune",
        room=Room.DANCE,
        program=("engines.dance.finetune",),
        settings=MoveSettings,
        epoch_steps=12,
        weights="dancer.safetensors",
        figure="error",
        higher=False,
        cost=Cost(35, (0.18, 0.04), (900_000_000, 25_000_000)),
        model="dancer",
        data=Data.MOTIONS,
    ),
)
