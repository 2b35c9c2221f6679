"""ASF and AMC, the two files of an Acclaim motion (Acclaim Entertainment, about 1994), as the CMU library has them.

The ASF holds the bones: direction, length, and the axes about which each turns. The AMC holds the angles, frame by
frame, and no frame rate.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation

from engines.dance.files.clips import MOST_JOINTS
from engines.dance.files.takes import Array, Take, check_length
from engines.runtime import InputError

ROOT: Final = "root"
FPS: Final = 120.0  # CMU's
# A bone of CMU's stands here for the joint at its end; the others (hands, thumbs) follow by their own names.
ENDS: Final = {
    "root": "pelvis", "lhipjoint": "left_hip", "rhipjoint": "right_hip", "lfemur": "left_knee",
    "rfemur": "right_knee", "ltibia": "left_ankle", "rtibia": "right_ankle", "lfoot": "left_foot",
    "rfoot": "right_foot", "lowerback": "lowerback", "upperback": "upperback", "thorax": "chest", "lowerneck": "neck",
    "upperneck": "head", "head": "headtop", "lclavicle": "left_shoulder", "rclavicle": "right_shoulder",
    "lhumerus": "left_elbow", "rhumerus": "right_elbow", "lradius": "left_wrist", "rradius": "right_wrist",
}  # fmt: skip
# None of these may look over the same bytes again and again: a file can be 40 MB of anything.
_BEGIN: Final = re.compile(r"^[ \t]*begin[ \t]*\r?$", re.M)
_END: Final = re.compile(r"^[ \t]*end[ \t]*\r?$", re.M)
_FRAME: Final = re.compile(rb"^[ \t]*(\d+)[ \t]*\r?$", re.M)
_NAME: Final = re.compile(rb"^[ \t]*([A-Za-z_]\w*)", re.M)


@dataclass(frozen=True)
class _Bone:
    name: str
    vector: Array  # (3,) from its start to its end, nothing turned
    axis: Rotation  # in which its angles are meant
    moves: tuple[str, ...]  # such as ("rx", "rz"): what each number of a frame is


def read_amc(asf: bytes, amc: bytes) -> Take:
    """Return where the bones end.

    Raises:
        InputError: `dance_amc_damaged`, and those of `check_length`, which is asked before the frames are read.
    """
    bones, parents = _skeleton(asf.decode("utf-8", "replace"))
    first = _FRAME.search(amc)
    if first is None:
        raise _damaged("its frames are missing")
    body = amc[first.start() :]
    check_length(len(_FRAME.findall(body)), FPS)
    return Take(
        tuple(ENDS.get(name, name) for name in bones),
        _place(bones, parents, _frames(body, bones)),
        FPS,
        f"AMC, {len(bones)}",
        False,
    )


def _skeleton(text: str) -> tuple[dict[str, _Bone], dict[str, str]]:
    sections = dict(re.findall(r"^:(\w+)\b(.*?)(?=^:|\Z)", text, re.M | re.S))
    try:
        turned = [_Bone(ROOT, np.zeros(3), *_turning(sections["root"], "orientation", "order"))]
        for body in _blocks(sections["bonedata"]):
            vector = np.array(_words(body, "direction"), float) * float(_words(body, "length")[0])
            turned.append(_Bone(_words(body, "name")[0], vector, *_turning(body, "axis", "dof")))
        tree = [line.split() for line in _blocks(sections["hierarchy"])[0].strip().splitlines()]
    except (KeyError, IndexError, ValueError) as error:
        raise _damaged("its skeleton cannot be read") from error
    return {bone.name: bone for bone in turned}, {child: line[0] for line in tree for child in line[1:]}


def _blocks(section: str) -> list[str]:
    """Return what stands between each `begin` and `end`."""
    return [_END.split(block, 1)[0] for block in _BEGIN.split(section, MOST_JOINTS)[1:]]


def _turning(body: str, axis: str, moves: str) -> tuple[Rotation, tuple[str, ...]]:
    numbers = _words(body, axis)[:3]
    return (
        Rotation.from_euler("xyz", np.array(numbers, float), degrees=True),
        tuple(move.lower() for move in _words(body, moves)),
    )


def _words(body: str, key: str) -> list[str]:
    """Return what follows `key` on its line; nothing where a bone has no such line."""
    found = re.search(rf"^[ \t]*{key}[ \t]+(.*)$", body, re.M)
    return found[1].split() if found else []


def _frames(body: bytes, bones: dict[str, _Bone]) -> dict[str, Array]:
    """Return the numbers of each bone, (T, its moves). All frames must name the bones in one order."""
    starts = [mark.start() for mark in _FRAME.finditer(body)]
    order = [name.decode() for name in _NAME.findall(body[: starts[1]])]
    for place, name in enumerate(_NAME.finditer(body)):
        if name[1].decode() != order[place % len(order)]:
            raise _damaged("its frames name the bones in different orders")
    widths = [len(bones[name].moves) if name in bones else 0 for name in order]
    try:
        numbers = np.fromstring(_NAME.sub(b"", body).decode("ascii"), np.float64, sep=" ")
        rows = numbers.reshape(len(starts), 1 + sum(widths))
    except (ValueError, DeprecationWarning) as error:
        raise _damaged("its frames do not fit its skeleton") from error
    columns = np.cumsum([1, *widths])[:-1]
    return {name: rows[:, start : start + width] for name, start, width in zip(order, columns, widths, strict=True)}


def _place(bones: dict[str, _Bone], parents: dict[str, str], frames: dict[str, Array]) -> Array:
    T = len(frames[ROOT]) if ROOT in frames else 0
    turns: dict[str, Rotation] = {}
    places: dict[str, Array] = {}
    for name, bone in bones.items():
        parent = parents.get(name)
        if T == 0 or (name != ROOT and parent not in turns):
            raise _damaged("its bones do not hang together")
        values = dict(zip(bone.moves, frames.get(name, np.zeros((T, len(bone.moves)))).T, strict=True))
        none = np.zeros(T)
        angles = np.stack([values.get(move, none) for move in ("rx", "ry", "rz")], -1)
        own = bone.axis * Rotation.from_euler("xyz", angles, degrees=True) * bone.axis.inv()
        if parent is None:
            turns[name] = own
            places[name] = np.stack([values.get(move, none) for move in ("tx", "ty", "tz")], -1)
        else:
            turns[name] = turns[parent] * own
            places[name] = places[parent] + turns[name].apply(bone.vector)
    return np.stack(list(places.values()), 1)


def _damaged(why: str) -> InputError:
    return InputError("dance_amc_damaged", f"This pair of ASF and AMC files is damaged ({why}): please save it again.")
