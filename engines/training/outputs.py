"""What a program that tells no events prints of its progress: tqdm's bars, `Epoch 3/10 loss=0.1` and their like."""

import re
from typing import Any, Final

NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
BAR: Final = re.compile(r"(\d{1,3})%\|[^|]*\|\s*(\d+)/(\d+)")
COUNT: Final = re.compile(r"\b(epoch|step|iter(?:ation)?|batch)\W{0,3}(\d+)\s*(?:/|of)\s*(\d+)", re.IGNORECASE)
METRIC: Final = re.compile(rf"\b([A-Za-z][\w@./-]{{0,39}})\s*[=:]\s*({NUMBER})(?![\w.])")
NOT_METRICS: Final = frozenset({"epoch", "step", "iter", "iteration", "batch", "eta", "time", "it/s", "s/it", "line"})
LONGEST: Final = 2000  # characters of a line that are looked at


def read_line(line: str) -> dict[str, Any]:
    """Return what a line tells: `step` and `steps`, `epoch` and `epochs`, and `metrics`, numbers by name.

    >>> read_line("Epoch 3/10 loss=0.1")
    {'epoch': 3, 'epochs': 10, 'metrics': {'loss': 0.1}}
    """
    line = line.rsplit("\r", 1)[-1][:LONGEST]
    told: dict[str, Any] = {}
    for kind, done, whole in COUNT.findall(line):
        name = "epoch" if kind.lower() == "epoch" else "step"
        told |= {name: int(done), f"{name}s": int(whole)}
    bar = BAR.search(line)
    if bar and "step" not in told:
        told |= {"step": int(bar[2]), "steps": int(bar[3])}
    metrics = {name: float(value) for name, value in METRIC.findall(line) if name.lower() not in NOT_METRICS}
    return told | ({"metrics": metrics} if metrics else {})
