"""What must be seen before anything can be tried on, and the one sentence that says what is missing.

What labels and points cannot tell is not asked: two people who hold each other may pass as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import LabelMap
from engines.models.skeletons import Keypoints
from engines.runtime import InputError
from engines.tryon.framing import largest_piece
from engines.tryon.posture import SIDES, both, points, trunk
from engines.tryon.results import Kind

SMALLEST = 32  # pixels of a photo's shorter side
LONGEST = 5  # times the shorter side
GLANCE = 64  # pixels of the side of the thumbnail that light is measured on
PLAIN = 4.0  # grey levels: a picture whose deviation is below shows nothing
BLACK, DARK = 14.0, 45.0  # grey levels of the brightest tenth: nothing to be seen; hard to see

LEAST_BODY = 0.02  # of the frame
LEAST_CLOTHES = 0.01  # of the frame
SECOND_HEAD = 0.45  # of the first one's size: another person, not somebody far behind
LEAST_HEAD = 0.002  # of the frame
APART = 1.0  # of the first head's width, from the middle of one head to that of the other
FACE_OF_HEAD = 0.08  # less skin in a head is seen from behind
SITTING = 0.45  # of the trunk's length: knees that are less far below the hips are bent forward
LYING = 50.0  # degrees that the trunk leans
SHORT_TRUNK = 0.85  # of the width of the shoulders: less of the body below them does not reach the hips
CLEAR = 3.0  # of all scores together: of what is no person, or lies on its side, nineteen in twenty have less
AMONG_OTHERS = 1.5  # of all scores together: several people share what one alone would have
DOUBTFUL = 4.5  # of all scores together: less is a reason to turn the photo and look once more
TURNED = 1.25  # times as clear
SURE = 0.4  # score from which a point is enough to refuse a photo
FACE_OF_BODY = 0.2  # more face in a person is a portrait; to the thighs it is 0.16 in one of a hundred
NEAR_EDGE = 0.02  # of the photo's height: hips so near to its lower edge are guessed

HEAD = ("hat", "hair", "sunglasses", "face")
CLOTHES = ("upper_clothes", "dress", "coat", "pants", "jumpsuit", "scarf", "skirt")
LOWER = (Kind.TROUSERS, Kind.SKIRT)
# Which labels a garment of a kind has when somebody wears it.
WORN = {
    Kind.TOP: ("upper_clothes", "coat"),
    Kind.DRESS: ("dress", "jumpsuit"),
    Kind.TROUSERS: ("pants",),
    Kind.SKIRT: ("skirt",),
}

FROM_HEAD_TO_HIPS = "I need to see you from head to hips, standing and facing me."


@dataclass(frozen=True)
class Look:
    """A first look at a photo. `bottom`: where the photo ends, `people`: how many poses were found."""

    parts: LabelMap
    pose: Keypoints
    bottom: float
    people: int = 1


def check_picture(photo: Image.Image) -> tuple[str, ...]:
    """Return remarks about the light of a photo.

    Raises:
        InputError: `tryon_tiny`, `tryon_strip`, `tryon_black`, `tryon_plain`.
    """
    if min(photo.size) < SMALLEST:
        raise InputError(
            "tryon_tiny", f"This picture is too small: please choose one of at least {SMALLEST} x {SMALLEST} pixels."
        )
    if max(photo.size) > LONGEST * min(photo.size):
        raise InputError("tryon_strip", "This picture is too long and narrow: please cut out the part that matters.")
    glance = np.asarray(photo.convert("L").resize((GLANCE, GLANCE), Image.Resampling.BOX), np.float32)
    bright = np.percentile(glance, 90)
    if bright < BLACK:
        raise InputError("tryon_black", "This picture is black: take it again with the light on.")
    if glance.std() < PLAIN:
        raise InputError("tryon_plain", "This picture shows nothing but one colour: please choose another.")
    return ("tryon_dark",) if bright < DARK else ()


def check_alone(look: Look) -> None:
    """Check that somebody is there, and nobody else.

    Raises:
        InputError: `tryon_nobody`, `tryon_several`.
    """
    if largest_piece(look.parts.labels > 0).mean() < LEAST_BODY or clearness(look.pose) < AMONG_OTHERS:
        raise nobody()
    if look.people > 1 or len(heads(look.parts)) > 1:
        raise InputError("tryon_several", "I see more than one person: choose a photo with one person alone.")


def check_person(look: Look) -> None:
    """Check that the person is upright, faces us, and is visible down to the hips.

    Raises:
        InputError: `tryon_nobody`, `tryon_back`, `tryon_lying`, `tryon_sitting`, `tryon_cropped`.
    """
    parts, pose = look.parts, look.pose
    body = trunk(pose)
    if largest_piece(parts.labels > 0).mean() < LEAST_BODY or body is None or clearness(pose) < CLEAR:
        raise nobody()
    if both(pose, "hip", SURE) is not None and body.lean > LYING:
        raise lying()
    if seen_from_behind(parts, pose):
        raise InputError("tryon_back", "I see you from behind: turn around and face me.")
    if _knees_forward(pose):
        raise InputError("tryon_sitting", "You seem to sit: stand up, so that I can see you from head to hips.")
    if not _hips_seen(look):
        raise InputError("tryon_cropped", FROM_HEAD_TO_HIPS)


def check_upright(pose: Keypoints, turned: Sequence[Keypoints]) -> None:
    """Check that the person is not seen more clearly on the photo `turned` by a quarter, a half, three quarters.

    Raises:
        InputError: `tryon_lying`.
    """
    if max(clearness(one) for one in turned) > max(DOUBTFUL, TURNED * clearness(pose)):
        raise lying()


def clearness(pose: Keypoints) -> float:
    """Return how clearly somebody is seen: the scores of all points together."""
    return float(pose.score.sum())


def check_legs(kind: Kind, full: bool) -> None:
    """Check that there are legs for what is worn on legs; `full`: whether the person's frame shows them.

    Raises:
        InputError: `tryon_legs`.
    """
    if kind in LOWER and not full:
        raise InputError("tryon_legs", "For trousers and skirts I need to see your legs too: take a step back.")


def check_garment(mask: NDArray[np.bool_], kind: Kind | None) -> Kind:
    """Check what was seen of a garment: its mask (H, W) in a frame, and its kind, which is returned.

    Raises:
        InputError: `garment_none`, `garment_unwearable`.
    """
    if mask.mean() < LEAST_CLOTHES:
        raise InputError(
            "garment_none", "I can't find a garment here: lay it flat on a plain ground, all of it in the picture."
        )
    if kind is None:
        raise InputError(
            "garment_unwearable", "This is nothing I can dress you in: show me a top, a dress, trousers or a skirt."
        )
    return kind


def heads(parts: LabelMap) -> list[NDArray[np.bool_]]:
    """Return the heads, (H, W) each, the largest first; one that is far smaller belongs to somebody far away."""
    pieces = [piece for piece in _pieces(parts.mask(*HEAD)) if piece.mean() >= LEAST_HEAD]
    if not pieces:
        return []
    first, *others = pieces
    width = np.ptp(np.flatnonzero(first.any(0))) + 1
    large = [other for other in others if other.sum() > SECOND_HEAD * first.sum()]
    return [first, *(other for other in large if np.hypot(*(_centre(other) - _centre(first))) > APART * width)]


def seen_from_behind(parts: LabelMap, pose: Keypoints) -> bool:
    """Whether there is a head and no face in it, neither by labels nor by points."""
    head, face = parts.mask(*HEAD), parts.mask("face", "sunglasses")
    if head.mean() < LEAST_HEAD or face.sum() >= FACE_OF_HEAD * head.sum():
        return False
    return points(pose, "nose") is None


def worn_garment(parts: LabelMap, kind: Kind | None = None) -> tuple[Kind, NDArray[np.bool_]] | None:
    """Return what somebody on a garment's photo wears: its kind and mask (H, W); None if nobody is there.

    Args:
        parts: of the photo.
        kind: which of several garments is wanted; None: the largest.

    Raises:
        InputError: `garment_face`, somebody is there, but nothing that could be put on.
    """
    head = parts.mask(*HEAD)
    clothes = parts.mask(*CLOTHES)
    if head.mean() < LEAST_HEAD or not parts.mask("face").any():
        return None
    if clothes.any() and _centre(head)[1] > _centre(clothes)[1]:
        return None  # a face that is printed on the garment
    masks = {one: parts.mask(*labels) for one, labels in WORN.items() if kind in (None, one)}
    best = max(masks, key=lambda one: masks[one].sum())
    if masks[best].mean() < LEAST_CLOTHES:
        raise InputError(
            "garment_face", "I see a person here, but no garment: show me the garment alone, flat on a plain ground."
        )
    return best, masks[best]


def nobody() -> InputError:
    """Nobody can be seen."""
    return InputError("tryon_nobody", f"I can't find a person here. {FROM_HEAD_TO_HIPS}")


def lying() -> InputError:
    """The person, or the photo, lies on its side."""
    return InputError("tryon_lying", "You seem to lie: turn the photo upright, or take one where you stand.")


def _knees_forward(pose: Keypoints) -> bool:
    """Whether no knee hangs below the hips as a standing person's does."""
    body, hips = trunk(pose), both(pose, "hip", SURE)
    knees = [knee for side in SIDES if (knee := points(pose, f"{side}_knee", sure=SURE)) is not None]
    if body is None or hips is None or not knees:
        return False
    return max(float(knee[0, 1]) for knee in knees) - float(body.hips[1]) < SITTING * body.length


def _hips_seen(look: Look) -> bool:
    """Whether the photo, and the person on it, go on as far as the hips are, or must be."""
    body, person = trunk(look.pose), largest_piece(look.parts.labels > 0)
    if look.parts.mask("face").sum() > FACE_OF_BODY * person.sum():
        return False
    height = look.parts.labels.shape[0]
    lowest = np.flatnonzero(person.any(1))[-1]
    end = min(float(lowest), look.bottom - NEAR_EDGE * height)
    return body is not None and float(body.hips[1]) < end and end - float(body.shoulders[1]) > SHORT_TRUNK * body.width


def _pieces(mask: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """The pieces of a mask that hang together, the largest first."""
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    order = 1 + np.argsort(-statistics[1:, cv2.CC_STAT_AREA])
    return [labels == number for number in order[: count - 1]]


def _centre(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.argwhere(mask).mean(0)[::-1]
