"""The way of a training: steps, exams, what is saved and told, and how it ends.

A run that goes on from `state.pt` draws the same batches as one that was never broken: before each step torch's random
numbers begin anew, from the run's seed and the number of the step. What a loss draws by chance must come from them.
"""

import errno
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import torch
from PIL import Image
from torch import Tensor

from engines.runtime.apprentice import Apprentice
from engines.runtime.errors import InputError
from engines.runtime.preview import PREVIEW, Preview
from engines.runtime.telling import SAMPLES, tell

HISTORY = "training_history.json"
EPOCHS = 20  # of a run that does not say how long one is
TOLD = 1000  # mean losses that a whole run tells
PRINTED_EVERY = 50  # steps
SEEDS = 1_000_003  # steps between the random numbers of one seed and those of the next
NO_MEMORY = ("can't allocate memory", "out of memory", "Cannot allocate memory")

C = TypeVar("C")


@dataclass(frozen=True)
class Limits:
    """When a run ends, by `steps` in all or `seconds` for now, and what happens on the way."""

    steps: int
    seconds: float
    save_every: float  # seconds
    epoch: int = 0  # steps from one exam to the next; 0: a twentieth of the run
    patience: int = 0  # exams without a better figure after which the run ends with its best weights; 0: it goes on
    accumulate: int = 1  # batches to a step
    seed: int = 0

    @property
    def epoch_steps(self) -> int:
        """Steps from one exam to the next."""
        return self.epoch or max(1, self.steps // EPOCHS)


@dataclass(frozen=True)
class Exam:
    """What tells how good the averaged network is.

    Args:
        figures: measures it.
        chosen: the figure that decides when patience ends.
        higher: whether more of that figure is better.
        picture: a sheet of what the network does, for whoever follows the run.
    """

    figures: Callable[[], Mapping[str, float]]
    chosen: str
    higher: bool = True
    picture: Callable[[], Image.Image] | None = None


@dataclass
class Progress:
    """What a run has to remember beside its weights."""

    sum: float = 0.0  # of the losses that are not yet told
    count: int = 0
    best: float | None = None
    since_best: int = 0
    losses: list[float] = field(default_factory=list)  # of this epoch, as they were told


def limits_of(config: Any) -> Limits:
    """Return the limits that the fields of a settings dataclass name."""
    return Limits(**{one.name: getattr(config, one.name) for one in fields(Limits) if hasattr(config, one.name)})


def run(
    apprentice: Apprentice[Any],
    loss: Callable[[], Tensor],
    folder: Path,
    name: str,
    limits: Limits,
    exam: Exam | None = None,
) -> Path:
    """Learn until the limits, or until somebody asks to stop. Returns the path of the averaged weights.

    Raises:
        InputError: `training_not_a_number`; what was saved last is kept.
    """
    stop, first = listen_for_stop(), apprentice.ranks.first
    progress = Progress(**apprentice.memory.get("progress", {}))
    epoch, window = limits.epoch_steps, max(1, limits.steps // TOLD)
    best = folder / f"{name}-best.safetensors" if limits.patience else None
    diary = Diary(folder, epoch, exam if first else None, apprentice, best)
    started = saved = time.monotonic()
    if first:
        tell("begin", step=apprentice.step, steps=limits.steps, epochs=-(-limits.steps // epoch))
        if apprentice.step == 0:
            diary.examine(progress, 0.0)
            apprentice.save(folder, name, progress=vars(progress))
    while apprentice.step < limits.steps:
        torch.manual_seed(limits.seed * SEEDS + apprentice.step + apprentice.ranks.number * SEEDS**2)
        found = apprentice.learn(loss, apprentice.step / limits.steps, limits.accumulate)
        spent, step = time.monotonic() - started, apprentice.step
        progress.sum, progress.count = progress.sum + found, progress.count + 1
        if first and step % PRINTED_EVERY == 0:
            print(f"step {step} {spent:.0f} s loss {found:.3f}", flush=True)
        if step % window == 0 or step == limits.steps:
            mean = progress.sum / progress.count
            progress.losses.append(mean)
            progress.sum, progress.count = 0.0, 0
            if first:
                tell("metrics", step=step, epoch=round(step / epoch, 4), loss=mean)
        if first and (step % epoch == 0 or step == limits.steps):
            diary.examine(progress, spent)
        tired = 0 < limits.patience <= progress.since_best
        if apprentice.ranks.any(stop() or spent > limits.seconds or tired, apprentice.device.name):
            break
        if first and time.monotonic() - saved > limits.save_every:
            apprentice.save(folder, name, progress=vars(progress))
            tell("saved", step=step)
            saved = time.monotonic()
    path = apprentice.save(folder, name, progress=vars(progress))
    if first:
        tell("saved", step=apprentice.step)
        if best and best.is_file():
            path.write_bytes(best.read_bytes())
    return path


class Diary:
    """What is known at the end of each epoch, in `training_history.json` and for whoever follows.

    Args:
        folder: of the run.
        epoch: its steps.
        exam: None: nothing is measured.
        apprentice: who is examined.
        best: where the best weights so far are kept; None: they are not.
    """

    def __init__(
        self, folder: Path, epoch: int, exam: Exam | None, apprentice: Apprentice[Any], best: Path | None
    ) -> None:
        self._folder, self._epoch, self._exam, self._apprentice, self._best = folder, epoch, exam, apprentice, best
        folder.mkdir(parents=True, exist_ok=True)
        rows = json.loads((folder / HISTORY).read_text()) if (folder / HISTORY).is_file() else []
        self._rows = [row for row in rows if row["step"] <= apprentice.step]  # the rest comes again

    def examine(self, progress: Progress, spent: float) -> None:
        """Measure, write a row, and keep in mind whether the network got better."""
        step = self._apprentice.step
        row: dict[str, float] = {"step": step, "epoch": round(step / self._epoch, 4), "seconds": round(spent, 1)}
        if progress.losses:
            row["loss"] = round(sum(progress.losses) / len(progress.losses), 5)
            progress.losses = []
        if self._exam:
            figures = {name: float(figure) for name, figure in self._exam.figures().items()}
            tell("metrics", step=step, epoch=row["epoch"], **figures)
            row |= figures
            chosen = figures[self._exam.chosen] * (1 if self._exam.higher else -1)
            better = progress.best is None or chosen > progress.best
            progress.best = chosen if better else progress.best
            progress.since_best = 0 if better else progress.since_best + 1
            if better and self._best:
                self._apprentice.export(self._best)
            self._show(step)
        print(row, flush=True)
        self._rows = [*(one for one in self._rows if one["step"] != step), row]
        part = self._folder / "history.part"
        part.write_text(json.dumps(self._rows, indent=1))
        part.replace(self._folder / HISTORY)

    def _show(self, step: int) -> None:
        if self._exam and self._exam.picture:
            show(self._exam.picture(), self._folder, step)


def show(picture: Image.Image, folder: Path, step: int, caption: str = "") -> None:
    """Keep a picture of what is learnt among the samples of a run, and tell of it."""
    file = folder / SAMPLES / f"{step:07d}{caption and '-'}{caption}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.save(file)
    tell("sample", step=step, file=file.name, caption=caption)


def listen_for_stop() -> Callable[[], bool]:
    """A function that tells whether somebody asked the run to stop (Ctrl-C, SIGTERM)."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked.is_set


def report(train: Callable[[C], Path], preview: Callable[[C], Preview], config: C) -> None:
    """Run a training program: its result is told and printed, what went wrong becomes one sentence.

    Where somebody only wants to look (see `engines.runtime.preview`), it shows what it would learn from.
    """
    try:
        if folder := os.environ.get(PREVIEW):
            preview(config).write(Path(folder))
            return
        path = train(config)
    except InputError as problem:
        _give_up(problem)
    except MemoryError:
        _give_up(_no_memory())
    except RuntimeError as problem:
        if any(words in str(problem) for words in NO_MEMORY):
            _give_up(_no_memory())
        raise
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            _give_up(InputError("training_disk", "The disk is full: please make room, and then go on with this run."))
        raise
    else:
        tell("result", file=path.name)
        print(path)


def _no_memory() -> InputError:
    return InputError("training_memory", "The memory is not enough for this: please choose a smaller batch.")


def _give_up(problem: InputError) -> None:
    tell("problem", key=problem.key, sentence=str(problem))
    sys.exit(str(problem))
