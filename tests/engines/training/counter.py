"""A program that counts and tells of it, and is up in a moment: for tests of jobs that are not about learning.

It keeps its count, as a training keeps its weights, and ends politely when it is asked to.
"""

import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from engines.runtime.telling import tell
from engines.training.recipe import Cost, Recipe, Room, Settings, setting

asked: list[int] = []


def main() -> None:
    options = dict(one.removeprefix("--").split("=", 1) for one in sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.append(1))
    out = Path(options["out"])
    out.mkdir(parents=True, exist_ok=True)
    state, steps = out / "count.txt", int(options["steps"])
    count = int(state.read_text()) if state.is_file() else 0
    epoch = int(options["epoch"])
    tell("begin", step=count, steps=steps, epochs=steps // epoch)
    while count < steps and not asked:
        time.sleep(float(options["pause"]))
        count += 1
        tell("metrics", step=count, epoch=count / epoch, count=count)
        (out / "count.part").write_text(str(count))
        (out / "count.part").replace(state)
        print(f"counted to {count}", flush=True)
    tell("result", file=state.name)


@dataclass(frozen=True)
class CounterSettings(Settings):
    epochs: int = setting(2, 1, 10_000)
    pause: float = setting(0.0, 0.0, 1.0)


COUNTER = Recipe(
    model_type="counter",
    room=Room.REPORT,
    program=("tests.engines.training.counter",),
    settings=CounterSettings,
    epoch_steps=5,
    weights="count.txt",
    figure="count",
    cost=Cost(0.5, (0.001, 0.0), (30_000_000, 0)),
)

if __name__ == "__main__":
    main()
