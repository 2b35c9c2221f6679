"""What can be taught in the room of the dogs."""

from dataclasses import dataclass
from typing import Final

from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting

BEGINNINGS: Final = ("shipped", "nothing")
GENTLE, STRONG = "gentle", "strong"


@dataclass(frozen=True)
class SimCLRSettings(Settings):
    """SimCLR (Chen et al. 2020): two views of a dog are to be found among those of all others, without any names."""

    epochs: int = setting(8, 1, 10_000)
    batch: int = setting(32, 4, 1024)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    augmentation: str = setting(GENTLE, only=(GENTLE, STRONG))
    temperature: float = setting(0.2, 0.01, 1.0)
    drawn: int = setting(320, 48, 100_000)


@dataclass(frozen=True)
class BreedSettings(Settings):
    """Breeds are learnt by name."""

    epochs: int = setting(6, 1, 10_000)
    batch: int = setting(32, 4, 1024)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    start: str = setting("shipped", only=BEGINNINGS)
    drawn: int = setting(320, 48, 100_000)


@dataclass(frozen=True)
class PointsSettings(Settings):
    """The 17 points are learnt."""

    epochs: int = setting(8, 1, 10_000)
    batch: int = setting(8, 2, 1024)
    learning_rate: float = setting(1.5e-3, 1e-7, 1.0)
    start: str = setting("embedder", only=(*BEGINNINGS, "embedder"))
    drawn: int = setting(240, 48, 100_000)


@dataclass(frozen=True)
class FinderSettings(Settings):
    """It is learnt where dogs are."""

    epochs: int = setting(8, 1, 10_000)
    batch: int = setting(16, 4, 1024)
    learning_rate: float = setting(5e-4, 1e-7, 1.0)
    start: str = setting("shipped", only=BEGINNINGS)
    drawn: int = setting(240, 48, 100_000)


RECIPES: Final = (
    Recipe(
        model_type="simclr",
        room=Room.DOGS,
        program=("engines.dogs.train", "--recipe=simclr", "--backbone=simclr_vit", "--sides=48", "--averaging=0.98"),
        settings=SimCLRSettings,
        epoch_steps=25,
        weights="embedder.safetensors",
        figure="map10",
        cost=Cost(42, (0.07, 0.025), (850_000_000, 8_000_000)),
        data=Data.PICTURES,
    ),
    Recipe(
        model_type="breed_classifier",
        room=Room.DOGS,
        program=("engines.dogs.train", "--recipe=breeds", "--sides=64 96", "--averaging=0.98"),
        settings=BreedSettings,
        epoch_steps=20,
        weights="embedder.safetensors",
        figure="named",
        cost=Cost(42, (0.1, 0.027), (950_000_000, 9_000_000)),
        model="dog-embedder",
        data=Data.PICTURES,
    ),
    Recipe(
        model_type="dog_keypoints",
        room=Room.DOGS,
        program=("engines.dogs.train_points", "--averaging=0.98"),
        settings=PointsSettings,
        epoch_steps=25,
        weights="points.safetensors",
        figure="pck10",
        cost=Cost(34, (0.12, 0.083), (850_000_000, 30_000_000)),
        model="dog-points",
        data=Data.PACKS,
    ),
    Recipe(
        model_type="dog_finder",
        room=Room.DOGS,
        program=("engines.dogs.train_finder", "--averaging=0.98"),
        settings=FinderSettings,
        epoch_steps=20,
        weights="finder.safetensors",
        figure="half",
        cost=Cost(39, (0.12, 0.05), (850_000_000, 15_000_000)),
        model="dog-finder",
        data=Data.PACKS,
    ),
)
