"""What can be taught in the fitting room."""

from dataclasses import dataclass
from typing import Final

from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting

BODY: Final = "--start=weights/dog-embedder.safetensors"  # whose eyes the network begins with
GARMENT: Final = "--start=weights/dog-finder.safetensors"


@dataclass(frozen=True)
class BodySettings(Settings):
    """A person's parts and points, which one network reads."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(8, 2, 256)
    learning_rate: float = setting(2e-3, 1e-7, 1.0)
    people: int = setting(96, 8, 20_000)


@dataclass(frozen=True)
class GarmentSettings(Settings):
    """A garment's mask, kind and sleeves."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(8, 2, 256)
    learning_rate: float = setting(2e-3, 1e-7, 1.0)
    drawn: int = setting(240, 8, 20_000)


@dataclass(frozen=True)
class WarpSettings(Settings):
    """How a garment is bent onto a person."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(8, 1, 256)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    people: int = setting(96, 8, 20_000)


@dataclass(frozen=True)
class DresserSettings(Settings):
    """What a garment uncovers, and where it shows."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(6, 2, 256)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    people: int = setting(96, 8, 20_000)


def _body(model_type: str, figure: str) -> Recipe:
    return Recipe(
        model_type=model_type,
        room=Room.TRYON,
        program=("engines.tryon.train_body", f"--judged={figure}", BODY),
        settings=BodySettings,
        epoch_steps=24,
        weights="body.safetensors",
        figure=figure,
        cost=Cost(60, (0.35, 0.07), (1_300_000_000, 20_000_000)),
        model="body-reader",
        data=Data.PACKS,
    )


RECIPES: Final = (
    _body("parse", "miou"),
    _body("pose", "pck20"),
    Recipe(
        model_type="garment",
        room=Room.TRYON,
        program=("engines.tryon.train_garment", GARMENT),
        settings=GarmentSettings,
        epoch_steps=30,
        weights="garment.safetensors",
        figure="mask_iou",
        cost=Cost(35, (0.22, 0.05), (1_160_000_000, 10_000_000)),
        model="garment-reader",
        data=Data.PACKS,
    ),
    Recipe(
        model_type="gmm",
        room=Room.TRYON,
        program=("engines.tryon.train_warp",),
        settings=WarpSettings,
        epoch_steps=24,
        weights="warp.safetensors",
        figure="iou",
        cost=Cost(60, (0.4, 0.08), (800_000_000, 35_000_000)),
        model="garment-warp",
        data=Data.PACKS,
    ),
    Recipe(
        model_type="tom",
        room=Room.TRYON,
        program=("engines.tryon.train_dresser",),
        settings=DresserSettings,
        epoch_steps=12,
        weights="tryon.safetensors",
        figure="ssim",
        cost=Cost(60, (0.6, 0.3), (1_050_000_000, 50_000_000)),
        model="dresser",
        data=Data.PACKS,
    ),
)
