"""BVH, the motions of Biovision: a tree of joints with offsets, and a row of angles a frame (about 1995)."""

import re
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from engines.dance.files.clips import MOST_JOINTS
from engines.dance.files.takes import Array, Take, check_length
from engines.runtime import InputError

END: Final = " end"  # added to a joint's name: the name of its end site
_TREE: Final = re.compile(
    r"(?P<open>\{)|(?P<close>\})"
    r"|\b(?:ROOT|JOINT)[ \t]+(?P<joint>[^\r\n{]+)|\b(?P<end>End[ \t]+Site)\b"
    r"|\bOFFSET(?P<offset>(?:\s+[-+.\deE]+){3})"
    r"|\bCHANNELS\s+\d+(?P<channels>(?:\s+[XYZ](?:position|rotation)\b)*)",
    re.IGNORECASE,
)
# Begins with plain letters, which are found quickly: a file can be 40 MB of anything.
_MOTION: Final = re.compile(rb"MOTION\s+Frames:\s*(\d{1,9})\s+Frame Time:\s*([-+.\deE]+)")


@dataclass
class _Joint:
    name: str
    parent: int
    offset: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    channels: list[str] = field(default_factory=list)  # such as "xp" (position) and "zr" (rotation)


def read_bvh(data: bytes) -> Take:
    """Return where all joints are, end sites among them.

    Raises:
        InputError: `dance_bvh_damaged`, and those of `check_length`, which is asked before the frames are read.
    """
    motion = _MOTION.search(data)
    if motion is None:
        raise _damaged("its frames are missing")
    frames, seconds = int(motion[1]), _number(motion[2].decode())
    check_length(frames, 1 / seconds if seconds > 0 else 0)
    joints = _tree(data[: motion.start()].decode("utf-8", "replace"))
    width = sum(len(joint.channels) for joint in joints)
    rows = _numbers(data[motion.end() :], frames * width).reshape(frames, width)
    return Take(
        tuple(joint.name for joint in joints),
        _place(joints, rows),
        1 / seconds,
        f"BVH, {sum(not joint.name.endswith(END) for joint in joints)}",
    )


def _tree(text: str) -> list[_Joint]:
    joints: list[_Joint] = []
    above: list[int] = []  # the joints whose braces are open
    for token in _TREE.finditer(text):
        if token["joint"] or token["end"]:
            parent = above[-1] if above else -1
            if token["end"] and not above:
                raise _damaged("a joint has no parent")
            joints.append(_Joint(token["joint"].strip() if token["joint"] else joints[parent].name + END, parent))
            if len(joints) > MOST_JOINTS:
                raise _damaged(f"it has more than {MOST_JOINTS} joints")
        elif token["open"]:
            above.append(len(joints) - 1)
        elif not above or above[-1] < 0:
            raise _damaged("its braces do not match")
        elif token["close"]:
            above.pop()
        elif token["offset"]:
            joints[above[-1]].offset = [_number(number) for number in token["offset"].split()]
        else:
            joints[above[-1]].channels = [(name[0] + name[1]).lower() for name in token["channels"].split()]
    if above or not joints:
        raise _damaged("its braces do not match")
    if any(len(set(joint.channels)) < len(joint.channels) for joint in joints):
        raise _damaged("a joint has the same channel twice")
    return joints


def _place(joints: list[_Joint], rows: Array) -> Array:
    """Return (T, J, 3): forward kinematics. `rows` (T, all channels), degrees and the file's unit."""
    column = 0
    turns: list[Array] = []  # (T, 3, 3) each
    places: list[Array] = []
    for joint in joints:
        turn = np.broadcast_to(np.eye(3), (len(rows), 3, 3)) if joint.parent < 0 else turns[joint.parent]
        above, above_turn = (0.0 if joint.parent < 0 else places[joint.parent]), turn
        offset = np.tile(np.array(joint.offset), (len(rows), 1))
        for channel in joint.channels:
            axis = "xyz".index(channel[0])
            if channel[1] == "p":  # a position stands for the offset, as Blender has it
                offset[:, axis] = rows[:, column]
            else:
                turn = turn @ _about(axis, np.radians(rows[:, column]))
            column += 1
        places.append(above + (above_turn @ offset[..., None])[..., 0])
        turns.append(turn)
    return np.stack(places, 1)


def _about(axis: int, angle: Array) -> Array:
    """Return (T, 3, 3), the turns about an axis by (T,) radians."""
    first, second = (axis + 1) % 3, (axis + 2) % 3
    turn = np.zeros((len(angle), 3, 3))
    turn[:, axis, axis] = 1
    turn[:, first, first] = turn[:, second, second] = np.cos(angle)
    turn[:, second, first] = np.sin(angle)
    turn[:, first, second] = -np.sin(angle)
    return turn


def _numbers(text: bytes, expected: int) -> Array:
    # numpy reads nothing as [-1], and tells unreadable numbers by a warning or an error, by its version.
    try:
        numbers = np.fromstring(text.decode("ascii"), np.float64, sep=" ") if text.strip() else np.zeros(0)
    except (ValueError, DeprecationWarning) as error:
        raise _damaged("some of its numbers cannot be read") from error
    if numbers.size != expected or not expected:
        raise _damaged(f"it holds {numbers.size:,} numbers where its first lines promise {expected:,}")
    return numbers


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise _damaged(f"{text[:20]} is no number") from error


def _damaged(why: str) -> InputError:
    return InputError("dance_bvh_damaged", f"This BVH file is damaged ({why}): please export it again.")
