"""Stands in for the package `spaces`, which works on a ZeroGPU Space and nowhere else.

It notes for how long each call asked for a GPU, and really makes the call, with arguments and result pickled as they
are on their way to the other process and back.
"""

import functools
import pickle
from collections.abc import Callable
from typing import Any

asked: list[tuple[str, int]] = []  # function, seconds


def GPU(*, duration: int | Callable[..., int]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def lent(*arguments: Any) -> Any:
            asked.append((function.__name__, duration(*arguments) if callable(duration) else duration))
            return pickle.loads(pickle.dumps(function(*pickle.loads(pickle.dumps(arguments)))))

        return lent

    return decorate
