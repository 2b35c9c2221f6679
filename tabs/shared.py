"""What all rooms have in common: the limits, the models in memory, their weights, and how they do."""

from __future__ import annotations

from dataclasses import dataclass

from engines.checkpoints import VersionStore, Weights
from engines.runtime import ModelCache, Monitor, Thresholds
from settings import Settings


@dataclass(frozen=True)
class Shared:
    """One of each for the whole house, so that a limit holds for all rooms together."""

    settings: Settings
    monitor: Monitor
    cache: ModelCache
    store: VersionStore
    weights: Weights


def open_shared(settings: Settings) -> Shared:
    """Reads and writes nothing yet."""
    monitor = Monitor(Thresholds(settings.late_seconds, settings.memory_alarm, settings.error_alarm))
    store = VersionStore(settings.weights, settings.weight_versions, settings.weights_bytes)
    return Shared(settings, monitor, ModelCache(settings.memory_bytes, monitor), store, Weights(store))
