"""A motion as BVH and as NPZ."""

import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from engines.dance.files.posing import BELOW, NODES, TREE, Posed, posed
from engines.models.humanml import Motion, extract_features

Array = NDArray[np.floating]

# metres beyond the last joint, at rest: where top of the head, finger tips and toes are
TIPS: Final = {
    "head": (0, 0.2, 0), "left_wrist": (0.15, 0, 0), "right_wrist": (-0.15, 0, 0), "left_foot": (0, 0, 0.08),
    "right_foot": (0, 0, 0.08),
}  # fmt: skip


def write_bvh(motion: Motion) -> bytes:
    """Return a BVH file in metres, Y up: Blender opens it life-size as it is, other programs want a scale of 100.

    Every joint turns about Z, then X, then Y (degrees), and has its name in `humanml.NAMES`; the stems are those of
    `posing`.
    """
    pose = posed(motion.joints)
    rows = np.concatenate([pose.root, _angles(pose.turns)[:, TREE].reshape(len(pose.root), -1)], 1)
    lines = ["HIERARCHY", *_tree(pose, 0, 0), "MOTION", f"Frames: {len(rows)}", f"Frame Time: {1 / motion.fps:.6f}"]
    body = io.StringIO()
    np.savetxt(body, rows, "%.5f")
    return ("\n".join(lines) + "\n" + body.getvalue()).encode("ascii")


def write_npz(motion: Motion, text: str = "") -> bytes:
    """Return an NPZ file without pickles: `joints` (T, 22, 3), `features` (T - 1, 263), `fps` and `text`."""
    file = io.BytesIO()
    features = extract_features(motion.joints.astype(np.float64)).astype(np.float32)
    np.savez_compressed(
        file, joints=motion.joints, features=features, fps=np.float64(motion.fps), text=np.array(text, np.str_)
    )
    return file.getvalue()


def _tree(pose: Posed, node: int, depth: int) -> list[str]:
    name, pad = NODES[node], "\t" * depth
    channels = "Zrotation Xrotation Yrotation"
    lines = [
        f"{pad}{'JOINT' if depth else 'ROOT'} {name}",
        f"{pad}{{",
        f"{pad}\tOFFSET {_written(pose.offsets[node])}",
        f"{pad}\tCHANNELS " + (f"3 {channels}" if depth else f"6 Xposition Yposition Zposition {channels}"),
    ]
    for child in BELOW[node]:
        lines += _tree(pose, child, depth + 1)
    if not BELOW[node]:
        lines += [f"{pad}\tEnd Site", f"{pad}\t{{", f"{pad}\t\tOFFSET {_written(TIPS[name])}", f"{pad}\t}}"]
    return [*lines, f"{pad}}}"]


def _written(place: Array | tuple[float, float, float]) -> str:
    return " ".join(f"{number:.6f}" for number in place)


def _angles(turns: Array) -> Array:
    """Return (T, J, 3) degrees about Z, X, Y, of quaternions (T, J, 4).

    A turn can be written in two ways; each frame takes the one nearer to the frame before, so that no curve leaps.
    """
    T, J, _ = turns.shape
    # Near the pole of X scipy warns and sets one angle to 0, which is still the same turn.
    one = Rotation.from_quat(turns.reshape(-1, 4), scalar_first=True).as_euler("ZXY").reshape(T, J, 3)
    other = np.stack([one[..., 0] + np.pi, np.pi - one[..., 1], one[..., 2] + np.pi], -1)
    chosen = one.copy()
    for t in range(1, T):
        ways = np.stack([one[t], other[t]])
        ways += 2 * np.pi * np.round((chosen[t - 1] - ways) / (2 * np.pi))
        nearer = np.abs(ways - chosen[t - 1]).sum(-1).argmin(0)
        chosen[t] = ways[nearer, np.arange(J)]
    return np.degrees(chosen)
