"""Motions as arrays: NPY, NPZ and JSON. Nothing is unpickled, and no array is made before its size is checked.

NPY     one motion: (T, J, 3), or (T, 3 J), or HumanML3D's features (T, 263); several of one length: (N, T, J, 3).
NPZ     `motions` with `texts` and `styles` (N,), both optional. `motions` is (N, T, J, 3), or, for clips of different
        lengths, all frames one after the other, (sum of lengths, J, 3), with `lengths` (N,).
        Or one array for each clip under any name. `text`, `style` and `fps` hold for the whole file.
        What `write_npz` wrote is one such clip: its `joints` are read, its `features` left alone.
JSON    [{"motion": (T, J, 3), "text": ..., "style": ..., "fps": ...}], all but the motion optional; or one object
        {"motions": [...], "texts": [...], "styles": [...]}, if need be inside {"data": ...}.

`np.savez(file, data={"motions": ..., "texts": ..., "styles": ...})` pickles the dictionary: it is refused, and
`np.savez(file, **data)` writes what is read here.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engines.dance.files.clips import LONGEST_TEXT, MOST_CLIPS, MOST_UNPACKED
from engines.dance.files.rigs import named
from engines.dance.files.takes import Array, Take
from engines.models.humanml import FEATURES, recover_from_ric
from engines.runtime import InputError

Table = Mapping[str, NDArray[Any]]

WHOLE: Final = ("text", "style", "fps")  # of an NPZ: hold for all of its clips
MOST_BRACKETS, MOST_COMMAS = 2_000_000, 6_000_000  # of a JSON file: each is an object in memory
FLAT: Final = 2  # dimensions of a motion whose places stand in a row


@dataclass(frozen=True)
class Entry:
    """One clip of a table: what it is called in there, and what it holds, not yet looked at."""

    which: str
    motion: Any
    text: Any = ""
    style: Any = ""
    fps: Any = None

    def words(self) -> tuple[str, str]:
        """Return text and style.

        Raises:
            InputError: `dance_clip_text`.
        """
        words = tuple("" if word is None else word for word in (self.text, self.style))
        if not all(isinstance(word, str) and len(word) <= LONGEST_TEXT for word in words):
            raise InputError("dance_clip_text", f"Text and style must be words, {LONGEST_TEXT} letters at most.")
        return words[0].strip(), words[1].strip()

    def take(self) -> Take:
        """Return the motion.

        Raises:
            InputError: `dance_clip_shape`, `dance_clip_rate`, `dance_clip_joints`.
        """
        try:
            motion: Array = np.asarray(self.motion, np.float64)
            fps = None if self.fps is None else float(self.fps)
        except (TypeError, ValueError, OverflowError) as error:
            raise _shapeless("it is no table of numbers") from error
        if motion.ndim == FLAT and motion.shape[1] == FEATURES:
            motion = recover_from_ric(motion)
        elif motion.ndim == FLAT and motion.shape[1] % 3 == 0:
            motion = motion.reshape(len(motion), motion.shape[1] // 3, 3)
        if motion.ndim != 3 or motion.shape[2] != 3:
            raise _shapeless(f"it is {motion.shape}")
        return named(motion, fps)


def read_npy(data: bytes) -> Iterator[Entry]:
    """Yield the clips of an NPY file. Raises as `read_npz`."""
    array = _array(io.BytesIO(data), len(data))
    if array.ndim == 4:
        yield from (Entry(str(number), motion) for number, motion in enumerate(_few(list(array)), 1))
    else:
        yield Entry("", array)


def read_npz(data: bytes) -> Iterator[Entry]:
    """Yield the clips of an NPZ file.

    Raises:
        InputError: `dance_table_pickled`, `dance_table_damaged`, `dance_table_large`.
    """
    table = _arrays(data)
    whole = {name: table[name].item() for name in WHOLE if name in table and table[name].size == 1}
    if "motions" in table:
        yield from _listed(_cut(table), _strings(table, "texts"), _strings(table, "styles"), whole.get("fps"))
        return
    names = ["joints"] if "joints" in table else [name for name in table if name not in WHOLE]
    for name in names:
        yield Entry("" if len(names) == 1 else name, table[name], **whole)


def read_json(data: bytes) -> Iterator[Entry]:
    """Yield the clips of a JSON file.

    Raises:
        InputError: `dance_json_damaged`, `dance_table_large`.
    """
    if data.count(b"[") + data.count(b"{") > MOST_BRACKETS or data.count(b",") > MOST_COMMAS:
        raise _large()
    try:
        table = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(
            "dance_json_damaged", "This JSON file can't be read: check its brackets and commas."
        ) from error
    if isinstance(table, dict):
        table = table["data"] if isinstance(table.get("data"), dict | list) else table
    if isinstance(table, dict):
        motions, texts, styles = (_list(table.get(name)) for name in ("motions", "texts", "styles"))
        yield from _listed(motions, texts, styles, table.get("fps")) if motions else [_entry("", table)]
    else:
        yield from (_entry(str(number), row) for number, row in enumerate(_few(table), 1))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _entry(which: str, row: Any) -> Entry:
    if not isinstance(row, dict):
        return Entry(which, None)
    return Entry(which, row.get("motion"), row.get("text"), row.get("style"), row.get("fps"))


def _listed(motions: Sequence[Any], texts: Sequence[Any], styles: Sequence[Any], fps: Any) -> Iterator[Entry]:
    for index, motion in enumerate(_few(motions)):
        text, style = (words[index] if index < len(words) else "" for words in (texts, styles))
        yield Entry(str(index + 1), motion, text, style, fps)


def _few(motions: Sequence[Any]) -> Sequence[Any]:
    if len(motions) > MOST_CLIPS:
        raise _large()
    return motions


def _cut(table: Table) -> Sequence[Any]:
    """Return the motions of an NPZ, cut from one array where they have `lengths`."""
    motions = table["motions"]
    if "lengths" not in table:
        return list(motions) if motions.ndim == 4 else [motions]
    lengths = table["lengths"]
    if (
        lengths.ndim != 1
        or lengths.dtype.kind not in "iu"
        or lengths.min(initial=0) < 0
        or lengths.sum() != len(motions)
    ):
        raise _damaged("its lengths do not add up to its frames")
    return np.split(motions, np.cumsum(lengths)[:-1])


def _strings(table: Table, name: str) -> list[str]:
    return [str(word) for word in table[name].reshape(-1)] if name in table else []


def _arrays(data: bytes) -> Table:
    # A stranger's archive: zipfile raises half a dozen kinds of errors, among them NotImplementedError and zlib's own.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith(".npy")]
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_CLIPS:
                raise _large()
            table = {}
            for part in parts:
                with archive.open(part) as file:
                    table[part.filename.removesuffix(".npy")] = _array(
                        io.BytesIO(file.read(part.file_size)), part.file_size
                    )
    except InputError:
        raise
    except Exception as error:
        raise _damaged("it cannot be unpacked") from error
    if not table:
        raise _damaged("there are no arrays in it")
    return table


def _array(file: io.BytesIO, size: int) -> NDArray[Any]:
    """Return the array of an NPY file of `size` bytes; its header is believed only as far as the file reaches."""
    # What a header of odd bytes raises is not documented: ValueError, TokenError and RecursionError were seen.
    try:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(file)
        if dtype.hasobject:
            raise InputError(
                "dance_table_pickled",
                "This file holds pickled Python objects, which I never open: "
                "save plain arrays, as np.savez(file, **data).",
            )
        if dtype.kind not in "fiubU" or not 0 < prod(shape) * dtype.itemsize <= size - file.tell():
            raise _damaged("an array is empty, or shorter than it says")
        flat = np.frombuffer(file.getbuffer(), dtype, prod(shape), file.tell())
        return flat.reshape(shape, order="F" if fortran else "C")
    except InputError:
        raise
    except Exception as error:
        raise _damaged("an array has no proper header") from error


def _shapeless(why: str) -> InputError:
    return InputError("dance_clip_shape", f"A motion must be a table of frames, joints and three places, but {why}.")


def _damaged(why: str) -> InputError:
    return InputError("dance_table_damaged", f"This file of arrays is damaged ({why}): please save it again.")


def _large() -> InputError:
    return InputError("dance_table_large", "There is too much in this file: split it into smaller ones.")
