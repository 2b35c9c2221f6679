"""Weights as data: what is shipped, what a file is, how it gets into memory. Importing this imports no torch."""

from engines.checkpoints.choice import Choice, Weights
from engines.checkpoints.errors import CheckpointError
from engines.checkpoints.inspection import inspect
from engines.checkpoints.loading import Loaded, load, load_partially, save
from engines.checkpoints.manifest import Weight, find_weight, read_manifest
from engines.checkpoints.report import Report
from engines.checkpoints.state import load_state
from engines.checkpoints.store import Version, VersionStore

__all__ = [
    "CheckpointError",
    "Choice",
    "Loaded",
    "Report",
    "Version",
    "VersionStore",
    "Weight",
    "Weights",
    "find_weight",
    "inspect",
    "load",
    "load_partially",
    "load_state",
    "read_manifest",
    "save",
]
