from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.training.backends import LocalBackend
from engines.training.manager import Bounds, TrainingManager
from engines.training.processes import end_all
from tests.engines.training.counter import COUNTER
from tests.engines.training.tiny import TINY

BOUNDS = Bounds(grace=10.0, memory_share=0.9, spare_disk=1_000_000, nice=0)


@pytest.fixture
def open_manager(tmp_path: Path) -> Iterator[Callable[..., TrainingManager]]:
    """Managers of one folder, as several servers would have it; what they started is ended with the test."""

    def opened(**changes: object) -> TrainingManager:
        options = {"bounds": BOUNDS, "backend": LocalBackend(), "recipes": {"tiny": TINY, "counter": COUNTER}} | changes
        return TrainingManager(tmp_path / "jobs", tmp_path / "data", **options)  # type: ignore[arg-type]

    yield opened
    for folder in (tmp_path / "jobs").glob("*/"):
        end_all(folder)
