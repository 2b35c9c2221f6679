"""Train the classifier that guesses a drawing's world, or the one that judges painted pictures.

    python -m engines.sketch.train_guess --of drawings --data ../shared/data --out runs/guess-drawings
    python -m engines.sketch.train_guess --of pictures --data ../shared/data --out runs/guess-pictures

The run folder gets `classifier.safetensors` (averaged weights, float16, its answers calibrated) and `figures.json`:
shares of right answers on the validation part, all and by world, who was taken for whom, and how far the stated
certainty is from the share of right answers.
"""

import argparse
import json
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from engines.models.world_classifier import WorldClassifier
from engines.sketch.data import Lesson, Pack, load_drawings, load_photos
from engines.sketch.guess_drawings import DrawingLessons, lines_of
from engines.sketch.guess_pictures import PictureLessons, load_things
from engines.sketch.lessons import PACKS, PEOPLE, bundled_lessons
from engines.sketch.subjects import Studies
from engines.sketch.worlds import WORLDS

FRESH = 8  # steps
MOVED = 4  # pixels
WIDTHS = {"drawings": (24, 48, 96, 160), "pictures": (16, 32, 64, 128)}  # pictures have more than twice the pixels
WARM_UP = 0.04  # the first share of a run, in which the learning rate rises
MEASURED = 30  # batches from which the norms of the averaged weights are set
TEMPERATURES = np.geomspace(0.3, 4, 80)
LIKE_LIFE = ("people", "people_begun", "pictures", "other_grounds")  # exams that certainty is measured by
BINS = 10

Exam = tuple[NDArray[np.uint8], NDArray[np.int64]]


@dataclass(frozen=True)
class GuessConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    of: str = "drawings"  # or "pictures"
    data: Path = Path("../shared/data")  # folder with the packs
    out: Path = Path("runs/guess-drawings")
    studies: Path = Path("runs/studies")  # folder that keeps the lines seen in photos
    seconds: float = 3600  # stops after this long
    steps: int = 900  # or after so many steps
    drawn: int = 500  # things by program for each world
    batch: int = 64
    pool: int = 100  # batches that are made at the start; one of them is made anew every FRESH steps
    learning_rate: float = 1e-3
    averaging: float = 0.995  # of the weights that are measured and shipped
    smoothing: float = 0.05  # share of each answer that goes to all worlds alike
    report_every: int = 100  # steps
    seed: int = 0


class Lessons(Protocol):
    """What a classifier learns from. inputs: 1 for ink, 3 for RGB."""

    inputs: int

    def batch(self, size: int) -> Exam:
        """(size, inputs, S, S) and the worlds' numbers (size,)."""

    def exams(self) -> dict[str, Exam]:
        """The fixed questions of the validation part, by name."""


def prepare(config: GuessConfig) -> Lessons:
    """Read the packs.

    Raises:
        ValueError: `of` is neither drawings nor pictures.
    """
    if config.of not in WIDTHS:
        raise ValueError(f"`of` must be drawings or pictures, but is {config.of!r}.")
    packs = [Pack(config.data / name) for name in PACKS]
    if config.of == "pictures":
        ids = [world.id for world in WORLDS]
        train, val = (load_things(packs, ids, split) for split in ("train", "val"))
        return PictureLessons(train, val, config.seed)
    studies, people = Studies(config.studies), Pack(config.data / PEOPLE)
    learnt = bundled_lessons(config.data, studies, config.drawn)
    asked = []
    for world in WORLDS:
        photos = [photo for pack in packs for photo in load_photos(pack, world.id, "val")]
        seen = studies.of(f"{world.id}-val", photos)
        asked.append(Lesson(world.number, seen, people=load_drawings(people, world.id, "val")))
    lines = [[line for lesson in lessons for line in lines_of(lesson)] for lessons in (learnt, asked)]
    return DrawingLessons(lines[0], lines[1], config.seed)


def train(lessons: Lessons, config: GuessConfig) -> Path:
    """Run until the time or the steps end. Returns the path of the classifier."""
    torch.manual_seed(config.seed)
    config.out.mkdir(parents=True, exist_ok=True)
    network = WorldClassifier(lessons.inputs, len(WORLDS), WIDTHS[config.of])
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(config.averaging))
    learner = torch.optim.AdamW(network.parameters(), lr=config.learning_rate, weight_decay=0.02)
    exams = lessons.exams()
    rng = np.random.default_rng(config.seed)
    pool = [lessons.batch(config.batch) for _ in range(config.pool)]
    started, step, done = time.monotonic(), 0, 0.0
    while done < 1:
        for group in learner.param_groups:
            group["lr"] = config.learning_rate * min(done / WARM_UP + 0.02, 1, (1 + np.cos(np.pi * done)) / 2 + 1e-3)
        if step % FRESH == 0:
            pool[step // FRESH % len(pool)] = lessons.batch(config.batch)
        x, worlds = _mixed(pool, config.batch, rng)
        loss = F.cross_entropy(network(to_tensor(x)), torch.from_numpy(worlds), label_smoothing=config.smoothing)
        learner.zero_grad(set_to_none=True)
        loss.backward()
        learner.step()
        average.update_parameters(network)
        step += 1
        spent = time.monotonic() - started
        done = max(spent / config.seconds, step / config.steps)
        if step % config.report_every == 0:
            right = {name: round(accuracy(network.eval(), exam), 3) for name, exam in exams.items()}
            network.train()
            print(f"step {step} {spent:.0f} s loss {loss.item():.3f} right {right}", flush=True)
    # The averaged weights never ran: what their norms see has to be measured (Izmailov et al. 2018).
    update_bn((to_tensor(_mixed(pool, config.batch, rng)[0]) for _ in range(MEASURED)), average)
    classifier = cast("WorldClassifier", average.module).eval()
    temperature = calibrate(classifier, [exams[name] for name in LIKE_LIFE if name in exams])
    figures = {"steps": step, "temperature": temperature, **{n: examine(classifier, e) for n, e in exams.items()}}
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    (config.out / "figures.json").write_text(json.dumps(figures, indent=1))
    state = {key: t.half() if t.is_floating_point() else t for key, t in classifier.state_dict().items()}
    save_file({key: tensor.contiguous() for key, tensor in state.items()}, config.out / "classifier.safetensors")
    return config.out / "classifier.safetensors"


def _mixed(
    pool: list[tuple[NDArray[np.uint8], NDArray[np.int64]]], size: int, rng: Generator
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """(size, C, S, S) pages from all over the pool, moved by a few pixels, mirrored by chance; and their worlds."""
    pages, worlds = [], []
    for _ in range(size):
        x, y = pool[rng.integers(len(pool))]
        i, (down, right) = rng.integers(len(x)), rng.integers(-MOVED, MOVED + 1, 2)
        page = np.pad(x[i], ((0, 0), (MOVED, MOVED), (MOVED, MOVED)), "edge")
        page = page[:, MOVED + down :, MOVED + right :][:, : x.shape[2], : x.shape[3]]
        pages.append(page[..., ::-1] if rng.random() < 0.5 else page)
        worlds.append(y[i])
    return np.stack(pages), np.array(worlds)


def to_tensor(x: NDArray[np.uint8]) -> Tensor:
    """(B, 1, S, S) ink to [0, 1], (B, 3, S, S) RGB to [-1, 1]."""
    values = torch.from_numpy(x).float() / 255
    values = values if x.shape[1] == 1 else values * 2 - 1
    return values.contiguous(memory_format=torch.channels_last)


def answers(classifier: torch.nn.Module, exam: Exam) -> Tensor:
    """The logits (B, worlds)."""
    with torch.inference_mode():
        return torch.cat([classifier(to_tensor(exam[0][i : i + 64])) for i in range(0, len(exam[0]), 64)])


def accuracy(classifier: torch.nn.Module, exam: Exam) -> float:
    """Share of right answers."""
    return float((answers(classifier, exam).argmax(1).numpy() == exam[1]).mean())


def calibrate(classifier: WorldClassifier, exams: list[Exam]) -> float:
    """Make the answers as certain as they are right: one temperature (Guo et al. 2017), divided into the last layer.

    Every exam weighs the same. Returns the temperature.
    """
    replies = [(answers(classifier, exam), torch.from_numpy(exam[1])) for exam in exams]
    losses = [sum(F.cross_entropy(logits / t, worlds).item() for logits, worlds in replies) for t in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    with torch.no_grad():
        for tensor in (classifier.worlds.weight, classifier.worlds.bias):
            tensor /= temperature
    return round(temperature, 3)


def examine(classifier: WorldClassifier, exam: Exam) -> dict[str, Any]:
    """Accuracy, accuracy by world, confusion (row: the true world, column: the answer) and calibration error.

    The calibration error is the mean gap between certainty and share of right answers over ten bins (Naeini et al.
    2015).
    """
    shares = answers(classifier, exam).softmax(1).numpy()
    worlds, said, certain = exam[1], shares.argmax(1), shares.max(1)
    confusion = np.zeros((len(WORLDS), len(WORLDS)), int)
    np.add.at(confusion, (worlds, said), 1)
    bins = np.minimum((certain * BINS).astype(int), BINS - 1)
    gaps = [abs(((said == worlds)[bins == b] - certain[bins == b]).sum()) for b in range(BINS)]
    return {
        "count": len(worlds),
        "right": round(float((said == worlds).mean()), 4),
        "calibration_error": round(float(sum(gaps) / len(worlds)), 4),
        "by_world": {
            world.id: f"{confusion[i, i]} of {confusion[i].sum()}" for i, world in enumerate(WORLDS) if i in worlds
        },
        "confusion": confusion.tolist(),
    }


def main() -> None:
    """Read the settings from the command line: every field of GuessConfig is an option."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(GuessConfig):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default, help=f"default: {field.default}")
    config = GuessConfig(**vars(parser.parse_args()))
    print(train(prepare(config), config))


if __name__ == "__main__":
    main()
