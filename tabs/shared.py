"""What all rooms have in common: the limits, the models in memory, their weights, and how they do."""

from __future__ import annotations

from dataclasses import dataclass

from engines.checkpoints import VersionStore, Weights
from engines.runtime import ModelCache, Monitor, Thresholds
from engines.training.api import Admission
from engines.training.backends import LocalBackend, RayBackend
from engines.training.manager import Bounds, TrainingManager
from settings import Settings


@dataclass(frozen=True)
class Shared:
    """One of each for the whole house, so that a limit holds for all rooms together."""

    settings: Settings
    monitor: Monitor
    cache: ModelCache
    store: VersionStore
    weights: Weights
    training: TrainingManager
    admission: Admission


def open_shared(settings: Settings) -> Shared:
    """Reads and writes nothing yet."""
    monitor = Monitor(Thresholds(settings.late_seconds, settings.memory_alarm, settings.error_alarm))
    store = VersionStore(settings.weights, settings.weight_versions, settings.weights_bytes)
    weights = Weights(store)
    training = TrainingManager(
        settings.jobs,
        settings.lessons,
        Bounds(running=settings.trainings, memory_share=settings.training_share),
        RayBackend(settings.ray) if settings.ray else LocalBackend(),
        weights,
        settings.worlds,
    )
    cache = ModelCache(settings.memory_bytes, monitor)
    admission = Admission(settings.admin_token, proxied=bool(settings.below or settings.proxies))
    return Shared(settings, monitor, cache, store, weights, training, admission)
