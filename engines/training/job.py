"""One training: what was asked for, how far it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final


class Status(StrEnum):
    """Where a job is."""

    PENDING = "pending"  # waits for its turn
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"  # it said itself what went wrong
    CANCELLED = "cancelled"  # somebody asked it to stop; what it had learnt is kept
    INTERRUPTED = "interrupted"  # it died, or the machine did; it can go on from what it saved last


ENDED: Final = frozenset({Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.INTERRUPTED})


@dataclass(frozen=True)
class TrainingJob:
    """One training. Times are seconds since 1970.

    Args:
        job_id: 12 letters and digits.
        model_type: the recipe's name.
        progress: percent.
        current_epoch, total_epochs: whole epochs that are done, and all of them.
        metrics: the newest number of each name.
        error: one sentence; `error_key` is its key in the page's word list.
        config: the recipe's settings by name.
        output: folder with what the training made.
        pid: of the process that watches over it, which leads its own group.
        priority: higher goes first.
        attempt: how often it was started; a job that goes on keeps its number.
    """

    job_id: str
    model_type: str
    status: Status
    created_at: float
    output: Path
    progress: float = 0.0
    current_epoch: int = 0
    total_epochs: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict)
    started_at: float | None = None
    completed_at: float | None = None
    error: str = ""
    error_key: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    device: str = "cpu"
    pid: int | None = None
    name: str = ""
    note: str = ""
    priority: int = 0
    attempt: int = 1

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.status in ENDED
