"""How likely a try-on has no visible fault: from what can be measured, not from how the picture pleases.

Each measure is turned into a doubt between 0 and 1; the confidence is what is left after all doubts. Where one doubt is
large, a remark says so in words.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.models.skeletons import Keypoints
from engines.tryon.draping import Floats, areas, drape
from engines.tryon.paint import Painted
from engines.tryon.posture import SIDES, trunk_outline
from engines.tryon.results import GarmentSeen, Kind, PersonSeen

POINTS = {  # that a garment of a kind hangs on
    Kind.TOP: ("shoulder", "elbow", "hip"),
    Kind.DRESS: ("shoulder", "elbow", "hip"),
    Kind.TROUSERS: ("hip", "knee", "ankle"),
    Kind.SKIRT: ("hip", "knee"),
}
# The labels that a garment of a kind replaces.
OLD = {
    Kind.TOP: ("upper_clothes", "coat"),
    Kind.DRESS: ("upper_clothes", "coat", "dress", "jumpsuit", "skirt"),
    Kind.TROUSERS: ("pants", "skirt"),
    Kind.SKIRT: ("pants", "skirt"),
}
IN_FRONT = ("hair", "left_arm", "right_arm", "scarf", "face")
STRETCHED = 2.0  # times the garment's middle scale, along each side: from here on a place counts as bent too much
DOUBTFUL = 0.5  # a doubt from here on is told


@dataclass(frozen=True)
class Ramp:
    """A measure's way to a doubt: none at `good`, whole at `bad`; `weight` is the most of the confidence it takes."""

    good: float
    bad: float
    weight: float

    def doubt(self, value: float) -> float:
        return float(np.clip((value - self.good) / (self.bad - self.good), 0, 1))


RAMPS = {
    "points": Ramp(good=0.2, bad=0.06, weight=0.6),
    "covered": Ramp(good=0.85, bad=0.5, weight=0.7),
    "leftover": Ramp(good=0.02, bad=0.2, weight=0.6),
    "crossed": Ramp(good=0.12, bad=0.4, weight=0.5),
    "bent": Ramp(good=0.05, bad=0.35, weight=0.5),
    "sureness": Ramp(good=0.8, bad=0.4, weight=0.4),
}
# Arms have their own sentence, the others share one where they have the same cure.
REMARKS = {
    "points": "tryon_hard_pose",
    "covered": "tryon_hard_fit",
    "leftover": "tryon_leftover",
    "crossed": "tryon_crossed",
    "bent": "tryon_hard_fit",
    "sureness": "tryon_unsure_garment",
}


@dataclass(frozen=True)
class Quality:
    """`confidence` 0 to 1, `remarks` keys of sentences, `measures` by name, see `measure`."""

    confidence: float
    remarks: tuple[str, ...]
    measures: dict[str, float]


def judge(person: PersonSeen, garment: GarmentSeen, grid: Floats, painted: Painted) -> Quality:
    """Return how good a try-on can be expected to look."""
    measures = measure(person, garment, grid, painted)
    doubts = {name: ramp.doubt(measures[name]) for name, ramp in RAMPS.items()}
    confidence = float(np.prod([1 - ramp.weight * doubts[name] for name, ramp in RAMPS.items()]))
    remarks = dict.fromkeys(REMARKS[name] for name, doubt in doubts.items() if doubt >= DOUBTFUL)
    return Quality(confidence, tuple(remarks), measures)


def measure(person: PersonSeen, garment: GarmentSeen, grid: Floats, painted: Painted) -> dict[str, float]:
    """Return what is measured, all of it 0 to 1.

    points: mean score of the points that the garment hangs on.
    covered: share of the trunk (of the old garment, for trousers and skirts) that the new one or a limb covers.
    leftover: share of the old garment that neither the new one covers nor the painting may change.
    crossed: share of the trunk that arms and hair hide.
    bent: share of the garment that is stretched, squeezed or folded over.
    sureness: of what kind the garment is.
    """
    H, W = person.parts.labels.shape
    shown = drape(garment.mask.values, grid, beyond=0) > 0.5
    old = person.parts.mask(*OLD[garment.kind])
    trunk = _trunk_mask(person.pose, (H, W))
    target = trunk if garment.kind in (Kind.TOP, Kind.DRESS) and trunk.any() else old
    hidden = person.parts.mask(*IN_FRONT)
    changed = cv2.resize(painted.changed.astype(np.uint8), (W, H), interpolation=cv2.INTER_NEAREST) > 0
    return {
        "points": _mean_score(person.pose, garment.kind),
        "covered": _share(shown | hidden, target, nothing=1),
        "leftover": _share(~shown & ~changed, old),
        "crossed": _share(hidden, trunk),
        "bent": _bent(grid, shown),
        "sureness": garment.certainty,
    }


def _mean_score(pose: Keypoints, kind: Kind) -> float:
    rows = [pose.names.index(f"{side}_{part}") for part in POINTS[kind] for side in SIDES]
    return float(pose.score[rows].clip(0, 1).mean())


def _trunk_mask(pose: Keypoints, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The quadrangle (H, W) between shoulders and hips; empty where they were not found."""
    mask = np.zeros(shape, np.uint8)
    corners = trunk_outline(pose)
    if corners is not None:
        cv2.fillConvexPoly(mask, cv2.convexHull(np.rint(corners).astype(np.int32)), 1)
    return mask > 0


def _bent(grid: Floats, shown: NDArray[np.bool_]) -> float:
    """The share of the shown garment that has another scale than its middle, or is folded over."""
    area = areas(grid)[shown[1:, 1:]]
    if not len(area):
        return 1.0
    relative = area / max(float(np.median(area)), 1e-6)
    limit = STRETCHED**2
    return float(((relative > limit) | (relative < 1 / limit)).mean())


def _share(mask: NDArray[np.bool_], of: NDArray[np.bool_], nothing: float = 0.0) -> float:
    """The share of `of` where the mask is true; `nothing` where there is none of it."""
    return float(mask[of].mean()) if of.any() else nothing
