"""The four models of the field's report: edges of technical drawings, boxes in pictures, a column of a table."""

from dataclasses import dataclass

from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting


@dataclass(frozen=True)
class EdgesSettings(Settings):
    """Keeps a part's edges of a drawing."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(4, 1, 256)
    learning_rate: float = setting(2e-3, 1e-7, 1.0)


@dataclass(frozen=True)
class LargeEdgesSettings(Settings):
    """The same with 31 million parameters."""

    epochs: int = setting(6, 1, 10_000)
    batch: int = setting(2, 1, 256)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)


@dataclass(frozen=True)
class BoxesSettings(Settings):
    """Finds what a host has put boxes around."""

    epochs: int = setting(10, 1, 10_000)
    batch: int = setting(8, 2, 256)
    learning_rate: float = setting(2e-3, 1e-7, 1.0)
    start: str = setting("shipped", only=("shipped", "nothing"))


@dataclass(frozen=True)
class TableSettings(Settings):
    """Foretells a column. A table is learnt whole and on the processor, so there is one batch and no GPU."""

    epochs: int = setting(20, 1, 10_000)
    batch: int = setting(1, 1, 1)
    learning_rate: float = setting(0.1, 1e-4, 1.0)
    accumulate: int = setting(1, 1, 1)
    patience: int = setting(3, 0, 1000)
    gpus: int = setting(1, 1, 1)
    target: str = setting("")


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        model_type="edgnet",
        room=Room.REPORT,
        program=("engines.plans.train_edges",),
        settings=EdgesSettings,
        epoch_steps=30,
        weights="edgnet.safetensors",
        figure="iou",
        cost=Cost(25, (0.1, 0.09), (700_000_000, 190_000_000)),
        data=Data.PAIRS,
    ),
    Recipe(
        model_type="edgnet_large",
        room=Room.REPORT,
        program=("engines.plans.train_edges", "--width=64", "--crop=128"),
        settings=LargeEdgesSettings,
        epoch_steps=25,
        weights="edgnet.safetensors",
        figure="iou",
        cost=Cost(60, (0.8, 0.5), (2_000_000_000, 200_000_000)),
        data=Data.PAIRS,
    ),
    Recipe(
        model_type="yolo_custom",
        room=Room.REPORT,
        program=("engines.plans.train_boxes",),
        settings=BoxesSettings,
        epoch_steps=90,
        weights="detector.safetensors",
        figure="map50",
        cost=Cost(30, (0.1, 0.06), (700_000_000, 95_000_000)),
        data=Data.BOXES,
    ),
    Recipe(
        model_type="skinmodel",
        room=Room.REPORT,
        program=("engines.skin.train",),
        settings=TableSettings,
        epoch_steps=10,
        weights="skinmodel.json",
        figure="accuracy",
        cost=Cost(8, (0.03, 0.0), (600_000_000, 0)),
        data=Data.TABLE,
    ),
)
