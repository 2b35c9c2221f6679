"""Who looks at people and garments: the bundled networks, or published ones that the host brought."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints.lending import Networks
from engines.models.results import LabelMap, Mask
from engines.models.skeletons import Keypoints
from engines.tryon.body import read_body
from engines.tryon.checks import Look
from engines.tryon.choices import BODY, GARMENT, WEIGHTS, Choices
from engines.tryon.framing import Size, cut, to_frame, to_photo
from engines.tryon.garment import read_garment
from engines.tryon.outline import sharpened
from engines.tryon.results import HEIGHT, WIDTH, Frame, Kind, Sleeve

if TYPE_CHECKING:
    from engines.models.spotter import Spotter

Clicks = Sequence[tuple[float, float, bool]]  # x, y in pixels of the photo; whether it lies on the garment


def network_of(networks: Networks, chosen: str, house: str) -> str:
    """Return the name of the network that does a step: the house's, or the published ones of the choice."""
    return networks.version(house) if chosen == "house" else "+".join(WEIGHTS[chosen])


def look_at_people(networks: Networks, choices: Choices, photo: Image.Image, frames: list[Frame]) -> list[Look]:
    """Return the parts and the points of the person in each frame of an RGB photo."""
    seen: list[tuple[LabelMap, Keypoints]] = []
    if "house" in (choices.parse, choices.pose):
        with networks.use(BODY) as network:
            seen = read_body(cast("Spotter", network), [cut(photo, frame) for frame in frames])
    looks = []
    for number, frame in enumerate(frames):
        parts = seen[number][0] if choices.parse == "house" else _parse(networks, photo, frame)
        parts = LabelMap(np.where(inside(frame, photo.size), parts.labels, np.uint8(0)), parts.names)
        house = choices.pose == "house"
        pose, people = (seen[number][1], 1) if house else look_at_pose(networks, choices, photo, frame)
        bottom = float(to_frame(np.array([(0, photo.height)]), frame)[0, 1])
        looks.append(Look(parts, _inside_alone(pose, frame, photo.size), bottom, people))
    return looks


def inside(frame: Frame, size: Size) -> NDArray[np.bool_]:
    """Return which pixels of a frame's picture lie in the photo, (HEIGHT, WIDTH): beyond it nothing is seen."""
    x, y = to_photo(np.stack([np.arange(HEIGHT)] * 2, 1), frame).T
    return ((y >= 0) & (y < size[1]))[:, None] & ((x >= 0) & (x < size[0]))[:WIDTH]


def _inside_alone(pose: Keypoints, frame: Frame, size: Size) -> Keypoints:
    """The pose without the points that were guessed beyond the photo."""
    places = to_photo(pose.xy, frame)
    there = ((places >= 0) & (places < size)).all(1)
    return Keypoints(pose.xy, np.where(there, pose.score, np.float32(0)), pose.names, pose.skeleton)


def look_at_parts(networks: Networks, choices: Choices, photo: Image.Image, frame: Frame) -> LabelMap:
    """Return the parts of the person in a frame of an RGB photo, and not the points."""
    if choices.parse != "house":
        return _parse(networks, photo, frame)
    with networks.use(BODY) as network:
        return read_body(cast("Spotter", network), [cut(photo, frame)])[0][0]


def look_at_pose(networks: Networks, choices: Choices, photo: Image.Image, frame: Frame) -> tuple[Keypoints, int]:
    """Return the points of the person in a frame by a published network, and how many people it found."""
    from engines.tryon import published

    by = published.pose_by_openpose if choices.pose == "openpose" else published.pose_by_hrnet
    with networks.use(*WEIGHTS[choices.pose]) as network:
        return by(network, cut(photo, frame, published.LARGE))


def look_at_garment(networks: Networks, photo: Image.Image, frame: Frame) -> tuple[Mask, Kind | None, Sleeve, float]:
    """Return mask, kind, sleeves and the certainty of the kind, by the house's network; None: nothing to put on."""
    picture = cut(photo, frame)
    with networks.use(GARMENT) as network:
        mask, kind, sleeve, certainty = read_garment(cast("Spotter", network), picture)
    return sharpened(picture, mask), kind, sleeve, certainty


def mask_garment(networks: Networks, choices: Choices, photo: Image.Image, frame: Frame, clicks: Clicks = ()) -> Mask:
    """Return the mask of the garment in a frame of an RGB photo, by a published network.

    clicks: for MobileSAM, which without any takes what is in the middle of the frame.
    """
    from engines.tryon import published

    picture = cut(photo, frame, published.LARGE)
    with networks.use(WEIGHTS["mobile_sam" if clicks else choices.mask][0]) as network:
        if clicks or choices.mask == "mobile_sam":
            middle = (frame.left + frame.width / 2, frame.top + frame.height / 2, True)
            told = clicks or [middle]
            places = to_frame(np.array([(x, y) for x, y, _ in told]), frame, picture.size[::-1])
            return published.mask_by_clicks(network, picture, places.tolist(), [inside for *_, inside in told])
        if choices.mask == "deeplabv3plus":
            return published.mask_by_deeplab(network, picture)
        return published.mask_by_u2net(network, picture)


def _parse(networks: Networks, photo: Image.Image, frame: Frame) -> LabelMap:
    from engines.tryon import published

    with networks.use(*WEIGHTS["graphonomy"]) as network:
        return published.parse(network, cut(photo, frame, published.LARGE))
