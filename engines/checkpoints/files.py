"""Checkpoint files of every common form: which one it is, what it holds, and its tensors. Nothing is unpickled."""

import pickle
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.checkpoints import problems
from engines.checkpoints.content import MOST_TENSORS, Content, Group, TensorInfo, describe_tensor, find_groups
from engines.runtime import InputError

if TYPE_CHECKING:
    from torch import Tensor

SUFFIXES = (".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".pytorch", ".pkl")
LARGEST_TREE = 8_000_000  # bytes of the pickle in a zip: names, shapes, settings; tensors lie beside it
LEGACY_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # what torch.save wrote first until 2020
OTHERS = (
    (b"\x89HDF", "an HDF5 file (Keras)"),
    (b"GGUF", "a GGUF file"),
    (b"\x08", "an ONNX file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"version https://git-lfs", "a Git LFS pointer"),
)
SAFETENSORS_DTYPES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn",
    "F8_E5M2": "float8_e5m2",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
}


def read_content(path: Path) -> Content:
    """Return what a checkpoint file holds. Of a .safetensors file only the header is read.

    Raises:
        InputError: `checkpoint_*`, one sentence on what is wrong with the file.
    """
    content = _reader(path).content(path)
    if not content.groups:
        raise problems.no_tensors(path)
    if sum(len(group.tensors) for group in content.groups) > MOST_TENSORS:
        raise problems.no_weights(path, f"a file of over {MOST_TENSORS} tensors")
    return content


def read_groups(path: Path) -> "tuple[Content, dict[str, dict[str, Tensor]]]":
    """Return what a file holds and its tensors by container, on the CPU, mapped from the file where its form allows it.

    Raises:
        InputError: as `read_content`.
    """
    reader = _reader(path)
    groups = reader.groups(path)
    if not any(groups.values()):
        raise problems.no_tensors(path)
    return _to_content(reader.form, path, groups), groups


class _Safetensors:
    """A header of JSON and the bytes of the tensors after it."""

    form = "safetensors"

    @staticmethod
    def content(path: Path) -> Content:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, "np") as file:
                tensors = {}
                for key in file.keys():  # noqa: SIM118  # not a dictionary
                    header = file.get_slice(key)
                    dtype = header.get_dtype()
                    tensors[key] = TensorInfo(tuple(header.get_shape()), SAFETENSORS_DTYPES.get(dtype, dtype.lower()))
        except SafetensorError as error:
            raise problems.damaged(path, _short(error)) from error
        return Content("safetensors", path.stat().st_size, (Group("", tensors),) if tensors else ())

    @staticmethod
    def groups(path: Path) -> "dict[str, dict[str, Tensor]]":
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            return {"": load_file(path)}
        except SafetensorError as error:
            raise problems.damaged(path, _short(error)) from error


class _TorchZip:
    """`torch.save` since 2020: a zip of one pickle and one entry a storage."""

    form = "torch"

    @classmethod
    def content(cls, path: Path) -> Content:
        return _to_content(cls.form, path, cls._read(path, "meta"))

    @classmethod
    def groups(cls, path: Path) -> "dict[str, dict[str, Tensor]]":
        return cls._read(path, "cpu")

    @staticmethod
    def _read(path: Path, where: str) -> "dict[str, dict[str, Tensor]]":
        largest = _check_zip(path)
        groups = dict(find_groups(_load(path, mmap=True, where=where)))
        for tensors in groups.values():
            for key, tensor in tensors.items():
                if describe_tensor(tensor).kind == "dense" and tensor.untyped_storage().nbytes() > largest:
                    raise problems.damaged(path, f"{key} is larger than its part of the file")
        return groups


class _TorchLegacy:
    """`torch.save` until 2020: pickles and bytes one after the other."""

    form = "torch, before 1.6"

    @classmethod
    def content(cls, path: Path) -> Content:
        return _to_content(cls.form, path, dict(find_groups(_load(path, mmap=False, where="meta"))))

    @staticmethod
    def groups(path: Path) -> "dict[str, dict[str, Tensor]]":
        return dict(find_groups(_load(path, mmap=False, where="cpu")))


class _TorchScript:
    """`torch.jit.save`: the tree of modules as a pickle, their program beside it."""

    form = "TorchScript"

    @staticmethod
    def content(path: Path) -> Content:
        largest = _check_zip(path)
        from engines.checkpoints.torchscript import read_notes

        notes = _guarded(path, lambda: read_notes(path))
        tensors = {}
        for key, note in notes.items():
            ends = [(n - 1) * step for n, step in zip(note.shape, note.stride, strict=True)]
            if min((*note.shape, *note.stride, note.offset), default=0) < 0:
                raise problems.damaged(path, f"{key} has a negative size")
            if 0 not in note.shape and (note.offset + sum(ends) + 1) * note.dtype.itemsize > largest:
                raise problems.damaged(path, f"{key} is larger than its part of the file")
            tensors[key] = TensorInfo(note.shape, str(note.dtype).removeprefix("torch."))
        return Content("TorchScript", path.stat().st_size, (Group("", tensors),) if tensors else ())

    @staticmethod
    def groups(path: Path) -> "dict[str, dict[str, Tensor]]":
        _check_zip(path)
        from engines.checkpoints.torchscript import read_tensors

        return {"": _guarded(path, lambda: read_tensors(path))}


Reader = type[_Safetensors] | type[_TorchZip] | type[_TorchLegacy] | type[_TorchScript]


def _reader(path: Path) -> Reader:
    """Tell the form by content, never by the file's name."""
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError as error:
        raise problems.missing(path) from error
    except PermissionError as error:
        raise problems.forbidden(path) from error
    except OSError as error:
        raise problems.damaged(path, _short(error)) from error
    if not start:
        raise problems.empty(path)
    if start.startswith(LEGACY_MAGIC):
        return _TorchLegacy
    if start.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                from engines.checkpoints.torchscript import is_torchscript

                return _TorchScript if is_torchscript(archive) else _TorchZip
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise problems.damaged(path, _short(error)) from error
    if start[8:9] == b"{":
        return _Safetensors
    for magic, what in OTHERS:
        if start.startswith(magic):
            raise problems.no_weights(path, what)
    if start.lstrip().startswith(b"<"):
        raise problems.no_weights(path, "a web page (the address led to a page, not to the file)")
    if start.startswith(b"\x80"):
        raise problems.needs_unpickling(path, "a pickle")
    raise problems.no_weights(path, "of an unknown kind")


def _check_zip(path: Path) -> int:
    """Return the length of the largest storage, once it is sure that nothing in the zip grows when it is read."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    size = path.stat().st_size
    largest = 0
    for entry in entries:
        if entry.filename.endswith("/data.pkl"):
            if entry.file_size > LARGEST_TREE:
                raise problems.too_expanding(path)
        elif "/code/" in entry.filename:
            continue  # TorchScript's program text, compressed and never read
        elif entry.compress_type != zipfile.ZIP_STORED or entry.file_size > size:
            raise problems.too_expanding(path)
        largest = max(largest, entry.file_size)
    if not any(entry.filename.endswith("/data.pkl") for entry in entries):
        raise problems.no_weights(path, "a zip of something else")
    return largest


def _load(path: Path, *, mmap: bool, where: str) -> Any:
    import torch

    def load(where: str) -> Any:
        return torch.load(path, map_location=where, mmap=mmap, weights_only=True)

    def load_as_asked() -> Any:
        try:
            return load(where)
        except NotImplementedError:
            return load("cpu")  # quantised tensors do not exist without their bytes

    return _guarded(path, load_as_asked)


def _guarded(path: Path, read: Callable[[], Any]) -> Any:
    """Call a reader that meets hostile bytes: whatever it raises, the answer is a sentence."""
    try:
        return read()
    except InputError:
        raise
    except pickle.UnpicklingError as error:
        found = re.search(r"(?:GLOBAL|the name) ([\w.]+)|unrecognized function (\S+)", str(error))
        if found is None:
            raise problems.damaged(path, "its list of tensors cannot be read") from error
        raise problems.needs_unpickling(path, f"an object ({found[1] or found[2]})") from error
    except Exception as error:
        raise problems.damaged(path, _short(error)) from error


def _to_content(form: str, path: Path, groups: "Mapping[str, Mapping[str, Tensor]]") -> Content:
    described = (
        Group(container, {key: describe_tensor(tensor) for key, tensor in tensors.items()})
        for container, tensors in groups.items()
    )
    return Content(form, path.stat().st_size, tuple(described))


def _short(error: BaseException) -> str:
    """The first line of a library's message, cut to a length that fits into a sentence."""
    line = next(iter(str(error).splitlines()), "") or type(error).__name__
    return line if len(line) <= 100 else line[:97] + "..."
