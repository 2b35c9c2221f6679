"""Train gradient boosting on a table.

    python -m engines.skin.train --out runs/skin                                    # drawn skin measurements
    python -m engines.skin.train --out runs/skin --data my/table --target type      # a folder with one CSV

A step is a round of boosting: a tree, of classes one each. The run folder gets `skinmodel.json` (XGBoost's own format),
`columns.json` with the names of columns, categories and classes, and what a run that goes on needs. The figure is the
accuracy on a fifth of the rows, or R² where the target is a number; the first one is that of the commonest class.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import xgboost
from PIL import Image

from engines.runtime.apprentice import read_settings
from engines.runtime.course import HISTORY, limits_of, listen_for_stop, report, show
from engines.runtime.preview import Preview
from engines.runtime.telling import tell
from engines.skin.booster import blind, figures_of, matrix, parameters, split
from engines.skin.drawn import skin_table
from engines.skin.sheets import classes_picture, numbers_picture, table_picture
from engines.skin.table import Table, parse_table, read_table

WEIGHTS, COLUMNS = "skinmodel.json", "columns.json"
TREES, STATE = "trees.ubj", "state.json"  # of a run that goes on
KEPT: Final = ("rows", "least", "best_step")  # in the second of them


@dataclass(frozen=True)
class SkinConfig:
    """Settings of a run. `data` empty: the table is drawn."""

    data: Path = Path()
    out: Path = Path("runs/skin")
    target: str = ""  # the column to be foretold; empty: the last one
    drawn: int = 2000  # rows
    steps: int = 200
    epoch: int = 10
    seconds: float = 1e9  # stops after this long, to go on later
    learning_rate: float = 0.1  # share of a tree that is believed
    patience: int = 0  # epochs
    batch: int = 1  # like the next one: a table is learnt whole, and every program is asked for them
    accumulate: int = 1
    save_every: float = 20  # seconds
    device: str = "auto"  # this build of XGBoost knows the processor alone
    seed: int = 0  # of the lot that says which rows are learnt from, and of the drawn table


def load(config: SkinConfig) -> Table:
    """The host's table, or a drawn one.

    Raises:
        InputError: as `read_table`.
    """
    if config.data == Path():
        return parse_table(skin_table(np.random.default_rng(config.seed), config.drawn), config.target)
    return read_table(config.data, config.target)


class Boosting:
    """A run: trees, and what was told of them.

    Args: config: its settings. A run that is found in the folder goes on.
    """

    def __init__(self, config: SkinConfig) -> None:
        self.table, self.folder = load(config), config.out
        self.known, self.asked = split(self.table, config.seed)
        self.lesson, self.question = (matrix(self.table, rows) for rows in (self.known, self.asked))
        settings = parameters(self.table.target, config.learning_rate)
        self.trees = xgboost.Booster(settings, [self.lesson, self.question])
        self.rows: list[dict[str, float]] = []
        self.step, self.least, self.best_step = 0, np.inf, 0
        if (self.folder / TREES).is_file():
            self.trees.load_model(self.folder / TREES)
            self.trees.set_param(settings)
            self.step = self.trees.num_boosted_rounds()
            for name, value in json.loads((self.folder / STATE).read_text()).items():
                setattr(self, name, value)
            self.rows = [row for row in self.rows if row["step"] <= self.step]  # the rest comes again

    def grow(self) -> dict[str, float]:
        """One round. Returns the losses on the rows that are learnt from, and on the others."""
        self.trees.update(self.lesson, self.step)
        self.step += 1
        told = self.trees.eval_set([(self.lesson, "lesson"), (self.question, "question")], self.step)
        loss, asked = (float(part.rpartition(":")[2]) for part in told.split("\t")[1:])
        if asked < self.least:
            self.least, self.best_step = asked, self.step
        return {"loss": loss, "loss_asked": asked}

    def examine(self, epoch: int, spent: float, losses: Mapping[str, float]) -> None:
        """Measure, and write a row of the history."""
        told = self.trees.predict(self.question) if self.step else blind(self.table.target, self.known, self.asked)
        figures = figures_of(told, self.table.target, self.asked)
        when = {"step": self.step, "epoch": round(self.step / epoch, 4)}
        tell("metrics", **when, **figures)
        self.rows.append({**when, "seconds": round(spent, 1), **losses, **figures})
        print(self.rows[-1], flush=True)
        _write(self.folder / HISTORY, self.rows)

    def picture(self) -> Image.Image:
        """What is foretold of the rows that are not learnt from."""
        told, true = self.trees.predict(self.question), self.table.target.values[self.asked]
        scores = self.trees.get_score(importance_type="gain")
        importance = {name: float(np.mean(score)) for name, score in scores.items()}
        if self.table.target.categories:
            return classes_picture(told.argmax(1), true.astype(np.int64), self.table.target.categories, importance)
        return numbers_picture(told, true, importance)

    def save(self) -> None:
        """Write the trees so far and what has to be remembered; a file that is cut off is never seen."""
        _write(self.folder / STATE, {name: getattr(self, name) for name in KEPT})
        unfinished = self.folder / f"part-{TREES}"
        self.trees.save_model(unfinished)
        unfinished.replace(self.folder / TREES)
        tell("saved", step=self.step)

    def finish(self, best: bool) -> Path:
        """Write the model, all of it or up to its best round, and the names that belong to it."""
        columns = {column.name: list(column.categories) for column in self.table.columns}
        target = {"name": self.table.target.name, "classes": list(self.table.target.categories)}
        _write(self.folder / COLUMNS, {"columns": columns, "target": target})
        model = self.trees[: max(1, self.best_step)] if best else self.trees
        model.save_model(self.folder / WEIGHTS)
        return self.folder / WEIGHTS


def train(config: SkinConfig) -> Path:
    """Grow trees until the settings' limits. Returns the path of the model."""
    stop, started = listen_for_stop(), time.monotonic()
    config.out.mkdir(parents=True, exist_ok=True)
    run, limits = Boosting(config), limits_of(config)
    saved, epoch = started, limits.epoch_steps
    tell("begin", step=run.step, steps=limits.steps, epochs=-(-limits.steps // epoch))
    _tell_task(run.table)
    if run.step == 0:
        run.examine(epoch, 0.0, {})
    while run.step < limits.steps:
        losses = run.grow()
        tell("metrics", step=run.step, epoch=round(run.step / epoch, 4), **losses)
        spent = time.monotonic() - started
        if run.step % epoch == 0 or run.step == limits.steps:
            run.examine(epoch, spent, losses)
            show(run.picture(), config.out, run.step)
        tired = limits.patience and run.step - run.best_step >= limits.patience * epoch
        if stop() or spent > limits.seconds or tired:
            break
        if time.monotonic() - saved > limits.save_every:
            run.save()
            saved = time.monotonic()
    run.save()
    return run.finish(best=bool(limits.patience))


def _tell_task(table: Table) -> None:
    task = f"{len(table.target.categories)} classes" if table.target.categories else "a number"
    text = f"`{table.target.name}` is {task}, foretold from {len(table.columns)} columns in {len(table)} rows."
    if table.left_out:
        text += f" Left out, because they tell nothing: {', '.join(table.left_out)}."
    tell("note", text=text)
    print(text, flush=True)


def _write(path: Path, content: object) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(path)


def preview(config: SkinConfig) -> Preview:
    """Show the first rows of the table, and count what it has.

    Raises:
        InputError: as `read_table`.
    """
    table = load(config)
    counts = {"rows": len(table), "columns": len(table.columns)}
    for place, name in enumerate(table.target.categories):
        counts[name] = int((table.target.values == place).sum())
    return Preview(table_picture(table), counts)


if __name__ == "__main__":
    report(train, preview, read_settings(SkinConfig, __doc__))
