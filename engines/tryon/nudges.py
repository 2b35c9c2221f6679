"""The visitor's nudges: the grid that bends the garment is read at other places, so that nothing is looked at again."""

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.models.results import Mask
from engines.models.skeletons import Keypoints
from engines.tryon.draping import Floats, drape
from engines.tryon.posture import Points, arms
from engines.tryon.results import Nudge

ARM_REACH = 0.5  # of the upper arm's length, from the bone to where a sleeve's edge is not pulled any more
BEYOND_WRIST = 0.5  # of the forearm's length: so far a hand goes


def nudge_grid(grid: Floats, mask: Mask, pose: Keypoints, nudge: Nudge) -> Floats:
    """Return the grid (H, W, 2) that puts the garment where the visitor wants it.

    Args:
        grid: as the network bends the garment.
        mask: of the garment, in its frame.
        pose: of the person, pixels of a frame of the grid's size.
        nudge: its shift and scale act on the whole garment, around the middle of it, and `sleeve` along the arms.

    Example:
        nudge_grid(grid, garment.mask, person.pose, Nudge(down=0.02, scale=1.05))
    """
    if nudge == Nudge():
        return grid
    H, W, _ = grid.shape
    places = np.stack(np.meshgrid(np.arange(W), np.arange(H)), -1).astype(np.float32)  # (H, W, 2)
    centre = _middle(drape(mask.values, grid, beyond=0))
    shift = np.array((nudge.right * W, nudge.down * H), np.float32)
    places = (places - centre - shift) / np.float32(nudge.scale) + centre
    if nudge.sleeve != 1:
        places += sum(_along_arm(places, arm, nudge.sleeve) for arm in arms(pose))
    return np.asarray(
        cv2.remap(grid, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    )


def _middle(mask: Floats) -> NDArray[np.float32]:
    """Where the garment's middle lies, (x, y) pixels; the frame's middle if there is none of it."""
    H, W = mask.shape
    total = mask.sum()
    if not total:
        return np.array((W / 2, H / 2), np.float32)
    return np.array((mask.sum(0) @ np.arange(W), mask.sum(1) @ np.arange(H)), np.float32) / np.float32(total)


def _along_arm(places: Floats, arm: Points, longer: float) -> Floats:
    """How places (H, W, 2) move for a sleeve `longer` times as long: towards the shoulder along the arm (3, 2).

    A place belongs to the nearer bone; what lies far from both does not move.
    """
    shoulder, elbow, wrist = arm
    upper, lower = (float(np.linalg.norm(b - a)) for a, b in ((shoulder, elbow), (elbow, wrist)))
    if min(upper, lower) < 1:
        return np.zeros_like(places)
    bones = np.stack([(elbow - shoulder) / upper, (wrist - elbow) / lower])  # (2, 2), length 1
    along = np.stack(
        [
            ((places - shoulder) @ bones[0]).clip(0, upper),
            ((places - elbow) @ bones[1]).clip(0, lower * (1 + BEYOND_WRIST)),
        ]
    )  # (2, H, W): how far down each bone
    nearest = np.stack([shoulder + along[0, ..., None] * bones[0], elbow + along[1, ..., None] * bones[1]])
    distance = np.linalg.norm(places - nearest, axis=-1)  # (2, H, W)
    forearm = distance[1] < distance[0]
    travelled = np.where(forearm, upper + along[1], along[0])
    wanted = travelled / np.float32(longer)
    source = np.where(
        (wanted > upper)[..., None],
        elbow + (wanted - upper)[..., None] * bones[1],
        shoulder + wanted[..., None] * bones[0],
    )
    here = np.where(forearm[..., None], nearest[1], nearest[0])
    weight = (1 - distance.min(0) / (ARM_REACH * upper)).clip(0, 1)
    return ((source - here) * np.sqrt(weight)[..., None]).astype(np.float32)
