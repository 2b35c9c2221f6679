"""What a recipe is: a program that trains one model, and the settings that a host may change, as data.

The page makes its form from a recipe's settings, the REST API checks its JSON by them. Nothing here imports torch.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from engines.runtime.errors import InputError

MOST_SEED: Final = 2**31 - 1


class Data(StrEnum):
    """What a folder with somebody's own data must hold; without one the program draws its own."""

    DRAWN = "drawn"  # nothing: only what is drawn by program
    PACKS = "packs"  # the project's packs, by their names
    PICTURES = "pictures"  # pictures, in subfolders or not
    PAIRS = "pairs"  # drawings/, and targets/ with the same names; without targets/ edges are found by program
    BOXES = "boxes"  # images/, labels/ in YOLO's format, classes.txt
    TABLE = "table"  # one CSV with a column to be foretold
    MOTIONS = "motions"  # JSON, NPZ, NPY, BVH or AMC


class Room(StrEnum):
    """Whose model it is."""

    SKETCH = "sketch"
    DOGS = "dogs"
    TRYON = "tryon"
    DANCE = "dance"
    REPORT = "report"  # the four models of the field's report, which no tab uses


def setting(default: Any, low: float | None = None, high: float | None = None, only: tuple[str, ...] = ()) -> Any:
    """A field with its range, both ends included, or its only values. Its words in the page are `training_set_NAME`."""
    return field(default=default, metadata={"low": low, "high": high, "only": only})


@dataclass(frozen=True)
class Settings:
    """What every recipe lets a host change."""

    data: str = setting("")  # a folder below the host's own data; empty: drawn by program
    epochs: int = setting(20, 1, 10_000)
    batch: int = setting(16, 1, 4096)
    learning_rate: float = setting(1e-3, 1e-7, 1.0)
    accumulate: int = setting(1, 1, 64)
    patience: int = setting(0, 0, 1000)
    gpus: int = setting(1, 1, 16)  # more than one: started by torchrun
    seed: int = setting(0, 0, MOST_SEED)


@dataclass(frozen=True)
class Estimate:
    """What a run will take on this machine's processor."""

    seconds: float
    memory: int  # bytes


@dataclass(frozen=True)
class Cost:
    """Measured on two cores without bfloat16, with the settings of the recipe as they are.

    Args:
        start: seconds until the first step, what is drawn by program included.
        step: seconds of a step with a batch of 1, and what each further picture of the batch adds.
        memory: bytes with a batch of 1, and what each further picture adds.
    """

    start: float
    step: tuple[float, float]
    memory: tuple[int, int]


@dataclass(frozen=True)
class Recipe:
    """One trainable model.

    Args:
        model_type: its name in the REST API; its words in the page are `training_model_MODEL_TYPE`.
        room: whose model it is.
        program: the module that trains, and its first arguments.
        settings: the dataclass of what can be changed; every field goes to the program as `--field-name`, except
            `epochs`, which becomes `--steps` and `--epoch`, and `gpus`.
        epoch_steps: steps of an epoch.
        weights: the file of the run's folder that is the result.
        model: the name under which the house's own weights of this model stand in the manifest; empty: none does.
        figure: the figure of the exam that says how good it is.
        higher: whether more of it is better.
        cost: see `Cost`.
        data: what a folder with own data must hold.
        worlds: whether the result is a world of the sketch room: a folder below `worlds` in the run's folder.
    """

    model_type: str
    room: Room
    program: tuple[str, ...]
    settings: type[Settings]
    epoch_steps: int
    weights: str
    figure: str
    cost: Cost
    higher: bool = True
    model: str = ""
    data: Data = Data.DRAWN
    worlds: bool = False

    def read(self, config: Mapping[str, Any]) -> Settings:
        """Return checked settings from JSON.

        Raises:
            InputError: `training_setting_unknown`, `training_setting_kind`, `training_setting_range`.
        """
        known = {one.name: one for one in fields(self.settings)}
        for name in config:
            if name not in known:
                raise InputError(
                    "training_setting_unknown",
                    f"`{str(name)[:40]}` is no setting of {self.model_type}: please choose among {', '.join(known)}.",
                )
        return self.settings(**{name: _checked(known[name], value) for name, value in config.items()})

    def arguments(self, settings: Settings, out: Path, data: Path | None) -> list[str]:
        """Return the command line of the program, after `python -m`."""
        told = asdict(settings)
        steps = told.pop("epochs") * self.epoch_steps
        del told["gpus"]
        told |= {"data": str(data) if data else "", "out": str(out), "steps": steps, "epoch": self.epoch_steps}
        return [*self.program, *(f"--{name.replace('_', '-')}={value}" for name, value in told.items())]

    def estimate(self, settings: Settings) -> Estimate:
        """Return what a run will take where the processor is as fast as the one of `Cost`."""
        more, cost = settings.batch - 1, self.cost
        step = (cost.step[0] + cost.step[1] * more) * settings.accumulate
        seconds = cost.start + settings.epochs * self.epoch_steps * step
        return Estimate(seconds, cost.memory[0] + cost.memory[1] * more)


def default_of(one: Field[Any]) -> Any:
    """Return what a setting is where nobody changes it."""
    return None if one.default is MISSING else one.default


def _checked(one: Field[Any], value: Any) -> Any:
    kind = type(one.default)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        noun = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}[kind]
        raise InputError("training_setting_kind", f"`{one.name}` must be {noun}: please put one in.")
    low, high, only = one.metadata["low"], one.metadata["high"], one.metadata["only"]
    if only and value not in only:
        raise InputError("training_setting_range", f"`{one.name}` must be one of {', '.join(only)}.")
    if low is not None and not low <= value <= high:  # a NaN is in no range
        raise InputError("training_setting_range", f"`{one.name}` must be from {low:g} to {high:g}.")
    return value
