"""A weight's file into tensors, once it has been proved to be the file that the manifest describes."""

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from engines.checkpoints.errors import CheckpointError
from engines.checkpoints.manifest import Weight

if TYPE_CHECKING:
    from torch import Tensor

_verified: set[tuple[Path, str, int, int]] = set()
_verified_guard = threading.Lock()


def load_state(weight: Weight) -> "dict[str, Tensor]":
    """Return the weight's tensors by state-dict key, on the CPU, half precision widened to float32.

    The file's sha256 is computed once a process, and again when the file has changed.

    Raises:
        CheckpointError: the file is missing, or is not the one that the manifest describes.
    """
    _verify(weight)

    import torch  # here, because the page must be up before torch is imported
    from safetensors.torch import load_file

    half = (torch.float16, torch.bfloat16)
    state = load_file(weight.path)
    return {key: tensor.float() if tensor.dtype in half else tensor for key, tensor in state.items()}


def _verify(weight: Weight) -> None:
    path = weight.path
    if not path.is_file():
        raise CheckpointError(f"{path} is missing: restore it from the repository (`git checkout -- weights`).")
    stat = path.stat()
    proof = (path, weight.sha256, stat.st_size, stat.st_mtime_ns)
    with _verified_guard:
        if proof in _verified:
            return
        if stat.st_size != weight.bytes:
            raise CheckpointError(_mismatch(weight, f"{stat.st_size} bytes instead of {weight.bytes}"))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if sha256 != weight.sha256:
            raise CheckpointError(_mismatch(weight, f"sha256 {sha256} instead of {weight.sha256}"))
        _verified.add(proof)


def _mismatch(weight: Weight, difference: str) -> str:
    return (
        f"{weight.path} is not the file that the manifest describes ({difference}): restore it from the "
        "repository (`git checkout -- weights`), or enter the new file's `bytes` and `sha256` in the manifest."
    )
