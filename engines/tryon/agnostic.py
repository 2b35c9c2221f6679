"""What of a person a new garment replaces: the old garment, the skin that it shows or hides, and what stays in front.

After the "clothing-agnostic person" of CP-VTON (Wang et al., ECCV 2018) and of VITON-HD (Choi et al., CVPR 2021), but
skin that the new garment does not touch stays the visitor's own. On tensors, so that training and engine do the same.
"""

from itertools import pairwise
from typing import Final, NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from engines.tryon.limbs import POINT, along_and_away, pixel_places, trunk
from engines.tryon.results import LIP, Kind, Sleeve

LABEL: Final = {name: n for n, name in enumerate(LIP)}
HEAD: Final = ("hat", "hair", "sunglasses", "face", "scarf")
UPPER: Final = ("upper_clothes", "coat")
WHOLE: Final = ("dress", "jumpsuit")  # worn above and below the waist
LOWER: Final = ("pants", "skirt")
SHOES: Final = ("left_shoe", "right_shoe")
CHIN: Final = 0.55  # of the way from nose to neck
HAND: Final = 0.95  # of the way from elbow to wrist: from here on it is the hand
WAIST: Final = 0.12  # trunks above the hips: where a dress becomes a skirt
AROUND: Final = 4  # pixels of ground around the old garment that change with it
SLEEVE_ENDS: Final = ((0.1, 0.5), (0.25, 0.75))  # of upper and lower limb: where skin tells how far a sleeve reaches
EDGE: Final = 1  # pixels of everything else that do


class Regions(NamedTuple):
    """(B, H, W) bool: `hole`, what is painted anew; `front`, what stays the visitor's whatever the garment covers."""

    hole: Tensor
    front: Tensor


def regions(labels: Tensor, xy: Tensor, known: Tensor, kind: Kind, sleeve: Sleeve, around: int = AROUND) -> Regions:
    """Return what changes when people put on a garment of this kind and these sleeves, or legs of trousers.

    Args:
        labels: (B, H, W) of LIP.
        xy, known: OpenPose's 18 points (B, 18, 2) in pixels, (B, 18).
        around: pixels of ground around the old garment that change too.
    """
    places = pixel_places(*labels.shape[1:])
    y = places[..., 1].to(xy)
    _, hips, length = trunk(xy, known)
    below_waist = y > (hips[:, 1] - WAIST * length)[:, None, None]
    neck = neck_skin(labels, xy, known)
    if kind in (Kind.TOP, Kind.DRESS):
        old = is_part(labels, *UPPER) | neck
        old |= is_part(labels, *WHOLE) if kind is Kind.DRESS else is_part(labels, *WHOLE) & ~below_waist
        if kind is Kind.DRESS:
            old |= is_part(labels, "skirt")
        limbs = [limb(labels, xy, known, side, "arm", sleeve) for side in ("left", "right")]
        front = is_part(labels, *HEAD) & ~neck
    else:
        old = is_part(labels, *LOWER) | is_part(labels, *WHOLE) & below_waist
        length_of_leg = Sleeve.SHORT if kind is Kind.SKIRT else sleeve
        limbs = [limb(labels, xy, known, side, "leg", length_of_leg) for side in ("left", "right")]
        front = is_part(labels, *HEAD, *UPPER, *SHOES, "left_arm", "right_arm")
        front |= is_part(labels, *WHOLE) & ~below_waist
    for taken, kept in limbs:
        old, front = old | taken, front | kept
    ground = labels == LABEL["background"]
    hole = old | grown(old, around) & ground | grown(old, EDGE) & ~front
    return Regions(hole, front & ~old)


def neck_skin(labels: Tensor, xy: Tensor, known: Tensor) -> Tensor:
    """Return the skin (B, H, W) below the chin that is labelled as face; none where nose or neck is not known."""
    nose, neck = xy[:, POINT["nose"]], xy[:, POINT["neck"]]
    along, _ = along_and_away(pixel_places(*labels.shape[1:]), nose, neck)
    found = (known[:, POINT["nose"]] * known[:, POINT["neck"]] > 0)[:, None, None]
    return is_part(labels, "face") & (along > CHIN) & found


def limb(labels: Tensor, xy: Tensor, known: Tensor, side: str, which: str, sleeve: Sleeve) -> tuple[Tensor, Tensor]:
    """Return the skin of an arm or a leg that the garment takes and that which it leaves, (B, H, W) each.

    Without sleeves it takes none, short ones take the upper half, long ones all but the hand.
    """
    skin = is_part(labels, f"{side}_{which}")
    if sleeve is Sleeve.NONE:
        return torch.zeros_like(skin), skin
    joints = ("shoulder", "elbow", "wrist") if which == "arm" else ("hip", "knee", "ankle")
    first, middle, last = (POINT[f"{side}_{joint}"] for joint in joints)
    places = pixel_places(*labels.shape[1:])
    _, away_upper = along_and_away(places, xy[:, first], xy[:, middle])
    along, away_lower = along_and_away(places, xy[:, middle], xy[:, last])
    known_lower = (known[:, middle] * known[:, last] > 0)[:, None, None]
    left = away_lower < away_upper if sleeve is Sleeve.SHORT else along > HAND
    left &= known_lower
    return skin & ~left, skin & left


def is_part(labels: Tensor, *names: str) -> Tensor:
    """Return (B, H, W), true where the label is one of the names."""
    wanted = torch.zeros(256, dtype=torch.bool)
    wanted[[LABEL[name] for name in names]] = True
    return wanted.to(labels.device)[labels.long()]


def grown(mask: Tensor, pixels: int) -> Tensor:
    """Return masks (B, H, W) that reach so many pixels further."""
    if not pixels:
        return mask
    return widened(mask[:, None].float(), pixels)[:, 0] > 0


def widened(values: Tensor, pixels: int) -> Tensor:
    """Return the largest of the values (B, 1, H, W) within so many pixels: down, then across, which costs less."""
    down = F.max_pool2d(values, (2 * pixels + 1, 1), 1, (pixels, 0))
    return F.max_pool2d(down, (1, 2 * pixels + 1), 1, (0, pixels))


def worn_sleeve(labels: Tensor, xy: Tensor, known: Tensor, which: str = "arm") -> list[Sleeve | None]:
    """Return how far the sleeves, or the legs of trousers, of each person reach: by the skin along upper and lower
    limb. None where no limb is wholly known."""
    joints = ("shoulder", "elbow", "wrist") if which == "arm" else ("hip", "knee", "ankle")
    told: list[Sleeve | None] = []
    for labels_one, xy_one, known_one in zip(labels, xy, known, strict=True):
        shares = []
        for side in ("left", "right"):
            points = [POINT[f"{side}_{joint}"] for joint in joints]
            if bool((known_one[points] > 0).all()):
                ends = zip(pairwise(xy_one[points]), SLEEVE_ENDS, strict=True)
                shares.append([_skin_along(labels_one, which, *line, *part) for line, part in ends])
        told.append(_sleeve_by_skin(*torch.tensor(shares).mean(0).tolist()) if shares else None)
    return told


def _skin_along(labels: Tensor, which: str, start: Tensor, end: Tensor, first: float, last: float) -> float:
    """The share of skin on a part of a line."""
    height, width = labels.shape
    steps = torch.linspace(first, last, 9)[:, None]
    x, y = (start + (end - start) * steps).round().long().T
    seen = labels[y.clamp(0, height - 1), x.clamp(0, width - 1)]
    return float(is_part(seen, f"left_{which}", f"right_{which}").float().mean())


def _sleeve_by_skin(upper: float, lower: float) -> Sleeve:
    if upper > 0.5:
        return Sleeve.NONE
    return Sleeve.SHORT if lower > 0.5 else Sleeve.LONG
