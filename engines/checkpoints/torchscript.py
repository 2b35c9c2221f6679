"""The tensors of a TorchScript archive (`torch.jit.save`), read without running anything of it.

Such an archive is a zip: `data.pkl` holds the tree of modules as a pickle, `data/N` the bytes of each storage. The
pickle is read by Python's own reader in which every name stands for something inert: a module becomes its
attributes, a tensor a note of where its bytes lie. Any other name ends the reading.
"""

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

LARGEST_TREE = 8_000_000  # bytes of data.pkl; a network of a thousand modules has 0.1 million
DTYPES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}


@dataclass(frozen=True)
class TensorNote:
    """A tensor in the archive: `storage` names its zip entry; `offset` counts elements."""

    storage: str
    dtype: torch.dtype
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class ModuleNote:
    """A module of the archive: nothing but its attributes."""

    def __init__(self) -> None:
        self.attributes: dict[str, Any] = {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.attributes = state


class _TreeReader(pickle._Unpickler):  # in Python: its memo is a dictionary, so no number can ask for a huge table
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("__torch__"):
            return ModuleNote
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _note_tensor
        if module == "torch" and name in DTYPES:
            return DTYPES[name]
        raise pickle.UnpicklingError(f"the name {module}.{name}")

    def persistent_load(self, pid: Any) -> tuple[str, torch.dtype]:
        kind, dtype, key, _, _ = pid
        if kind != "storage" or not isinstance(key, str) or not isinstance(dtype, torch.dtype):
            raise pickle.UnpicklingError("a storage of unknown kind")
        return key, dtype


def is_torchscript(archive: zipfile.ZipFile) -> bool:
    """Return whether the zip is a TorchScript archive rather than a file of `torch.save`."""
    return any(name.endswith("/constants.pkl") for name in archive.namelist())


def read_notes(path: Path) -> dict[str, TensorNote]:
    """Return the archive's tensors by state-dict key, unread.

    Raises:
        pickle.UnpicklingError: the tree holds something other than modules and tensors.
    """
    with zipfile.ZipFile(path) as archive:
        name = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
        if name is None or archive.getinfo(name).file_size > LARGEST_TREE:
            raise pickle.UnpicklingError("no tree of modules")
        root = _TreeReader(io.BytesIO(archive.read(name))).load()
    return dict(_walk(root, ()))


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the archive's tensors by state-dict key, mapped from the file."""
    notes = read_notes(path)
    file = torch.UntypedStorage.from_file(str(path), shared=False, nbytes=path.stat().st_size)
    places = _places(path)
    tensors = {}
    for key, note in notes.items():
        start, length = places[note.storage]
        tensors[key] = torch.empty(0, dtype=note.dtype).set_(
            file[start : start + length], note.offset, note.shape, note.stride
        )
    return tensors


def _note_tensor(storage: tuple[str, torch.dtype], offset: int, shape: Any, stride: Any, *_: object) -> TensorNote:
    key, dtype = storage
    return TensorNote(key, dtype, int(offset), tuple(map(int, shape)), tuple(map(int, stride)))


def _walk(value: Any, way: tuple[str, ...]) -> Iterator[tuple[str, TensorNote]]:
    if isinstance(value, TensorNote):
        yield ".".join(way), value
    elif isinstance(value, ModuleNote):
        for name, inner in value.attributes.items():
            yield from _walk(inner, (*way, name))


def _places(path: Path) -> dict[str, tuple[int, int]]:
    """Return (first byte, length) of every storage in the file."""
    places = {}
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for entry in archive.infolist():
            folder, _, key = entry.filename.rpartition("/")
            if folder.endswith("/data"):
                file.seek(entry.header_offset + 26)  # the local header's lengths of name and extra field
                header = file.read(4)
                name, extra = int.from_bytes(header[:2], "little"), int.from_bytes(header[2:], "little")
                places[key] = (entry.header_offset + 30 + name + extra, entry.file_size)
    return places
