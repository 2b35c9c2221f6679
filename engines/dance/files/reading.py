"""Files of motions, from anybody, in any of the usual forms: what can be used, and why the rest cannot."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Final

import numpy as np

from engines.dance.files.asf import read_amc
from engines.dance.files.bvh import read_bvh
from engines.dance.files.clips import MOST_BYTES, Clip, ClipsRead, Refused
from engines.dance.files.survey import surveyed
from engines.dance.files.tables import Entry, read_json, read_npy, read_npz
from engines.dance.files.takes import Take
from engines.runtime import InputError

HEAD: Final = 4096  # bytes in which a file shows what it is
ASF: Final = re.compile(rb"^\s*:(root|bonedata|units)\b", re.M)
AMC: Final = re.compile(rb"^\s*:(FULLY-SPECIFIED|DEGREES)\b", re.M)
TABLES: Final[tuple[tuple[bytes, Callable[[bytes], Iterator[Entry]]], ...]] = (
    (b"PK\x03\x04", read_npz),
    (b"\x93NUMPY", read_npy),
    (b"[", read_json),
    (b"{", read_json),
)


def read_clips(name: str, data: bytes, asf: bytes | None = None) -> ClipsRead:
    """Return the motions of one file: BVH, AMC with its ASF, NPY, NPZ or JSON, told by its content alone.

    Args:
        name: of the file, for people.
        data: its bytes.
        asf: the skeleton that an AMC goes with.

    Raises:
        InputError: `dance_file_unknown`, if it is none of these. Whatever is wrong with the motions of a file that is
            one of them stands in `refused`.

    Example:
        read = read_clips("my_dances.json", path.read_bytes())
        print([clip.text for clip in read.accepted], [refused.reason for refused in read.refused])
    """
    try:
        if len(data) > MOST_BYTES:
            raise InputError(
                "dance_file_heavy", f"This file is too heavy: {MOST_BYTES / 1e6:g} MB is the most. Split it."
            )
        takes = _takes(data, asf)
    except InputError as error:
        if error.key == "dance_file_unknown":
            raise
        return ClipsRead((), (Refused(name, error.key, error.sentence),))
    accepted: list[Clip] = []
    refused: list[Refused] = []
    try:
        for which, get, entry in takes:
            full = f"{name}: {which}" if which else name
            try:
                accepted.append(_clip(get(), entry, full))
            except InputError as error:
                refused.append(Refused(full, error.key, error.sentence))
    except InputError as error:  # of the table that holds the clips
        refused.append(Refused(name, error.key, error.sentence))
    if not accepted and not refused:
        empty = InputError("dance_file_empty", "There are no motions in this file: choose another one.")
        refused.append(Refused(name, empty.key, empty.sentence))
    return ClipsRead(tuple(accepted), tuple(refused))


def read_files(files: Mapping[str, bytes]) -> ClipsRead:
    """Return the motions of several files, name to bytes. An AMC finds its ASF among them, by CMU's names (05_01.amc
    goes with 05.asf) or because there is only one. A file that is none of ours is refused like a bad clip.
    """
    skeletons = {PurePath(name).stem: data for name, data in files.items() if ASF.search(data[:HEAD])}
    accepted: list[Clip] = []
    refused: list[Refused] = []
    for name, data in files.items():
        stem = PurePath(name).stem
        if stem in skeletons and skeletons[stem] is data:
            continue
        only = next(iter(skeletons.values())) if len(skeletons) == 1 else None
        try:
            read = read_clips(name, data, skeletons.get(stem, skeletons.get(stem.partition("_")[0], only)))
        except InputError as error:
            refused.append(Refused(name, error.key, error.sentence))
        else:
            accepted.extend(read.accepted)
            refused.extend(read.refused)
    return ClipsRead(tuple(accepted), tuple(refused))


def _takes(data: bytes, asf: bytes | None) -> Iterator[tuple[str, Callable[[], Take], Entry]]:
    """Return, for each clip, its name in the file, how to get its motion, and what is said of it."""
    start = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, read in TABLES:
        if start.startswith(mark):
            return ((entry.which, entry.take, entry) for entry in read(data))
    said_nothing = Entry("", None)
    if start[:9].upper() == b"HIERARCHY":
        return iter([("", lambda: read_bvh(data), said_nothing)])
    if AMC.search(start):
        return iter([("", lambda: _with_skeleton(data, asf), said_nothing)])
    if ASF.search(start):
        raise InputError("dance_asf_alone", "An ASF file holds only a skeleton: choose the AMC file beside it too.")
    raise InputError(
        "dance_file_unknown", "I can't read motions from this file: choose a BVH, AMC with ASF, NPZ, NPY or JSON file."
    )


def _with_skeleton(amc: bytes, asf: bytes | None) -> Take:
    if asf is None:
        raise InputError("dance_amc_alone", "An AMC file needs its skeleton: choose the ASF file beside it too.")
    return read_amc(asf, amc)


def _clip(take: Take, entry: Entry, source: str) -> Clip:
    text, style = entry.words()
    joints, remarks = surveyed(take)
    return Clip(joints.astype(np.float32), text, style, source, remarks)
