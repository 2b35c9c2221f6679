"""What the steps of a try-on hand on: what a person and a garment are seen to be, and the result."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.models.results import LabelMap, Mask
from engines.models.skeletons import Keypoints

WIDTH, HEIGHT = 192, 256  # pixels of the frame that the bundled networks see

LIP = (  # Gong et al., "Look into Person", CVPR 2017
    *("background", "hat", "hair", "glove", "sunglasses", "upper_clothes", "dress", "coat", "socks", "pants"),
    *("jumpsuit", "scarf", "skirt", "face", "left_arm", "right_arm", "left_leg", "right_leg"),
    *("left_shoe", "right_shoe"),
)


class Kind(StrEnum):
    """What sort of garment it is: which part of the body it covers."""

    TOP = "top"
    DRESS = "dress"
    TROUSERS = "trousers"
    SKIRT = "skirt"


class Sleeve(StrEnum):
    """How much of the arm it covers; of trousers, of the leg."""

    NONE = "none"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True)
class Frame:
    """The 3:4 part of a photo that is worked on, in pixels of the photo; it may reach over the photo's border."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class PersonSeen:
    """A person in the frame.

    Args:
        picture: RGB, WIDTH x HEIGHT.
        frame: where in the photo that is.
        parts: LIP's 20 labels, (HEIGHT, WIDTH).
        pose: OpenPose's 18 points, pixels of the frame.
    """

    picture: Image.Image
    frame: Frame
    parts: LabelMap
    pose: Keypoints


@dataclass(frozen=True)
class GarmentSeen:
    """A garment, so placed that it fills its frame.

    Args:
        picture: RGB, WIDTH x HEIGHT.
        frame: where in the photo that is.
        mask: of the garment, (HEIGHT, WIDTH).
        kind, sleeve: what it is seen, or said, to be.
        certainty: of the kind, 0..1.
    """

    picture: Image.Image
    frame: Frame
    mask: Mask
    kind: Kind
    sleeve: Sleeve
    certainty: float


@dataclass(frozen=True)
class Nudge:
    """How the visitor moves the garment: `right` and `down` in shares of the frame's width and height, `scale` of its
    size, `sleeve` of its sleeves' length."""

    right: float = 0.0
    down: float = 0.0
    scale: float = 1.0
    sleeve: float = 1.0


@dataclass(frozen=True)
class Step:
    """One step of a try-on that is done.

    Args:
        name: "parse", "pose", "mask", "warp" or "result".
        picture: RGB, what came out of it, made to be looked at.
        seconds: that it took now; next to nothing where it was remembered.
        network: that did it.
    """

    name: str
    picture: Image.Image
    seconds: float
    network: str


@dataclass(frozen=True)
class TryOnResult:
    """The person in the garment.

    Args:
        image: RGB, of the visitor's photo's size.
        parse: (H, W) uint8, the 20 labels of the photo.
        pose: OpenPose's 18 points, pixels of the photo.
        mask: (H, W) bool, true where `image` may differ from the photo; elsewhere they are the same.
        warped: RGBA, the bent garment on the photo's canvas.
        seconds: by step.
        networks: by step, the name of the network that did it.
        confidence: 0..1, how likely the picture has no visible fault.
        remarks: keys of sentences that say what is hard here.
    """

    image: Image.Image
    parse: NDArray[np.uint8]
    pose: Keypoints
    mask: NDArray[np.bool_]
    warped: Image.Image
    seconds: dict[str, float] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    remarks: tuple[str, ...] = ()
