"""A training program that is over in a moment: a line through points. The tests of jobs start it as it is."""

import time
from dataclasses import dataclass
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn

from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.errors import InputError
from engines.runtime.preview import Preview
from engines.training.recipe import Cost, Data, Recipe, Room, Settings, setting

POINTS = torch.linspace(-1, 1, 64)[:, None]


@dataclass(frozen=True)
class TinyConfig:
    data: Path = Path()
    out: Path = Path("runs/tiny")
    steps: int = 20
    epoch: int = 0
    seconds: float = 1e9
    batch: int = 8
    learning_rate: float = 1e-1
    accumulate: int = 1
    patience: int = 0
    save_every: float = 0.0
    device: str = "cpu"
    seed: int = 0
    pause: float = 0.0  # seconds before each step
    breaks_at: int = 0  # the step whose loss is no number


def train(config: TinyConfig) -> Path:
    torch.manual_seed(config.seed)
    apprentice = Apprentice(nn.Linear(1, 1), config.device, config.learning_rate, 0.9)
    apprentice.resume(config.out)

    def loss() -> Tensor:
        time.sleep(config.pause)
        x = POINTS[torch.randint(len(POINTS), (config.batch,))]
        wrong = apprentice.network(x) - 3 * x - 1 + 0.1 * torch.randn_like(x)
        broken = config.breaks_at == apprentice.step + 1
        return wrong.square().mean() * (float("nan") if broken else 1.0)

    def figures() -> dict[str, float]:
        with torch.no_grad():
            return {"away": float((apprentice.master(POINTS) - 3 * POINTS - 1).abs().mean())}

    exam = Exam(
        figures, "away", higher=False, picture=lambda: Image.new("RGB", (32, 32), (apprentice.step % 256, 0, 0))
    )
    return run(apprentice, loss, config.out, "tiny", limits_of(config), exam)


def preview(config: TinyConfig) -> Preview:
    if config.batch == 13:
        raise InputError("training_data_empty", "There is nothing to learn from.")
    return Preview(Image.new("RGB", (64, 32), "white"), {"points": len(POINTS)})


@dataclass(frozen=True)
class TinySettings(Settings):
    epochs: int = setting(4, 1, 1000)
    batch: int = setting(8, 1, 64)
    learning_rate: float = setting(1e-1, 1e-6, 1.0)
    pause: float = setting(0.0, 0.0, 1.0)
    breaks_at: int = setting(0, 0, 1000)


TINY = Recipe(
    model_type="tiny",
    room=Room.REPORT,
    program=("tests.engines.training.tiny",),
    settings=TinySettings,
    epoch_steps=5,
    weights="tiny.safetensors",
    figure="away",
    higher=False,
    cost=Cost(2.0, (0.001, 0.0), (300_000_000, 0)),
    data=Data.PICTURES,
)

if __name__ == "__main__":
    report(train, preview, read_settings(TinyConfig, __doc__))
