"""Weights as data: what is shipped, where it lies, how it gets into memory. Importing this imports no torch."""

from engines.checkpoints.errors import CheckpointError
from engines.checkpoints.manifest import Weight, find_weight, read_manifest
from engines.checkpoints.state import load_state

__all__ = ["CheckpointError", "Weight", "find_weight", "load_state", "read_manifest"]
